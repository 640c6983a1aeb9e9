//! What a screen reader is told when the step changes.

use crate::app::{Decimals, Model, Speed};
use crate::trace::{Contribution, Frame, Step};

use super::number::shown;
use super::panel::{Span, StepPanel, sign_of};

/// More cells than this are not read out one by one.
const MOST_CELLS: usize = 9;

/// The step as sentences. While steps follow each other there is time for the
/// phase and the position at most, and at more than one step a second for nothing.
pub(super) fn announcement(
    model: &Model,
    step: Step,
    panel: &StepPanel,
    frame: &Frame,
    contributions: &[Contribution],
) -> String {
    if model.playing {
        return match model.speed {
            Speed::Half | Speed::One => brief(&panel.title),
            Speed::Two | Speed::Four | Speed::Eight => String::new(),
        };
    }
    let decimals = model.decimals;
    let details = match step {
        Step::Start => text_of(&panel.sentence),
        Step::Forward(_) => sum(&panel.equation, contributions, decimals),
        Step::Activation => values(model, "H", frame.h.cells()),
        Step::ActivationGradient => values(model, "dZ", frame.dz.cells()),
        Step::Backward(_) => sums(contributions, decimals),
    };
    format!("{}. {details}", panel.title)
}

/// `Backward · position 3 of 4`
fn brief(title: &str) -> String {
    let parts: Vec<&str> = title.split(" · ").take(2).collect();
    parts.join(" · ")
}

fn text_of(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// The sum of products in words.
fn sum(equation: &[Span], products: &[Contribution], decimals: Decimals) -> String {
    match products.last() {
        Some(last) if products.len() > MOST_CELLS => {
            let (count, result) = (products.len(), shown(last.after, decimals));
            format!("The sum of {count} products is {result}.")
        }
        _ => spoken(&text_of(equation).replacen(" = ", ": ", 1)),
    }
}

fn sums(contributions: &[Contribution], decimals: Decimals) -> String {
    if contributions.len() > MOST_CELLS {
        let cells = contributions.len() / 2;
        return format!("{cells} cells of dX and {cells} cells of dW were added to.");
    }
    let sentences: Vec<String> = contributions
        .iter()
        .map(|one| sentence(one, decimals))
        .collect();
    sentences.join(" ")
}

/// `dX[1,0]: 0.0498 plus 0.4 times 0.2497 equals about 0.1496.`
fn sentence(contribution: &Contribution, decimals: Decimals) -> String {
    let number = |value| shown(value, decimals);
    let [a, b] = contribution.factors.map(|factor| number(factor.value));
    let sign = sign_of(contribution, decimals);
    spoken(&format!(
        "{}: {} + {a} · {b} {sign} {}",
        contribution.target,
        number(contribution.before),
        number(contribution.after)
    ))
}

fn values(model: &Model, name: &str, cells: &[f64]) -> String {
    if cells.len() > MOST_CELLS {
        return format!("All {} cells of {name} are computed.", cells.len());
    }
    let positions = model.layer.geometry().output().positions();
    let cells: Vec<String> = positions
        .zip(cells)
        .map(|(at, &value)| format!("{name}{at} is {}.", shown(value, model.decimals)))
        .collect();
    cells.join(" ")
}

/// Signs as words, so that every voice says them.
fn spoken(arithmetic: &str) -> String {
    let words = [
        (" + ", " plus "),
        (" · ", " times "),
        (" = ", " equals "),
        (" ≈ ", " equals about "),
    ];
    let text = words
        .into_iter()
        .fold(arithmetic.to_owned(), |text, (sign, word)| {
            text.replace(sign, word)
        });
    text.replace(['(', ')'], "") + "."
}
