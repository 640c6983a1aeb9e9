//! What a screen reader is told when the step changes.

use crate::app::{Decimals, Model, Naming};
use crate::trace::{CellRef, Contribution, Frame, GridId, Step};

use super::arithmetic::Sum;
use super::number::shown;
use super::scene::Scene;
use super::span::{Span, text_of};
use super::step::StepLook;

/// More cells than this are not read out one by one.
const MOST_CELLS: usize = 9;

/// The step as sentences, and its arithmetic where the person wants to hear it. While
/// playing there is no time for any.
pub(super) fn announcement(scene: &Scene<'_>, look: &StepLook) -> String {
    let Scene {
        model,
        step,
        frame,
        contributions,
        ..
    } = *scene;
    if model.playing {
        return String::new();
    }
    let Model {
        decimals, naming, ..
    } = *model;
    let details = match step {
        // With a mistake in the pass the arithmetic is not what happened.
        _ if look.tells_of_mistake => look.tables[0].caption.clone() + ".",
        _ if !model.is_verbose => String::new(),
        Step::Start => text_of(&look.sentence),
        Step::Forward(_) => sum(&look.equation, contributions, decimals),
        Step::Activation => values(model, GridId::H, frame),
        Step::ActivationGradient => values(model, GridId::Dz, frame),
        Step::Backward(_) => sums(contributions, decimals, naming),
        Step::Gradient(cell) => whole_sum(cell, frame, contributions.len(), model),
    };
    [
        &*look.spoken,
        ".",
        pause(&details),
        &details,
        pause(&look.comparison),
        &look.comparison,
    ]
    .concat()
}

/// What divides a sentence from the one before.
const fn pause(sentence: &str) -> &'static str {
    if sentence.is_empty() { "" } else { " " }
}

fn sum(equation: &[Span], products: &[Contribution], decimals: Decimals) -> String {
    match products.last() {
        Some(last) if products.len() > MOST_CELLS => {
            let (count, result) = (products.len(), shown(last.after, decimals));
            format!("The sum of {count} products is {result}.")
        }
        _ => match equation {
            [cell, _, rest @ ..] => spoken(&format!("{}: {}", cell.text, text_of(rest))),
            _ => String::new(),
        },
    }
}

/// `dX[1,1], the sum of 4 products, is 0.2558.`
fn whole_sum(cell: CellRef, frame: &Frame, products: usize, model: &Model) -> String {
    let name = model.naming.cell(cell);
    let value = frame.value(cell.grid, cell.at);
    let value = value.map_or_else(String::new, |value| shown(value, model.decimals));
    format!("{name}, the sum of {products} products, is {value}.")
}

fn sums(contributions: &[Contribution], decimals: Decimals, naming: Naming) -> String {
    if contributions.len() > MOST_CELLS {
        let cells = contributions.len() / 2;
        let [dx, dw] = [GridId::Dx, GridId::Dw].map(|grid| naming.grid(grid));
        return format!("{cells} cells of {dx} and {cells} cells of {dw} were added to.");
    }
    let sentences: Vec<String> = contributions
        .iter()
        .map(|one| sentence(one, decimals, naming))
        .collect();
    sentences.join(" ")
}

/// `dX[1,0]: 0.0498 plus 0.4 times 0.2497 equals about 0.1496.`
fn sentence(contribution: &Contribution, decimals: Decimals, naming: Naming) -> String {
    let Sum {
        before,
        factors: [a, b],
        sign,
        after,
    } = Sum::of(contribution, decimals);
    let name = naming.cell(contribution.target);
    spoken(&format!("{name}: {before} + {a} · {b} {sign} {after}"))
}

fn values(model: &Model, grid: GridId, frame: &Frame) -> String {
    let cells = frame.grid(grid).cells();
    let name = model.naming.grid(grid);
    if cells.len() > MOST_CELLS {
        return format!("All {} cells of {name} are computed.", cells.len());
    }
    let positions = model.layer.geometry().output().positions();
    let cells: Vec<String> = positions
        .zip(cells)
        .map(|(at, &value)| {
            let cell = model.naming.cell(CellRef::new(grid, at));
            format!("{cell} is {}.", shown(value, model.decimals))
        })
        .collect();
    cells.join(" ")
}

/// Signs as words, so that every voice says them.
fn spoken(arithmetic: &str) -> String {
    let words = arithmetic.split(' ').map(|word| match word {
        "+" => "plus",
        "·" => "times",
        "=" => "equals",
        "≈" => "equals about",
        other => other,
    });
    let text = words.collect::<Vec<_>>().join(" ");
    text.replace(['(', ')'], "") + "."
}
