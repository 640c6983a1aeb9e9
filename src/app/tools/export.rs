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

impl Export {
    /// All of them, as they are listed.
    pub const ALL: [Self; 18] = [
        Self::Grid(GridId::X),
        Self::Grid(GridId::W),
        Self::Grid(GridId::B),
        Self::Grid(GridId::Z),
        Self::Grid(GridId::H),
        Self::Grid(GridId::Dx),
        Self::Grid(GridId::Dw),
        Self::Grid(GridId::Db),
        Self::Grid(GridId::Dz),
        Self::Grid(GridId::G),
        Self::Grid(GridId::T),
        Self::Everything,
        Self::Program(Language::NumPy),
        Self::Program(Language::PyTorch),
        Self::Program(Language::Rust),
        Self::Tex,
        Self::TraceTable,
        Self::TraceList,
    ];
}
