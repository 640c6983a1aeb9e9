//! The loss and how it went down.

use crate::app::{Descent, Model};

use super::number::all_digits;
use super::writer::Writer;
use crate::text::{fixed, shortest};

/// What the loss panel says.
#[derive(Clone, Debug, PartialEq)]
pub struct LossLook {
    /// L as the shortest decimal that reads back.
    pub value: String,
    /// `L = ΣH ≈ 2.3616`
    pub line: String,
    /// What the last step of learning did, or why it was not taken.
    pub message: String,
    /// The course of L.
    pub chart: Chart,
    /// Whether there is a step to go back from.
    pub can_reset: bool,
}

/// L before the first step and after each, as points in a box of 100 × 100
/// with the origin at the top left; empty before the first step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// `x,y x,y …`
    pub points: String,
    /// What the picture shows, in words.
    pub description: String,
}

pub(super) fn loss_look(model: &Model, value: f64, writer: &Writer<'_>) -> LossLook {
    let (message, chart) = if model.descent == Descent::default() {
        Default::default()
    } else {
        (message(model, writer), chart(&model.descent.losses, writer))
    };
    LossLook {
        value: shortest(value),
        line: writer.loss_line(value),
        message,
        chart,
        can_reset: model.descent.start.is_some(),
    }
}

fn message(model: &Model, writer: &Writer<'_>) -> String {
    let name = writer.naming.notation.loss();
    let losses = &model.descent.losses;
    if model.descent.diverged {
        return format!(
            "The step was not taken: with η = {} it leads beyond what an f64 can hold. The last good kernel is kept; try a smaller η.",
            all_digits(model.learning_rate)
        );
    }
    match losses.as_slice() {
        [.., before, after] => {
            let step = losses.len() - 1;
            let [from, to] = [*before, *after].map(|loss| writer.number(loss));
            if after < before {
                format!("Step {step}: {name} fell from {from} to {to}.")
            } else if after > before {
                format!("Step {step}: {name} rose from {from} to {to}.")
            } else {
                format!("Step {step}: {name} stayed at {to}.")
            }
        }
        _ => String::new(),
    }
}

fn chart(losses: &[f64], writer: &Writer<'_>) -> Chart {
    let [first, .., last] = losses else {
        return Chart::default();
    };
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let most = losses.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Halved first: the difference of two large numbers may overflow.
    let range = (most / 2.0 - least / 2.0).max(f64::MIN_POSITIVE);
    let steps = losses.len() - 1;
    let points = losses.iter().enumerate().map(|(step, &loss)| {
        let x = 100.0 * step as f64 / steps as f64;
        let y = 100.0 * ((most / 2.0 - loss / 2.0) / range);
        [fixed(x, 1), fixed(y, 1)].join(",")
    });
    Chart {
        points: points.collect::<Vec<_>>().join(" "),
        description: format!(
            "{} over {steps} steps of learning: from {} to {}, between {} and {}",
            writer.naming.notation.loss(),
            writer.number(*first),
            writer.number(*last),
            writer.number(least),
            writer.number(most)
        ),
    }
}
