//! The program without a screen: what it knows, what can happen, and what
//! then changes. No clock, no input or output, no page.

mod draft;
mod history;
mod model;
mod msg;
mod notebook;
mod update;

pub use draft::{Draft, NumberError, parse_number};
pub use history::History;
pub use model::{Decimals, Field, MAX_INPUT, MAX_KERNEL, Model, Panel, Speed, Theme, is_offered};
pub use msg::{Direction, Effect, Msg};
pub use notebook::notebook;
pub use update::update;
