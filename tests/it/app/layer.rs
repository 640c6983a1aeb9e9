//! Sizes of the layer, and the actions that fill it.

use convscope::app::{MAX_INPUT, MAX_KERNEL, Msg, notebook, update};
use convscope::math::{Grid, Operand, Size};

use crate::support::{CLEAR, RANDOM};

use super::{after, cell, check, entered, left, size, then, typed};

#[test]
fn a_larger_x_keeps_its_numbers_and_new_cells_are_0_and_of_g_1() {
    check(
        [
            typed("G[1,1]", "5"),
            left("G[1,1]", "5"),
            size(Operand::X, 3, 4),
        ],
        &[
            "step 0/14",
            "X is 3×4: 0.1 0.2 1.3 0 | 0.37 1.09 1.02 0 | 0.12 -0.23 -0.45 0",
            "G is 2×3: 1 1 1 | 1 5 1",
            "can undo",
        ],
    );
}

#[test]
fn a_smaller_x_keeps_what_fits() {
    check(
        [size(Operand::X, 2, 3)],
        &[
            "step 0/6",
            "X is 2×3: 0.1 0.2 1.3 | 0.37 1.09 1.02",
            "G is 1×2: 1 1",
            "can undo",
        ],
    );
}

#[test]
fn a_kernel_may_be_rectangular() {
    check(
        [size(Operand::W, 3, 1)],
        &[
            "step 0/8",
            "W is 3×1: 0.4 | 0.23 | 0",
            "G is 1×3: 1 1 1",
            "can undo",
        ],
    );
}

#[test]
fn a_size_that_is_there_already_is_no_edit() {
    check([Msg::Sought(3), size(Operand::X, 3, 3)], &["step 3/10"]);
}

#[test]
fn sizes_that_do_not_fit_cannot_be_chosen() {
    for refused in [
        // A 2×2 kernel does not fit into these, nor these into a 3×3 input.
        size(Operand::X, 1, 3),
        size(Operand::X, 3, 1),
        size(Operand::W, 4, 1),
        size(Operand::W, 1, 4),
        // A grid has cells, and G has the size of Z.
        size(Operand::X, 0, 3),
        size(Operand::W, 2, 0),
        size(Operand::G, 2, 2),
        size(Operand::G, 3, 3),
        // The page offers no more.
        size(Operand::X, 65, 3),
        size(Operand::X, 3, 65),
        size(Operand::X, usize::MAX, usize::MAX),
    ] {
        let looked_at = Msg::Sought(3);
        check([looked_at, refused], &["step 3/10"]);
    }
}

#[test]
fn the_page_offers_x_up_to_64_and_w_up_to_7() {
    assert_eq!((MAX_INPUT, MAX_KERNEL), (64, 7));
    let large = after([size(Operand::X, 64, 64), size(Operand::W, 7, 7)]);
    assert_eq!(large.layer.w().size(), Size::new(7, 7));
    let larger = after([size(Operand::X, 64, 64), size(Operand::W, 7, 8)]);
    assert_eq!(larger.layer.w().size(), Size::new(2, 2));
}

#[test]
fn what_belongs_to_cells_that_are_gone_goes_with_them() {
    check(
        [
            typed("X[2,2]", "5"),
            typed("X[0,0]", "6"),
            Msg::Focused(cell("Z[1,1]")),
            Msg::Picked(cell("dX[2,2]")),
            size(Operand::X, 2, 2),
        ],
        &[
            "step 0/4",
            "X is 2×2: 0.1 0.2 | 0.37 1.09",
            "G is 1×1: 1",
            "X[0,0] says “6”",
            "can undo",
        ],
    );
}

#[test]
fn what_belongs_to_cells_that_remain_stays() {
    check(
        [
            Msg::Focused(cell("Z[0,0]")),
            Msg::Picked(cell("dX[1,1]")),
            size(Operand::X, 2, 2),
        ],
        &[
            "step 0/4",
            "X is 2×2: 0.1 0.2 | 0.37 1.09",
            "G is 1×1: 1",
            "focus on Z[0,0]",
            "pinned dX[1,1]",
            "can undo",
        ],
    );
}

/// The browser tells that a field was left after the field is gone.
#[test]
fn leaving_a_cell_that_is_gone_does_nothing() {
    let gone = [typed("X[2,2]", "5"), size(Operand::X, 2, 2)];
    for late in [left("X[2,2]", "5"), entered("X[2,2]", "5")] {
        check(
            then(&gone, [late]),
            &[
                "step 0/4",
                "X is 2×2: 0.1 0.2 | 0.37 1.09",
                "G is 1×1: 1",
                "can undo",
            ],
        );
    }
}

#[test]
fn clear_makes_x_and_w_zero_and_keeps_g() {
    let cleared = after([
        typed("G[0,0]", "5"),
        left("G[0,0]", "5"),
        typed("X[0,0]", "abc"),
        CLEAR,
    ]);
    assert_eq!(cleared.layer.x(), &Grid::zeros(Size::new(3, 3)));
    assert_eq!(cleared.layer.w(), &Grid::zeros(Size::new(2, 2)));
    assert_eq!(cleared.layer.g().cells(), [5.0, 1.0, 1.0, 1.0]);
    assert!(cleared.drafts.is_empty());
    check(
        [CLEAR, Msg::UndoPressed],
        &[
            "step 0/10",
            "can redo",
            "Undone: numbers of X and W",
            "then select the text",
        ],
    );
}

#[test]
fn the_notebook_example_always_leads_back() {
    check(
        [
            size(Operand::X, 5, 5),
            size(Operand::W, 3, 1),
            RANDOM,
            typed("G[0,0]", "5"),
            left("G[0,0]", "5"),
            typed("X[0,0]", "abc"),
            left("X[0,0]", "abc"),
            Msg::ExampleChosen(0),
        ],
        &["step 0/10", "can undo", "The layer of the NumPy notebook."],
    );
}

#[test]
fn the_notebook_example_over_itself_is_no_edit() {
    check(
        [Msg::Sought(3), Msg::ExampleChosen(0)],
        &["step 0/10", "The layer of the NumPy notebook."],
    );
}

#[test]
fn random_numbers_have_two_decimals_and_lie_within_2() {
    let mut cells = Vec::new();
    let mut model = after([size(Operand::X, 64, 64), size(Operand::W, 7, 7)]);
    for _ in 0..20 {
        update(&mut model, RANDOM);
        cells.extend_from_slice(model.layer.x().cells());
        cells.extend_from_slice(model.layer.w().cells());
    }
    for &number in &cells {
        let two_decimals: f64 = format!("{number:.2}").parse().expect("a number");
        assert_eq!(number.to_bits(), (two_decimals + 0.0).to_bits());
        assert!(number.abs() <= 2.0, "{number}");
    }
    // Among these 3860 numbers are both ends.
    assert!(cells.contains(&-2.0) && cells.contains(&2.0));
}

#[test]
fn who_presses_as_often_sees_the_same_random_numbers() {
    let press = |times| after(vec![RANDOM; times]).layer;
    for times in 1..4 {
        assert_eq!(press(times), press(times));
        assert_ne!(press(times), press(times + 1));
    }
    assert_eq!(press(1).g(), notebook().g());
}

#[test]
fn random_numbers_can_be_undone() {
    check(
        [RANDOM, Msg::UndoPressed],
        &[
            "step 0/10",
            "can redo",
            "Undone: numbers of X and W",
            "then select the text",
        ],
    );
}
