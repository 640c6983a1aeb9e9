//! A grid and a cell as they are seen.

use std::rc::Rc;

use litemap::LiteMap;

use crate::app::Naming;
use crate::math::{At, Size};
use crate::trace::{GridId, Partial};

use super::super::drawing::{Lit, shade};
use super::super::fit::CellFormat;
use super::super::number::all_digits;
use super::marks::Marks;

#[derive(Clone, Debug, PartialEq)]
pub struct GridLook {
    pub id: GridId,
    pub naming: Naming,
    /// What it is, in a few words.
    pub caption: Rc<str>,
    pub size: Size,
    /// Rings of absent cells around it.
    pub padding: usize,
    /// How many cells apart the kernel's cells lie on X.
    pub dilation: usize,
    /// The absent cells under the kernel at this step, by row and column
    /// counted from the first cell.
    pub lit_padding: Vec<[isize; 2]>,
    /// The frame around the lit cells and the lit padding, counted from the first
    /// cell of the padding; `None` where each cell has an outline of its own.
    pub lit: Option<Lit>,
    /// Whether the step's contribution to absent cells is dropped.
    pub drops: bool,
    pub editable: bool,
    /// Why a text in it is refused, in a sentence; empty where none is.
    pub refusal: String,
    /// Whether its numbers are written. A cell of a large grid is only a shade, and
    /// the readout tells the number of the one pointed at.
    pub has_numbers: bool,
    pub format: CellFormat,
    /// The magnitude of the strongest shade. It is taken from the end of the run,
    /// so that a shade means the same at every step.
    pub largest: f64,
    pub values: Partial,
    /// The cells that show more than their value.
    pub marks: LiteMap<At, Marks>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CellLook {
    /// `None` until it is computed.
    pub value: Option<f64>,
    pub text: String,
    /// The size of the text as a share of that of others, in percent.
    pub percent: u32,
    /// −100 … 100: the value as a share of the magnitude of the strongest shade.
    pub shade: i32,
    pub marks: Marks,
}

impl Default for CellLook {
    fn default() -> Self {
        Self {
            value: None,
            text: String::new(),
            percent: 100,
            shade: 0,
            marks: Marks::default(),
        }
    }
}

impl GridLook {
    #[must_use]
    pub fn cell(&self, at: At) -> CellLook {
        let value = self.values.get(at);
        let marks = self.marks.get(&at).cloned().unwrap_or_default();
        let text = self.text(value, &marks);
        // A text that is being typed scrolls in its field instead.
        let is_settled = !marks.edited && marks.draft.is_none();
        CellLook {
            value,
            percent: if is_settled {
                self.format.percent(&text)
            } else {
                100
            },
            text,
            shade: value.map_or(0, |value| shade(value, self.largest)),
            marks,
        }
    }

    /// Row-major.
    pub fn cells(&self) -> impl Iterator<Item = CellLook> {
        self.size.positions().map(|at| self.cell(at))
    }

    /// The number, with all its digits while it is edited.
    fn text(&self, value: Option<f64>, marks: &Marks) -> String {
        match (&marks.draft, value) {
            (Some(draft), _) => draft.clone(),
            (None, None) if self.has_numbers => "·".to_owned(),
            (None, Some(value)) if marks.edited => all_digits(value),
            (None, Some(value)) if self.has_numbers || self.id.operand().is_some() => {
                self.format.text(value)
            }
            (None, _) => String::new(),
        }
    }

    /// The cells that look different from before, each once. A step in a large grid
    /// changes few of its cells, so only these are compared closely.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<At> {
        let scale = |look: &Self| (look.largest.to_bits(), look.format, look.has_numbers);
        if scale(self) != scale(before) || self.size != before.size {
            return self.size.positions().collect();
        }
        let value = |look: &Self, at| look.values.get(at).map(f64::to_bits);
        let only_marked = |at: &&At| {
            self.marks.get(at) != before.marks.get(at) && value(self, **at) == value(before, **at)
        };
        let unmarked = before
            .marks
            .keys()
            .filter(|at| !self.marks.contains_key(at));
        let marked = self.marks.keys().chain(unmarked).filter(only_marked);
        let values = self.values.changes(&before.values);
        values.chain(marked.copied()).collect()
    }
}
