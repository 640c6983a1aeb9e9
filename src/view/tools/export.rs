//! The files to take along.

use crate::app::{Export, ToolMsg};

use super::super::block::Buttons;
use super::super::block::{Block, TextStyle, button, text};
use super::super::export::{exports, file_name};
use super::super::scene::Scene;
use super::super::writer::Writer;

pub(super) fn blocks(scene: &Scene<'_>, _: &Writer<'_>) -> Vec<Block> {
    let files = exports(scene.model).into_iter();
    let buttons = files.map(|file: Export| button(file_name(file), ToolMsg::Saved(file)));
    vec![
        text(
            TextStyle::Hint,
            "All digits, as the last step has them. The trace has every step, and each cell that it touches.",
        ),
        Block::Buttons(Buttons {
            question: None,
            buttons: buttons.collect(),
        }),
    ]
}
