//! dX as the correlation that textbooks draw, and as a product with a matrix:
//! both really built, zeros and all.

use convscope::math::{Activation, At, BackwardView, FullCorrelation, Grid, Layer, Size, Spacing};

use crate::oracle;
use crate::support::{
    Rows, assert_grids_agree, cells_of, for_all, grid_of, layers, rows_of, seven_by_seven, spacing,
};

#[test]
fn spread_dz_correlated_with_the_rotated_kernel_is_dx_for_every_setting() {
    for layer in seven_by_seven() {
        assert_correlation(&layer);
    }
}

#[test]
fn spread_dz_correlated_with_the_rotated_kernel_is_dx_for_every_layer() {
    for_all(&layers(6), |layer| assert_correlation(&layer));
}

/// The grid that `src` describes is the one built here, and its correlation
/// with the rotated and dilated kernel is dX.
#[track_caller]
fn assert_correlation(layer: &Layer) {
    let (z, _) = oracle::forward(layer);
    let dz = oracle::delta(layer, &z);
    let built = spread_and_padded(layer, &dz);
    assert_eq!(described(layer, &dz), built, "{:?}", layer.geometry());

    let dilation = layer.geometry().spacing().dilation;
    let kernel = dilated(&rotated(&rows_of(layer.w())), dilation);
    let (dx, _, _) = oracle::backward(layer, &dz);
    assert_grids_agree("dX", &grid_of(&correlated(&built, &kernel)), &dx);
}

/// The grid as `src` describes it.
fn described(layer: &Layer, dz: &Rows) -> Rows {
    let geometry = layer.geometry();
    let correlation = FullCorrelation::of(geometry);
    let cell = |at: At| {
        let position = correlation.position(geometry, at);
        position.map_or(0.0, |position| dz[position.row][position.col])
    };
    let Size { rows, cols } = correlation.size;
    let row = |row| (0..cols).map(|col| cell(At::new(row, col))).collect();
    (0..rows).map(row).collect()
}

/// dZ with stride − 1 zeros between its cells, d(k − 1) − p zeros before them
/// (cropped where that is negative), and behind them as many zeros as the
/// correlation needs to end at the last cell of X.
fn spread_and_padded(layer: &Layer, dz: &Rows) -> Rows {
    let (x, w) = (layer.x().size(), layer.w().size());
    let spacing = layer.geometry().spacing();
    let wide = dz
        .iter()
        .map(|row| along(spacing, x.cols, w.cols, row, &0.0));
    let wide: Rows = wide.collect();
    let zeros = vec![0.0; wide[0].len()];
    along(spacing, x.rows, w.rows, &wide, &zeros)
}

/// What is done along one axis, to cells or to whole rows.
fn along<T: Clone>(spacing: Spacing, input: usize, kernel: usize, line: &[T], zero: &T) -> Vec<T> {
    let reach = spacing.dilation * (kernel - 1);
    let mut padded = vec![zero.clone(); reach];
    for cell in line {
        padded.push(cell.clone());
        padded.resize(padded.len() + spacing.stride - 1, zero.clone());
    }
    padded.drain(..spacing.padding);
    padded.resize(input + reach, zero.clone());
    padded
}

/// Rotated by 180°.
fn rotated(rows: &Rows) -> Rows {
    let reversed = |row: &Vec<f64>| row.iter().rev().copied().collect();
    rows.iter().rev().map(reversed).collect()
}

/// With dilation − 1 zeros between the cells.
fn dilated(rows: &Rows, dilation: usize) -> Rows {
    let side = |cells: usize| (cells - 1) * dilation + 1;
    let mut wide = vec![vec![0.0; side(rows[0].len())]; side(rows.len())];
    for (i, row) in rows.iter().enumerate() {
        for (j, &cell) in row.iter().enumerate() {
            wide[i * dilation][j * dilation] = cell;
        }
    }
    wide
}

/// The valid correlation with stride 1, zeros multiplied like any number.
fn correlated(grid: &Rows, kernel: &Rows) -> Rows {
    let (height, width) = (kernel.len(), kernel[0].len());
    let sum = |row: usize, col: usize| {
        let products = cells_of(Size::new(height, width)).into_iter();
        products
            .map(|at| grid[row + at.row][col + at.col] * kernel[at.row][at.col])
            .sum()
    };
    let row = |row| {
        (0..=grid[0].len() - width)
            .map(|col| sum(row, col))
            .collect()
    };
    (0..=grid.len() - height).map(row).collect()
}

/// A layer whose X is one column, with this dZ where the kernel lies over it;
/// what stands in the spread dZ, how many zeros come before (negative: so many
/// are cropped), and dX; all by hand.
struct Worked {
    input: usize,
    kernel: &'static [f64],
    spacing: [usize; 3],
    dz: &'static [f64],
    padding: isize,
    spread: &'static [f64],
    dx: &'static [f64],
}

impl Worked {
    #[track_caller]
    fn check(&self) {
        let (x, w) = (vec![vec![0.5]; self.input], column(self.kernel));
        let [stride, padding, dilation] = self.spacing;
        let width = 1 + 2 * padding;
        let output = Size::new(self.dz.len(), (width - 1) / stride + 1);
        // The column of Z whose kernel lies over X.
        let over = padding / stride;
        assert_eq!(over * stride, padding, "the column of X is met");
        let g = Grid::from_fn(
            output,
            |at| if at.col == over { self.dz[at.row] } else { 7.0 },
        );
        let spacing = spacing([stride, padding, dilation]);
        let activation = Activation::Identity;
        let layer = Layer::new(grid_of(&x), grid_of(&w), Some(g), spacing, 0.0, activation)
            .expect("a valid layer");

        let geometry = layer.geometry();
        let correlation = FullCorrelation::of(geometry);
        assert_eq!(correlation.padding, [self.padding, -padding.cast_signed()]);
        assert_eq!(correlation.size, Size::new(self.spread.len(), 1));
        assert_eq!(described(&layer, &rows_of(layer.g())), column(self.spread));
        let dx = layer.backward(&layer.forward()).sums.dx;
        assert_eq!(dx.cells(), self.dx);
    }
}

fn column(cells: &[f64]) -> Rows {
    cells.iter().map(|&cell| vec![cell]).collect()
}

/// dX\[i\] = 3 · spread\[i\] + 2 · spread\[i + 1\]. The windows start at 0 and 3
/// and cover 0, 1, 3 and 4: no position reaches 2 and 5.
#[test]
fn rows_that_the_stride_skips_get_nothing() {
    Worked {
        input: 6,
        kernel: &[2.0, 3.0],
        spacing: [3, 0, 1],
        dz: &[10.0, 100.0],
        padding: 1,
        spread: &[0.0, 10.0, 0.0, 0.0, 100.0, 0.0, 0.0],
        dx: &[20.0, 30.0, 0.0, 200.0, 300.0, 0.0],
    }
    .check();
}

/// One cell of padding and a kernel of one: the first and the last position
/// see nothing but padding.
#[test]
fn padding_beyond_the_kernel_crops_dz() {
    Worked {
        input: 2,
        kernel: &[10.0],
        spacing: [1, 1, 1],
        dz: &[1.0, 2.0, 3.0, 4.0],
        padding: -1,
        spread: &[2.0, 3.0],
        dx: &[20.0, 30.0],
    }
    .check();
}

/// dX\[i\] = 5 · spread\[i\] + 2 · spread\[i + 1\].
#[test]
fn a_wide_padding_crops_more_than_one() {
    Worked {
        input: 3,
        kernel: &[2.0, 5.0],
        spacing: [1, 3, 1],
        dz: &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        padding: -2,
        spread: &[3.0, 4.0, 5.0, 6.0],
        dx: &[23.0, 30.0, 37.0],
    }
    .check();
}

/// Padding 2, stride 2: windows of one cell start at −2, 0, 2, 4; the first
/// and the last are cropped, one of them in the middle of a stride.
#[test]
fn cropping_meets_the_stride() {
    Worked {
        input: 4,
        kernel: &[10.0],
        spacing: [2, 2, 1],
        dz: &[1.0, 2.0, 3.0, 4.0],
        padding: -2,
        spread: &[2.0, 0.0, 3.0, 0.0],
        dx: &[20.0, 0.0, 30.0, 0.0],
    }
    .check();
}

/// X of 6, a kernel that spans 5 with a hole between its cells:
/// dX\[i\] = 5 · spread\[i\] + 3 · spread\[i + 2\] + 2 · spread\[i + 4\].
#[test]
fn a_dilated_kernel_reaches_over_its_holes() {
    Worked {
        input: 6,
        kernel: &[2.0, 3.0, 5.0],
        spacing: [1, 0, 2],
        dz: &[1.0, 10.0],
        padding: 4,
        spread: &[0.0, 0.0, 0.0, 0.0, 1.0, 10.0, 0.0, 0.0, 0.0, 0.0],
        dx: &[2.0, 20.0, 3.0, 30.0, 5.0, 50.0],
    }
    .check();
}

/// With x, Z and dZ as columns: Z = C · x + b and dX = Cᵀ · dZ.
#[test]
fn the_matrix_computes_z_and_its_transpose_dx_for_every_setting() {
    for layer in seven_by_seven() {
        assert_matrix(&layer);
    }
}

#[test]
fn the_matrix_computes_z_and_its_transpose_dx_for_every_layer() {
    for_all(&layers(6), |layer| assert_matrix(&layer));
}

#[track_caller]
fn assert_matrix(layer: &Layer) {
    let geometry = layer.geometry();
    let (z, _) = oracle::forward(layer);
    let dz = oracle::delta(layer, &z);
    let (inputs, outputs) = (layer.x().size(), grid_of(&z).size());
    let mut matrix: Rows = vec![vec![0.0; inputs.cells()]; outputs.cells()];
    for (column, input) in cells_of(inputs).into_iter().enumerate() {
        for tap in BackwardView::Matrix.taps_into_dx(geometry, input) {
            matrix[outputs.index_of(tap.position)][column] = layer.w()[tap.kernel];
        }
    }

    let x = layer.x().cells();
    let from_x = matrix
        .iter()
        .map(|row| dot(row, x) + layer.bias())
        .collect();
    assert_grids_agree("C · x + b", &reshaped(outputs, from_x), &z);

    let dz = dz.concat();
    let column = |input: usize| matrix.iter().map(|row| row[input]).collect::<Vec<_>>();
    let from_dz = (0..x.len()).map(|input| dot(&column(input), &dz)).collect();
    let (dx, _, _) = oracle::backward(layer, &oracle::delta(layer, &z));
    assert_grids_agree("Cᵀ · dZ", &reshaped(inputs, from_dz), &dx);
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn reshaped(size: Size, cells: Vec<f64>) -> Grid {
    Grid::from_cells(size, cells).expect("as many cells as that")
}
