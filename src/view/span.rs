//! Pieces of text and tables of them.

use crate::trace::{GridId, Role};

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// The role of the cell it stands for, if it stands for one.
    pub role: Option<Role>,
}

/// A table of numbers and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What is worked out below.
    pub caption: String,
    /// The heads of the columns.
    pub columns: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Vec<Span>>,
    /// What the row is marked with.
    pub mark: Option<Mark>,
    /// The term of a cell's sum that it stands for, if it stands for one.
    pub term: Option<TermLook>,
    /// A button in its first empty cell.
    pub button: Option<RowButton>,
}

/// What a row is marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It has happened.
    Done,
    /// It is still to come.
    ToCome,
    /// Something is wrong.
    Wrong,
    /// It is the one that was chosen.
    Chosen,
}

/// The numbers of a term as the shortest decimals that read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermLook {
    /// The term.
    pub product: String,
    /// The sum up to and with it.
    pub sum: String,
}

/// A button in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowButton {
    /// What pressing it means, by its name in the document.
    pub press: &'static str,
    /// Of which one.
    pub index: usize,
    /// What it says.
    pub text: String,
    /// What it is called, where that is more.
    pub label: String,
}

impl From<Vec<Vec<Span>>> for Row {
    fn from(cells: Vec<Vec<Span>>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

pub(super) fn plain(text: impl Into<String>) -> Span {
    Span {
        text: text.into(),
        role: None,
    }
}

pub(super) fn toned(text: impl Into<String>, grid: GridId) -> Span {
    Span {
        text: text.into(),
        role: Some(Role::on(grid)),
    }
}

pub(super) fn text_of(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
