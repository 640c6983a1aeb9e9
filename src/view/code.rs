//! The NumPy program, with the lines that just ran.

use crate::math::{Activation, Layer};
use crate::trace::{Phase, Step};

/// One line of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// The code with its indentation.
    pub text: &'static str,
    /// What follows it as a comment, without the `#`.
    pub comment: String,
    /// Whether the current step ran it.
    pub lit: bool,
}

const OUTER_LOOP: &str = "for h in range(n_H):";
const INNER_LOOP: &str = "    for w in range(n_W):";

/// The program of stride 1, as the notebook has it, with the loop variables of
/// the current step.
pub(super) fn code(layer: &Layer, step: Step) -> Vec<CodeLine> {
    use Phase::{Activation as H, ActivationGradient as Dz, Backward, Forward, Start};
    let [forward_index, backward_index] = [Forward, Backward].map(|phase| {
        let position = step.position().filter(|_| step.phase() == phase);
        position.map_or_else(String::new, |at| format!("h = {}, w = {}", at.row, at.col))
    });
    let (activation, gradient) = activation_lines(layer.activation());
    let none = String::new;
    let line = |text, comment, ran_in| CodeLine {
        text,
        comment,
        lit: ran_in == Some(step.phase()),
    };
    vec![
        line(
            "dX, dW = np.zeros_like(X), np.zeros_like(W)",
            none(),
            Some(Start),
        ),
        line(OUTER_LOOP, none(), None),
        line(INNER_LOOP, forward_index, None),
        line(
            "        Z[h, w] = np.sum(X[h:h+kh, w:w+kw] * W)",
            none(),
            Some(Forward),
        ),
        line(activation, none(), Some(H)),
        line(gradient, "the notebook's dH".to_owned(), Some(Dz)),
        line(OUTER_LOOP, none(), None),
        line(INNER_LOOP, backward_index, None),
        line(
            "        dX[h:h+kh, w:w+kw] += W * dZ[h, w]",
            none(),
            Some(Backward),
        ),
        line(
            "        dW += X[h:h+kh, w:w+kw] * dZ[h, w]",
            none(),
            Some(Backward),
        ),
    ]
}

const fn activation_lines(activation: Activation) -> (&'static str, &'static str) {
    match activation {
        Activation::Sigmoid => ("H = sigmoid(Z)", "dZ = G * H * (1 - H)"),
        Activation::Tanh => ("H = np.tanh(Z)", "dZ = G * (1 - H * H)"),
        Activation::Relu => ("H = np.maximum(Z, 0)", "dZ = G * (Z > 0)"),
        Activation::Identity => ("H = Z", "dZ = G"),
    }
}
