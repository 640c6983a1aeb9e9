//! Which cells of the grids belong together, and in what role.
//!
//! A step and a cell under the pointer are shown by the same path: both choose
//! some of the layer's (position, tap) pairs, and the cells of these pairs light
//! up on the grids that are concerned.

use crate::math::{At, Geometry, Size};

use super::grid_id::{CellRef, GridId};
use super::step::Step;

/// What a lit cell is; it follows from the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The cells of X under the kernel.
    ReceptiveField,
    /// The cells of W that take part.
    Kernel,
    /// The position in Z, H, dZ and G.
    Output,
    /// The cells of dX and dW that are added to.
    Accumulated,
}

impl Role {
    /// The role that lit cells have on a grid.
    #[must_use]
    pub const fn on(grid: GridId) -> Self {
        match grid {
            GridId::X => Self::ReceptiveField,
            GridId::W => Self::Kernel,
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => Self::Output,
            GridId::Dx | GridId::Dw => Self::Accumulated,
        }
    }
}

/// The lit cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    grids: &'static [GridId],
    inputs: CellSet,
    kernel: CellSet,
    positions: CellSet,
}

impl Highlight {
    /// What a step reads and writes.
    #[must_use]
    pub fn of_step(geometry: &Geometry, step: Step) -> Self {
        use GridId::{Dw, Dx, Dz, H, W, X, Z};
        let grids: &[GridId] = match step {
            Step::Start => &[],
            Step::Forward(_) => &[X, W, Z],
            Step::Activation => &[H],
            Step::ActivationGradient => &[Dz],
            Step::Backward(_) => &[X, W, Dz, Dx, Dw],
            Step::Gradient(cell) => return Self::of_cell(geometry, cell),
        };
        let here = |position| step.position().is_none_or(|at| at == position);
        Self::of_pairs(geometry, grids, |position, _, _| here(position), here)
    }

    /// What a cell takes part in.
    #[must_use]
    pub fn of_cell(geometry: &Geometry, CellRef { grid, at }: CellRef) -> Self {
        use GridId::{Dw, Dx, Dz, G, H, T, W, X, Z};
        let grids: &[GridId] = match grid {
            X => &[X, W, Z, H, Dz, Dw],
            W => &[X, W, Z, H, Dz, Dx],
            Z | H => &[X, W, Z, H],
            Dz | G | T => &[X, W, H, G, T, Dz, Dx, Dw],
            Dx => &[W, Dz, Dx],
            Dw => &[X, Dz, Dw],
        };
        match grid {
            X | Dx => Self::of_pairs(geometry, grids, |_, _, input| input == at, |_| false),
            W | Dw => Self::of_pairs(geometry, grids, |_, kernel, _| kernel == at, |_| false),
            Z | H | Dz | G | T => Self::of_pairs(
                geometry,
                grids,
                |position, _, _| position == at,
                |position| position == at,
            ),
        }
        .including(grid, at)
    }

    /// The role of a cell, where it is lit.
    #[must_use]
    pub fn role(&self, CellRef { grid, at }: CellRef) -> Option<Role> {
        let cells = match grid {
            GridId::X | GridId::Dx => &self.inputs,
            GridId::W | GridId::Dw => &self.kernel,
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => &self.positions,
        };
        (self.grids.contains(&grid) && cells.has(at)).then(|| Role::on(grid))
    }

    /// Lights the cells of the chosen (position, kernel cell, input cell)
    /// pairs, and the chosen positions even where they have no pair, as in
    /// the padding.
    fn of_pairs(
        geometry: &Geometry,
        grids: &'static [GridId],
        pair: impl Fn(At, At, At) -> bool,
        alone: impl Fn(At) -> bool,
    ) -> Self {
        let mut lit = Self {
            grids,
            inputs: CellSet::new(geometry.input()),
            kernel: CellSet::new(geometry.kernel()),
            positions: CellSet::new(geometry.output()),
        };
        for position in geometry.output().positions() {
            if alone(position) {
                lit.positions.add(position);
            }
            for tap in geometry.taps(position) {
                if pair(position, tap.kernel, tap.input) {
                    lit.positions.add(position);
                    lit.kernel.add(tap.kernel);
                    lit.inputs.add(tap.input);
                }
            }
        }
        lit
    }

    /// The cell itself is lit even where no position reaches it.
    fn including(mut self, grid: GridId, at: At) -> Self {
        match grid {
            GridId::X | GridId::Dx => self.inputs.add(at),
            GridId::W | GridId::Dw => self.kernel.add(at),
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => self.positions.add(at),
        }
        self
    }
}

/// Some cells of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CellSet {
    size: Size,
    has: Vec<bool>,
}

impl CellSet {
    fn new(size: Size) -> Self {
        Self {
            size,
            has: vec![false; size.cells()],
        }
    }

    fn add(&mut self, at: At) {
        if self.size.contains(at) {
            self.has[self.size.index_of(at)] = true;
        }
    }

    fn has(&self, at: At) -> bool {
        self.size.contains(at) && self.has[self.size.index_of(at)]
    }
}
