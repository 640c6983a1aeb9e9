//! The gradient check: measured beside computed.

use crate::app::{Decimals, GradientCheckMsg, Model, ToolMsg};
use crate::math::{Check, Checked, Gradient, Obstacle};
use crate::trace::{CellRef, GridId};

use super::super::arithmetic::cut_after;
use super::super::block::{Block, Button, TextStyle, button, buttons, spoken, text};
use super::super::number::{all_digits, shown, two_digits};
use super::super::scene::Scene;
use super::super::span::{Mark, Row, Table, plain};
use super::super::writer::Writer;
use super::own_gradient;

const CELLS: &[&str] = &["cell", "numeric", "analytic", "relative error"];

pub(super) fn blocks(scene: &Scene<'_>, writer: &Writer<'_>) -> Vec<Block> {
    let model = scene.model;
    let mut blocks = vec![spoken(TextStyle::Verdict, &verdict_line(model))];
    if let Some(check) = &model.tools.gradient_check.check {
        let chosen = model
            .tools
            .gradient_check
            .experiment
            .unwrap_or_else(|| worst(check));
        let cell = check.cells.get(chosen);
        let lines = cell.map_or_else(Vec::new, |cell| experiment(cell, writer));
        blocks.push(Block::Code(lines));
        blocks.push(Block::Table(table(check, chosen, writer)));
    }
    blocks.extend([
        text(
            TextStyle::Hint,
            "Analytic (a) is what backward says, numeric (n) a central difference; its h moves Z by about 3e−5, or by that part of its size where σ is straight. The relative error is |a − n| / scale, the scale the sum of |products| that make the cell: below 1e−5 the two agree.",
        ),
        buttons([button("Check again", ToolMsg::GradientCheck(GradientCheckMsg::Asked))]),
    ]);
    blocks.extend(own_gradient::blocks(model, writer));
    blocks
}

/// How the check went: `none` where nothing was compared, `pass` or `fail`.
pub(in crate::view) fn check_state(model: &Model) -> &'static str {
    let check = model.tools.gradient_check.check.as_ref();
    match check.and_then(Check::passes) {
        None => "none",
        Some(true) => "pass",
        Some(false) => "fail",
    }
}

/// The same in a sentence.
pub(in crate::view) fn verdict_line(model: &Model) -> String {
    match &model.tools.gradient_check.check {
        None => "Not checked since the last change. Press «Check gradients».".to_owned(),
        Some(check) => verdict(check),
    }
}

fn table(check: &Check, chosen: usize, writer: &Writer<'_>) -> Table {
    let most = writer.most_rows();
    let caption = writer.say("numeric: ($L(+h) − $L(−h)) / 2h");
    let cells = check.cells.iter().enumerate();
    let cut = cut_after(most, check.cells.len());
    // Where the list is cut, cells that disagree come first.
    let disagrees = |(_, cell): &(usize, &Checked)| !cut.is_empty() && cell.fails();
    let (mut rows, others): (Vec<_>, Vec<_>) = cells.partition(disagrees);
    rows.extend(others);
    Table {
        caption: caption + &cut,
        columns: CELLS,
        rows: rows
            .into_iter()
            .take(most)
            .map(|(index, cell)| row(cell, index, index == chosen, writer))
            .collect(),
    }
}

/// The place of the compared cell with the largest relative error.
fn worst(check: &Check) -> usize {
    let compared = check.cells.iter().map(Checked::is_compared);
    let errors = check.cells.iter().map(Checked::relative_error);
    let cells = compared.zip(errors).enumerate();
    let compared = cells.filter(|(_, (is_compared, _))| *is_compared);
    let worst = compared.max_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b));
    worst.map_or(0, |(index, _)| index)
}

fn verdict(check: &Check) -> String {
    let compared = check.compared().count();
    let mut text = match check.passes() {
        None => "The check cannot tell: no cell can be compared.".to_owned(),
        Some(true) => format!("The check passes: all {compared} cells compared agree."),
        Some(false) => {
            let failures = check.failures();
            format!("The check fails: {failures} of {compared} cells compared differ.")
        }
    };
    let mut start = " Not compared: ";
    for obstacle in [Obstacle::TooSmall, Obstacle::Kink, Obstacle::NotFinite] {
        let cells = check.cells.iter();
        let count = cells.filter(|cell| cell.obstacle == Some(obstacle)).count();
        if count > 0 {
            text += &[start, &count.to_string(), " ", words_for(obstacle)].concat();
            start = ", ";
        }
    }
    if compared < check.cells.len() {
        text += ".";
    }
    if compared > 0 {
        text += " ‖a − n‖ / (‖a‖ + ‖n‖) = ";
        text += &scientific(check.distance());
    }
    text
}

const fn words_for(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::TooSmall => "too small to measure here",
        Obstacle::Kink => "at a kink",
        Obstacle::NotFinite => "not finite",
    }
}

fn row(cell: &Checked, index: usize, chosen: bool, writer: &Writer<'_>) -> Row {
    let error = match cell.obstacle {
        Some(obstacle) => words_for(obstacle).to_owned(),
        None if cell.fails() => scientific(cell.relative_error()) + " differs",
        None => scientific(cell.relative_error()),
    };
    let numeric = if cell.numeric().is_finite() {
        writer.number(cell.numeric())
    } else {
        "–".to_owned()
    };
    let mark = if cell.fails() {
        Some(Mark::Wrong)
    } else if chosen {
        Some(Mark::Chosen)
    } else {
        None
    };
    let [name, _] = names_of(cell.gradient, writer);
    Row {
        cells: vec![
            vec![],
            vec![plain(numeric)],
            vec![plain(writer.number(cell.analytic))],
            vec![plain(error)],
        ],
        mark,
        term: None,
        button: Some(Button {
            label: Some(format!("Show the experiment of {name}")),
            ..button(
                name,
                ToolMsg::GradientCheck(GradientCheckMsg::ExperimentPicked(index)),
            )
        }),
    }
}

/// The experiment with all digits: both losses, the quotient and what came of it.
fn experiment(cell: &Checked, writer: &Writer<'_>) -> Vec<String> {
    let [name, input] = names_of(cell.gradient, writer);
    let loss = writer.naming.notation.loss();
    let outcome = match cell.obstacle {
        None => format!(
            "relative error = |a − n| / scale = {}",
            scientific(cell.relative_error())
        ),
        Some(Obstacle::TooSmall) => {
            "Too small to measure here: this experiment may be wrong by more than 1e−6 of the scale."
                .to_owned()
        }
        Some(Obstacle::Kink) => {
            "On one side a Z is above 0, on the other it is not: there σ has a kink, and L no derivative."
                .to_owned()
        }
        Some(Obstacle::NotFinite) => {
            return vec![format!(
                "The experiment of {name} has a number that does not fit into an f64."
            )];
        }
    };
    let h = all_digits(cell.h);
    vec![
        format!("Move {input} by h = {h} both ways, and run forward again:"),
        format!("{loss}(+h) = {}", all_digits(cell.above)),
        format!("{loss}(−h) = {}", all_digits(cell.below)),
        format!(
            "difference = {}, added up position by position",
            all_digits(cell.difference)
        ),
        format!("n = difference / 2h = {}", all_digits(cell.numeric())),
        format!("a = {name} = {}", all_digits(cell.analytic)),
        format!("scale = {}", all_digits(cell.scale)),
        outcome,
    ]
}

/// The name of a gradient, and of the input that its experiment moves.
fn names_of(gradient: Gradient, writer: &Writer<'_>) -> [String; 2] {
    let (grids, at) = match gradient {
        Gradient::Dx(at) => ([GridId::Dx, GridId::X], at),
        Gradient::Dw(at) => ([GridId::Dw, GridId::W], at),
        Gradient::Dz(at) => ([GridId::Dz, GridId::Z], at),
        Gradient::Db => {
            let notation = writer.naming.notation;
            return [GridId::Db, GridId::B].map(|grid| notation.grid(grid).to_owned());
        }
    };
    grids.map(|grid| writer.naming.cell(CellRef::new(grid, at)))
}

/// `3.2e−11`
fn scientific(value: f64) -> String {
    if value == 0.0 || (0.01..1000.0).contains(&value) || !value.is_finite() {
        return shown(value, Decimals::Rounded(2));
    }
    two_digits(value)
}
