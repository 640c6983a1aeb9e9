//! The gradient check: measured beside computed.

use crate::app::{Decimals, Model, Panel};
use crate::math::{Check, Checked, Gradient, NUDGE};
use crate::trace::{CellRef, GridId};

use super::arithmetic::cut_after;
use super::number::{all_digits, shown, two_digits};
use super::span::{Mark, Row, RowButton, Table, plain};
use super::writer::Writer;

const CELLS: &[&str] = &["cell", "numeric", "analytic", "relative error"];

/// What the check panel says.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckLook {
    /// `none`, `pass` or `fail`.
    pub state: &'static str,
    /// The outcome in a sentence.
    pub verdict: String,
    /// One cell's experiment.
    pub experiment: Vec<String>,
    /// Every cell, while the panel is open.
    pub table: Option<Table>,
}

pub(super) fn check_look(model: &Model, writer: &Writer<'_>) -> CheckLook {
    let Some(check) = &model.check else {
        return CheckLook {
            state: "none",
            verdict: "Not checked since the last change. Press «Check gradients».".to_owned(),
            experiment: Vec::new(),
            table: None,
        };
    };
    measured(model, check, writer)
}

fn measured(model: &Model, check: &Check, writer: &Writer<'_>) -> CheckLook {
    let chosen = model.experiment.unwrap_or_else(|| worst(check));
    CheckLook {
        state: if check.passes() { "pass" } else { "fail" },
        verdict: verdict(check),
        experiment: check
            .cells
            .get(chosen)
            .map_or_else(Vec::new, |cell| experiment(cell, writer)),
        // There may be hundreds of cells: they are written where they are seen.
        table: (model.panel == Some(Panel::Check)).then(|| table(check, chosen, writer)),
    }
}

fn table(check: &Check, chosen: usize, writer: &Writer<'_>) -> Table {
    let most = writer.most_rows();
    let caption = writer.say("numeric: ($L(+h) − $L(−h)) / 2h");
    let cells = check.cells.iter().enumerate();
    let cut = cut_after(most, check.cells.len());
    // What disagrees comes first where not all are listed.
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

/// The cell with the largest relative error, or one that is none.
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
    let name = name_of(cell.gradient, writer);
    Row {
        cells: vec![
            vec![],
            vec![plain(writer.number(cell.numeric()))],
            vec![plain(writer.number(cell.analytic))],
            vec![plain(error)],
        ],
        mark,
        term: None,
        button: Some(RowButton {
            press: "experiment",
            index,
            text: name.clone(),
            label: format!("Show the experiment of {name}"),
        }),
    }
}

/// The experiment with all digits: both losses and the quotient.
fn experiment(cell: &Checked, writer: &Writer<'_>) -> Vec<String> {
    let full = |value: f64| all_digits(value);
    let input = moved(cell.gradient, writer);
    let loss = writer.naming.notation.loss();
    let name = name_of(cell.gradient, writer);
    let mut lines = vec![
        format!(
            "Move {input} by h = {} both ways, and run forward again:",
            full(NUDGE)
        ),
        format!("{loss}(+h) = {}", full(cell.above)),
        format!("{loss}(−h) = {}", full(cell.below)),
        format!(
            "difference = {}, added up position by position",
            full(cell.difference)
        ),
        format!("difference / 2h = {}", full(cell.numeric())),
        format!("{name} = {}", full(cell.analytic)),
    ];
    if cell.kink {
        lines.push(
            "On one side a ReLU is on, on the other off: here L has a kink, and no derivative."
                .to_owned(),
        );
    }
    lines
}

fn name_of(gradient: Gradient, writer: &Writer<'_>) -> String {
    let cell = |grid, at| writer.naming.cell(CellRef::new(grid, at));
    match gradient {
        Gradient::Dx(at) => cell(GridId::Dx, at),
        Gradient::Dw(at) => cell(GridId::Dw, at),
        Gradient::Dz(at) => cell(GridId::Dz, at),
        Gradient::Db => writer.naming.notation.bias_gradient().to_owned(),
    }
}

/// The input that the experiment moves.
fn moved(gradient: Gradient, writer: &Writer<'_>) -> String {
    let cell = |grid, at| writer.naming.cell(CellRef::new(grid, at));
    match gradient {
        Gradient::Dx(at) => cell(GridId::X, at),
        Gradient::Dw(at) => cell(GridId::W, at),
        Gradient::Dz(at) => cell(GridId::Z, at),
        Gradient::Db => writer.naming.notation.bias().to_owned(),
    }
}

/// `3.2e−11`
fn scientific(value: f64) -> String {
    if value == 0.0 || (0.01..1000.0).contains(&value) || !value.is_finite() {
        return shown(value, Decimals::Rounded(2));
    }
    two_digits(value)
}
