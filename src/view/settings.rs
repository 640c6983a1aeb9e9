//! The Layer panel: why some settings cannot be chosen, how the size of Z
//! comes about, and the fields that take a number.

use crate::app::{Field, Model};
use crate::math::{Geometry, Spacing};

use super::number::all_digits;

/// A field that takes one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberLook {
    /// Its name in the document.
    pub name: &'static str,
    /// What it is.
    pub field: Field,
    /// Its text.
    pub text: String,
    /// Why it was refused; empty where it was not.
    pub error: String,
}

/// Bias and learning rate.
pub(super) fn numbers(model: &Model) -> [NumberLook; 2] {
    [("bias", Field::Bias), ("rate", Field::LearningRate)].map(|(name, field)| {
        let draft = model.drafts.get(&field);
        let value = || all_digits(model.value_of(field));
        let error = draft.and_then(|draft| draft.error.as_ref());
        let label = if field == Field::Bias {
            "Bias"
        } else {
            "Learning rate"
        };
        NumberLook {
            name,
            field,
            text: draft.map_or_else(&value, |draft| draft.text.clone()),
            error: error.map_or_else(String::new, |error| {
                [label, " ", &error.to_string(), "; using ", &value(), "."].concat()
            }),
        }
    })
}

/// Why some sizes and settings cannot be chosen.
pub(super) fn reason(model: &Model) -> String {
    let geometry = model.layer.geometry();
    format!(
        "W, spread by the dilation, spans {}; X with its padding is {}. The first must fit into the second, so what would not fit cannot be chosen.",
        geometry.span(),
        geometry.padded()
    )
}

/// `⌊(H + 2p − d(k−1) − 1)/s⌋ + 1` with the numbers in, for rows and columns.
pub(super) fn formula(geometry: &Geometry) -> [String; 2] {
    let Spacing {
        stride: s,
        padding: p,
        dilation: d,
    } = geometry.spacing();
    let axis = |name, input: usize, kernel: usize, output: usize| {
        format!("{name}: ⌊({input} + 2·{p} − {d}·({kernel}−1) − 1)/{s}⌋ + 1 = {output}")
    };
    let (input, kernel, output) = (geometry.input(), geometry.kernel(), geometry.output());
    [
        axis("rows", input.rows, kernel.rows, output.rows),
        axis("columns", input.cols, kernel.cols, output.cols),
    ]
}
