//! The loss, and how learning brings it down.

use crate::app::{Descent, Field, LearningMsg, Model, ToolMsg};

use super::super::block::{Block, ButtonState, Chart, TextStyle, button, buttons, spoken, text};
use super::super::choices::{Choice, choice};
use super::super::number::all_digits;
use super::super::scene::Scene;
use super::super::writer::Writer;
use super::layer::field;
use crate::text::fixed;

pub(super) fn blocks(scene: &Scene<'_>, writer: &Writer<'_>) -> Vec<Block> {
    let model = scene.model;
    let (message, chart) = if model.tools.learning.descent == Descent::default() {
        Default::default()
    } else {
        (
            message(model, writer),
            chart(&model.tools.learning.descent.losses, writer),
        )
    };
    let mut reset = button(
        "Reset W and b",
        ToolMsg::Learning(LearningMsg::ResetPressed),
    );
    if model.tools.learning.descent.start.is_none() {
        reset.state = ButtonState::Idle;
    }
    let mut keep = button("Keep b", ToolMsg::Learning(LearningMsg::KeepBiasPressed));
    let (state, rule) = if model.tools.learning.keeps_bias {
        (
            ButtonState::On,
            "W ← W − η · dW; b stays. Undo takes it back.",
        )
    } else {
        (
            ButtonState::Off,
            "W ← W − η · dW, b ← b − η · db. Undo takes it back.",
        )
    };
    keep.state = state;
    vec![
        choice(model, Choice::Loss, "Loss"),
        field(model, "Learning rate", Field::LearningRate),
        text(TextStyle::Result, &writer.loss_line(scene.recording.loss())),
        buttons([
            button("Take a step", ToolMsg::Learning(LearningMsg::StepPressed)),
            reset,
            keep,
        ]),
        text(TextStyle::Hint, rule),
        spoken(TextStyle::Plain, &message),
        Block::Chart(chart),
    ]
}

fn message(model: &Model, writer: &Writer<'_>) -> String {
    let name = writer.naming.notation.loss();
    let losses = &model.tools.learning.descent.losses;
    if model.tools.learning.descent.diverged {
        return format!(
            "The step was not taken: with η = {} it leads beyond what an f64 can hold. The last good kernel is kept; try a smaller η.",
            all_digits(model.tools.learning.rate)
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
    let name = writer.naming.notation.loss();
    let points = losses.iter().enumerate().map(|(step, &loss)| {
        let x = 100.0 * step as f64 / steps as f64;
        let y = 100.0 * ((most / 2.0 - loss / 2.0) / range);
        [fixed(x, 1), fixed(y, 1)].join(",")
    });
    Chart {
        points: points.collect::<Vec<_>>().join(" "),
        axes: [
            writer.number(most),
            name.to_owned(),
            writer.number(least),
            "0".to_owned(),
            "steps".to_owned(),
            steps.to_string(),
        ],
        description: format!(
            "{name} over {steps} steps of learning: from {} to {}, between {} and {}",
            writer.number(*first),
            writer.number(*last),
            writer.number(least),
            writer.number(most)
        ),
    }
}
