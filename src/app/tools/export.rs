//! The files that can be taken along.

use crate::trace::GridId;

use super::super::model::Language;

/// A file that leaves the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The numbers of a grid.
    Grid(GridId),
    /// The state and all grids.
    Everything,
    Program(Language),
    /// The grids as matrices of LaTeX.
    Tex,
    /// What each step does to each cell, as CSV.
    TraceTable,
    /// The same as JSON.
    TraceList,
}
