//! The program without a screen: what it knows, what can happen, and what
//! then changes. No clock, no input or output, no page.

mod block;
mod draft;
mod examples;
mod history;
mod kept;
mod keys;
mod layer_change;
mod model;
mod msg;
mod notation;
mod notebook;
mod notice;
mod opening;
mod pasting;
mod room;
pub mod saved;
mod stepping;
mod tools;
mod typing;
mod update;

pub use block::{BlockError, Entry, read_block};
pub use draft::{Draft, NumberError, parse_number};
pub use examples::{EXAMPLES, Example};
pub use history::History;
pub use kept::{KeptList, KeptMsg, LONGEST_NAME};
pub use keys::{FieldText, Focus, Key, Meaning, meaning};
pub use model::{
    Clip, Copied, DILATIONS, Decimals, Field, Language, MAX_INPUT, MAX_KERNEL, Model, PADDINGS,
    Part, STRIDES, Snapshot, Speed, Theme, is_offered,
};
pub use msg::{Direction, Effect, Msg};
pub use notation::{Naming, Notation};
pub use notebook::notebook;
pub use notice::{Notice, Restored};
pub use pasting::{PasteNotice, Pasted, is_block, needs_room};
pub use room::Room;
pub use tools::{
    Comparison, Descent, Export, GradientCheck, GradientCheckMsg, Hunt, Incomparable, Learning,
    LearningMsg, OwnGradient, OwnGradientMsg, SpotTheBugMsg, Tool, ToolMsg, Tools,
};
pub use typing::Typing;
pub use update::update;
