//! Two-dimensional grids of `f64`, row-major, and how their cells are named.

use std::fmt;
use std::ops::{Index, IndexMut};

/// The most cells a grid may have: 2²⁴.
pub const MAX_CELLS: usize = 1 << 24;

/// Rows × columns of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub cols: usize,
}

impl Size {
    /// One cell.
    pub const ONE: Self = Self::new(1, 1);

    /// A size of `rows` × `cols`.
    #[must_use]
    pub const fn new(rows: usize, cols: usize) -> Self {
        Self { rows, cols }
    }

    /// Number of cells, or `None` where it is beyond [`MAX_CELLS`].
    #[must_use]
    pub fn checked_cells(self) -> Option<usize> {
        self.rows
            .checked_mul(self.cols)
            .filter(|&cells| cells <= MAX_CELLS)
    }

    /// Number of cells of a size known to be within [`MAX_CELLS`].
    #[must_use]
    pub const fn cells(self) -> usize {
        self.rows * self.cols
    }

    /// Whether the cell lies in a grid of this size.
    #[must_use]
    pub const fn contains(self, at: At) -> bool {
        at.row < self.rows && at.col < self.cols
    }

    /// The place of a cell in row-major order.
    #[must_use]
    pub const fn index_of(self, at: At) -> usize {
        at.row * self.cols + at.col
    }

    /// The cell at a place in row-major order; the inverse of [`Size::index_of`].
    /// The size must have cells.
    #[must_use]
    pub const fn at(self, index: usize) -> At {
        At::new(index / self.cols, index % self.cols)
    }

    /// Every cell, row-major.
    #[must_use]
    pub const fn positions(self) -> Positions {
        Positions {
            next: At::new(0, 0),
            size: self,
        }
    }
}

/// The cells of a grid, row-major. They are counted up: [`Size::at`] would divide
/// for each of 2²⁴ cells.
#[derive(Clone, Debug)]
pub struct Positions {
    next: At,
    size: Size,
}

impl Iterator for Positions {
    type Item = At;

    fn next(&mut self) -> Option<At> {
        let at = self.next;
        self.next.col += 1;
        if self.next.col >= self.size.cols {
            self.next = At::new(at.row + 1, 0);
        }
        self.size.contains(at).then_some(at)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}", self.rows, self.cols)
    }
}

/// One cell of a grid: row and column, 0-based from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Row, 0 at the top.
    pub row: usize,
    /// Column, 0 at the left.
    pub col: usize,
}

impl At {
    /// The first cell.
    pub const ORIGIN: Self = Self::new(0, 0);

    /// The cell in `row` and `col`.
    #[must_use]
    pub const fn new(row: usize, col: usize) -> Self {
        Self { row, col }
    }
}

/// `[row,col]`, as an index is written.
impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{},{}]", self.row, self.col)
    }
}

/// A grid of numbers, indexed by [`At`].
///
/// ```
/// use convscope::math::{At, Grid, Size};
///
/// let grid = Grid::from_cells(Size::new(2, 3), vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
/// assert_eq!(grid.map(|grid| grid[At::new(1, 0)]), Some(4.0));
/// assert_eq!(Grid::from_cells(Size::new(2, 3), vec![1.0]), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    size: Size,
    cells: Vec<f64>,
}

impl Grid {
    /// A grid with the same value everywhere.
    #[must_use]
    pub fn filled(size: Size, value: f64) -> Self {
        Self {
            size,
            cells: vec![value; size.cells()],
        }
    }

    /// A grid of zeros.
    #[must_use]
    pub fn zeros(size: Size) -> Self {
        Self::filled(size, 0.0)
    }

    /// A grid whose cells are computed one after the other, row-major.
    #[must_use]
    pub fn from_fn(size: Size, value: impl FnMut(At) -> f64) -> Self {
        Self {
            size,
            cells: size.positions().map(value).collect(),
        }
    }

    /// A grid from row-major cells, or `None` where their number is not that
    /// of the size, or there are none.
    #[must_use]
    pub fn from_cells(size: Size, cells: Vec<f64>) -> Option<Self> {
        let fits = !cells.is_empty() && cells.len() == size.checked_cells()?;
        fits.then_some(Self { size, cells })
    }

    /// Rows × columns.
    #[must_use]
    pub const fn size(&self) -> Size {
        self.size
    }

    /// The cells, row-major.
    #[must_use]
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The rows, from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks(self.size.cols)
    }

    /// The value of a cell, or `None` outside of the grid.
    #[must_use]
    pub fn get(&self, at: At) -> Option<f64> {
        self.size.contains(at).then(|| self[at])
    }

    /// The same grid in another size: cells that still fit keep their value,
    /// new ones get `fill`.
    #[must_use]
    pub fn resized(&self, size: Size, fill: f64) -> Self {
        Self::from_fn(size, |at| self.get(at).unwrap_or(fill))
    }
}

/// # Panics
/// Outside of the grid: callers know its size.
impl Index<At> for Grid {
    type Output = f64;

    fn index(&self, at: At) -> &f64 {
        &self.cells[self.size.index_of(at)]
    }
}

/// # Panics
/// Outside of the grid: callers know its size.
impl IndexMut<At> for Grid {
    fn index_mut(&mut self, at: At) -> &mut f64 {
        &mut self.cells[self.size.index_of(at)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_row_major() {
        let size = Size::new(2, 3);
        let order: Vec<At> = size.positions().collect();
        assert_eq!(order[1], At::new(0, 1));
        assert_eq!(order[3], At::new(1, 0));
        assert_eq!(order.len(), 6);
        for (index, &at) in order.iter().enumerate() {
            assert_eq!(size.index_of(at), index);
        }
    }

    #[test]
    fn a_size_beyond_the_limit_has_no_cell_count() {
        assert_eq!(Size::new(4096, 4096).checked_cells(), Some(MAX_CELLS));
        assert_eq!(Size::new(4096, 4097).checked_cells(), None);
        assert_eq!(Size::new(usize::MAX, 2).checked_cells(), None);
    }

    #[test]
    fn a_resized_grid_keeps_what_fits() {
        let cells = vec![1.0, 2.0, 3.0, 4.0];
        let grid = Grid::from_cells(Size::new(2, 2), cells).expect("four cells");
        let wider = grid.resized(Size::new(1, 3), 9.0);
        assert_eq!(wider.cells(), [1.0, 2.0, 9.0]);
    }

    #[test]
    fn a_wrong_number_of_cells_is_no_grid() {
        assert_eq!(Grid::from_cells(Size::new(2, 2), vec![0.0; 3]), None);
    }
}
