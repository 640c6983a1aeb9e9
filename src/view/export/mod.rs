//! What leaves the page as files: grids, programs, all of it as JSON, LaTeX, and the
//! trace of every step.
//!
//! Most of their texts are written by static/export.js, which comes with the first of
//! them. Here is what it writes them from.

mod touches;

use crate::app::saved::{put, rows, save};
use crate::app::{Export, Language, Model};
use crate::math::Operand;
use crate::trace::{GridId, Recording, Trace};

use super::code::program;
use touches::Touches;

/// The name of a file.
#[must_use]
pub fn file_name(export: Export) -> String {
    let end = match export {
        Export::Grid(id) => return ["convscope-", id.name(), ".csv"].concat(),
        Export::Everything => ".json",
        Export::Program(Language::NumPy) => ".py",
        Export::Program(Language::PyTorch) => "-pytorch.py",
        Export::Program(Language::Rust) => ".rs",
        Export::Tex => ".tex",
        Export::TraceTable => "-trace.csv",
        Export::TraceList => "-trace.json",
    };
    ["convscope", end].concat()
}

/// The files that a model has.
#[must_use]
pub fn exports(model: &Model) -> Vec<Export> {
    let has_target = model.is_editable(Operand::T);
    let all = Export::ALL.into_iter();
    all.filter(|&file| file != Export::Grid(GridId::T) || has_target)
        .collect()
}

/// The program of a model.
#[must_use]
pub fn program_of(model: &Model, language: Language) -> String {
    program(language, model.naming.notation, &model.layer, model.view)
}

/// What static/export.js writes a file from.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// The saved state.
    pub state: String,
    /// `&X=1,2;3,4&W=…`: all grids, in the order of [`GridId::ALL`], as the last step
    /// has them.
    pub grids: String,
    /// Ten numbers for each touch of a cell, as `touches.rs` has them: of the products
    /// of the shown step for LaTeX, of all steps for the trace.
    pub touches: Vec<f64>,
}

impl Material {
    #[must_use]
    pub fn of(model: &Model, export: Export) -> Self {
        // Without the mistake that may be looked for.
        let run = Recording::of(Trace::of(&model.layer).seen(model.view));
        let mut grids = String::new();
        for id in GridId::ALL {
            let grid = run.last().grid(id);
            put(&mut grids, id.name(), &rows(grid.cells(), grid.size().cols));
        }
        let mut touches = Touches::of(&run);
        match export {
            Export::Tex => touches.put_sums(model.step),
            Export::TraceTable | Export::TraceList => touches.put_all(),
            _ => {}
        }
        Self {
            state: save(model),
            grids,
            touches: touches.numbers,
        }
    }
}
