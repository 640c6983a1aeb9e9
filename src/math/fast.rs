//! The same two passes at full speed, for callers with data.
//!
//! [`Layer::forward`] and [`Layer::backward`] are the reference: they add in a
//! fixed order, product by product. Here the order is the one that keeps a
//! processor busy, so results differ from the reference in their last digits:
//! by |a − b| ≤ 1e-13 · max(1, |a|, |b|) where sums do not cancel.
//!
//! One idea serves both passes: a row of results is a sum of rows of a source, each
//! shifted and multiplied by one weight; the package `simd` has the loops. With a
//! stride the cells of a source that neighbouring results need lie apart, so rows
//! are first sorted by column modulo stride (their *phases*). Within a phase they
//! are neighbours again, and dilation is only another shift.

use std::borrow::Cow;

use simd::{Products, Weight, sigmoid, sigmoid_gradient, sum, weighted_sum};

use super::activation::Activation;
use super::geometry::{Geometry, Spacing};
use super::grid::{Grid, Size};
use super::layer::{Forward, GradientSums, Gradients, Layer};

impl Layer {
    /// Z and H, as [`Layer::forward`] computes them but for the order of sums.
    #[must_use]
    pub fn forward_fast(&self) -> Forward {
        if !is_worthwhile(self.geometry()) {
            return self.forward();
        }
        let output = self.geometry().output();
        let source = Source::of_x(self);
        let weights = source.weights(self);
        let mut z = vec![0.0; output.cells()];
        for (position, row) in z.chunks_exact_mut(output.cols).enumerate() {
            let start = source.row(position);
            weighted_sum(row, self.bias(), &source.cells, start, &weights);
        }
        let h = activations(self.activation(), &z);
        Forward {
            z: grid(output, z),
            h: grid(output, h),
        }
    }

    /// dZ, dX, dW and db of a forward pass, as [`Layer::backward`] computes
    /// them but for the order of sums.
    #[must_use]
    pub fn backward_fast(&self, forward: &Forward) -> Gradients {
        // Nobody who has that much data gives a target.
        if !is_worthwhile(self.geometry()) || self.loss().has_target() {
            return self.backward(forward);
        }
        let dz = self.slopes(forward);
        let sums = GradientSums {
            dx: self.gather(&dz),
            dw: self.correlate(&dz),
            db: sum(&dz),
        };
        Gradients {
            dz: grid(self.geometry().output(), dz),
            sums,
        }
    }

    /// dZ = G ⊙ σ′(Z).
    fn slopes(&self, Forward { z, h }: &Forward) -> Vec<f64> {
        let (z, h) = (z.cells(), h.cells());
        let upstream = self.g().cells();
        match self.activation() {
            Activation::Sigmoid => sigmoid_gradient(upstream, h),
            Activation::Identity => upstream.to_vec(),
            other => {
                let cells = upstream.iter().zip(z.iter().zip(h));
                let slope = |(g, (&z, &h)): (&f64, (&f64, &f64))| g * other.derivative(z, h);
                cells.map(slope).collect()
            }
        }
    }

    /// dX: each row of each phase is a sum of rows of dZ.
    fn gather(&self, dz: &[f64]) -> Grid {
        let geometry = self.geometry();
        let Size { rows, cols } = geometry.input();
        let kernel = geometry.kernel();
        let Spacing {
            padding, dilation, ..
        } = geometry.spacing();
        let [row_stride, col_stride] = strides(geometry);
        let source = Surrounded::of(geometry, dz);
        let mut dx = vec![0.0; rows * cols];
        let mut sums = vec![0.0; cols.div_ceil(col_stride)];
        for row_phase in phases(kernel.rows, dilation, row_stride) {
            for col_phase in phases(kernel.cols, dilation, col_stride) {
                let weights = source.weights(self, [row_phase, col_phase]);
                // The first row and column of this phase that lie in X.
                let first = |phase, stride| (padding + stride - 1 - phase) / stride;
                let first_row = first(row_phase, row_stride);
                let first_col = first(col_phase, col_stride);
                let left = first_col * col_stride + col_phase - padding;
                if left >= cols {
                    continue;
                }
                let sums = &mut sums[..(cols - left).div_ceil(col_stride)];
                let top = first_row * row_stride + row_phase - padding;
                for (number, row) in (first_row..).zip((top..rows).step_by(row_stride)) {
                    let start = source.start(number, first_col);
                    let target = &mut dx[row * cols..][left..cols];
                    if col_stride == 1 {
                        weighted_sum(target, 0.0, &source.cells, start, &weights);
                        continue;
                    }
                    weighted_sum(sums, 0.0, &source.cells, start, &weights);
                    for (cell, sum) in target.iter_mut().step_by(col_stride).zip(sums.iter()) {
                        *cell = *sum;
                    }
                }
            }
        }
        grid(Size::new(rows, cols), dx)
    }

    /// dW: each cell is the sum of dZ times the X under it.
    fn correlate(&self, dz: &[f64]) -> Grid {
        let output = self.geometry().output();
        let source = Source::of_x(self);
        let weights = source.weights(self);
        let mut products = Products::new(weights.len());
        for (position, row) in dz.chunks_exact(output.cols).enumerate() {
            let start = source.row(position);
            products.add(row, &source.cells, start, &weights);
        }
        grid(self.geometry().kernel(), products.sums())
    }
}

/// Whether there are many positions for each kernel cell. Where the kernel is
/// the larger one, what is kept for it would take more memory than X itself.
fn is_worthwhile(geometry: &Geometry) -> bool {
    geometry.kernel().cells() <= geometry.output().cells()
}

/// The stride along each axis. A stride that leaves the padded X at once leads to
/// one position, however long it is. It is cut, so that it takes no memory.
fn strides(geometry: &Geometry) -> [usize; 2] {
    let padded = geometry.padded();
    [padded.rows, padded.cols].map(|extent| geometry.spacing().stride.min(extent))
}

/// The phases that a kernel coordinate falls on, each once. No kernel cell reaches
/// the others: dX is 0 there.
fn phases(extent: usize, dilation: usize, stride: usize) -> Vec<usize> {
    let mut is_reached = vec![false; stride];
    for k in 0..extent {
        is_reached[k * dilation % stride] = true;
    }
    (0..stride).filter(|&phase| is_reached[phase]).collect()
}

/// X with its padding, row after row, each sorted by phase.
struct Source<'a> {
    cells: Cow<'a, [f64]>,
    /// Cells of a phase.
    phase: usize,
    /// Cells of a row.
    pitch: usize,
    strides: [usize; 2],
}

impl<'a> Source<'a> {
    fn of_x(layer: &'a Layer) -> Self {
        let geometry = layer.geometry();
        let Spacing {
            padding, dilation, ..
        } = geometry.spacing();
        let strides @ [_, stride] = strides(geometry);
        let x = layer.x().cells();
        let phase = geometry.output().cols + (geometry.kernel().cols - 1) * dilation / stride;
        let pitch = stride * phase;
        let mut source = Self {
            cells: x.into(),
            phase,
            pitch,
            strides,
        };
        if stride > 1 || padding > 0 {
            let Size { rows, cols } = geometry.input();
            let mut cells = vec![0.0; (rows + 2 * padding) * pitch];
            for (row, line) in x.chunks_exact(cols).enumerate() {
                let line = line.iter().enumerate();
                for (col, &value) in line.map(|(col, value)| (col + padding, value)) {
                    // The last columns may be ones that no position reaches.
                    if col / stride < phase {
                        let start = (row + padding) * pitch + col % stride * phase;
                        cells[start + col / stride] = value;
                    }
                }
            }
            source.cells = cells.into();
        }
        source
    }

    /// Where the row of the positions of row `position` starts.
    const fn row(&self, position: usize) -> usize {
        position * self.strides[0] * self.pitch
    }

    fn weights(&self, layer: &Layer) -> Vec<Weight> {
        let w = layer.w();
        let dilation = layer.geometry().spacing().dilation;
        let [_, stride] = self.strides;
        let cells = w.size().positions().zip(w.cells());
        cells
            .map(|(at, &value)| {
                let (row, col) = (at.row * dilation, at.col * dilation);
                Weight {
                    offset: row * self.pitch + col % stride * self.phase + col / stride,
                    value,
                }
            })
            .collect()
    }
}

/// dZ with as many zeros around it as the kernel reaches.
struct Surrounded {
    cells: Vec<f64>,
    pitch: usize,
    /// Rows above and columns before.
    margin: [usize; 2],
    strides: [usize; 2],
}

impl Surrounded {
    fn of(geometry: &Geometry, dz: &[f64]) -> Self {
        let dilation = geometry.spacing().dilation;
        let strides @ [row_stride, col_stride] = strides(geometry);
        let output = geometry.output();
        let kernel = geometry.kernel();
        let reach = |extent: usize, stride| (extent - 1) * dilation / stride;
        let above = reach(kernel.rows, row_stride);
        let before = reach(kernel.cols, col_stride);
        // One more at the end, for what the stride never reached.
        let pitch = output.cols + 2 * before + 1;
        let mut cells = vec![0.0; (output.rows + 2 * above + 1) * pitch];
        let rows = cells.chunks_exact_mut(pitch).skip(above);
        for (target, row) in rows.zip(dz.chunks_exact(output.cols)) {
            target[before..before + output.cols].copy_from_slice(row);
        }
        Self {
            cells,
            pitch,
            margin: [above, before],
            strides,
        }
    }

    /// Where the sum of a row of dX starts, by the numbers of the row and of
    /// its first column within their phases.
    const fn start(&self, row: usize, col: usize) -> usize {
        row * self.pitch + col
    }

    /// The kernel cells that reach rows and columns of a phase.
    fn weights(&self, layer: &Layer, [row_phase, col_phase]: [usize; 2]) -> Vec<Weight> {
        let dilation = layer.geometry().spacing().dilation;
        let w = layer.w();
        let cells = w.size().positions().zip(w.cells());
        let [above, before] = self.margin;
        let [row_stride, col_stride] = self.strides;
        cells
            .map(|(at, &value)| (at.row * dilation, at.col * dilation, value))
            .filter(|(row, col, _)| (row % row_stride, col % col_stride) == (row_phase, col_phase))
            .map(|(row, col, value)| Weight {
                offset: (above - row / row_stride) * self.pitch + before - col / col_stride,
                value,
            })
            .collect()
    }
}

/// σ of each cell.
fn activations(activation: Activation, z: &[f64]) -> Vec<f64> {
    match activation {
        Activation::Sigmoid => sigmoid(z),
        Activation::Identity => z.to_vec(),
        other => z.iter().map(|&z| other.apply(z)).collect(),
    }
}

/// A grid of just as many cells as its size has.
fn grid(size: Size, cells: Vec<f64>) -> Grid {
    Grid::from_cells(size, cells).unwrap_or_else(|| Grid::zeros(size))
}
