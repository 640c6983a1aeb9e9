//! Which cells of the grids belong together, and in what role.
//!
//! A step and a cell under the pointer are shown by the same path: both choose
//! some of the layer's (position, tap) pairs, and the cells of these pairs light
//! up on the grids that are concerned.

use crate::math::{At, BackwardView, Geometry, Size, Tap};

use super::grid_id::{CellRef, GridId};
use super::step::Step;

/// What a lit cell is; it follows from the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The cells of X under the kernel.
    ReceptiveField,
    /// The cells of W that take part, and b.
    Kernel,
    /// The position in Z, H, dZ and G.
    Output,
    /// The cells of dX, dW and db that are added to.
    Accumulated,
}

impl Role {
    /// The role that lit cells have on a grid.
    #[must_use]
    pub const fn on(grid: GridId) -> Self {
        match grid {
            GridId::X => Self::ReceptiveField,
            GridId::W | GridId::B => Self::Kernel,
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => Self::Output,
            GridId::Dx | GridId::Dw | GridId::Db => Self::Accumulated,
        }
    }

    /// Its name in the document.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReceptiveField => "receptive-field",
            Self::Kernel => "kernel",
            Self::Output => "output",
            Self::Accumulated => "accumulated",
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
    /// The one cell of b and db.
    bias: CellSet,
    /// What is lit besides.
    also: Option<Box<Self>>,
}

impl Highlight {
    /// What a step reads and writes.
    #[must_use]
    pub fn of_step(geometry: &Geometry, step: Step) -> Self {
        use GridId::{B, Db, Dw, Dx, Dz, H, W, X, Z};
        let none = |grids| Self::none(geometry, grids);
        let whole = || geometry.output().positions();
        match step {
            Step::Start => none(&[]),
            Step::Forward(at) => Self::of_position(geometry, &[X, W, B, Z], at),
            Step::Activation => none(&[H]).with_positions(whole()),
            Step::ActivationGradient => none(&[Dz]).with_positions(whole()),
            Step::Backward(at) => Self::of_position(geometry, &[X, W, Dz, Dx, Dw, Db], at),
            Step::Gradient(cell) => Self::of_cell(geometry, cell),
        }
    }

    /// What a cell takes part in.
    #[must_use]
    pub fn of_cell(geometry: &Geometry, CellRef { grid, at }: CellRef) -> Self {
        use GridId::{B, Db, Dw, Dx, Dz, G, H, T, W, X, Z};
        let grids: &[GridId] = match grid {
            X => &[X, W, Z, H, Dz, Dw],
            W => &[X, W, Z, H, Dz, Dx],
            B => &[B, Z, H, Dz, Db],
            Z | H => &[X, W, B, Z, H],
            Dz | G | T => &[X, W, H, G, T, Dz, Dx, Dw, Db],
            Dx => &[W, Dz, Dx],
            Dw => &[X, Dz, Dw],
            Db => &[Dz, Db],
        };
        let lit = Self::none(geometry, grids);
        let view = BackwardView::Matrix;
        // The cell itself is lit even where no position reaches it.
        match grid {
            X | Dx => {
                let mut lit = lit.with_taps(view.taps_into_dx(geometry, at));
                lit.inputs.add(at);
                lit
            }
            W | Dw => {
                let mut lit = lit.with_taps(view.taps_into_dw(geometry, at));
                lit.kernel.add(at);
                lit
            }
            B | Db => lit.with_positions(geometry.output().positions()),
            Z | H | Dz | G | T => Self::of_position(geometry, grids, at),
        }
    }

    /// This and another one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            also: Some(Box::new(other)),
            ..self
        }
    }

    /// The lit cells of a grid, row-major; those that only [`Highlight::and`] has added
    /// come last.
    #[must_use]
    pub fn cells(&self, grid: GridId) -> Vec<At> {
        let own = self.grids.contains(&grid).then(|| self.on(grid));
        let mut cells = own.map_or_else(Vec::new, CellSet::cells);
        if let Some(also) = &self.also {
            let mut others = also.cells(grid);
            others.retain(|&at| !own.is_some_and(|own| own.has(at)));
            cells.append(&mut others);
        }
        cells
    }

    const fn on(&self, grid: GridId) -> &CellSet {
        match grid {
            GridId::X | GridId::Dx => &self.inputs,
            GridId::W | GridId::Dw => &self.kernel,
            GridId::B | GridId::Db => &self.bias,
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => &self.positions,
        }
    }

    /// Nothing yet, on these grids.
    fn none(geometry: &Geometry, grids: &'static [GridId]) -> Self {
        Self {
            grids,
            inputs: CellSet::new(geometry.input()),
            kernel: CellSet::new(geometry.kernel()),
            positions: CellSet::new(geometry.output()),
            bias: CellSet::all(Size::ONE),
            also: None,
        }
    }

    /// A position, even where its kernel lies on the padding alone, and what
    /// the kernel covers there.
    fn of_position(geometry: &Geometry, grids: &'static [GridId], at: At) -> Self {
        Self::none(geometry, grids)
            .with_positions([at])
            .with_taps(geometry.taps(at))
    }

    fn with_positions(mut self, positions: impl IntoIterator<Item = At>) -> Self {
        for at in positions {
            self.positions.add(at);
        }
        self
    }

    fn with_taps(mut self, taps: impl IntoIterator<Item = Tap>) -> Self {
        for tap in taps {
            self.inputs.add(tap.input);
            self.kernel.add(tap.kernel);
            self.positions.add(tap.position);
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

    fn all(size: Size) -> Self {
        Self {
            size,
            has: vec![true; size.cells()],
        }
    }

    fn add(&mut self, at: At) {
        if self.size.contains(at) {
            self.has[self.size.index_of(at)] = true;
        }
    }

    fn has(&self, at: At) -> bool {
        self.has[self.size.index_of(at)]
    }

    fn cells(&self) -> Vec<At> {
        let lit = self.has.iter().enumerate().filter(|&(_, &has)| has);
        lit.map(|(index, _)| self.size.at(index)).collect()
    }
}
