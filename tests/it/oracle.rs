//! The layer a second time, by another algorithm: X is really padded with
//! zeros, and the loops run over its cells, where `src` runs over positions
//! and skips the padding. Nothing here uses the geometry of `src`.

use convscope::math::{Activation, At, Layer, Loss, Spacing};

use crate::support::{Rows, rows_of};

/// Where the kernel's first cell comes to lie along one axis of the padded X.
pub(crate) fn starts(input: usize, kernel: usize, spacing: Spacing) -> Vec<usize> {
    let span = spacing.dilation * (kernel - 1) + 1;
    let padded = input + 2 * spacing.padding;
    let fits = |start: &usize| start + span <= padded;
    (0..).step_by(spacing.stride).take_while(fits).collect()
}

/// Whether at an output position this kernel cell lies over this cell of X.
pub(crate) fn meet(spacing: Spacing, position: At, kernel: At, input: At) -> bool {
    let axis = |position, kernel, input| {
        position * spacing.stride + kernel * spacing.dilation == input + spacing.padding
    };
    axis(position.row, kernel.row, input.row) && axis(position.col, kernel.col, input.col)
}

/// Z and H.
pub(crate) fn forward(layer: &Layer) -> (Rows, Rows) {
    let [x, w, g] = [layer.x(), layer.w(), layer.g()].map(rows_of);
    let x = padded(&x, layer.geometry().spacing().padding);
    let mut z: Rows = g.iter().map(|row| vec![layer.bias(); row.len()]).collect();
    for Meeting {
        input,
        kernel,
        output,
    } in meetings(layer)
    {
        *cell(&mut z, output) += x[input.row][input.col] * w[kernel.row][kernel.col];
    }
    let h = activated(layer, &z);
    (z, h)
}

/// H of a Z.
pub(crate) fn activated(layer: &Layer, z: &Rows) -> Rows {
    map(z, |z| activation(layer.activation(), z))
}

/// L of an H.
pub(crate) fn loss(layer: &Layer, h: &Rows) -> f64 {
    let sum = |rows: &Rows| rows.iter().flatten().sum();
    let off = || both(h, &rows_of(layer.t()), |h, t| (h - t).powi(2));
    match layer.loss() {
        Loss::Sum => sum(h),
        Loss::SquaredError => sum(&off()) / 2.0,
        Loss::MeanSquaredError => sum(&off()) / cells(h),
        Loss::ByHand => sum(&both(h, &rows_of(layer.g()), |h, g| h * g)),
    }
}

/// G = ∂L/∂H of an H.
pub(crate) fn upstream(layer: &Layer, h: &Rows) -> Rows {
    match layer.loss() {
        Loss::Sum => map(h, |_| 1.0),
        Loss::SquaredError => both(h, &rows_of(layer.t()), |h, t| h - t),
        Loss::MeanSquaredError => {
            let half = cells(h) / 2.0;
            both(h, &rows_of(layer.t()), |h, t| (h - t) / half)
        }
        Loss::ByHand => rows_of(layer.g()),
    }
}

/// N, the number of cells.
fn cells(rows: &Rows) -> f64 {
    rows.iter().flatten().count() as f64
}

/// dZ of a Z.
pub(crate) fn delta(layer: &Layer, z: &Rows) -> Rows {
    let slopes = map(z, |z| slope(layer.activation(), z));
    both(
        &upstream(layer, &activated(layer, z)),
        &slopes,
        |g, slope| g * slope,
    )
}

/// dX, dW and db of a dZ.
pub(crate) fn backward(layer: &Layer, dz: &Rows) -> (Rows, Rows, f64) {
    let padding = layer.geometry().spacing().padding;
    let [x, w] = [layer.x(), layer.w()].map(rows_of);
    let (height, width) = (x.len(), x[0].len());
    let x = padded(&x, padding);
    let mut dx = map(&x, |_| 0.0);
    let mut dw = map(&w, |_| 0.0);
    for Meeting {
        input,
        kernel,
        output,
    } in meetings(layer)
    {
        let dz = dz[output.row][output.col];
        *cell(&mut dx, input) += w[kernel.row][kernel.col] * dz;
        *cell(&mut dw, kernel) += x[input.row][input.col] * dz;
    }
    let inner = dx[padding..padding + height]
        .iter()
        .map(|row| row[padding..padding + width].to_vec());
    (inner.collect(), dw, dz.iter().flatten().sum())
}

/// A kernel cell over a cell of the padded X, and the position where that is.
struct Meeting {
    input: At,
    kernel: At,
    output: At,
}

/// All of them, cell after cell of the padded X.
fn meetings(layer: &Layer) -> Vec<Meeting> {
    let spacing = layer.geometry().spacing();
    let (input, kernel) = (layer.x().size(), layer.w().size());
    let rows = meetings_along(input.rows, kernel.rows, spacing);
    let cols = meetings_along(input.cols, kernel.cols, spacing);
    let pairs = rows
        .iter()
        .flat_map(|row| cols.iter().map(move |col| (row, col)));
    pairs
        .map(|(row, col)| Meeting {
            input: At::new(row[0], col[0]),
            kernel: At::new(row[1], col[1]),
            output: At::new(row[2], col[2]),
        })
        .collect()
}

/// The coordinates that meet along one axis: in the padded X, W and Z.
fn meetings_along(input: usize, kernel: usize, spacing: Spacing) -> Vec<[usize; 3]> {
    let starts = starts(input, kernel, spacing);
    let mut all = Vec::new();
    for place in 0..input + 2 * spacing.padding {
        for tap in 0..kernel {
            let meets = |start: &usize| start + tap * spacing.dilation == place;
            if let Some(position) = starts.iter().position(meets) {
                all.push([place, tap, position]);
            }
        }
    }
    all
}

fn padded(rows: &Rows, padding: usize) -> Rows {
    let width = rows[0].len() + 2 * padding;
    let mut wide = vec![vec![0.0; width]; rows.len() + 2 * padding];
    for (row, wide) in rows.iter().zip(&mut wide[padding..]) {
        wide[padding..padding + row.len()].copy_from_slice(row);
    }
    wide
}

/// Each cell changed.
pub(crate) fn map(rows: &Rows, change: impl Fn(f64) -> f64) -> Rows {
    let row = |row: &Vec<f64>| row.iter().map(|&cell| change(cell)).collect();
    rows.iter().map(row).collect()
}

/// The cells of two grids, pair by pair.
pub(crate) fn both(a: &Rows, b: &Rows, combined: impl Fn(f64, f64) -> f64) -> Rows {
    let row = |(a, b): (&Vec<f64>, &Vec<f64>)| {
        let pairs = a.iter().zip(b);
        pairs.map(|(&a, &b)| combined(a, b)).collect()
    };
    a.iter().zip(b).map(row).collect()
}

fn cell(rows: &mut Rows, at: At) -> &mut f64 {
    &mut rows[at.row][at.col]
}

/// The textbook formulas, without care for large numbers.
fn activation(activation: Activation, z: f64) -> f64 {
    match activation {
        Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()),
        Activation::Tanh => 1.0 - 2.0 / (1.0 + (2.0 * z).exp()),
        Activation::Relu => z.max(0.0),
        Activation::LeakyRelu => z.max(z / 100.0),
        Activation::Identity => z,
    }
}

/// Derivatives as functions of z alone, where `src` has them in terms of h.
fn slope(activation: Activation, z: f64) -> f64 {
    match activation {
        Activation::Sigmoid => 0.25 / (z / 2.0).cosh().powi(2),
        Activation::Tanh => 1.0 / z.cosh().powi(2),
        Activation::Relu | Activation::LeakyRelu if z > 0.0 => 1.0,
        Activation::Relu => 0.0,
        Activation::LeakyRelu => 1.0 / 100.0,
        Activation::Identity => 1.0,
    }
}
