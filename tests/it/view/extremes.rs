//! The largest and smallest numbers and layers: each is shown, explained, and can be
//! left. The expected numbers are worked out with Python's fractions, rounded once.

use convscope::app::saved::open;
use convscope::app::{Decimals, Model, Msg, notebook, update};
use convscope::math::BackwardView;
use convscope::trace::GridId::{self, Db, Dw, Dx, Dz, H, Z};
use convscope::view::{Page, page};

use super::text;
use crate::support::bits;

const MAX: f64 = f64::MAX;
const INF: f64 = f64::INFINITY;
const LEAST: f64 = 5e-324;

/// A state that a link opens.
fn model(state: &str) -> Model {
    let mut model = Model::default();
    update(&mut model, Msg::Opened(state.to_owned()));
    let (_, notices) = open(state);
    assert_eq!(notices, [""; 0], "{state}");
    model
}

fn cells(page: &Page, id: GridId) -> &[f64] {
    let grid = page.grids.iter().find(|grid| grid.id == id);
    grid.expect("each grid is there").values.cells()
}

/// The numbers of some grids and L at the end, by every view.
#[track_caller]
fn ends_in(state: &str, grids: &[(GridId, &[f64])], loss: &str) {
    for view in BackwardView::ALL {
        let mut model = model(state);
        update(&mut model, Msg::ViewChosen(view));
        update(&mut model, Msg::LastPressed);
        let page = page(&model);
        for &(id, wanted) in grids {
            let got = cells(&page, id);
            // −0 and 0 are one number on the page; a NaN is any.
            let plain = |cells: &[f64]| -> Vec<u64> {
                let one = |cell: &f64| if cell.is_nan() { f64::NAN } else { cell + 0.0 };
                bits(&cells.iter().map(one).collect::<Vec<_>>())
            };
            assert_eq!(plain(got), plain(wanted), "{id:?}: {got:?} of {state}");
        }
        assert_eq!(page.root.loss, loss, "{state}");
    }
}

const STATES: [&str; 16] = [
    "v=1&x=1.7976931348623157e308&w=-1&activation=identity",
    "v=1&x=1e308,1e308&w=10,1",
    "v=1&x=1e308,1e308&w=10,1&activation=tanh",
    "v=1&x=1e308,1e308&w=10,1&activation=relu",
    "v=1&x=1e308,1e308&w=10,-10&activation=identity",
    "v=1&x=1e308&w=1&t=-1e308&loss=squared-error&activation=identity",
    "v=1&x=1e200,1e200&w=1&t=0,1e200&loss=mean-squared-error&activation=leaky_relu",
    "v=1&x=5e-324,2e-323&w=1",
    "v=1&x=1e-300&w=1e-300&bias=5e-324&activation=tanh",
    "v=1&x=0,0;0,0&w=-3&activation=identity",
    "v=1&x=0,0;0,0&w=0&g=0,0;0,0&loss=by-hand&activation=relu",
    "v=1&x=3&w=2&activation=identity",
    "v=1&x=3&w=2&padding=3&stride=3&activation=relu",
    "v=1&x=-800&w=1",
    "v=1&x=1,2,3;4,5,6;7,8,9&w=1,0,1;0,1,0;1,0,1&activation=identity",
    "v=1&bias=1e308&rate=1e308&loss=by-hand&g=1e308,1;1,1",
];

#[test]
fn numbers_beyond_f64_come_out() {
    ends_in(
        STATES[0],
        &[
            (Z, &[-MAX]),
            (H, &[-MAX]),
            (Dz, &[1.0]),
            (Dx, &[-1.0]),
            (Dw, &[MAX]),
        ],
        "-1.7976931348623157e+308",
    );
    // 1e309 is beyond f64: σ(∞) = 1 with slope 0.
    let zeros: &[f64] = &[0.0, 0.0];
    for state in [STATES[1], STATES[2]] {
        ends_in(
            state,
            &[
                (Z, &[INF]),
                (H, &[1.0]),
                (Dz, &[0.0]),
                (Dx, zeros),
                (Dw, zeros),
            ],
            "1",
        );
    }
    ends_in(
        STATES[3],
        &[
            (Z, &[INF]),
            (H, &[INF]),
            (Dz, &[1.0]),
            (Dx, &[10.0, 1.0]),
            (Dw, &[1e308, 1e308]),
        ],
        "Infinity",
    );
    // ∞ − ∞, but the gradients do not ask for it.
    ends_in(
        STATES[4],
        &[
            (Z, &[f64::NAN]),
            (Dz, &[1.0]),
            (Dx, &[10.0, -10.0]),
            (Dw, &[1e308, 1e308]),
        ],
        "NaN",
    );
    ends_in(
        STATES[5],
        &[(Dz, &[INF]), (Dx, &[INF]), (Db, &[INF])],
        "Infinity",
    );
    // dZ = 2·(1e200 − 0)/2 and 2·0/2; dW = 1e400.
    ends_in(
        STATES[6],
        &[
            (H, &[1e200, 1e200]),
            (Dz, &[1e200, 0.0]),
            (Dw, &[INF]),
            (Db, &[1e200]),
        ],
        "Infinity",
    );
}

#[test]
fn the_smallest_numbers_come_out() {
    // σ(0) = 1/2, slope 1/4: a quarter of the least number is 0, of four of them one.
    ends_in(
        STATES[7],
        &[
            (Z, &[LEAST, 4.0 * LEAST]),
            (H, &[0.5, 0.5]),
            (Dz, &[0.25, 0.25]),
            (Dx, &[0.25, 0.25]),
            (Dw, &[LEAST]),
            (Db, &[0.5]),
        ],
        "1",
    );
    // 1e−600 is 0.
    ends_in(
        STATES[8],
        &[
            (Z, &[LEAST]),
            (H, &[LEAST]),
            (Dz, &[1.0]),
            (Dx, &[1e-300]),
            (Dw, &[1e-300]),
        ],
        "5e-324",
    );
    ends_in(
        STATES[9],
        &[
            (Z, &[0.0; 4]),
            (H, &[0.0; 4]),
            (Dx, &[-3.0; 4]),
            (Dw, &[0.0]),
        ],
        "0",
    );
    ends_in(
        STATES[10],
        &[
            (Z, &[0.0; 4]),
            (Dz, &[0.0; 4]),
            (Dx, &[0.0; 4]),
            (Db, &[0.0]),
        ],
        "0",
    );
    // e^−800 is below the least number.
    ends_in(
        STATES[13],
        &[(Z, &[-800.0]), (H, &[0.0]), (Dz, &[0.0]), (Dw, &[0.0])],
        "0",
    );
}

#[test]
fn layers_of_one_cell_or_one_position_come_out() {
    // One cell of each.
    ends_in(
        STATES[11],
        &[
            (Z, &[6.0]),
            (H, &[6.0]),
            (Dz, &[1.0]),
            (Dx, &[2.0]),
            (Dw, &[3.0]),
            (Db, &[1.0]),
        ],
        "6",
    );
    // Of 3×3 positions the middle one alone meets the one cell.
    ends_in(
        STATES[12],
        &[
            (Z, &[0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 0.0]),
            (Dx, &[2.0]),
            (Dw, &[3.0]),
        ],
        "6",
    );
    // A kernel as large as X: one position, dX is W and dW is X.
    ends_in(
        STATES[14],
        &[
            (Z, &[25.0]),
            (Dx, &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
            (Dw, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
        ],
        "25",
    );
}

/// The largest layer, all ones: how many windows cover a cell, and how many products a
/// position has.
#[test]
fn the_largest_layer_counts_right() {
    let ones = |side: usize| vec![vec!["1"; side].join(","); side].join(";");
    let state = format!(
        "v=1&x={}&w={}&padding=3&activation=identity",
        ones(64),
        ones(7)
    );
    // Along one axis: 4, 5, 6 at each end, 7 between them.
    let reach = |place: usize| (4 + place.min(63 - place)).min(7) as f64;
    let covered: Vec<f64> = (0..64 * 64)
        .map(|cell| reach(cell / 64) * reach(cell % 64))
        .collect();
    // A kernel cell meets X at 64 positions less its distance from the middle.
    let met = |place: usize| (64 - place.abs_diff(3)) as f64;
    let products: Vec<f64> = (0..49).map(|cell| met(cell / 7) * met(cell % 7)).collect();
    let grids: [(GridId, &[f64]); 4] = [
        (Z, &covered),
        (Dx, &covered),
        (Dw, &products),
        (Db, &[4096.0]),
    ];
    ends_in(&state, &grids, "190096"); // (64 · 7 − 2 · (1 + 2 + 3))²
    assert_told(&state, &[0, 1, 4096, 4097, 4098, 4099, 8000, 8194]);
}

/// Each step has a title, a sentence, its numbers and, but for the start, a reason or a
/// drawing; where all is finite nothing reads NaN; ∞ and NaN are explained.
#[track_caller]
fn assert_told(state: &str, steps: &[usize]) {
    let mut model = model(state);
    let is_finite = {
        let recording = model.recording();
        let mut grids = GridId::ALL.map(|id| recording.last().grid(id)).into_iter();
        recording.loss().is_finite()
            && grids.all(|grid| grid.cells().iter().all(|cell| cell.is_finite()))
    };
    for &step in steps {
        for decimals in [Decimals::Rounded(4), Decimals::Full] {
            update(&mut model, Msg::DecimalsChosen(decimals));
            update(&mut model, Msg::Sought(step));
            let page = page(&model);
            let when = format!("step {step} of {state}");
            let sentence = text(&page.step.sentence);
            let is_told = !page.step.title.is_empty() && !sentence.is_empty();
            assert!(is_told && !page.announcement.is_empty(), "{when}");
            let rows = page
                .step
                .tables
                .iter()
                .map(|table| table.rows.len())
                .sum::<usize>();
            assert!(
                step == 0 || rows > 0 || !page.step.equation.is_empty(),
                "{when}"
            );
            let is_explained = !page.step.why.is_empty() || !page.step.diagrams.is_empty();
            assert!(step == 0 || is_explained, "no reason at {when}");
            let shown = format!("{page:?}");
            assert!(
                !is_finite || !shown.contains("NaN") && !shown.contains('∞'),
                "{when}"
            );
            let numbers = [text(&page.step.equation), page.readout.text].concat();
            if numbers.contains('∞') || numbers.contains("NaN") {
                assert!(
                    sentence.contains("∞ and NaN stand where"),
                    "{sentence} at {when}"
                );
            }
        }
    }
}

#[test]
fn every_step_is_told_and_explained() {
    for state in STATES {
        for view in BackwardView::ALL {
            let state = format!("{state}&view={}", view.name());
            let last = model(&state).steps().last();
            assert_told(&state, &(0..=last).collect::<Vec<_>>());
        }
    }
}

/// One undo, or the first example, leads away from each.
#[test]
fn all_of_it_can_be_left() {
    for state in STATES {
        // Without a change before, a link is where undo ends.
        let mut edited = model("v=1&bias=2");
        update(&mut edited, Msg::Opened(state.to_owned()));
        update(&mut edited, Msg::UndoPressed);
        assert_eq!(edited.layer.bias(), 2.0, "{state}");
        update(&mut edited, Msg::RedoPressed);
        update(&mut edited, Msg::ExampleChosen(0));
        assert_eq!(edited.layer, notebook(), "{state}");
        assert!(!format!("{:?}", page(&edited).summary).contains("NaN"));
    }
}
