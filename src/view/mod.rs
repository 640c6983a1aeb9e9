//! What should be seen, as plain data: a function of the model. Numbers become
//! text here, and nowhere else.

mod announcement;
mod arithmetic;
mod backdrop;
mod block;
mod choices;
mod code;
mod diagrams;
mod drawing;
mod exact;
mod export;
mod fit;
mod grids;
mod number;
mod page;
mod readout;
mod scene;
mod span;
mod step;
mod timeline;
mod tools;
mod why;
mod writer;

pub use block::{AreaLook, Block, Button, ButtonState, Buttons, Chart, FieldLook, TextStyle};
pub use choices::{Choice, ChoiceLook};
pub use code::{CodeLine, comment_mark, program};
pub use diagrams::{Diagram, Drawing};
pub use drawing::{Lit, shade};
pub use export::{Material, exports, file_name, program_of};
pub use fit::{CellFormat, Fit};
pub use grids::{CellLook, GridLook, Marks};
pub use number::shown;
pub use page::{Memo, Page, Root, ShareLook, page, page_with};
pub use readout::Readout;
pub use span::{Line, Mark, Row, Span, Table, TermLook};
pub use step::StepLook;
pub use timeline::{Segment, Timeline};
pub use tools::ProvenanceLook;
