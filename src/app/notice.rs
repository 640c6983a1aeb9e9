//! What a person is told once, until they do something else.

use super::model::{Field, Snapshot};

/// What is told.
#[expect(clippy::large_enum_variant, reason = "there is one of them at most")]
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A change was undone, or done again.
    Travelled {
        /// Whether it was undone.
        undone: bool,
        /// The state before the change.
        before: Snapshot,
        /// The state after it.
        after: Snapshot,
    },
    /// A saved state was opened, and these sentences tell what was left out.
    NotUnderstood(Vec<String>),
    /// The browser does not keep what it is given.
    NotKept,
    /// A text with one comma and three digits after it was read as a decimal.
    ReadAsDecimal(Field, String),
}
