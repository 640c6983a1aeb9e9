//! Learning: steps of gradient descent.

use crate::math::{Gradients, Grid, Layer, Operand};

/// The steps that were taken one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Descent {
    /// W and b before the first step.
    pub start: Option<(Grid, f64)>,
    /// L before the first step and after each.
    pub losses: Vec<f64>,
    /// Whether the last step would have led to numbers that are not finite,
    /// and was not taken.
    pub diverged: bool,
}

/// The layer after one step, W ← W − η · dW and b ← b − η · db; `None` where
/// a parameter or L would not be finite.
#[must_use]
pub(super) fn descend(layer: &Layer, rate: f64) -> Option<Layer> {
    let Gradients { sums, .. } = layer.backward(&layer.forward());
    let mut next = layer.clone();
    for at in layer.w().size().positions() {
        next.set(Operand::W, at, layer.w()[at] - rate * sums.dw[at] + 0.0);
    }
    next.set_bias(layer.bias() - rate * sums.db + 0.0);
    let finite = next.w().cells().iter().all(|w| w.is_finite())
        && next.bias().is_finite()
        && loss(&next).is_finite();
    finite.then_some(next)
}

/// L of a layer.
#[must_use]
pub(super) fn loss(layer: &Layer) -> f64 {
    layer.loss_of(&layer.forward().h)
}

/// The layer with the parameters it had before.
#[must_use]
pub(super) fn with_parameters(layer: &Layer, (w, bias): &(Grid, f64)) -> Layer {
    let mut layer = layer.clone();
    for at in w.size().positions() {
        layer.set(Operand::W, at, w[at]);
    }
    layer.set_bias(*bias);
    layer
}
