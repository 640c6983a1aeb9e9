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
    let mut blocks = own_gradient::blocks(model, writer);
    blocks.push(spoken(TextStyle::Verdict, &verdict_line(model)));
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
            "a is what backward says, n a central difference. Each h moves Z by about 3e−5 (of its size where σ is straight). The scale is the sum of the |products| that make the cell; below 1e−5 of it the two agree.",
        ),
        buttons([button("Check again", ToolMsg::GradientCheck(GradientCheckMsg::Asked))]),
    ]);
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
    let errors = check.cells.iter().map(|cell| match cell.obstacle {
        None => cell.relative_error(),
        Some(_) => -1.0,
    });
    let worst = errors.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
    worst.map_or(0, |(index, _)| index)
}

fn verdict(check: &Check) -> String {
    let compared = check.compared().count();
    let count = compared.to_string();
    let mut text = match check.passes() {
        None => "The check cannot tell: no cell is compared.".to_owned(),
        Some(true) => [
            "The check passes: all ",
            &count,
            " compared cells of the page’s gradients agree.",
        ]
        .concat(),
        Some(false) => {
            let failures = check.failures().to_string();
            [
                "The check fails: ",
                &failures,
                " of ",
                &count,
                " compared cells of the page’s gradients differ.",
            ]
            .concat()
        }
    };
    let mut start = " Not compared: ";
    for obstacle in [Obstacle::TooSmall, Obstacle::Kink, Obstacle::NotFinite] {
        let is_met = |cell: &&Checked| cell.obstacle == Some(obstacle);
        let count = check.cells.iter().filter(is_met).count();
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
            label: Some(["Show the experiment of ", &name].concat()),
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
    let line = |start: &[&str], value: f64| [&start.concat(), " = ", &all_digits(value)].concat();
    let outcome = match cell.obstacle {
        None => {
            let error = scientific(cell.relative_error());
            ["relative error = |a − n| / scale = ", &error].concat()
        }
        Some(Obstacle::TooSmall) => {
            "The quotient may be off by more than 1e−6 of the scale: too small to measure here."
                .to_owned()
        }
        Some(Obstacle::Kink) => {
            "On one side only is Z above 0: σ has a kink there, L no derivative.".to_owned()
        }
        Some(Obstacle::NotFinite) => {
            return vec!["A number here does not fit into an f64.".to_owned()];
        }
    };
    vec![
        line(&["Move ", &input, " both ways by h"], cell.h) + ", and run forward again:",
        line(&[loss, "(+h)"], cell.above),
        line(&[loss, "(−h)"], cell.below),
        line(&["difference"], cell.difference) + ", added up position by position",
        line(&["n = difference / 2h"], cell.numeric()),
        line(&["a = ", &name], cell.analytic),
        line(&["scale"], cell.scale),
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
