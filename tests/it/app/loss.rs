//! What L is, and steps of learning. Expected numbers are worked out with
//! Python's floats from the notebook's own loops.

use convscope::app::{Field, Model, Msg, Tool, update};
use convscope::math::{Activation, At, Loss, Operand};

use super::{after, check, left, then, typed};
use crate::support::{KEEP_BIAS, LEARN, RESET, assert_agree, spacing};

const SQUARED: Msg = Msg::LossChosen(Loss::SquaredError);

#[test]
fn an_edited_g_is_one_by_hand() {
    let edited = [typed("G[0,0]", "2"), left("G[0,0]", "2")];
    assert_eq!(after(edited.clone()).layer.loss(), Loss::ByHand);
    // ΣH again makes it ones.
    check(
        then(&edited, [Msg::LossChosen(Loss::Sum)]),
        &["step 0/10", "can undo"],
    );
}

#[test]
fn by_hand_begins_with_the_g_that_is_there() {
    check(
        [Msg::LossChosen(Loss::ByHand)],
        &["step 0/10", "loss by-hand", "can undo"],
    );
}

#[test]
fn t_can_be_edited_while_it_is_in_use_and_g_not() {
    check(
        [
            SQUARED,
            typed("T[0,1]", "0.5"),
            left("T[0,1]", "0.5"),
            typed("G[0,0]", "7"),
            left("G[0,0]", "7"),
        ],
        &[
            "step 0/10",
            "T[0,1] = 0.5",
            "loss squared-error",
            "can undo",
        ],
    );
    check(
        [typed("T[0,1]", "0.5"), left("T[0,1]", "0.5")],
        &["step 0/10"],
    );
}

#[test]
fn drafts_and_pins_of_t_go_with_it() {
    check(
        [
            SQUARED,
            typed("T[0,0]", "x"),
            left("T[0,0]", "x"),
            Msg::Focused(super::cell("T[0,0]")),
            Msg::LossChosen(Loss::Sum),
        ],
        &["step 0/10", "can undo"],
    );
}

#[test]
fn the_loss_keeps_the_step() {
    check(
        [Msg::LastPressed, SQUARED],
        &["step 10/10", "loss squared-error", "can undo"],
    );
}

/// One step with η = 0.1 and L = ΣH: dW and db as the notebook prints dW, and
/// db the sum of its dH.
#[test]
fn a_step_goes_down_the_gradient() {
    let model = after([LEARN]);
    let dw = [0.428_910_12, 0.846_034_26, 0.283_614_17, 0.282_141_64];
    let before = [0.4, -0.1, 0.23, 0.61];
    for (index, at) in model.layer.w().size().positions().enumerate() {
        let expected = before[index] - 0.1 * dw[index];
        let got = model.layer.w()[at];
        assert!((got - expected).abs() < 1e-9, "W{at} = {got}");
    }
    let db = 0.216_320_08 + 0.212_032_86 + 0.249_660_83 + 0.249_997_28;
    assert!((model.layer.bias() + 0.1 * db).abs() < 1e-8);
}

/// A layer without a bias stays one, and W moves as it would.
#[test]
fn a_step_may_keep_the_bias() {
    let (free, kept) = (after([LEARN]), after([KEEP_BIAS, LEARN]));
    assert_eq!(kept.layer.w(), free.layer.w());
    assert_eq!(kept.layer.bias(), 0.0);
    let biased = after([
        KEEP_BIAS,
        Msg::Changed(Field::BIAS, "1/4".to_owned()),
        LEARN,
        RESET,
        LEARN,
    ]);
    assert_eq!(biased.layer.bias(), 0.25);
    assert_eq!(after([KEEP_BIAS, KEEP_BIAS, LEARN]).layer, free.layer);
}

/// L = ΣH before, from the H that the notebook prints.
#[test]
fn the_course_of_l_begins_before_the_first_step() {
    let model = after([LEARN, LEARN]);
    let h = 0.683_520_89 + 0.694_851_58 + 0.481_583_34 + 0.501_649_99;
    let losses = &model.tools.learning.descent.losses;
    assert_eq!(losses.len(), 3);
    assert!((losses[0] - h).abs() < 1e-7, "{losses:?}");
    assert!(losses[0] > losses[1] && losses[1] > losses[2], "{losses:?}");
}

#[test]
fn undo_takes_a_step_back_and_reset_all() {
    let one = after([LEARN]);
    let undone = after([LEARN, LEARN, Msg::UndoPressed]);
    assert_eq!(undone.layer, one.layer);
    assert_eq!(undone.tools.learning.descent, one.tools.learning.descent);
    let reset = after([LEARN, LEARN, RESET]);
    assert_eq!(reset.layer, Model::default().layer);
    assert!(reset.tools.learning.descent.losses.is_empty());
}

#[test]
fn an_edit_begins_another_course() {
    let script = [LEARN, typed("X[0,0]", "9"), left("X[0,0]", "9")];
    assert!(after(script).tools.learning.descent.losses.is_empty());
}

/// H = Z = 1e300 with one cell; dW = X = 1e300 times η overflows.
#[test]
fn a_step_beyond_f64_is_not_taken() {
    let mut model = after([
        Msg::ActivationChosen(Activation::Identity),
        typed("X[0,0]", "1e300"),
        left("X[0,0]", "1e300"),
        Msg::Typed(Field::LearningRate, "1e10".to_owned()),
        Msg::Entered(Field::LearningRate, "1e10".to_owned()),
    ]);
    let before = model.layer.clone();
    update(&mut model, LEARN);
    assert_eq!(model.layer, before);
    assert!(model.tools.learning.descent.diverged);
    assert!(model.layer.operand(Operand::W)[At::new(0, 0)].is_finite());
}

/// ½(0.5² + 0.25²) for H of identity and two cells: by hand.
#[test]
fn half_the_squared_differences() {
    let mut model = after([
        Msg::ActivationChosen(Activation::Identity),
        super::size(Operand::W, 1, 1),
        super::size(Operand::X, 1, 2),
        typed("W[0,0]", "1"),
        left("W[0,0]", "1"),
        typed("X[0,0]", "1.5"),
        left("X[0,0]", "1.5"),
        typed("X[0,1]", "0.75"),
        left("X[0,1]", "0.75"),
        SQUARED,
        typed("T[0,0]", "1"),
        left("T[0,0]", "1"),
        typed("T[0,1]", "0.5"),
        left("T[0,1]", "0.5"),
        Msg::LastPressed,
    ]);
    assert_eq!(model.recording().loss(), 0.156_25);
    let frame = model.trace().frame(model.step);
    assert_eq!(frame.g.cells(), [0.5, 0.25]);
    assert_eq!(frame.dx.cells(), [0.5, 0.25]);
    // dW = 1.5 · 0.5 + 0.75 · 0.25 = 0.9375, so W ← 1 − 0.1 · 0.9375.
    update(&mut model, LEARN);
    assert_agree("W", model.layer.w()[At::new(0, 0)], 0.906_25);
    assert_agree("b", model.layer.bias(), -0.075);
}

/// Found by `no_script_breaks_the_model`: with ReLU and a ring of zeros the
/// rotated kernel no longer shows after one step of learning.
#[test]
fn a_mistake_that_is_looked_for_still_shows_after_a_step() {
    let mut model = Model::default();
    let spacing = spacing([1, 1, 1]);
    for msg in [
        Msg::ToolPressed(Tool::SpotTheBug),
        Msg::ActivationChosen(Activation::Relu),
        Msg::SpacingChosen(spacing),
        LEARN,
    ] {
        update(&mut model, msg);
        let hunt = model.tools.hunt.expect("a mistake that shows");
        assert!(hunt.bug.shows_in(&model.layer));
        assert!(
            model.tools.gradient_check.check.is_some(),
            "it is measured anew"
        );
    }
}

/// Found by `no_script_breaks_the_model`.
#[test]
fn a_draft_in_g_goes_where_redo_makes_g_computed() {
    let model = after([
        SQUARED,
        Msg::UndoPressed,
        typed("G[0,0]", "x"),
        Msg::RedoPressed,
    ]);
    assert_eq!(model.layer.loss(), Loss::SquaredError);
    assert!(model.drafts.is_empty());
}
