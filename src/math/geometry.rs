//! Which input cell meets which kernel cell at which output position: all
//! index arithmetic of the layer.

use std::fmt;
use std::ops::Range;

use super::grid::{At, MAX_CELLS, Size};

/// The most products a layer may need in one pass: 2³⁰.
const MAX_PRODUCTS: usize = 1 << 30;

/// How the kernel is laid over the input, as PyTorch's `conv2d` has it.
///
/// ```
/// use convscope::math::{GeometryError, Size, Spacing};
///
/// let same = Spacing::default().same(Size::new(3, 3))?;
/// assert_eq!((same.stride, same.padding, same.dilation), (1, 1, 1));
/// # Ok::<(), GeometryError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spacing {
    /// Input cells between neighbouring output positions, at least 1.
    pub stride: usize,
    /// Rings of absent cells around the input.
    pub padding: usize,
    /// Input cells between neighbouring kernel cells, at least 1.
    pub dilation: usize,
}

impl Default for Spacing {
    fn default() -> Self {
        Self {
            stride: 1,
            padding: 0,
            dilation: 1,
        }
    }
}

impl Spacing {
    /// The same but for the padding, with which Z has the size of X: «same» in other
    /// libraries.
    ///
    /// # Errors
    /// [`GeometryError::NotSame`] with another stride than 1, and where the dilated
    /// kernel does not span one odd number of rows and columns.
    pub fn same(self, kernel: Size) -> Result<Self, GeometryError> {
        let (stride, span) = (self.stride, self.span_of(kernel));
        if stride == 1 && span.rows == span.cols && span.rows % 2 == 1 {
            let padding = span.rows / 2;
            Ok(Self { padding, ..self })
        } else {
            Err(GeometryError::NotSame { stride, span })
        }
    }

    /// Rows and columns that the dilated kernel spans, its holes included.
    fn span_of(self, kernel: Size) -> Size {
        each_axis(kernel, |k| {
            (k - 1).saturating_mul(self.dilation).saturating_add(1)
        })
    }
}

/// One product of the layer: a kernel cell over the input cell it multiplies,
/// and the output position where that happens. Along each axis
/// `position · stride + kernel · dilation = input + padding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tap {
    /// The cell of Z.
    pub position: At,
    /// The cell of W.
    pub kernel: At,
    /// The cell of X.
    pub input: At,
}

/// The valid cross-correlation of a kernel with a padded input: shapes and
/// index arithmetic. Sizes follow Dumoulin & Visin, «A guide to convolution
/// arithmetic for deep learning», relationship 15:
/// `⌊(H + 2p − d(k−1) − 1) / s⌋ + 1` for each axis.
///
/// ```
/// use convscope::math::{At, Geometry, GeometryError, Size, Spacing};
///
/// let two_apart = Spacing { stride: 2, ..Spacing::default() };
/// let geometry = Geometry::new(Size::new(5, 5), Size::new(3, 3), two_apart)?;
/// assert_eq!(geometry.output(), Size::new(2, 2));
///
/// // At Z[0,1] the kernel lies over columns 2 to 4 of X, W[0,0] over X[0,2].
/// let taps: Vec<_> = geometry.taps(At::new(0, 1)).collect();
/// assert_eq!(taps.len(), 9);
/// assert_eq!((taps[0].kernel, taps[0].input), (At::new(0, 0), At::new(0, 2)));
/// assert_eq!((taps[8].kernel, taps[8].input), (At::new(2, 2), At::new(2, 4)));
///
/// // What cannot be says why.
/// let error = Geometry::new(Size::new(2, 2), Size::new(3, 3), two_apart);
/// assert!(matches!(error, Err(GeometryError::KernelTooLarge { .. })));
/// # Ok::<(), GeometryError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    input: Size,
    kernel: Size,
    spacing: Spacing,
    output: Size,
}

impl Geometry {
    /// Checks that the kernel fits and that nothing grows out of bounds.
    ///
    /// # Errors
    /// A [`GeometryError`] with a sentence: an empty grid, a stride or
    /// dilation of 0, a kernel larger than the padded input, more than
    /// [`MAX_CELLS`] cells or 2³⁰ products.
    pub fn new(input: Size, kernel: Size, spacing: Spacing) -> Result<Self, GeometryError> {
        for (name, size) in [("x is", input), ("w is", kernel)] {
            match size.checked_cells() {
                Some(0) => return Err(GeometryError::Empty { name, size }),
                None => return Err(GeometryError::TooLarge { name, size }),
                Some(_) => {}
            }
        }
        for (name, value) in [("stride", spacing.stride), ("dilation", spacing.dilation)] {
            if value == 0 {
                return Err(GeometryError::Zero { name });
            }
        }
        let padded = each_axis(input, |n| {
            n.saturating_add(spacing.padding.saturating_mul(2))
        });
        if padded.checked_cells().is_none() {
            return Err(GeometryError::TooLarge {
                name: "padding makes x",
                size: padded,
            });
        }
        let span = spacing.span_of(kernel);
        if span.rows > padded.rows || span.cols > padded.cols {
            return Err(GeometryError::KernelTooLarge {
                kernel,
                dilation: spacing.dilation,
                span,
                padded,
            });
        }
        let output = Size::new(
            (padded.rows - span.rows) / spacing.stride + 1,
            (padded.cols - span.cols) / spacing.stride + 1,
        );
        let products = output.cells().checked_mul(kernel.cells());
        if products.is_none_or(|products| products > MAX_PRODUCTS) {
            return Err(GeometryError::TooManyProducts { output, kernel });
        }
        Ok(Self {
            input,
            kernel,
            spacing,
            output,
        })
    }

    /// Size of X and dX.
    #[must_use]
    pub const fn input(&self) -> Size {
        self.input
    }

    /// Size of W and dW.
    #[must_use]
    pub const fn kernel(&self) -> Size {
        self.kernel
    }

    /// Stride, padding and dilation.
    #[must_use]
    pub const fn spacing(&self) -> Spacing {
        self.spacing
    }

    /// Size of Z, H, dZ and G.
    #[must_use]
    pub const fn output(&self) -> Size {
        self.output
    }

    /// Rows and columns of the input with its padding.
    #[must_use]
    pub fn padded(&self) -> Size {
        each_axis(self.input, |n| n + 2 * self.spacing.padding)
    }

    /// Rows and columns that the dilated kernel spans, its holes included.
    #[must_use]
    pub fn span(&self) -> Size {
        self.spacing.span_of(self.kernel)
    }

    /// The same positions, each a stride of 1 from the next, as in a loop that
    /// forgets the stride.
    #[must_use]
    pub const fn with_stride_one(&self) -> Self {
        Self {
            spacing: Spacing {
                stride: 1,
                ..self.spacing
            },
            ..*self
        }
    }

    /// What the kernel covers at an output position, row-major over the
    /// kernel: kernel cell (i, j) over input cell (h·s + i·d − p, w·s + j·d − p).
    /// Kernel cells over the padding are left out.
    pub fn taps(&self, position: At) -> impl Iterator<Item = Tap> {
        let rows = self.reach(position.row, self.kernel.rows, self.input.rows);
        let cols = self.reach(position.col, self.kernel.cols, self.input.cols);
        Taps {
            geometry: self,
            position,
            next: At::new(rows.start, cols.start),
            end: if cols.is_empty() { 0 } else { rows.end },
            cols,
        }
    }

    /// The positions at which the kernel can reach X, row-major; at all others
    /// there are no taps. Wide padding makes millions of those.
    pub fn positions_over_x(&self) -> impl Iterator<Item = At> {
        let Spacing {
            stride, padding, ..
        } = self.spacing;
        let span = self.span();
        let over = |input: usize, span: usize, output: usize| {
            let first = (padding + 1).saturating_sub(span).div_ceil(stride);
            first..(padding + input).div_ceil(stride).min(output)
        };
        let cols = over(self.input.cols, span.cols, self.output.cols);
        over(self.input.rows, span.rows, self.output.rows)
            .flat_map(move |row| cols.clone().map(move |col| At::new(row, col)))
    }

    /// The cells of the padding that the kernel covers at an output position,
    /// row-major over the kernel: each kernel cell with its row and column
    /// counted from the first cell of X.
    pub fn taps_in_padding(&self, position: At) -> impl Iterator<Item = (At, [isize; 2])> {
        let inside = |[row, col]: [isize; 2]| {
            let within = |coordinate: isize, extent| {
                usize::try_from(coordinate).is_ok_and(|coordinate| coordinate < extent)
            };
            within(row, self.input.rows) && within(col, self.input.cols)
        };
        self.kernel
            .positions()
            .map(move |at| {
                let row = self.coordinate(position.row, at.row);
                (at, [row, self.coordinate(position.col, at.col)])
            })
            .filter(move |&(_, place)| !inside(place))
    }

    /// The rows and columns from the first to the last that the kernel spans
    /// at an output position; in the padding they lie outside of X.
    #[must_use]
    pub fn field(&self, position: At) -> [Range<isize>; 2] {
        [
            (position.row, self.kernel.rows),
            (position.col, self.kernel.cols),
        ]
        .map(|(position, extent)| {
            self.coordinate(position, 0)..self.coordinate(position, extent - 1) + 1
        })
    }

    /// The kernel coordinates that lie over X at a position.
    fn reach(&self, position: usize, kernel: usize, input: usize) -> Range<usize> {
        let Spacing {
            stride,
            padding,
            dilation,
        } = self.spacing;
        // The kernel cells before a coordinate of the padded X; most often all
        // or none of them, which takes no division to tell.
        let before = |coordinate: usize| match coordinate.saturating_sub(position * stride) {
            0 => 0,
            distance if distance > (kernel - 1) * dilation => kernel,
            distance => distance.div_ceil(dilation),
        };
        before(padding)..before(padding + input)
    }

    /// The coordinate under kernel coordinate `k`, negative in the padding
    /// before X. The padded input has at most 2²⁴ cells, so it cannot overflow.
    fn coordinate(&self, position: usize, k: usize) -> isize {
        let Spacing {
            stride,
            padding,
            dilation,
        } = self.spacing;
        (position * stride + k * dilation).cast_signed() - padding.cast_signed()
    }
}

/// The taps at one position. Written by hand because this is the innermost loop
/// of both passes: built from adapters it made the backward pass twice as slow.
struct Taps<'a> {
    geometry: &'a Geometry,
    position: At,
    next: At,
    /// The row of the kernel before which they end.
    end: usize,
    cols: Range<usize>,
}

impl Iterator for Taps<'_> {
    type Item = Tap;

    fn next(&mut self) -> Option<Tap> {
        let Self {
            position,
            next: kernel,
            ..
        } = *self;
        if kernel.row >= self.end {
            return None;
        }
        self.next.col += 1;
        if self.next.col == self.cols.end {
            self.next = At::new(kernel.row + 1, self.cols.start);
        }
        let under = |position, k| self.geometry.coordinate(position, k).cast_unsigned();
        Some(Tap {
            position,
            kernel,
            input: At::new(
                under(position.row, kernel.row),
                under(position.col, kernel.col),
            ),
        })
    }
}

fn each_axis(size: Size, change: impl Fn(usize) -> usize) -> Size {
    Size::new(change(size.rows), change(size.cols))
}

/// Why a geometry is impossible; `Display` is the sentence for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeometryError {
    /// A grid without cells.
    Empty {
        /// The argument.
        name: &'static str,
        /// What it got.
        size: Size,
    },
    /// A grid of more than [`MAX_CELLS`] cells.
    TooLarge {
        /// The argument, or what made it so.
        name: &'static str,
        /// What it got.
        size: Size,
    },
    /// A stride or dilation of 0.
    Zero {
        /// The argument.
        name: &'static str,
    },
    /// A dilated kernel that does not fit into the padded input.
    KernelTooLarge {
        /// Size of W.
        kernel: Size,
        /// Dilation of W.
        dilation: usize,
        /// What W spans once dilated.
        span: Size,
        /// What X spans once padded.
        padded: Size,
    },
    /// No padding makes Z of the size of X.
    NotSame {
        /// Input cells between neighbouring positions.
        stride: usize,
        /// What W spans once dilated.
        span: Size,
    },
    /// More than 2³⁰ products in one pass.
    TooManyProducts {
        /// Size of Z.
        output: Size,
        /// Size of W.
        kernel: Size,
    },
}

impl fmt::Display for GeometryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { name, size } => {
                write!(f, "{name} {size}; it needs at least one row and one column")
            }
            Self::TooLarge { name, size } => {
                write!(
                    f,
                    "{name} {size}; a grid may have at most {MAX_CELLS} cells"
                )
            }
            Self::Zero { name } => write!(f, "{name} is 0; it needs to be at least 1"),
            Self::KernelTooLarge {
                kernel,
                dilation,
                span,
                padded,
            } => {
                write!(f, "w is {kernel}")?;
                if *dilation > 1 {
                    write!(f, " and spans {span} with dilation {dilation}")?;
                }
                write!(f, "; it must fit into the padded x, which is {padded}")
            }
            Self::NotSame { stride, span } => write!(
                f,
                "padding \"same\" needs stride 1 and a w that spans an odd number of rows and as many columns; stride is {stride}, and w spans {span}"
            ),
            Self::TooManyProducts { output, kernel } => write!(
                f,
                "x and w need {output} × {kernel} multiplications; a layer may have at most {MAX_PRODUCTS}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geometry(
        input: usize,
        kernel: usize,
        spacing: [usize; 3],
    ) -> Result<Geometry, GeometryError> {
        let [stride, padding, dilation] = spacing;
        let spacing = Spacing {
            stride,
            padding,
            dilation,
        };
        Geometry::new(Size::new(input, input), Size::new(kernel, kernel), spacing)
    }

    /// Output sizes of the animations in `conv_arithmetic`, and of PyTorch
    /// for the dilated one.
    #[test]
    fn output_sizes_are_the_published_ones() {
        for (input, kernel, spacing, output) in [
            (4, 3, [1, 0, 1], 2),
            (5, 4, [1, 2, 1], 6),
            (5, 3, [1, 1, 1], 5),
            (5, 3, [1, 2, 1], 7),
            (5, 3, [2, 0, 1], 2),
            (5, 3, [2, 1, 1], 3),
            (6, 3, [2, 1, 1], 3),
            (7, 3, [1, 0, 2], 3),
            (1, 1, [4_000_000_000, 0, 4_000_000_000], 1),
        ] {
            let geometry = geometry(input, kernel, spacing).expect("a valid geometry");
            assert_eq!(geometry.output(), Size::new(output, output));
        }
    }

    #[test]
    fn taps_skip_the_padding() {
        let geometry = geometry(3, 2, [2, 1, 1]).expect("a valid geometry");
        let taps: Vec<Tap> = geometry.taps(At::new(0, 1)).collect();
        let tap = |i, j, row, col| Tap {
            position: At::new(0, 1),
            kernel: At::new(i, j),
            input: At::new(row, col),
        };
        assert_eq!(taps, [tap(1, 0, 0, 1), tap(1, 1, 0, 2)]);
        assert_eq!(geometry.field(At::new(0, 1)), [-1..1, 1..3]);
    }

    #[test]
    fn a_position_may_lie_in_the_padding_alone() {
        let geometry = geometry(1, 1, [1, 2, 1]).expect("a valid geometry");
        assert_eq!(geometry.output(), Size::new(5, 5));
        assert_eq!(geometry.taps(At::new(0, 0)).count(), 0);
        assert_eq!(geometry.taps(At::new(2, 2)).count(), 1);
    }

    #[test]
    fn taps_are_the_kernel_cells_over_x() {
        for (input, kernel) in [(1, 1), (1, 3), (2, 2), (3, 2), (4, 3)] {
            for padding in 0..6 {
                for (stride, dilation) in [(1, 1), (2, 1), (1, 2), (3, 2), (2, 3)] {
                    if let Ok(geometry) = geometry(input, kernel, [stride, padding, dilation]) {
                        assert_taps(&geometry);
                    }
                }
            }
        }
    }

    /// By the definition alone: each kernel cell asks whether it lies over X.
    fn assert_taps(geometry: &Geometry) {
        let input = |position: At, kernel: At| {
            let [row, col] = [(position.row, kernel.row), (position.col, kernel.col)]
                .map(|(position, kernel)| geometry.coordinate(position, kernel));
            let at = At::new(row.try_into().ok()?, col.try_into().ok()?);
            geometry.input.contains(at).then_some(at)
        };
        let over_x: Vec<At> = geometry.positions_over_x().collect();
        assert!(over_x.is_sorted(), "{geometry:?}");
        for position in geometry.output.positions() {
            let over = geometry
                .kernel
                .positions()
                .filter_map(|at| Some((at, input(position, at)?)));
            let taps = geometry.taps(position).map(|tap| (tap.kernel, tap.input));
            let taps: Vec<(At, At)> = taps.collect();
            assert_eq!(taps, over.collect::<Vec<_>>(), "{geometry:?} {position}");
            let is_reached = taps.is_empty() || over_x.contains(&position);
            assert!(is_reached, "{geometry:?} {position}");
        }
    }

    #[track_caller]
    fn refuses(input: usize, kernel: usize, spacing: [usize; 3], sentence: &str) {
        let error = geometry(input, kernel, spacing).expect_err("an impossible geometry");
        assert_eq!(error.to_string(), sentence);
    }

    #[test]
    fn impossible_geometries_are_refused_with_a_sentence() {
        refuses(
            0,
            1,
            [1, 0, 1],
            "x is 0×0; it needs at least one row and one column",
        );
        refuses(
            1,
            0,
            [1, 0, 1],
            "w is 0×0; it needs at least one row and one column",
        );
        refuses(3, 2, [0, 0, 1], "stride is 0; it needs to be at least 1");
        refuses(3, 2, [1, 0, 0], "dilation is 0; it needs to be at least 1");
        refuses(
            3,
            4,
            [1, 0, 1],
            "w is 4×4; it must fit into the padded x, which is 3×3",
        );
        refuses(
            3,
            3,
            [1, 0, 2],
            "w is 3×3 and spans 5×5 with dilation 2; it must fit into the padded x, which is 3×3",
        );
        refuses(
            5000,
            1,
            [1, 0, 1],
            "x is 5000×5000; a grid may have at most 16777216 cells",
        );
        refuses(
            1,
            1,
            [1, 3000, 1],
            "padding makes x 6001×6001; a grid may have at most 16777216 cells",
        );
        refuses(
            2000,
            600,
            [1, 0, 1],
            "x and w need 1401×1401 × 600×600 multiplications; a layer may have at most 1073741824",
        );
    }

    #[test]
    fn no_number_overflows() {
        for huge in [usize::MAX, usize::MAX / 2 + 1, usize::MAX / 2] {
            assert!(geometry(huge, 1, [1, 0, 1]).is_err());
            assert!(geometry(1, 1, [1, huge, 1]).is_err());
            assert!(geometry(3, 2, [1, 0, huge]).is_err());
            assert!(geometry(3, 2, [huge, 0, 1]).is_ok());
        }
    }
}
