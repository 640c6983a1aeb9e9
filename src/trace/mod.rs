//! The layer's two passes as a sequence of steps: what is true after each
//! step, which numbers it used, and which cells it touched.

mod contribution;
mod frame;
mod grid_id;
mod highlight;
mod provenance;
mod recording;
mod run;
mod step;

pub use contribution::{Contribution, Factor};
pub use frame::{Frame, Partial, largest_magnitude};
pub use grid_id::{CellRef, GridId};
pub use highlight::{Highlight, Role};
pub use provenance::Term;
pub use recording::Recording;
pub use run::Trace;
pub use step::{Phase, Step, Steps};
