//! What a person is told once, until they do something else.

use super::model::{Field, Snapshot};

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A change was undone, or done again.
    Travelled(Box<Travel>),
    /// An example was opened.
    Opened(usize),
    /// An example was opened that was kept under this name.
    OpenedKept(String),
    /// A saved state was opened, and these sentences tell what was left out.
    NotUnderstood(Vec<String>),
    /// The browser does not keep what it is given.
    NotKept,
    /// A text with one comma and three digits after it was read as a decimal.
    ReadAsDecimal(Field, String),
}

/// Which change was undone or done again.
#[derive(Clone, Debug, PartialEq)]
pub struct Travel {
    /// Whether it was undone.
    pub undone: bool,
    /// The state before the change.
    pub before: Snapshot,
    /// The state after it.
    pub after: Snapshot,
}
