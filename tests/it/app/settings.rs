//! Stride, padding, dilation, bias and activation.

use convscope::app::{Field, Msg};
use convscope::math::{Activation, Spacing};

use crate::support::SAME_PADDING;

use super::{check, left, size, typed};
use convscope::math::Operand;

fn spacing(stride: usize, padding: usize, dilation: usize) -> Msg {
    Msg::SpacingChosen(Spacing {
        stride,
        padding,
        dilation,
    })
}

fn bias(text: &str) -> [Msg; 2] {
    let text = text.to_owned();
    [
        Msg::Typed(Field::BIAS, text.clone()),
        Msg::Entered(Field::BIAS, text),
    ]
}

/// ⌊(3 + 2 − 1 − 1)/2⌋ + 1 = 2 rows and columns of Z.
#[test]
fn another_spacing_is_another_shape() {
    check(
        [Msg::NextPressed, spacing(2, 1, 1)],
        &["step 0/10", "stride 2, padding 1, dilation 1", "can undo"],
    );
    check(
        [Msg::LastPressed, spacing(1, 1, 1)],
        &[
            "step 34/34",
            "G is 4×4: 1 1 1 1 | 1 1 1 1 | 1 1 1 1 | 1 1 1 1",
            "stride 1, padding 1, dilation 1",
            "can undo",
        ],
    );
}

/// A dilated 2×2 kernel spans 4×4, more than the 3×3 of X without padding.
#[test]
fn a_spacing_that_does_not_fit_cannot_be_chosen() {
    check([spacing(1, 0, 3)], &["step 0/10"]);
    check([spacing(0, 0, 1)], &["step 0/10"]);
    check([spacing(4, 0, 1)], &["step 0/10"]);
    check([spacing(1, 4, 1)], &["step 0/10"]);
}

/// It is a number at once, and stays that number where the kernel becomes another.
#[test]
fn the_padding_same_is_the_number_that_keeps_the_size() {
    check(
        [size(Operand::W, 3, 3), SAME_PADDING, size(Operand::W, 1, 1)],
        &[
            "step 0/52",
            "W is 1×1: 0.4",
            "G is 5×5: 1 1 1 1 1 | 1 1 1 1 1 | 1 1 1 1 1 | 1 1 1 1 1 | 1 1 1 1 1",
            "stride 1, padding 1, dilation 1",
            "can undo",
        ],
    );
    // The notebook's kernel is 2×2.
    check([SAME_PADDING], &["step 0/10"]);
}

/// With padding 1 the kernel may be larger than X: 3 + 2 = 5.
#[test]
fn padding_makes_room_for_a_larger_kernel() {
    check(
        [spacing(1, 1, 1), size(Operand::W, 5, 5), spacing(1, 0, 1)],
        &[
            "step 0/4",
            "W is 5×5: 0.4 -0.1 0 0 0 | 0.23 0.61 0 0 0 | 0 0 0 0 0 | 0 0 0 0 0 | 0 0 0 0 0",
            "G is 1×1: 1",
            "stride 1, padding 1, dilation 1",
            "can undo",
        ],
    );
}

#[test]
fn a_bias_is_committed_by_enter_and_keeps_the_step() {
    let [typed, entered] = bias("1/4");
    check(
        [Msg::NextPressed, typed, entered],
        &[
            "step 1/10",
            "b[0,0] = 0.25",
            "can undo",
            "then select the text",
        ],
    );
}

#[test]
fn a_refused_bias_stays_as_it_was_typed() {
    let [typed, entered] = bias("x");
    check(
        [typed.clone(), entered.clone()],
        &[
            "step 0/10",
            "b[0,0] says “x”, refused",
            "then select the text",
        ],
    );
    check(
        [typed, entered, Msg::EscapePressedIn(Field::BIAS)],
        &["step 0/10", "then select the text"],
    );
}

#[test]
fn an_activation_keeps_the_step_and_can_be_undone() {
    let tanh = Msg::ActivationChosen(Activation::Tanh);
    check(
        [Msg::LastPressed, tanh.clone()],
        &["step 10/10", "tanh", "can undo"],
    );
    check(
        [tanh, Msg::UndoPressed],
        &[
            "step 0/10",
            "can redo",
            "Undone: tanh",
            "then select the text",
        ],
    );
}

/// The notebook example is one of the whole layer.
#[test]
fn the_notebook_example_resets_every_setting() {
    let [typed_bias, entered_bias] = bias("2");
    check(
        [
            spacing(1, 1, 1),
            typed_bias,
            entered_bias,
            typed("X[0,0]", "5"),
            left("X[0,0]", "5"),
            Msg::ExampleChosen(0),
        ],
        &["step 0/10", "can undo", "The layer of the NumPy notebook."],
    );
}
