//! Three ways to compute the same dX and dW: which products make a cell, found
//! by three different index arithmetics.
//!
//! All solve `position · s + kernel · d = input + p` along each axis, each for
//! another unknown. All meet the products of a cell in the same order, row-major
//! over the positions, so that their sums agree to the last bit.

use super::geometry::{Geometry, Spacing, Tap};
use super::grid::{At, Size};

/// How the backward pass is told.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::math::{At, BackwardView};
///
/// // All four positions of a 2×2 kernel meet in the middle of a 3×3 input.
/// let layer = notebook();
/// let products = |view: BackwardView| view.taps_into_dx(layer.geometry(), At::new(1, 1));
/// assert_eq!(products(BackwardView::Scatter).len(), 4);
/// assert_eq!(products(BackwardView::Gather), products(BackwardView::Scatter));
/// assert_eq!(products(BackwardView::Matrix), products(BackwardView::Scatter));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BackwardView {
    /// Each position adds to the cells it covers, as the notebook's loop does.
    #[default]
    Scatter,
    /// Each cell is one correlation: dX of dZ with the rotated kernel, dW of
    /// X with dZ.
    Gather,
    /// Each cell is one row of a transposed matrix times dZ: Z − b = C · x
    /// gives dX = Cᵀ · dZ, and Z − b = P · w gives dW = Pᵀ · dZ.
    Matrix,
}

impl BackwardView {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Scatter, Self::Gather, Self::Matrix];

    /// The published name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scatter => "scatter",
            Self::Gather => "gather",
            Self::Matrix => "matrix",
        }
    }

    /// The products that make a cell of dX, in the order of their sum.
    #[must_use]
    pub fn taps_into_dx(self, geometry: &Geometry, input: At) -> Vec<Tap> {
        let axes = Axis::both(geometry);
        let [rows, cols] =
            [(axes[0], input.row), (axes[1], input.col)].map(|(axis, input)| match self {
                Self::Scatter => axis.covering(input),
                Self::Gather => axis.full_correlation(input),
                Self::Matrix => axis.matrix_column(input),
            });
        crossed(&rows, &cols)
    }

    /// The products that make a cell of dW, in the order of their sum.
    #[must_use]
    pub fn taps_into_dw(self, geometry: &Geometry, kernel: At) -> Vec<Tap> {
        let axes = Axis::both(geometry);
        let [rows, cols] =
            [(axes[0], kernel.row), (axes[1], kernel.col)].map(|(axis, kernel)| match self {
                Self::Scatter | Self::Matrix => axis.patches_column(kernel),
                Self::Gather => axis.valid_correlation(kernel),
            });
        crossed(&rows, &cols)
    }
}

/// What stands where in the correlation that gives dX: dZ spread by the
/// stride, with zeros around it and between, is correlated with the kernel
/// rotated by 180°.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FullCorrelation {
    /// Size of the spread and padded dZ: that of X and what the dilated kernel
    /// reaches beyond it. The last rows and columns may be ones that the
    /// stride never reached.
    pub size: Size,
    /// Zeros before the first dZ, d(k − 1) − p. Where it is negative, so many rows
    /// and columns are cropped instead.
    pub padding: [isize; 2],
}

impl FullCorrelation {
    /// The correlation of a layer of this geometry.
    #[must_use]
    pub fn of(geometry: &Geometry) -> Self {
        let (input, span) = (geometry.input(), geometry.span());
        Self {
            size: Size::new(input.rows + span.rows - 1, input.cols + span.cols - 1),
            padding: Axis::both(geometry).map(Axis::full_padding),
        }
    }

    /// Whether a cell of the spread grid is one of the zeros that the stride puts
    /// between the cells of dZ.
    #[must_use]
    pub fn is_between(&self, geometry: &Geometry, at: At) -> bool {
        let (output, stride) = (geometry.output(), geometry.spacing().stride);
        let within = |at: usize, padding: isize, output: usize| {
            let place = at.cast_signed() - padding;
            (0..=((output - 1) * stride).cast_signed()).contains(&place)
        };
        let [above, before] = self.padding;
        let is_inside = within(at.row, above, output.rows) && within(at.col, before, output.cols);
        is_inside && self.position(geometry, at).is_none()
    }

    /// The output position whose dZ stands at a cell of the spread grid.
    #[must_use]
    pub fn position(&self, geometry: &Geometry, at: At) -> Option<At> {
        let [rows, cols] = Axis::both(geometry);
        let spread = |axis: Axis, at: usize, padding| axis.spread(at.cast_signed() - padding);
        let [above, before] = self.padding;
        Some(At::new(
            spread(rows, at.row, above)?,
            spread(cols, at.col, before)?,
        ))
    }
}

/// Position, kernel and input coordinates that meet along one axis.
type AxisTap = [usize; 3];

fn crossed(rows: &[AxisTap], cols: &[AxisTap]) -> Vec<Tap> {
    let pairs = rows
        .iter()
        .flat_map(|row| cols.iter().map(move |col| (row, col)));
    pairs
        .map(|(row, col)| Tap {
            position: At::new(row[0], col[0]),
            kernel: At::new(row[1], col[1]),
            input: At::new(row[2], col[2]),
        })
        .collect()
}

/// One axis of a geometry.
#[derive(Clone, Copy)]
struct Axis {
    input: usize,
    kernel: usize,
    output: usize,
    spacing: Spacing,
}

impl Axis {
    fn both(geometry: &Geometry) -> [Self; 2] {
        let (input, kernel, output) = (geometry.input(), geometry.kernel(), geometry.output());
        let axis = |input, kernel, output| Self {
            input,
            kernel,
            output,
            spacing: geometry.spacing(),
        };
        [
            axis(input.rows, kernel.rows, output.rows),
            axis(input.cols, kernel.cols, output.cols),
        ]
    }

    /// The input coordinate under a kernel coordinate at a position.
    fn input(self, position: usize, kernel: usize) -> Option<usize> {
        let padded = position * self.spacing.stride + kernel * self.spacing.dilation;
        let input = padded.checked_sub(self.spacing.padding)?;
        (input < self.input).then_some(input)
    }

    /// The kernel coordinate over an input coordinate at a position.
    fn kernel(self, position: usize, input: usize) -> Option<usize> {
        let padded = input + self.spacing.padding;
        let offset = padded.checked_sub(position * self.spacing.stride)?;
        let kernel = exact_quotient(offset, self.spacing.dilation)?;
        (kernel < self.kernel).then_some(kernel)
    }

    /// The position whose dZ stands at a coordinate of dZ spread by the stride.
    fn spread(self, coordinate: isize) -> Option<usize> {
        let coordinate = usize::try_from(coordinate).ok()?;
        let position = exact_quotient(coordinate, self.spacing.stride)?;
        (position < self.output).then_some(position)
    }

    fn full_padding(self) -> isize {
        let reach = self.spacing.dilation * (self.kernel - 1);
        reach.cast_signed() - self.spacing.padding.cast_signed()
    }

    /// Scatter: asks of every position whether its kernel covers the cell.
    fn covering(self, input: usize) -> Vec<AxisTap> {
        let kernels = move |position| (0..self.kernel).map(move |kernel| (position, kernel));
        (0..self.output)
            .flat_map(kernels)
            .filter(|&(position, kernel)| self.input(position, kernel) == Some(input))
            .map(|(position, kernel)| [position, kernel, input])
            .collect()
    }

    /// Gather: the rotated kernel laid over the spread dZ, cell after cell.
    fn full_correlation(self, input: usize) -> Vec<AxisTap> {
        let over = |rotated: usize| {
            let coordinate = (input + rotated * self.spacing.dilation).cast_signed();
            let position = self.spread(coordinate - self.full_padding())?;
            Some([position, self.kernel - 1 - rotated, input])
        };
        (0..self.kernel).filter_map(over).collect()
    }

    /// Matrix: the non-zero entries of a column of C, from the top.
    fn matrix_column(self, input: usize) -> Vec<AxisTap> {
        let entry = |position| Some([position, self.kernel(position, input)?, input]);
        (0..self.output).filter_map(entry).collect()
    }

    /// Gather: dZ spread by the stride laid over the padded X, at the place
    /// `kernel · dilation`, cell after cell.
    fn valid_correlation(self, kernel: usize) -> Vec<AxisTap> {
        let length = (self.output - 1) * self.spacing.stride + 1;
        let under = |coordinate: usize| {
            let position = self.spread(coordinate.cast_signed())?;
            let padded = kernel * self.spacing.dilation + coordinate;
            let input = padded.checked_sub(self.spacing.padding)?;
            (input < self.input).then_some([position, kernel, input])
        };
        (0..length).filter_map(under).collect()
    }

    /// Scatter and matrix: the entries of a column of P, from the top: what
    /// the kernel cell covers at each position.
    fn patches_column(self, kernel: usize) -> Vec<AxisTap> {
        let entry = |position| Some([position, kernel, self.input(position, kernel)?]);
        (0..self.output).filter_map(entry).collect()
    }
}

/// `a / b` where it is whole.
const fn exact_quotient(a: usize, b: usize) -> Option<usize> {
    if a.is_multiple_of(b) {
        Some(a / b)
    } else {
        None
    }
}
