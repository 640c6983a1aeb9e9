//! The layer: its sizes and settings, why some cannot be chosen, and how the size of
//! Z comes about.

use crate::app::{Field, Model, ToolMsg};
use crate::math::{Geometry, Spacing};

use super::super::block::{Block, ButtonState, FieldLook, TextStyle, button, buttons, text};
use super::super::choices::{Choice, choice};
use super::super::number::all_digits;
use super::super::scene::Scene;
use super::super::writer::Writer;

const CHOICES: [(Choice, &str); 8] = [
    (Choice::XRows, "X rows"),
    (Choice::XColumns, "X columns"),
    (Choice::WRows, "W rows"),
    (Choice::WColumns, "W columns"),
    (Choice::Stride, "Stride"),
    (Choice::Padding, "Padding"),
    (Choice::Dilation, "Dilation"),
    (Choice::Activation, "Activation"),
];

pub(super) fn blocks(scene: &Scene<'_>, _: &Writer<'_>) -> Vec<Block> {
    let model = scene.model;
    let geometry = model.layer.geometry();
    let mut padded_same = button("Padding “same”", ToolMsg::PaddedSame);
    if model.same_padding().is_none() {
        padded_same.state = ButtonState::Idle;
    }
    let mut blocks: Vec<Block> = CHOICES.map(|(one, label)| choice(model, one, label)).into();
    blocks.extend([
        field(model, "Bias", Field::BIAS),
        text(
            TextStyle::Hint,
            "Z has ⌊(H + 2p − d(k−1) − 1)/s⌋ + 1 rows, H and k rows of X and W; columns likewise",
        ),
        Block::Code(formula(geometry).into()),
        text(TextStyle::Hint, &reason(geometry)),
        buttons([
            padded_same,
            button("Clear to zeros", ToolMsg::Cleared),
            button("Fill at random", ToolMsg::Randomised),
        ]),
        text(TextStyle::Hint, &filling(model)),
    ]);
    blocks
}

fn filling(model: &Model) -> String {
    let seed = match model.seed {
        0 => String::new(),
        seed => format!(" The last random numbers have seed {seed}."),
    };
    ["Zeros and random numbers go into X and W; G stays.", &seed].concat()
}

/// A field for a number outside of the grids.
pub(super) fn field(model: &Model, label: &'static str, field: Field) -> Block {
    let draft = model.drafts.get(&field);
    let value = || all_digits(model.value_of(field));
    let error = draft.and_then(|draft| draft.error.as_ref());
    Block::Field(FieldLook {
        label,
        field,
        text: draft.map_or_else(&value, |draft| draft.text.clone()),
        error: error.map_or_else(String::new, |error| {
            [label, " ", &error.to_string(), "; using ", &value(), "."].concat()
        }),
    })
}

/// Why some sizes and settings cannot be chosen.
fn reason(geometry: &Geometry) -> String {
    format!(
        "W, spread by the dilation, spans {}; X with its padding is {}. The first must fit into the second, so what would not fit cannot be chosen. Padding “same”, with which Z has the size of X, needs stride 1 and a W that spans an odd number of rows and as many columns, at most 7.",
        geometry.span(),
        geometry.padded()
    )
}

/// `⌊(H + 2p − d(k−1) − 1)/s⌋ + 1` with the numbers in, for rows and columns.
fn formula(geometry: &Geometry) -> [String; 2] {
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
