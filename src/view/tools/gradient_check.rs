//! The gradient check: measured beside computed.

use crate::app::{Decimals, GradientCheckMsg, Model, ToolMsg};
use crate::math::{Check, Checked, Gradient, NUDGE};
use crate::trace::{CellRef, GridId};

use super::super::arithmetic::cut_after;
use super::super::block::{Block, Button, TextStyle, button, buttons, spoken, text};
use super::super::number::{all_digits, shown, two_digits};
use super::super::scene::Scene;
use super::super::span::{Mark, Row, Table, plain};
use super::super::writer::Writer;

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
            "Central differences with h = 1e−5. The relative error is |a − n| / max(|a|, |n|, 1e−4): up to 1e−7 one can be happy, beyond 1e−2 the gradient is probably wrong; below 1e−5 passes here.",
        ),
        buttons([button("Check again", ToolMsg::GradientCheck(GradientCheckMsg::Asked))]),
    ]);
    blocks
}

/// How the check went: `none`, `pass` or `fail`.
pub(in crate::view) fn check_state(model: &Model) -> &'static str {
    match &model.tools.gradient_check.check {
        None => "none",
        Some(check) if check.passes() => "pass",
        Some(_) => "fail",
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
    let disagrees = |(_, cell): &(usize, &Checked)| !cut.is_empty() && !cell.passes();
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

/// The place of the cell with the largest relative error. NaN counts as the
/// largest, a kink as no error.
fn worst(check: &Check) -> usize {
    let errors = check.cells.iter().map(|cell| {
        let error = cell.relative_error();
        if cell.kink {
            0.0
        } else if error.is_nan() {
            f64::INFINITY
        } else {
            error
        }
    });
    let worst = errors.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
    worst.map_or(0, |(index, _)| index)
}

fn verdict(check: &Check) -> String {
    let failed = check.cells.iter().filter(|cell| !cell.passes()).count();
    let kinks = check.cells.iter().filter(|cell| cell.kink).count();
    let compared = check.cells.len() - kinks;
    let largest = check.max_relative_error();
    let error = if largest.is_nan() {
        "Where a result is larger than an f64 can hold, nothing can be compared.".to_owned()
    } else {
        format!("The largest relative error is {}.", scientific(largest))
    };
    let text = if failed == 0 {
        format!("Pass: all {compared} cells compared agree. {error}")
    } else {
        format!("Fail: {failed} of {compared} cells compared disagree. {error}")
    };
    let cells = match kinks {
        0 => return text,
        1 => "more stands",
        _ => "more stand",
    };
    format!(
        "{text} {kinks} {cells} at a kink of ReLU, where the slope jumps and a quotient across it is no derivative: that is no error."
    )
}

/// The words for a relative error in the notes of Stanford's computer vision
/// course.
fn band(cell: &Checked) -> &'static str {
    let error = cell.relative_error();
    if cell.kink {
        "kink"
    } else if error <= 1e-7 {
        "happy"
    } else if error <= 1e-4 {
        "okay with kinks"
    } else if error <= 1e-2 {
        "uncomfortable"
    } else {
        "wrong"
    }
}

fn row(cell: &Checked, index: usize, chosen: bool, writer: &Writer<'_>) -> Row {
    let error = format!("{} {}", scientific(cell.relative_error()), band(cell));
    let mark = if !cell.passes() {
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
            vec![plain(writer.number(cell.numeric()))],
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

/// The experiment with all digits: both losses and the quotient.
fn experiment(cell: &Checked, writer: &Writer<'_>) -> Vec<String> {
    let [name, input] = names_of(cell.gradient, writer);
    let loss = writer.naming.notation.loss();
    let mut lines = vec![
        format!(
            "Move {input} by h = {} both ways, and run forward again:",
            all_digits(NUDGE)
        ),
        format!("{loss}(+h) = {}", all_digits(cell.above)),
        format!("{loss}(−h) = {}", all_digits(cell.below)),
        format!(
            "difference = {}, added up position by position",
            all_digits(cell.difference)
        ),
        format!("difference / 2h = {}", all_digits(cell.numeric())),
        format!("{name} = {}", all_digits(cell.analytic)),
    ];
    if cell.kink {
        lines.push(
            "On one side a ReLU is on, on the other off: here L has a kink, and no derivative."
                .to_owned(),
        );
    }
    lines
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
