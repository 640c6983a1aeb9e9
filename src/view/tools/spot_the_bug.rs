//! Spot the bug: what can be guessed, and what each mistake is.

use crate::app::{Hunt, SpotTheBugMsg, ToolMsg};
use crate::math::Bug;

use super::super::block::{
    Block, Button, ButtonState, Buttons, TextStyle, button, buttons, spoken, text,
};
use super::super::scene::Scene;
use super::super::writer::Writer;
use super::verdict_line;

pub(super) fn blocks(scene: &Scene<'_>, _: &Writer<'_>) -> Vec<Block> {
    let another = buttons([button(
        "Another mistake",
        ToolMsg::SpotTheBug(SpotTheBugMsg::AnotherPressed),
    )]);
    let Some(hunt) = &scene.model.tools.hunt else {
        return vec![
            spoken(
                TextStyle::Plain,
                "On this layer no mistake would change a number. Put other numbers into X, W and G.",
            ),
            another,
        ];
    };
    let (said, verdict) = if hunt.is_over() {
        (TextStyle::Right, TextStyle::Plain)
    } else {
        (TextStyle::Plain, TextStyle::Verdict)
    };
    let title = ["Mistake ", &hunt.number.to_string(), ": which is it?"].concat();
    let mut blocks = vec![
        spoken(TextStyle::Plain, &title),
        another,
        Block::Buttons(Buttons {
            question: Some("Which mistake is it?"),
            buttons: Bug::ALL.map(|bug| guess(hunt, bug)).into(),
        }),
        spoken(said, &message(hunt)),
    ];
    if hunt.is_over() {
        blocks.extend(lesson(hunt.bug));
    }
    blocks.push(text(verdict, &verdict_line(scene.model)));
    blocks
}

fn guess(hunt: &Hunt, bug: Bug) -> Button {
    Button {
        state: match hunt.guess {
            Some(guess) if guess != bug => ButtonState::Ready,
            Some(_) if hunt.is_over() => ButtonState::Found,
            Some(_) => ButtonState::Missed,
            None => ButtonState::Ready,
        },
        ..button(label(bug), ToolMsg::SpotTheBug(SpotTheBugMsg::Guessed(bug)))
    }
}

/// What to do, then what became of the last guess. It stands below the answers, so that
/// they stay where they are.
fn message(hunt: &Hunt) -> String {
    match hunt.guess {
        None => "Step through the backward pass: wrong cells are dashed, with the right number under a ✓. The code is the right one.".to_owned(),
        Some(guess) if guess == hunt.bug => ["Yes: ", label(guess), "."].concat(),
        Some(guess) => [
            "No, ",
            label(guess),
            " would look otherwise. Step again and look where the numbers part.",
        ]
        .concat(),
    }
}

/// What the mistake is, and why it is one.
pub(super) fn lesson(bug: Bug) -> [Block; 2] {
    let [wrong, right, reason] = explanation(bug);
    [
        Block::Code(vec![wrong.to_owned(), right.to_owned()]),
        text(TextStyle::Plain, reason),
    ]
}

pub(super) const fn label(bug: Bug) -> &'static str {
    match bug {
        Bug::Assigned => "= instead of +=",
        Bug::NotZeroed => "gradients not zeroed",
        Bug::NoSlope => "σ′ left out",
        Bug::FlippedKernel => "kernel flipped where it must not be",
        Bug::StrideForgotten => "stride forgotten in the backward pass",
        Bug::SwappedCorrelation => "arguments of the correlation swapped",
        Bug::Divided => "divided by the number of positions",
        Bug::TimesKernel => "dW multiplied by W once more",
    }
}

/// The wrong line, the right line, the reason.
const fn explanation(bug: Bug) -> [&'static str; 3] {
    match bug {
        Bug::Assigned => [
            "wrong: dX[h:h+kh, w:w+kw] = W * dZ[h, w]",
            "right: dX[h:h+kh, w:w+kw] += W * dZ[h, w]",
            "Windows overlap. A cell of X reaches L through every position that covers it, and the chain rule adds these ways up; with = the last window wins. Cells that one window covers alone come out right, so a test on a small corner may pass.",
        ],
        Bug::NotZeroed => [
            "wrong: dX and dW hold the sums of the pass before",
            "right: dX, dW = np.zeros_like(X), np.zeros_like(W)",
            "+= needs a start. After two passes without zeroing every gradient is twice itself: all ratios look fine, only the size is off.",
        ],
        Bug::NoSlope => [
            "wrong: dZ = G",
            "right: dZ = G * H * (1 - H) for the sigmoid",
            "The convolution ends in Z, the loss begins at H. Between them lies σ, and ∂L/∂Z = ∂L/∂H · σ′(Z). Code that was written for a layer without activation calls both dH, and so loses the factor.",
        ],
        Bug::FlippedKernel => [
            "wrong: dX[h:h+kh, w:w+kw] += np.rot90(W, 2) * dZ[h, w]",
            "right: dX[h:h+kh, w:w+kw] += W * dZ[h, w]",
            "The rotated kernel belongs to the gather view, where each cell of dX collects from the positions around it; left out there, it gives these very numbers too. The scatter loop spreads from a position, with W as it is; switch «View of dX» to see both give the same numbers.",
        ],
        Bug::StrideForgotten => [
            "wrong: dX[h:h+kh, w:w+kw] += W * dZ[h, w]",
            "right: dX[h*s:h*s+kh, w*s:w*s+kw] += W * dZ[h, w]",
            "Backward must visit the very windows of forward. With stride 1 both lines are the same, so only a layer with a larger stride shows it.",
        ],
        Bug::SwappedCorrelation => [
            "wrong: dW = correlate(dZ, X)",
            "right: dW = correlate(X, dZ)",
            "Correlation does not commute: with the arguments swapped the result is rotated by 180°. Sums and sizes agree, so tests on the mean pass.",
        ],
        Bug::Divided => [
            "wrong: dW += X[h:h+kh, w:w+kw] * dZ[h, w] / N",
            "right: dW += X[h:h+kh, w:w+kw] * dZ[h, w]",
            "W is used at every position, and the chain rule adds these uses up: it does not average them. A mean belongs into the loss, where it scales G.",
        ],
        Bug::TimesKernel => [
            "wrong: dW += X[h:h+kh, w:w+kw] * W * dZ[h, w]",
            "right: dW += X[h:h+kh, w:w+kw] * dZ[h, w]",
            "Z has each W once, as a factor of X: the derivative by W is X alone. Where W is all ones both lines give the same, so a test with such a kernel passes.",
        ],
    }
}
