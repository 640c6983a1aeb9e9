//! Blocks of numbers that are pasted into a grid, or dropped on it.

use crate::math::{At, Grid, Layer, Operand, Size};

use super::block::{BlockError, Entry, read_block};
use super::draft::parse_number;
use super::layer_change::{change_to, is_read_only};
use super::model::{Field, Model};
use super::msg::Effect;
use super::notice::Notice;
use super::typing::put_text;

/// A block, and the cell on which its first number is to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    pub operand: Operand,
    pub at: At,
    pub block: Grid,
}

/// What came of a paste that cannot be seen in the grid.
#[derive(Clone, Debug, PartialEq)]
pub enum PasteNotice {
    Filled(Pasted),
    Unread(Operand, BlockError),
    /// X or W has to grow to this size first.
    NeedsRoom(Pasted, Size),
    /// It does not fit, and the grid cannot grow so far.
    TooLarge(Pasted),
}

/// Whether a text is more than one number for one cell.
#[must_use]
pub fn is_block(text: &str) -> bool {
    let parts = ['\n', '\t', '[', '(', ';'];
    let text = text.trim();
    parse_number(text).is_err()
        && (text.chars().any(|one| parts.contains(&one))
            || read_block(text).is_ok_and(|rows| rows.iter().flatten().nth(1).is_some()))
}

/// Fills the grid from a cell on, at once where the block fits. One number is put in as
/// if it were typed.
pub(super) fn paste(model: &mut Model, field: Field, text: String) -> Option<Effect> {
    let Field::Cell { operand, at } = field else {
        return None;
    };
    if is_read_only(model, field) {
        return None;
    }
    if !is_block(&text) {
        put_text(model, field, text);
        return Some(Effect::SelectText);
    }
    let notice = match read_block(&text) {
        Err(error) => PasteNotice::Unread(operand, error),
        Ok(rows) => {
            let block = grid_of(&rows)?;
            place(model, Pasted { operand, at, block })
        }
    };
    model.notice = Some(Notice::Paste(Box::new(notice)));
    Some(Effect::SelectText)
}

fn grid_of(rows: &[Vec<Entry>]) -> Option<Grid> {
    let size = Size::new(rows.len(), rows.first()?.len());
    let values = rows.iter().flatten().map(|entry| entry.value);
    Grid::from_cells(size, values.collect())
}

fn place(model: &mut Model, pasted: Pasted) -> PasteNotice {
    let Pasted { operand, at, block } = &pasted;
    let (size, operand) = (model.layer.operand(*operand).size(), *operand);
    let end = At::new(at.row + block.size().rows, at.col + block.size().cols);
    let grown = Size::new(size.rows.max(end.row), size.cols.max(end.col));
    if grown == size {
        fill(model, model.layer.clone(), &pasted);
        return PasteNotice::Filled(pasted);
    }
    match model.sizes_with(operand, grown) {
        Some(_) => PasteNotice::NeedsRoom(pasted, grown),
        None => PasteNotice::TooLarge(pasted),
    }
}

/// Puts the numbers into a layer in which they have room, and that layer in force. What
/// was typed where they come is dropped.
fn fill(model: &mut Model, mut layer: Layer, Pasted { operand, at, block }: &Pasted) {
    let operand = *operand;
    for from in block.size().positions() {
        let at = At::new(at.row + from.row, at.col + from.col);
        layer.set(operand, at, block[from]);
        model.drafts.remove(&Field::Cell { operand, at });
    }
    change_to(model, layer);
}

/// Resizes the grid for a block that has no room, and fills it. One undo takes both
/// back.
pub(super) fn make_room(model: &mut Model) -> Option<Effect> {
    let notice = model.notice.take()?;
    let Notice::Paste(notice) = notice else {
        return None;
    };
    let PasteNotice::NeedsRoom(pasted, grown) = *notice else {
        return None;
    };
    let (input, kernel) = model.sizes_with(pasted.operand, grown)?;
    let spacing = model.layer.geometry().spacing();
    let layer = model.layer.reshaped(input, kernel, spacing).ok()?;
    fill(model, layer, &pasted);
    model.notice = Some(Notice::Paste(Box::new(PasteNotice::Filled(pasted))));
    Some(Effect::SelectText)
}

/// Whether a block waits for room.
#[must_use]
pub fn needs_room(model: &Model) -> bool {
    match &model.notice {
        Some(Notice::Paste(notice)) => matches!(**notice, PasteNotice::NeedsRoom(..)),
        _ => false,
    }
}
