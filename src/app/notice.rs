//! What a person is told once, until they do something else.

use super::model::{Field, Snapshot};
use super::pasting::PasteNotice;
use super::tools::Export;

#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    Restored(Box<Restored>),
    Opened(usize),
    /// A kept example was opened, by its name.
    OpenedKept(String),
    /// A saved state was opened; these sentences name what was not understood.
    NotUnderstood(Vec<String>),
    /// The browser refuses to store what it is given.
    NotKept,
    /// What writes a file did not load.
    NotSaved(Export),
    Paste(Box<PasteNotice>),
    /// A text with one comma and three digits after it was read as a decimal.
    ReadAsDecimal(Field, String),
}

/// The change that was undone or redone, with the states before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    pub undone: bool,
    pub before: Snapshot,
    pub after: Snapshot,
}
