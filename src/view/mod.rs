//! What should be seen, as plain data: a function of the model. Numbers become
//! text here, and nowhere else. For now the page sets X, W and G alone: stride
//! and dilation are 1, padding and bias 0.

mod announcement;
mod code;
mod exact;
mod grids;
mod number;
mod page;
mod panel;
mod sizes;
mod timeline;

pub use code::CodeLine;
pub use grids::{CellLook, GridLook};
pub use number::{round_trip, shown};
pub use page::{Page, Root, page};
pub use panel::{Span, StepPanel, Table};
pub use sizes::{Axis, SizeLook};
pub use timeline::{Segment, Timeline};
