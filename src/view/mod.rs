//! What should be seen, as plain data: a function of the model. Numbers become
//! text here, and nowhere else.

mod announcement;
mod arithmetic;
mod bugs;
mod check;
mod choices;
mod code;
mod exact;
mod figures;
mod fit;
mod grids;
mod loss;
mod number;
mod page;
mod panel;
mod provenance;
mod readout;
mod scene;
mod settings;
mod span;
mod timeline;
mod writer;

pub use bugs::{GuessLook, HuntLook};
pub use check::CheckLook;
pub use choices::{Choice, ChoiceLook};
pub use code::{CodeLine, comment_mark, program};
pub use figures::{Figure, Lit};
pub use fit::{CellFormat, Fit};
pub use grids::{CellLook, GridLook, Marks, shade};
pub use loss::{Chart, LossLook};
pub use number::shown;
pub use page::{Memo, Page, Root, ShareLook, page, page_with};
pub use panel::StepPanel;
pub use provenance::ProvenanceLook;
pub use readout::Readout;
pub use settings::NumberLook;
pub use span::{Line, Mark, Row, RowButton, Span, Table, TermLook};
pub use timeline::{Segment, Timeline};
