//! What the page shows, read in one go, and its comparison with the oracle.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::oracle::{Frame, Layer, Matrix, close};

/// The attributes of the contract, as they are written. Two equal states are
/// two identical pictures.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct State {
    /// `data-step`
    pub(crate) step: String,
    /// `data-steps`
    pub(crate) steps: String,
    /// `data-phase`
    pub(crate) phase: String,
    /// `data-row` of the page
    pub(crate) row: Option<String>,
    /// `data-col` of the page
    pub(crate) col: Option<String>,
    /// `data-value` of all cells, by the name of the grid
    pub(crate) grids: BTreeMap<String, Vec<Vec<Option<String>>>>,
}

impl State {
    /// The number of the step.
    #[track_caller]
    pub(crate) fn step(&self) -> usize {
        self.step.parse().expect("data-step is a number")
    }

    /// The numbers of X, W, b and G.
    #[track_caller]
    pub(crate) fn layer(&self) -> Layer {
        let matrix = |name: &str| -> Matrix {
            let number = |text: &Option<String>| text.as_deref().map_or(f64::NAN, number);
            let rows = self.grids[name].iter();
            rows.map(|row| row.iter().map(number).collect()).collect()
        };
        Layer {
            x: matrix("X"),
            w: matrix("W"),
            bias: matrix("b")[0][0],
            g: matrix("G"),
        }
    }

    /// Fails unless two pictures are identical, text for text.
    #[track_caller]
    pub(crate) fn assert_same(&self, wanted: &Self, when: &str) {
        let all = |state: &Self| {
            let attributes =
                [&state.step, &state.steps, &state.phase].map(|text| Some(text.clone()));
            let attributes = attributes
                .into_iter()
                .chain([state.row.clone(), state.col.clone()]);
            let names = ["step", "steps", "phase", "row", "col"].map(|name| format!("data-{name}"));
            let mut all: BTreeMap<String, Option<String>> =
                names.into_iter().zip(attributes).collect();
            for (name, rows) in &state.grids {
                for (row, cells) in rows.iter().enumerate() {
                    for (col, text) in cells.iter().enumerate() {
                        all.insert(format!("{name}[{row},{col}]"), text.clone());
                    }
                }
            }
            all
        };
        let (found, wanted) = (all(self), all(wanted));
        let names: BTreeSet<&String> = found.keys().chain(wanted.keys()).collect();
        let differences: Vec<String> = names
            .into_iter()
            .filter(|&name| found.get(name) != wanted.get(name))
            .map(|name| {
                let text = |state: &BTreeMap<String, Option<String>>| match state.get(name) {
                    Some(Some(text)) => text.clone(),
                    Some(None) => "absent".to_owned(),
                    None => "no such cell".to_owned(),
                };
                format!("{name}: {} instead of {}", text(&found), text(&wanted))
            })
            .collect();
        assert!(differences.is_empty(), "{when}: {differences:#?}");
    }

    /// Fails unless every attribute and every cell is as the oracle has it.
    #[track_caller]
    pub(crate) fn assert_shows(&self, layer: &Layer, step: usize) {
        let frame = layer.frame(step);
        let position = frame.position.map(|(row, col)| [row, col]);
        let expected = [
            ("data-step", Some(frame.step.to_string()), Some(&self.step)),
            (
                "data-steps",
                Some(frame.steps.to_string()),
                Some(&self.steps),
            ),
            (
                "data-phase",
                Some(frame.phase.to_owned()),
                Some(&self.phase),
            ),
            (
                "data-row",
                position.map(|at| at[0].to_string()),
                self.row.as_ref(),
            ),
            (
                "data-col",
                position.map(|at| at[1].to_string()),
                self.col.as_ref(),
            ),
        ];
        for (name, expected, shown) in expected {
            assert_eq!(shown, expected.as_ref(), "{name} at step {step}");
        }
        self.assert_grids(&frame);
    }

    #[track_caller]
    fn assert_grids(&self, frame: &Frame) {
        let names: Vec<&str> = self.grids.keys().map(String::as_str).collect();
        let expected: Vec<&str> = frame.grids.keys().copied().collect();
        assert_eq!(names, expected, "the grids");
        for (&name, cells) in &frame.grids {
            let shown = &self.grids[name];
            let size = |rows: usize, cols: usize| format!("{rows}×{cols}");
            assert_eq!(
                size(shown.len(), shown[0].len()),
                size(cells.len(), cells[0].len()),
                "the size of {name} at step {}",
                frame.step
            );
            for (row, cells) in cells.iter().enumerate() {
                for (col, &expected) in cells.iter().enumerate() {
                    let text = shown[row][col].as_deref();
                    let agree = match (text.map(number), expected) {
                        (None, None) => true,
                        (Some(a), Some(b)) if matches!(name, "X" | "W" | "b" | "G" | "Z") => a == b,
                        (Some(a), Some(b)) => close(a, b),
                        _ => false,
                    };
                    assert!(
                        agree,
                        "step {}, {name}[{row},{col}]: the page has {text:?}, the oracle {expected:?}",
                        frame.step
                    );
                }
            }
        }
    }
}

/// Reads a `data-value`, and fails unless it is the shortest text of its number.
#[track_caller]
fn number(text: &str) -> f64 {
    let value: f64 = text.parse().expect("data-value is a number");
    let digits = |text: &str| -> String {
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').to_owned()
    };
    let has_idle_zero =
        text.contains('.') && text.split('e').next().is_some_and(|m| m.ends_with('0'));
    assert!(
        value.is_finite()
            && text != "-0"
            && !has_idle_zero
            && digits(text) == digits(&format!("{value:e}")),
        "data-value=\"{text}\" is not the shortest text of {value:e}"
    );
    value
}
