//! Learning: steps of gradient descent.

use crate::math::{Gradients, Grid, Layer, Operand};

use super::super::layer_change::{change_to, change_with};
use super::super::model::Model;

#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    /// η.
    pub rate: f64,
    /// Whether steps leave b as it is, so that a layer without a bias stays one.
    pub keeps_bias: bool,
    pub descent: Descent,
}

impl Default for Learning {
    fn default() -> Self {
        Self {
            rate: 0.1,
            keeps_bias: false,
            descent: Descent::default(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LearningMsg {
    StepPressed,
    /// Switches between steps that leave b as it is and those that do not.
    KeepBiasPressed,
    /// Back to W and b before the first step.
    ResetPressed,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Descent {
    /// W and b before the first step.
    pub start: Option<(Grid, f64)>,
    /// L before the first step and after each.
    pub losses: Vec<f64>,
    /// Whether the last step was not taken, because it would have led to numbers
    /// that are not finite.
    pub diverged: bool,
}

pub(super) fn update(model: &mut Model, msg: LearningMsg) {
    match msg {
        LearningMsg::StepPressed => learn(model),
        LearningMsg::KeepBiasPressed => {
            let learning = &mut model.tools.learning;
            learning.keeps_bias = !learning.keeps_bias;
        }
        LearningMsg::ResetPressed => reset(model),
    }
}

fn learn(model: &mut Model) {
    let learning = &mut model.tools.learning;
    let Some(layer) = descend(&model.layer, learning) else {
        learning.descent.diverged = true;
        return;
    };
    let mut descent = learning.descent.clone();
    if descent.start.is_none() {
        let start = &model.layer;
        descent.start = Some((start.w().clone(), start.bias()));
        descent.losses = vec![loss(start)];
    }
    descent.diverged = false;
    descent.losses.push(loss(&layer));
    change_with(model, layer, descent);
}

fn reset(model: &mut Model) {
    if let Some(start) = model.tools.learning.descent.start.clone() {
        change_to(model, with_parameters(&model.layer, &start));
        // L may be back where it was without a change of the layer.
        model.tools.learning.descent = Descent::default();
    }
}

/// The layer after one step, W ← W − η · dW and b ← b − η · db unless b is kept;
/// `None` where a parameter or L would not be finite.
fn descend(layer: &Layer, learning: &Learning) -> Option<Layer> {
    let rate = learning.rate;
    let Gradients { sums, .. } = layer.backward(&layer.forward());
    let mut next = layer.clone();
    for at in layer.w().size().positions() {
        next.set(Operand::W, at, layer.w()[at] - rate * sums.dw[at] + 0.0);
    }
    if !learning.keeps_bias {
        next.set_bias(layer.bias() - rate * sums.db + 0.0);
    }
    let finite = next.w().cells().iter().all(|w| w.is_finite())
        && next.bias().is_finite()
        && loss(&next).is_finite();
    finite.then_some(next)
}

fn loss(layer: &Layer) -> f64 {
    layer.loss_of(&layer.forward().h)
}

fn with_parameters(layer: &Layer, (w, bias): &(Grid, f64)) -> Layer {
    let mut layer = layer.clone();
    for at in w.size().positions() {
        layer.set(Operand::W, at, w[at]);
    }
    layer.set_bias(*bias);
    layer
}
