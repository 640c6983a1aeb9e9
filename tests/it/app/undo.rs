//! Undo and redo over every edit of the layer.

use convscope::app::{Decimals, Field, Model, Msg, Speed, Theme, notebook, update};
use convscope::math::{Activation, Loss, Operand, Spacing};
use convscope::view::page;

use super::random::{edits, happens};
use super::{after, check, field, left, size, then, typed};
use crate::support::{CLEAR, LEARN, for_all};

#[test]
fn undo_takes_back_one_edit_at_a_time_and_redo_repeats_it() {
    let edits = [
        typed("X[0,0]", "5"),
        left("X[0,0]", "5"),
        typed("W[1,1]", "6"),
        left("W[1,1]", "6"),
    ];
    let undo = Msg::UndoPressed;
    let redo = Msg::RedoPressed;
    check(
        then(&edits, [undo.clone()]),
        &[
            "step 0/10",
            "X[0,0] = 5",
            "can undo",
            "can redo",
            "Undone: W[1,1] = 6",
            "then select the text",
        ],
    );
    check(
        then(&edits, [undo.clone(), undo.clone()]),
        &[
            "step 0/10",
            "can redo",
            "Undone: X[0,0] = 5",
            "then select the text",
        ],
    );
    check(
        then(&edits, [undo.clone(), undo.clone(), redo.clone()]),
        &[
            "step 0/10",
            "X[0,0] = 5",
            "can undo",
            "can redo",
            "Redone: X[0,0] = 5",
            "then select the text",
        ],
    );
    check(
        then(&edits, [undo, redo]),
        &[
            "step 0/10",
            "X[0,0] = 5",
            "W[1,1] = 6",
            "can undo",
            "Redone: W[1,1] = 6",
            "then select the text",
        ],
    );
}

#[test]
fn an_edit_after_undo_leaves_nothing_to_redo() {
    check(
        [
            typed("X[0,0]", "5"),
            left("X[0,0]", "5"),
            Msg::UndoPressed,
            typed("X[0,1]", "6"),
            left("X[0,1]", "6"),
            Msg::RedoPressed,
        ],
        &["step 0/10", "X[0,1] = 6", "can undo"],
    );
}

/// The button may be pressed without the focus leaving the field.
#[test]
fn what_is_being_typed_is_an_edit() {
    let five = [typed("X[0,0]", "5"), left("X[0,0]", "5")];
    let six = then(&five, [typed("X[0,1]", "6"), Msg::UndoPressed]);
    let undone = [
        "step 0/10",
        "X[0,0] = 5",
        "can undo",
        "can redo",
        "Undone: X[0,1] = 6",
        "then select the text",
    ];
    check(six, &undone);
    check(
        then(
            &five,
            [Msg::UndoPressed, typed("X[0,1]", "6"), Msg::RedoPressed],
        ),
        &["step 0/10", "X[0,1] = 6", "can undo"],
    );
}

#[test]
fn undo_with_nothing_to_undo_does_nothing() {
    check(
        [Msg::NextPressed, Msg::UndoPressed, Msg::RedoPressed],
        &["step 1/10"],
    );
}

#[test]
fn a_refused_text_is_no_edit() {
    check(
        [
            typed("X[0,0]", "abc"),
            left("X[0,0]", "abc"),
            Msg::UndoPressed,
        ],
        &["step 0/10", "X[0,0] says “abc”, refused"],
    );
}

#[test]
fn looking_is_no_edit() {
    check(
        [
            Msg::NextPressed,
            Msg::SpeedChosen(Speed::Eight),
            Msg::ThemeChosen(Theme::Dark),
            Msg::DecimalsChosen(Decimals::Full),
            Msg::UndoPressed,
        ],
        &["step 1/10", "speed Eight", "theme dark", "decimals Full"],
    );
}

#[test]
fn undo_restores_the_numbers_that_a_smaller_size_cut_off() {
    check(
        [size(Operand::X, 2, 2), Msg::UndoPressed],
        &[
            "step 0/10",
            "can redo",
            "Undone: X 2×2",
            "then select the text",
        ],
    );
}

#[test]
fn every_edit_of_the_layer_can_be_taken_back_and_repeated() {
    for_all(&edits(), |script| {
        let mut model = Model::default();
        for msg in script {
            if happens(&msg, &model.layer) {
                update(&mut model, msg);
            }
        }
        let edited = model.layer.clone();
        press_while_possible(&mut model, &Msg::UndoPressed);
        assert_eq!(model.layer, notebook());
        press_while_possible(&mut model, &Msg::RedoPressed);
        assert_eq!(model.layer, edited);
    });
}

/// More often than a script has edits.
fn press_while_possible(model: &mut Model, msg: &Msg) {
    for _ in 0..100 {
        update(model, msg.clone());
    }
}

/// What was undone or redone is said.
#[test]
fn every_kind_of_change_is_told() {
    let spacing = |stride, padding, dilation| {
        Msg::SpacingChosen(Spacing {
            stride,
            padding,
            dilation,
        })
    };
    for (msg, words) in [
        (size(Operand::X, 4, 3), "X 4×3"),
        (size(Operand::W, 1, 2), "W 1×2"),
        (spacing(2, 0, 1), "stride 2"),
        (spacing(1, 1, 1), "padding 1"),
        (spacing(1, 0, 2), "dilation 2"),
        (spacing(2, 1, 1), "another layer"),
        (Msg::ActivationChosen(Activation::Relu), "relu"),
        (Msg::LossChosen(Loss::SquaredError), "L = ½Σ(H − T)²"),
        (Msg::LossChosen(Loss::MeanSquaredError), "L = Σ(H − T)²/4"),
        (Msg::LossChosen(Loss::ByHand), "L = Σ G ⊙ H"),
        (LEARN, "a step of learning"),
        (CLEAR, "numbers of X and W"),
        (Msg::Changed(Field::BIAS, "1/4".to_owned()), "b = 0.25"),
        (
            Msg::Changed(field("G[0,1]"), "−2".to_owned()),
            "G[0,1] = −2",
        ),
        (Msg::Changed(field("X[1,1]"), "3".to_owned()), "X[1,1] = 3"),
    ] {
        let told = |script: &[Msg]| page(&after(script.iter().cloned())).status;
        let (undo, redo) = (Msg::UndoPressed, Msg::RedoPressed);
        let undone = told(&[msg.clone(), undo.clone()]);
        assert_eq!(undone, format!("Undone: {words}"), "{msg:?}");
        let redone = told(&[msg.clone(), undo.clone(), redo]);
        assert_eq!(redone, format!("Redone: {words}"), "{msg:?}");
        // Until something else happens.
        assert_eq!(told(&[msg, undo, Msg::NextPressed]), "");
    }
}
