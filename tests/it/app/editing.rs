//! Typing numbers into the cells of X, W and G.

use convscope::app::{Msg, notebook, parse_number};
use proptest::prelude::any;

use super::random::text;
use super::{after, cell, check, entered, field, left, then, typed};
use crate::support::for_all;

#[test]
fn a_number_is_not_in_force_while_it_is_typed() {
    check(
        [typed("X[0,0]", "1"), typed("X[0,0]", "1,5")],
        &["step 0/10", "X[0,0] says “1,5”"],
    );
}

#[test]
fn leaving_the_cell_commits_the_number() {
    check(
        [typed("X[1,2]", "1,5"), left("X[1,2]", "1,5")],
        &["step 0/10", "X[1,2] = 1.5", "can undo"],
    );
}

#[test]
fn enter_commits_and_moves_down() {
    check(
        [typed("W[0,1]", "−2"), entered("W[0,1]", "−2")],
        &["step 0/10", "W[0,1] = -2", "can undo", "then focus W[1,1]"],
    );
}

#[test]
fn enter_moves_down_where_nothing_was_typed() {
    check(
        [entered("G[0,1]", "1")],
        &["step 0/10", "then focus G[1,1]"],
    );
}

#[test]
fn enter_in_the_last_row_stays() {
    check(
        [typed("G[1,0]", "3"), entered("G[1,0]", "3")],
        &[
            "step 0/10",
            "G[1,0] = 3",
            "can undo",
            "then select the text",
        ],
    );
}

#[test]
fn enter_goes_on_from_a_refused_text_as_from_any_other() {
    check(
        [typed("X[0,0]", "abc"), entered("X[0,0]", "abc")],
        &[
            "step 0/10",
            "X[0,0] says “abc”, refused",
            "then focus X[1,0]",
        ],
    );
}

#[test]
fn a_refused_text_stays_and_the_last_number_remains_in_force() {
    check(
        [
            typed("X[0,0]", "7"),
            left("X[0,0]", "7"),
            typed("X[0,0]", "1e999"),
            left("X[0,0]", "1e999"),
        ],
        &[
            "step 0/10",
            "X[0,0] = 7",
            "X[0,0] says “1e999”, refused",
            "can undo",
        ],
    );
}

#[test]
fn a_refused_text_leaves_other_cells_editable() {
    check(
        [
            typed("X[0,0]", "abc"),
            left("X[0,0]", "abc"),
            typed("X[0,1]", "5"),
            left("X[0,1]", "5"),
        ],
        &[
            "step 0/10",
            "X[0,1] = 5",
            "X[0,0] says “abc”, refused",
            "can undo",
        ],
    );
}

#[test]
fn a_text_is_refused_only_when_it_is_committed() {
    check([typed("X[0,0]", "1e")], &["step 0/10", "X[0,0] says “1e”"]);
}

#[test]
fn a_complaint_goes_as_soon_as_its_reason_does() {
    let refused = [typed("X[0,0]", "1e"), left("X[0,0]", "1e")];
    check(
        then(&refused, [typed("X[0,0]", "1e+")]),
        &["step 0/10", "X[0,0] says “1e+”, refused"],
    );
    check(
        then(&refused, [typed("X[0,0]", "1e1")]),
        &["step 0/10", "X[0,0] says “1e1”"],
    );
    check(
        then(&refused, [typed("X[0,0]", "1e1"), left("X[0,0]", "1e1")]),
        &["step 0/10", "X[0,0] = 10", "can undo"],
    );
}

#[test]
fn the_text_is_judged_as_it_is_when_the_cell_is_left() {
    check(
        [typed("X[0,0]", "4"), left("X[0,0]", "42")],
        &["step 0/10", "X[0,0] = 42", "can undo"],
    );
}

/// A cell shows rounded numbers: leaving it must not put these in force.
#[test]
fn leaving_a_cell_without_typing_changes_nothing() {
    check([left("X[0,2]", "1.2999")], &["step 0/10"]);
}

#[test]
fn typing_the_number_in_force_is_no_edit() {
    check(
        [typed("X[0,0]", "1/10"), left("X[0,0]", "1/10")],
        &["step 0/10"],
    );
}

#[test]
fn escape_restores_the_text_of_the_focused_cell() {
    check(
        [
            Msg::Focused(cell("X[0,0]")),
            typed("X[0,0]", "abc"),
            left("X[0,0]", "abc"),
            Msg::Focused(cell("X[0,0]")),
            Msg::EscapePressedIn(field("X[0,0]")),
            left("X[0,0]", "0.1000"),
            Msg::Unfocused,
        ],
        &["step 0/10"],
    );
}

#[test]
fn a_text_outlives_a_step() {
    check(
        [typed("X[0,0]", "5"), Msg::NextPressed],
        &["step 1/10", "X[0,0] says “5”"],
    );
}

#[test]
fn the_numbers_of_the_contract_are_taken_in_every_editable_grid() {
    for grid in ["X", "W", "G"] {
        for (text, value) in [
            ("1.5", 1.5_f64),
            ("1.5", 1.5_f64),
            (".5", 0.5),
            ("+3", 3.0),
            ("−2", -2.0),
            ("-2", -2.0),
            ("1e-3", 0.001),
            ("1/4", 0.25),
            ("  7 ", 7.0),
            ("-0", 0.0),
        ] {
            let name = format!("{grid}[1,1]");
            let model = after([typed(&name, text), left(&name, text)]);
            let got = model.value_of(field(&name));
            assert_eq!(got.to_bits(), value.to_bits(), "{name} from {text:?}");
        }
    }
}

#[test]
fn anything_else_is_refused_with_a_sentence() {
    for (text, sentence) in [
        ("", "is empty"),
        ("abc", "“abc” is not a number"),
        ("1.2.3", "“1.2.3” is not a number"),
        ("1 2", "“1 2” is not a number"),
        ("NaN", "“NaN” is not a number"),
        ("inf", "“inf” is not a number"),
        ("1e999", "“1e999” is not finite"),
        ("1/0", "“1/0” is not finite"),
    ] {
        let model = after([typed("X[0,0]", text), left("X[0,0]", text)]);
        let draft = &model.drafts[&field("X[0,0]")];
        let error = draft.error.as_ref().expect("a complaint").to_string();
        assert!(error.starts_with(sentence), "{text:?}: {error}");
        assert_eq!(draft.text, text);
        assert_eq!(model.layer, notebook());
    }
}

#[test]
fn every_number_written_in_full_is_read_back() {
    for_all(&any::<f64>(), |number| {
        let read = parse_number(&number.to_string());
        // −0 is read as 0; what is not finite is refused.
        let expected = number.is_finite().then_some((number + 0.0).to_bits());
        assert_eq!(read.ok().map(f64::to_bits), expected);
    });
}

#[test]
fn no_text_makes_a_number_that_is_not_finite() {
    for_all(&text(), |text| {
        if let Ok(number) = parse_number(&text) {
            assert!(number.is_finite(), "{text:?} is {number}");
        }
    });
}
