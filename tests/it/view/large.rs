//! Large layers: what a step changes, and what gives way to shade.

use convscope::app::{Model, Msg, update};
use convscope::math::{At, BackwardView, Operand, Size};
use convscope::trace::{CellRef, GridId, Role};
use convscope::view::{GridLook, Page, page};

use crate::support::RANDOM;

use super::text;

/// X with 64×64 numbers of its own and a kernel of 3×3, after a step.
fn large(view: BackwardView, step: usize) -> Model {
    let mut model = Model::default();
    for msg in [
        Msg::SizeChosen(Operand::X, Size::new(64, 64)),
        Msg::SizeChosen(Operand::W, Size::new(3, 3)),
        RANDOM,
        Msg::ViewChosen(view),
        Msg::Sought(step),
    ] {
        update(&mut model, msg);
    }
    model
}

const POSITIONS: usize = 62 * 62;

fn grid(page: &Page, id: GridId) -> &GridLook {
    let grid = page.grids.iter().find(|grid| grid.id == id);
    grid.expect("each grid is there")
}

#[test]
fn a_step_changes_what_it_touches_and_nothing_else() {
    for view in BackwardView::ALL {
        for step in [1, 40, POSITIONS - 1, POSITIONS + 3, POSITIONS + 100] {
            let [before, after] = [step, step + 1].map(|step| page(&large(view, step)));
            let mut count = 0;
            for (before, after) in before.grids.iter().zip(&after.grids) {
                let changed = after.changes(before);
                for (at, (old, new)) in before
                    .size
                    .positions()
                    .zip(before.cells().zip(after.cells()))
                {
                    assert_eq!(old != new, changed.contains(&at), "{:?}{at}", after.id);
                }
                count += changed.len();
            }
            // Two windows on X and dX, W and dW, and one cell more or two of Z,
            // H, dZ and G.
            assert!((1..=2 * 9 + 2 * 9 + 9 + 9 + 8).contains(&count), "{count}");
        }
    }
}

#[test]
fn numbers_give_way_to_shade_but_for_w_and_b_and_their_gradients() {
    let shown = page(&large(BackwardView::Scatter, POSITIONS + 100));
    for look in &shown.grids {
        let readable = matches!(look.id, GridId::W | GridId::B | GridId::Dw | GridId::Db);
        assert_eq!(look.has_numbers, readable, "{:?}", look.id);
    }
    let z = grid(&shown, GridId::Z).cell(At::new(1, 1));
    assert_eq!(z.text, "");
    assert!(z.value.is_some());
    // What can be edited has its text, to be seen when one edits it.
    let x = grid(&shown, GridId::X).cell(At::new(1, 1));
    assert_ne!(x.text, "");
}

/// The receptive field is drawn large beside the step, with its numbers.
#[test]
fn a_lens_shows_the_numbers_under_the_kernel() {
    let forward = page(&large(BackwardView::Scatter, 1 + 62 + 5));
    let [lens] = &forward.step.diagrams[..] else {
        panic!("one lens");
    };
    assert_eq!(lens.drawing.caption, "X[1:4, 5:8]");
    let x = grid(&forward, GridId::X);
    let numbers: Vec<&str> = lens
        .drawing
        .labels
        .iter()
        .map(|(_, text)| &text[..])
        .collect();
    let under = [1, 2, 3]
        .into_iter()
        .flat_map(|row| [5, 6, 7].map(|col| x.cell(At::new(row, col)).text));
    assert_eq!(numbers, under.collect::<Vec<_>>());

    let backward = page(&large(BackwardView::Scatter, POSITIONS + 3));
    let captions = backward
        .step
        .diagrams
        .iter()
        .map(|lens| &lens.drawing.caption[..]);
    assert_eq!(
        captions.collect::<Vec<_>>(),
        ["X[0:3, 0:3]", "dX[0:3, 0:3]"]
    );
    let gather = page(&large(BackwardView::Gather, POSITIONS + 3));
    let captions = gather
        .step
        .diagrams
        .iter()
        .map(|lens| &lens.drawing.caption[..]);
    assert_eq!(
        captions.collect::<Vec<_>>(),
        ["dZ under it", "W rotated by 180°"]
    );
}

/// The cell pointed at is told in words.
#[test]
fn the_cell_pointed_at_can_be_read() {
    let mut model = large(BackwardView::Scatter, 4);
    let cell = CellRef::new(GridId::Z, At::new(0, 2));
    update(&mut model, Msg::Focused(cell));
    let shown = page(&model);
    let look = grid(&shown, GridId::Z).cell(cell.at);
    let told = look.marks.told.expect("it is told");
    assert!(
        shown
            .readout
            .text
            .starts_with(&format!("Z[0,2] = {told} · "))
    );
    assert_eq!(look.marks.role, Some(Role::Output));
    update(
        &mut model,
        Msg::Focused(CellRef::new(GridId::Z, At::new(9, 9))),
    );
    let look = grid(&page(&model), GridId::Z).cell(At::new(9, 9));
    assert_eq!(look.marks.told.as_deref(), Some("not computed yet"));
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut model = large(BackwardView::Scatter, POSITIONS + 1);
    let shown = page(&model);
    let table = &shown.step.tables[0];
    assert_eq!(table.rows.len(), 50);
    assert_eq!(table.caption, "H = σ(Z) · the first 50 of 3844");

    update(&mut model, Msg::Sought(POSITIONS + 2 + 1000));
    update(
        &mut model,
        Msg::Picked(CellRef::new(GridId::Dw, At::new(0, 0))),
    );
    let terms = page(&model).provenance.expect("terms").table;
    assert_eq!(terms.rows.len(), 50);
    assert!(
        terms
            .caption
            .ends_with(" · terms 976 to 1025 of 3844, as they are added"),
        "{}",
        terms.caption
    );
    assert_eq!(text(&terms.rows[0].cells[0]), "[15,45]");
}
