//! All that is true after a number of steps.

use std::rc::Rc;

use crate::math::{At, GradientSums, Gradients, Grid, Size};

use super::grid_id::GridId;

/// A grid that is computed cell after cell, row-major: the cells so far.
/// Partial grids of one run share their numbers, so that a copy costs nothing.
#[derive(Clone, Debug)]
pub struct Partial {
    size: Size,
    cells: Rc<[f64]>,
    known: usize,
}

impl Partial {
    pub(super) fn new(size: Size, cells: impl Iterator<Item = f64>) -> Self {
        let cells: Rc<[f64]> = cells.collect();
        let known = cells.len();
        Self { size, cells, known }
    }

    pub(super) fn whole(grid: &Grid) -> Self {
        Self::new(grid.size(), grid.cells().iter().copied())
    }

    /// dX, dW and db.
    pub(super) fn of_sums(sums: &GradientSums) -> [Self; 3] {
        let db = Self::new(Size::ONE, [sums.db].into_iter());
        [Self::whole(&sums.dx), Self::whole(&sums.dw), db]
    }

    /// The same grid when only its first cells were computed.
    pub(super) fn first(&self, count: usize) -> Self {
        Self {
            known: count.min(self.known),
            ..self.clone()
        }
    }

    /// Rows × columns of the whole grid.
    #[must_use]
    pub const fn size(&self) -> Size {
        self.size
    }

    /// The computed cells, row-major from the first.
    #[must_use]
    pub fn cells(&self) -> &[f64] {
        &self.cells[..self.known]
    }

    /// The value of a cell, or `None` while it is not computed yet and outside
    /// of the grid.
    #[must_use]
    pub fn get(&self, at: At) -> Option<f64> {
        let index = self.size.contains(at).then(|| self.size.index_of(at))?;
        self.cells().get(index).copied()
    }

    /// The whole grid, once all of it is computed.
    #[must_use]
    pub fn grid(&self) -> Option<Grid> {
        Grid::from_cells(self.size, self.cells().to_vec())
    }

    /// The cells that hold another number than in `before`, a grid of the same
    /// size, or that are computed in only one of the two.
    pub fn changes(&self, before: &Self) -> impl Iterator<Item = At> {
        // Grids that share their numbers differ only in how many are known.
        let same = if Rc::ptr_eq(&self.cells, &before.cells) {
            self.known.min(before.known)
        } else {
            0
        };
        let bits = |grid: &Self, index: usize| grid.cells().get(index).map(|value| value.to_bits());
        (same..self.known.max(before.known))
            .filter(move |&index| bits(self, index) != bits(before, index))
            .map(|index| self.size.at(index))
    }

    /// The largest finite magnitude of the computed cells; 0 where there is none.
    #[must_use]
    pub fn largest(&self) -> f64 {
        largest_magnitude(self.cells().iter().copied())
    }
}

/// The largest finite magnitude of some numbers; 0 where there is none.
#[must_use]
pub fn largest_magnitude(values: impl Iterator<Item = f64>) -> f64 {
    let magnitudes = values.map(f64::abs);
    magnitudes
        .filter(|magnitude| magnitude.is_finite())
        .fold(0.0, f64::max)
}

impl PartialEq for Partial {
    fn eq(&self, other: &Self) -> bool {
        self.size == other.size && self.cells() == other.cells()
    }
}

/// Everything that is given, and all that the passes have computed after a
/// step. A function of the trace and the step alone, so stepping back and
/// scrubbing show the same bits.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::math::At;
/// use convscope::trace::{GridId, Trace};
///
/// let layer = notebook();
/// let trace = Trace::of(&layer);
/// let value = |step, grid, row, col| trace.frame(step).value(grid, At::new(row, col));
///
/// assert!(value(1, GridId::Z, 0, 0).is_some_and(|z| (z - 0.77).abs() <= 5e-9));
/// assert_eq!(value(1, GridId::Z, 0, 1), None); // not computed yet
/// // Three of the four positions have added their part to dX[1,1], then all.
/// assert!(value(9, GridId::Dx, 1, 1).is_some_and(|dx| (dx - 0.15575673).abs() <= 5e-9));
/// assert!(value(10, GridId::Dx, 1, 1).is_some_and(|dx| (dx - 0.25575564).abs() <= 5e-9));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// X.
    pub x: Partial,
    /// W.
    pub w: Partial,
    /// b.
    pub b: Partial,
    /// Z so far.
    pub z: Partial,
    /// H, once computed.
    pub h: Partial,
    /// G; with a target it is computed together with H.
    pub g: Partial,
    /// dZ, once computed.
    pub dz: Partial,
    /// dX so far; in scatter, zeros before the first backward step.
    pub dx: Partial,
    /// dW so far; in scatter, zeros before the first backward step.
    pub dw: Partial,
    /// db so far; in scatter, zero before the first backward step.
    pub db: Partial,
    /// T.
    pub t: Partial,
}

impl Frame {
    /// One of the grids.
    #[must_use]
    pub const fn grid(&self, id: GridId) -> &Partial {
        match id {
            GridId::X => &self.x,
            GridId::W => &self.w,
            GridId::B => &self.b,
            GridId::Z => &self.z,
            GridId::H => &self.h,
            GridId::G => &self.g,
            GridId::Dz => &self.dz,
            GridId::Dx => &self.dx,
            GridId::Dw => &self.dw,
            GridId::Db => &self.db,
            GridId::T => &self.t,
        }
    }

    /// What a cell holds; `None` while it is not computed.
    #[must_use]
    pub fn value(&self, grid: GridId, at: At) -> Option<f64> {
        self.grid(grid).get(at)
    }

    /// Sets dX, dW and db to their sums after some positions.
    pub(super) fn put_sums(&mut self, sums: &GradientSums) {
        [self.dx, self.dw, self.db] = Partial::of_sums(sums);
    }

    /// The gradients, once all of them are computed.
    #[must_use]
    pub fn gradients(&self) -> Option<Gradients> {
        let sums = GradientSums {
            dx: self.dx.grid()?,
            dw: self.dw.grid()?,
            db: self.db.get(At::ORIGIN)?,
        };
        let dz = self.dz.grid()?;
        Some(Gradients { dz, sums })
    }
}
