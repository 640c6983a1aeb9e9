//! Stepping by hand and playing.

use convscope::app::{Msg, Speed};
use convscope::math::Operand;

use crate::support::{CLEAR, RANDOM};

use super::{after, cell, check, left, size, then, typed};

#[test]
fn the_buttons_step() {
    use Msg::{FirstPressed, LastPressed, NextPressed, PreviousPressed};
    check([NextPressed, NextPressed], &["step 2/10"]);
    check([LastPressed], &["step 10/10"]);
    check([LastPressed, PreviousPressed], &["step 9/10"]);
    check([LastPressed, FirstPressed], &["step 0/10"]);
    check([Msg::Sought(7)], &["step 7/10"]);
}

#[test]
fn at_an_end_they_do_nothing() {
    use Msg::{FirstPressed, LastPressed, NextPressed, PreviousPressed};
    check([PreviousPressed], &["step 0/10"]);
    check([FirstPressed], &["step 0/10"]);
    check([LastPressed, NextPressed], &["step 10/10"]);
    check([LastPressed, LastPressed], &["step 10/10"]);
    check([Msg::Sought(usize::MAX)], &["step 10/10"]);
}

#[test]
fn an_edited_value_keeps_the_step() {
    check(
        [Msg::Sought(4), typed("W[0,0]", "9"), left("W[0,0]", "9")],
        &["step 4/10", "W[0,0] = 9", "can undo"],
    );
    check(
        [
            Msg::Sought(4),
            typed("W[0,0]", "9"),
            left("W[0,0]", "9"),
            Msg::UndoPressed,
        ],
        &[
            "step 4/10",
            "can redo",
            "Undone: W[0,0] = 9",
            "then select the text",
        ],
    );
    assert_eq!(after([Msg::Sought(4), RANDOM]).step, 4);
    assert_eq!(after([Msg::Sought(4), CLEAR]).step, 4);
}

#[test]
fn another_shape_starts_anew() {
    let script = [Msg::Sought(4), size(Operand::W, 1, 2)];
    check(
        script.clone(),
        &[
            "step 0/14",
            "W is 1×2: 0.4 -0.1",
            "G is 3×2: 1 1 | 1 1 | 1 1",
            "can undo",
        ],
    );
    // Undo and redo lead back to where one was.
    let there_and_back = [Msg::Sought(3), Msg::UndoPressed];
    check(
        then(&script, there_and_back.clone()),
        &[
            "step 4/10",
            "can redo",
            "Undone: W 1×2",
            "then select the text",
        ],
    );
    let again = then(&script, there_and_back);
    assert_eq!(after(then(&again, [Msg::RedoPressed])).step, 3);
    assert_eq!(
        after(then(&again, [Msg::LastPressed, Msg::RedoPressed])).step,
        14
    );
}

#[test]
fn another_shape_stays_at_the_end() {
    check(
        [Msg::LastPressed, size(Operand::W, 1, 1)],
        &[
            "step 20/20",
            "W is 1×1: 0.4",
            "G is 3×3: 1 1 1 | 1 1 1 | 1 1 1",
            "can undo",
        ],
    );
    check(
        [Msg::LastPressed, size(Operand::W, 1, 1), Msg::UndoPressed],
        &[
            "step 10/10",
            "can redo",
            "Undone: W 1×1",
            "then select the text",
        ],
    );
}

#[test]
fn playing_makes_a_step_of_each_tick_until_it_is_paused() {
    use Msg::{PlayPressed, Ticked};
    check([PlayPressed], &["step 0/10", "playing"]);
    check([PlayPressed, Ticked, Ticked], &["step 2/10", "playing"]);
    check([PlayPressed, Ticked, PlayPressed], &["step 1/10"]);
    check([PlayPressed, Ticked, PlayPressed, Ticked], &["step 1/10"]);
}

/// The clock may tick once more after the page was paused.
#[test]
fn a_tick_without_playing_does_nothing() {
    check([Msg::Ticked], &["step 0/10"]);
}

#[test]
fn playing_ends_at_the_last_step() {
    let to_9 = [Msg::Sought(8), Msg::PlayPressed, Msg::Ticked];
    check(to_9.clone(), &["step 9/10", "playing"]);
    check(then(&to_9, [Msg::Ticked]), &["step 10/10"]);
    check(then(&to_9, [Msg::Ticked, Msg::Ticked]), &["step 10/10"]);
}

#[test]
fn playing_at_the_end_starts_over() {
    check(
        [Msg::LastPressed, Msg::PlayPressed],
        &["step 0/10", "playing"],
    );
}

#[test]
fn stepping_by_hand_ends_playing() {
    for (msg, step) in [
        (Msg::NextPressed, "step 6/10"),
        (Msg::PreviousPressed, "step 4/10"),
        (Msg::FirstPressed, "step 0/10"),
        (Msg::LastPressed, "step 10/10"),
        (Msg::Sought(3), "step 3/10"),
        (Msg::DoubleClicked(cell("Z[1,1]")), "step 4/10"),
    ] {
        check([Msg::Sought(5), Msg::PlayPressed, msg], &[step]);
    }
}

#[test]
fn an_edited_value_lets_it_play_on() {
    check(
        [Msg::PlayPressed, typed("X[0,0]", "5"), left("X[0,0]", "5")],
        &["step 0/10", "playing", "X[0,0] = 5", "can undo"],
    );
}

#[test]
fn speeds_are_what_they_are_called() {
    let steps_in_eight_seconds = Speed::ALL.map(|speed| 8000 / speed.interval());
    assert_eq!(steps_in_eight_seconds, [4, 8, 16, 32, 64]);
}
