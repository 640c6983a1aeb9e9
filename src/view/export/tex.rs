//! The grids as matrices of LaTeX, and the arithmetic of the step that is shown. It
//! needs the package amsmath.

use crate::app::Model;
use crate::text::shortest;
use crate::trace::{CellRef, Contribution, GridId, Recording};

use super::rows;

pub(super) fn tex(model: &Model, run: &Recording) -> String {
    let mut text = "% \\usepackage{amsmath}\n".to_owned();
    for id in GridId::ALL {
        if id == GridId::T && !model.layer.loss().has_target() {
            continue;
        }
        let lines = rows(run.last(), id).into_iter().map(|row| {
            let cells: Vec<String> = row.into_iter().map(number).collect();
            cells.join(" & ")
        });
        let lines = lines.collect::<Vec<_>>().join(" \\\\\n");
        text += &[
            "\\[ ",
            name(id),
            " = \\begin{bmatrix}\n",
            &lines,
            "\n\\end{bmatrix} \\]\n",
        ]
        .concat();
    }
    text + &step(run, model.step)
}

/// A line for each cell that a step adds to.
fn step(run: &Recording, number: usize) -> String {
    let contributions = run.contributions(number);
    let mut sums: Vec<(CellRef, String, f64)> = Vec::new();
    for one in &contributions {
        let product = product(one);
        let started = sums.last_mut().filter(|(cell, ..)| *cell == one.target);
        if let Some((_, sum, after)) = started {
            *sum += &[" + ", &product].concat();
            *after = one.after;
        } else {
            let sum = [&self::number(one.before), " + ", &product].concat();
            sums.push((one.target, sum, one.after));
        }
    }
    if sums.is_empty() {
        return String::new();
    }
    let lines = sums.into_iter().map(|(CellRef { grid, at }, sum, after)| {
        let [row, col] = [at.row, at.col].map(|index| index.to_string());
        let after = self::number(after);
        let cell = [name(grid), "_{", &row, ",", &col, "}"].concat();
        [&cell, " &= ", &sum, " = ", &after].concat()
    });
    let lines = lines.collect::<Vec<_>>().join(" \\\\\n");
    let title = ["% step ", &number.to_string(), "\n"].concat();
    [&title, "\\begin{align*}\n", &lines, "\n\\end{align*}\n"].concat()
}

fn product(one: &Contribution) -> String {
    let [a, b] = one.factors.map(|factor| bracketed(number(factor.value)));
    [&a, " \\cdot ", &b].concat()
}

fn bracketed(number: String) -> String {
    if number.starts_with('-') || number.split_once(' ').is_some() {
        ["(", &number, ")"].concat()
    } else {
        number
    }
}

/// `1.5 \cdot 10^{-7}`
fn number(value: f64) -> String {
    if value.is_nan() {
        return "\\text{NaN}".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "\\infty" } else { "-\\infty" }.to_owned();
    }
    let text = shortest(value);
    match text.split_once('e') {
        None => text,
        Some((digits, exponent)) => {
            let exponent = exponent.trim_start_matches('+');
            [digits, " \\cdot 10^{", exponent, "}"].concat()
        }
    }
}

const fn name(id: GridId) -> &'static str {
    match id {
        GridId::X => "X",
        GridId::W => "W",
        GridId::B => "b",
        GridId::Z => "Z",
        GridId::H => "H",
        GridId::Dx => "\\frac{\\partial L}{\\partial X}",
        GridId::Dw => "\\frac{\\partial L}{\\partial W}",
        GridId::Db => "\\frac{\\partial L}{\\partial b}",
        GridId::Dz => "\\frac{\\partial L}{\\partial Z}",
        GridId::G => "\\frac{\\partial L}{\\partial H}",
        GridId::T => "T",
    }
}
