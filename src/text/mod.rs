//! How are texts made? Templates with placeholders.

mod template;

pub use template::{Line, fill};
