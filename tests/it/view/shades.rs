//! How strongly cells are shaded, −100 … 100. Each number is worked by hand.

use convscope::app::saved::{open, save};
use convscope::app::{Field, Model, Msg, Notation, update};
use convscope::math::{At, BackwardView, Loss, Operand, Size};
use convscope::trace::GridId;
use convscope::view::page;

use crate::support::RANDOM;

/// With the identity dZ is G = 1, −2; 4, 0. Then dX = 2.5 · dZ = 2.5, −5; 10, 0 and
/// dW = 0.5 · 1.
const COMPARED: &str = "v=1&x=0.5,0;0,0&w=2.5&g=1,-2;4,0&activation=identity&loss=by-hand&step=10";

fn shades(model: &Model, id: GridId) -> Vec<i32> {
    let page = page(model);
    let grid = page.grids.iter().find(|grid| grid.id == id);
    let cells = grid.expect("the grid is in use").cells();
    cells.map(|cell| cell.shade).collect()
}

fn typed(model: &mut Model, operand: Operand, at: At, text: &str) {
    let field = Field::Cell { operand, at };
    update(model, Msg::Typed(field, text.to_owned()));
    update(model, Msg::Entered(field, text.to_owned()));
}

#[test]
fn each_grid_has_its_own_scale_or_the_gradients_share_one() {
    let (mut model, _) = open(COMPARED);
    let own = [
        (GridId::X, vec![100, 0, 0, 0]),
        (GridId::Dx, vec![25, -50, 100, 0]),
        (GridId::Dw, vec![100]),
        (GridId::Dz, vec![25, -50, 100, 0]),
        (GridId::G, vec![25, -50, 100, 0]),
    ];
    for (id, expected) in &own {
        assert_eq!(shades(&model, *id), *expected, "{id:?}");
    }
    update(&mut model, Msg::ScalePressed);
    // Of 10, the largest of the three.
    for (id, expected) in [
        (GridId::X, vec![100, 0, 0, 0]),
        (GridId::Dx, vec![25, -50, 100, 0]),
        (GridId::Dw, vec![5]),
        (GridId::Dz, vec![10, -20, 40, 0]),
        (GridId::G, vec![25, -50, 100, 0]),
    ] {
        assert_eq!(shades(&model, id), expected, "{id:?}");
    }
    update(&mut model, Msg::ScalePressed);
    for (id, expected) in &own {
        assert_eq!(shades(&model, *id), *expected, "{id:?} again");
    }
}

#[test]
fn it_is_the_scale_of_the_end_at_every_step() {
    let (mut model, _) = open(COMPARED);
    update(&mut model, Msg::ScalePressed);
    update(&mut model, Msg::Sought(7));
    // One position is done: dX has 2.5 · 1.
    assert_eq!(shades(&model, GridId::Dx), [25, 0, 0, 0]);
    assert_eq!(shades(&model, GridId::Dz), [10, -20, 40, 0]);
}

#[test]
fn the_small_grids_beside_the_step_follow() {
    let (mut model, _) = open(COMPARED);
    update(&mut model, Msg::ViewChosen(BackwardView::Gather));
    // The first cell of dX.
    update(&mut model, Msg::Sought(7));
    let of_diagrams = |model: &Model| -> Vec<Vec<i32>> {
        let page = page(model);
        let diagrams = page.step.diagrams.iter();
        diagrams
            .map(|diagram| {
                diagram
                    .drawing
                    .shades
                    .iter()
                    .map(|&(shade, _)| shade)
                    .collect()
            })
            .collect()
    };
    assert_eq!(of_diagrams(&model), [vec![-50, 0, 25, 100], vec![100]]);
    update(&mut model, Msg::ScalePressed);
    assert_eq!(of_diagrams(&model), [vec![-20, 0, 10, 40], vec![100]]);
}

#[test]
fn maps_follow() {
    let mut model = Model::default();
    update(&mut model, Msg::SizeChosen(Operand::X, Size::new(16, 16)));
    update(&mut model, RANDOM);
    update(&mut model, Msg::ScalePressed);
    let page = page(&model);
    let last = model.recording();
    let cells = [GridId::Dx, GridId::Dw, GridId::Dz].map(|id| last.last().grid(id).cells());
    let magnitudes = cells.concat().into_iter().map(f64::abs);
    let largest = magnitudes.fold(0.0, f64::max);
    for id in [GridId::Dx, GridId::Dw, GridId::Dz] {
        let grid = &page.grids[id.index()];
        assert_eq!(grid.largest.to_bits(), largest.to_bits(), "{:?}", grid.id);
    }
    assert!(!page.grids[GridId::Dx.index()].has_numbers, "dX is a map");
}

/// G weighs all outputs alike, T aims them at the same: there is nothing to see.
#[test]
fn a_constant_g_or_t_is_calm() {
    let mut model = Model::default();
    assert_eq!(shades(&model, GridId::G), [25; 4]);
    typed(&mut model, Operand::G, At::new(0, 1), "-2");
    assert_eq!(shades(&model, GridId::G), [50, -100, 50, 50]);
    for text in ["g=-3,-3;-3,-3", "g=0,0;0,0"] {
        let (model, _) = open(&["v=1&loss=by-hand&", text].concat());
        let expected = if text.contains('3') { -25 } else { 0 };
        assert_eq!(shades(&model, GridId::G), [expected; 4], "{text}");
    }

    update(&mut model, Msg::LossChosen(Loss::SquaredError));
    assert_eq!(shades(&model, GridId::T), [0; 4]);
    let (model, _) = open("v=1&t=0.5,0.5;0.5,0.5&loss=squared-error");
    assert_eq!(shades(&model, GridId::T), [25; 4]);
    // The largest number there is has no fourfold.
    let (model, _) = open(
        "v=1&g=1.7976931348623157e308,1.7976931348623157e308;1.7976931348623157e308,1.7976931348623157e308&loss=by-hand",
    );
    assert!(shades(&model, GridId::G).iter().all(|&shade| shade > 0));
}

/// What is filtered, and what comes out, may well be constant and mean it.
#[test]
fn other_constant_grids_are_at_full_strength() {
    let (model, _) = open("v=1&x=1,1,1;1,1,1;1,1,1&w=-1,-1;-1,-1&step=10");
    assert_eq!(shades(&model, GridId::X), [100; 9]);
    assert_eq!(shades(&model, GridId::W), [-100; 4]);
    assert_eq!(shades(&model, GridId::Z), [-100; 4]);
    assert_eq!(shades(&model, GridId::Dz), [100; 4]);
}

#[test]
fn the_switch_belongs_to_the_visit() {
    let mut model = Model::default();
    let before = save(&model);
    update(&mut model, Msg::ScalePressed);
    assert_eq!(save(&model), before);
    typed(&mut model, Operand::X, At::new(0, 0), "7");
    update(&mut model, Msg::UndoPressed);
    update(&mut model, Msg::ExampleChosen(1));
    assert!(page(&model).one_scale);
    update(&mut model, Msg::NotationChosen(Notation::PyTorch));
    assert_eq!(
        page(&model).scale_name,
        "One scale for grad_input, grad_weight, grad_output"
    );
}
