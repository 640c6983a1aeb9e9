//! What a person is told once, until they do something else.

use crate::math::{Activation, Layer, Loss, Operand, Size, Spacing};

use super::model::{Field, Snapshot};

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A change was undone.
    Undone(Change),
    /// A change was done again.
    Redone(Change),
    /// A text with one comma and three digits after it was read as a decimal.
    ReadAsDecimal(Field, String),
}

/// What a change of the layer did.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It set one number.
    Number(Field, f64),
    /// It set numbers of these grids.
    Numbers(Vec<Operand>),
    /// It set the size of X or W.
    Size(Operand, Size),
    /// It set the stride.
    Stride(usize),
    /// It set the padding.
    Padding(usize),
    /// It set the dilation.
    Dilation(usize),
    /// It set the activation.
    Activation(Activation),
    /// It chose another L.
    Loss(Loss),
    /// It was a step of learning.
    Learning,
    /// It put another layer in place.
    Layer,
}

impl Change {
    /// What led from one state to another.
    pub(super) fn between(before: &Snapshot, after: &Snapshot) -> Self {
        if after.descent.losses.len() > before.descent.losses.len() {
            return Self::Learning;
        }
        let (old, new) = (&before.layer, &after.layer);
        let loss = new.loss();
        let mut changes = settings(old, new);
        if changes.is_empty() {
            changes.extend(numbers(old, new));
        }
        // A number typed into G makes it G by hand; another L brings another G.
        let is_typed = |change: &Self| matches!(change, Self::Number(Field::Cell { operand, .. }, _) if *operand == Operand::G);
        let by_typing = loss == Loss::ByHand && changes.iter().all(is_typed) && !changes.is_empty();
        if loss != old.loss() && !by_typing {
            changes
                .retain(|change| !is_typed(change) && *change != Self::Numbers(vec![Operand::G]));
            changes.push(Self::Loss(loss));
        }
        match changes.pop() {
            Some(only) if changes.is_empty() => only,
            _ => Self::Layer,
        }
    }
}

fn settings(before: &Layer, after: &Layer) -> Vec<Change> {
    let [old, new] = [before, after].map(|layer| layer.geometry().spacing());
    let Spacing {
        stride,
        padding,
        dilation,
    } = new;
    let size = |operand| {
        let [old, new] = [before, after].map(|layer| layer.operand(operand).size());
        (new != old).then_some(Change::Size(operand, new))
    };
    let activation = after.activation();
    [
        size(Operand::X),
        size(Operand::W),
        (stride != old.stride).then_some(Change::Stride(stride)),
        (padding != old.padding).then_some(Change::Padding(padding)),
        (dilation != old.dilation).then_some(Change::Dilation(dilation)),
        (activation != before.activation()).then_some(Change::Activation(activation)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Of layers of one geometry.
fn numbers(before: &Layer, after: &Layer) -> Option<Change> {
    let grids = Operand::ALL.into_iter().flat_map(|operand| {
        let [old, new] = [before, after].map(|layer| layer.operand(operand));
        let differing = new.size().positions().filter(|&at| new[at] != old[at]);
        differing.map(move |at| (Field::Cell { operand, at }, new[at]))
    });
    let bias = (after.bias() != before.bias()).then(|| (Field::Bias, after.bias()));
    let set: Vec<(Field, f64)> = grids.chain(bias).collect();
    match set[..] {
        [] => None,
        [(field, value)] => Some(Change::Number(field, value)),
        _ => {
            let of = |operand: &Operand| {
                let is_in = |(field, _): &(Field, f64)| matches!(field, Field::Cell { operand: one, .. } if one == operand);
                set.iter().any(is_in)
            };
            let operands = Operand::ALL.into_iter().filter(of);
            Some(Change::Numbers(operands.collect()))
        }
    }
}
