//! The layer's two passes as a sequence of steps: what is true after each
//! step, which numbers it used, and which cells it touched.

mod contribution;
mod frame;
mod grid_id;
mod highlight;
mod step;

pub use contribution::{Contribution, Factor, contributions};
pub use frame::{Frame, Partial};
pub use grid_id::{CellRef, GridId};
pub use highlight::{Highlight, Role};
pub use step::{Phase, Step, Steps};
