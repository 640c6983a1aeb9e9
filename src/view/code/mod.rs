//! What is the program of a layer, in the reader's language and names, and
//! which of its lines just ran?
//!
//! Each language has a core, which the page lists and lights, and a frame
//! around it that makes it a program to copy: the numbers that went in, and
//! asserts of those that came out.

mod answers;
mod listing;
mod numpy;
mod python;
mod pytorch;
mod rust;
mod setting;

use crate::app::{Language, Notation};
use crate::math::{BackwardView, Layer};
use crate::trace::{CellRef, Trace};

use listing::{Line, Moment, say_value};
use setting::Setting;

/// One line of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// The code with its indentation.
    pub text: String,
    /// What follows it as a comment, without the `#` or `//`.
    pub comment: String,
    /// Whether the current step ran it.
    pub lit: bool,
    /// Whether it is the head of the loop that the current step is in.
    at_head: bool,
}

/// What begins a comment.
#[must_use]
pub const fn comment_mark(language: Language) -> &'static str {
    match language {
        Language::NumPy | Language::PyTorch => "#",
        Language::Rust => "//",
    }
}

/// The lines that matter, those of step `number` lit, with the loop variables
/// and the cell that it computed.
pub(super) fn code(
    language: Language,
    notation: Notation,
    trace: Trace<'_>,
    number: usize,
    value: impl Fn(CellRef) -> Option<String>,
) -> Vec<CodeLine> {
    let setting = Setting {
        layer: trace.layer(),
        view: trace.view(),
        notation,
    };
    let steps = trace.steps();
    let moment = Moment {
        step: steps.step(number),
        is_last: number >= steps.last(),
    };
    let lines = core(language, &setting).into_iter();
    let mut lines: Vec<CodeLine> = lines.map(|line| line.after(moment)).collect();
    let said = moment.cell().and_then(|cell| Some((cell, value(cell)?)));
    if let Some((cell, value)) = said {
        say_value(&mut lines, notation, cell, &value);
    }
    lines
}

fn core(language: Language, setting: &Setting<'_>) -> Vec<Line> {
    match language {
        Language::NumPy => numpy::core(setting),
        Language::PyTorch => pytorch::core(setting),
        Language::Rust => rust::core(setting),
    }
}

/// The complete program with the person's own numbers. It asserts that what
/// the page shows comes out, to 1e-12 · max(1, |a|, |b|).
#[must_use]
pub fn program(
    language: Language,
    notation: Notation,
    layer: &Layer,
    view: BackwardView,
) -> String {
    let setting = Setting {
        layer,
        view,
        notation,
    };
    let body = match language {
        Language::NumPy => numpy::program(&setting),
        Language::PyTorch => pytorch::program(&setting),
        Language::Rust => rust::program(&setting),
    };
    let mark = comment_mark(language);
    format!("{mark} One convolution layer, forward and backward, as convscope showed it.\n{body}")
}
