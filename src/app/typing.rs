//! Numbers typed into a grid one after the other, as into a spreadsheet.
//!
//! From the first character typed in a grid, Tab walks from cell to cell,
//! row-major, until the grid is left, Escape is pressed or a field is clicked.
//! A run of Tabs begins at the first cell typed in; Enter ends it, goes down in
//! the column in which it began, and the next run begins there.

use crate::math::{At, Size};
use crate::trace::{CellRef, GridId};

use super::draft::{Draft, may_mean_thousands, parse_number};
use super::layer_change::{change_number, is_read_only};
use super::model::{Field, Model};
use super::msg::{Direction, Effect};
use super::notice::Notice;

/// What Tab and Enter depend on while numbers are typed into a grid one after the
/// other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    pub grid: Option<GridId>,
    /// Whether Tab walks from cell to cell: something was typed.
    pub walks: bool,
    /// The column in which the run of Tabs began, while there is one.
    pub column: Option<usize>,
    /// Whether Enter was pressed in the last row, or Shift+Enter in the first: then
    /// the focus stays on the cell.
    pub at_edge: Option<Direction>,
}

impl Typing {
    /// A click or Escape ends the typing.
    pub(super) fn end(&mut self) {
        *self = Self {
            grid: self.grid,
            ..Self::default()
        };
    }

    /// When the focus enters another grid, the typing begins anew.
    pub(super) fn enter(&mut self, cell: CellRef) {
        if self.grid != Some(cell.grid) {
            *self = Self {
                grid: Some(cell.grid),
                ..Self::default()
            };
        }
    }

    fn begin(&mut self, cell: CellRef) {
        self.enter(cell);
        self.walks = true;
        self.column.get_or_insert(cell.at.col);
        self.at_edge = None;
    }
}

/// A draft is checked when it is committed. Once it was refused it is checked at
/// every key, so that the complaint goes as soon as its reason does.
pub(super) fn type_into(model: &mut Model, field: Field, text: String) {
    if is_read_only(model, field) {
        return;
    }
    if let Some(cell) = field.cell() {
        model.typing.begin(cell);
    }
    let refused = model
        .drafts
        .get(&field)
        .is_some_and(|draft| draft.error.is_some());
    let error = parse_number(&text).err().filter(|_| refused);
    model.drafts.insert(field, Draft { text, error });
}

/// Commits a text that was not typed, or that was committed already: it does not
/// count as typing.
pub(super) fn put_text(model: &mut Model, field: Field, text: String) {
    if !is_read_only(model, field) {
        let draft = Draft {
            text: text.clone(),
            error: None,
        };
        model.drafts.insert(field, draft);
        commit(model, field, text);
    }
}

/// Puts a typed number in force, or keeps the draft and says why not. Without a
/// draft there is nothing to commit.
pub(super) fn commit(model: &mut Model, field: Field, text: String) {
    if !model.drafts.contains_key(&field) {
        return;
    }
    match parse_number(&text) {
        Ok(value) => {
            model.drafts.remove(&field);
            if value != model.value_of(field) {
                change_number(model, field, value);
            }
            if may_mean_thousands(&text) {
                model.notice = Some(Notice::ReadAsDecimal(field, text));
            }
        }
        Err(error) => {
            let error = Some(error);
            model.drafts.insert(field, Draft { text, error });
        }
    }
}

/// Commits what is typed, as if its field were left.
pub(super) fn commit_drafts(model: &mut Model) {
    for (field, draft) in std::mem::take(&mut model.drafts) {
        put_text(model, field, draft.text);
    }
}

/// Enter goes to the next row, Shift+Enter to the one before, in the column where
/// the run of Tabs began. At the edge the focus stays, with the text selected.
pub(super) fn enter(model: &mut Model, field: Field, text: String, direction: Direction) -> Effect {
    commit(model, field, text);
    let Some(cell) = field.cell() else {
        return Effect::SelectText;
    };
    model.typing.enter(cell);
    let next = model.neighbour(cell, direction);
    let run = model.typing.column.unwrap_or(cell.at.col);
    let col = next.map_or(cell.at.col, |_| run);
    model.typing.column = Some(col);
    model.typing.at_edge = next.is_none().then_some(direction);
    match next {
        Some(CellRef { grid, at }) => Effect::Focus(CellRef::new(grid, At { col, ..at })),
        None => Effect::SelectText,
    }
}

/// An arrow moves to another cell, which ends the run of Tabs.
pub(super) fn follow_arrow(
    model: &mut Model,
    cell: CellRef,
    direction: Direction,
) -> Option<Effect> {
    let next = model.neighbour(cell, direction)?;
    model.typing.column = None;
    model.typing.at_edge = None;
    Some(Effect::Focus(next))
}

/// The cell to which Tab walks; `None` where the browser moves the focus.
pub(super) fn walked(model: &Model, CellRef { grid, at }: CellRef, back: bool) -> Option<CellRef> {
    let Typing {
        grid: typed, walks, ..
    } = model.typing;
    if !walks || typed != Some(grid) {
        return None;
    }
    let size: Size = grid.size(model.layer.geometry());
    let index = size.index_of(at);
    let next = if back {
        index.checked_sub(1)?
    } else {
        index + 1
    };
    (next < size.cells()).then(|| CellRef::new(grid, size.at(next)))
}
