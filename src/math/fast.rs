//! The same two passes at full speed, for callers with data.
//!
//! [`Layer::forward`] and [`Layer::backward`] are the reference: they add in a
//! fixed order, product by product. Here the order is the one that keeps a
//! processor busy, so results differ from the reference in their last digits:
//! by |a − b| ≤ 1e-13 · max(1, |a|, |b|) where sums do not cancel.
//!
//! One idea serves both passes: a row of results is a sum of rows of a source,
//! each shifted and multiplied by one weight. [`BLOCK`] neighbouring results
//! are held in registers while all weights pass by, in loops over arrays of
//! that length, which the compiler turns into SIMD instructions. A stride would
//! spoil the neighbourhood, so rows are first sorted by column modulo stride
//! (their *phases*): then it is one again, and dilation is only another shift.

use super::activation::Activation;
use super::geometry::{Geometry, Spacing};
use super::grid::{Grid, Size};
use super::layer::{Forward, GradientSums, Gradients, Layer, Loss};

use std::borrow::Cow;
use std::hint::black_box;

/// So many results are computed at once: eight registers of two.
const BLOCK: usize = 16;

/// Partial sums of one cell of dW; added up at the end.
const LANES: usize = 4;

impl Layer {
    /// Z and H, as [`Layer::forward`] computes them but for the order of sums.
    #[must_use]
    pub fn forward_fast(&self) -> Forward {
        let output = self.geometry().output();
        let source = Source::of_x(self);
        let weights = source.weights(self);
        let mut z = Vec::with_capacity(output.cells());
        let mut h = Vec::with_capacity(output.cells());
        let mut row = vec![0.0; output.cols];
        for position in 0..output.rows {
            weighted_sum(
                &mut row,
                self.bias(),
                &source.cells,
                source.row(position),
                &weights,
            );
            z.extend_from_slice(&row);
            activate(self.activation(), &mut row);
            h.extend_from_slice(&row);
        }
        Forward {
            z: grid(output, z),
            h: grid(output, h),
        }
    }

    /// dZ, dX, dW and db of a forward pass, as [`Layer::backward`] computes
    /// them but for the order of sums.
    #[must_use]
    pub fn backward_fast(&self, forward: &Forward) -> Gradients {
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
        let upstream: Cow<'_, [f64]> = match self.loss() {
            Loss::SquaredError => {
                let pairs = h.iter().zip(self.t().cells());
                pairs.map(|(h, t)| h - t).collect()
            }
            Loss::Sum | Loss::ByHand => self.g().cells().into(),
        };
        let cells = upstream.iter().zip(z.iter().zip(h));
        // One loop for each, so that each is one the compiler can turn to SIMD.
        match self.activation() {
            Activation::Sigmoid => cells.map(|(g, (_, h))| g * (h * (1.0 - h))).collect(),
            Activation::Identity => upstream.to_vec(),
            other => cells
                .map(|(g, (&z, &h))| g * other.derivative(z, h))
                .collect(),
        }
    }

    /// dX: each row of each phase is a sum of rows of dZ.
    fn gather(&self, dz: &[f64]) -> Grid {
        let geometry = self.geometry();
        let Size { rows, cols } = geometry.input();
        let Spacing {
            stride, padding, ..
        } = geometry.spacing();
        let source = Surrounded::of(geometry, dz);
        let mut dx = vec![0.0; rows * cols];
        let mut sums = vec![0.0; cols.div_ceil(stride)];
        for row_phase in 0..stride {
            for col_phase in 0..stride {
                let weights = source.weights(self, [row_phase, col_phase]);
                // The first row and column of this phase that lie in X.
                let [first_row, first_col] =
                    [row_phase, col_phase].map(|phase| (padding + stride - 1 - phase) / stride);
                let left = first_col * stride + col_phase - padding;
                if left >= cols {
                    continue;
                }
                let sums = &mut sums[..(cols - left).div_ceil(stride)];
                for row in (first_row..).map(|n| (n, n * stride + row_phase - padding)) {
                    let (number, row) = row;
                    if row >= rows {
                        break;
                    }
                    let start = source.start(number, first_col);
                    weighted_sum(sums, 0.0, &source.cells, start, &weights);
                    let target = dx[row * cols..][left..cols].iter_mut().step_by(stride);
                    for (cell, sum) in target.zip(sums.iter()) {
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
        let mut sums = vec![[0.0; LANES]; weights.len()];
        for (position, row) in dz.chunks_exact(output.cols).enumerate() {
            let start = source.row(position);
            for (index, dz) in row.chunks(BLOCK).enumerate() {
                let start = start + index * BLOCK;
                let rest: [f64; BLOCK];
                let dz = if let Some(dz) = dz.first_chunk() {
                    dz
                } else {
                    rest = short(dz);
                    &rest
                };
                add_products(&mut sums, dz, &source.cells, start, &weights);
            }
        }
        let cells = sums.iter().map(|lanes| lanes.iter().sum()).collect();
        grid(self.geometry().kernel(), cells)
    }
}

/// A kernel cell, and how far from a row's start the row begins that it
/// multiplies.
#[derive(Clone, Copy, Debug)]
struct Weight {
    offset: usize,
    value: f64,
}

/// X with its padding, row after row, each sorted by phase.
struct Source<'a> {
    cells: Cow<'a, [f64]>,
    /// Cells of a phase.
    phase: usize,
    /// Cells of a row.
    pitch: usize,
    stride: usize,
}

impl<'a> Source<'a> {
    fn of_x(layer: &'a Layer) -> Self {
        let geometry = layer.geometry();
        let Spacing {
            stride,
            padding,
            dilation,
        } = geometry.spacing();
        let x = layer.x().cells();
        let phase = geometry.output().cols + (geometry.kernel().cols - 1) * dilation / stride;
        let pitch = stride * phase;
        let mut source = Self {
            cells: x.into(),
            phase,
            pitch,
            stride,
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
        position * self.stride * self.pitch
    }

    fn weights(&self, layer: &Layer) -> Vec<Weight> {
        let w = layer.w();
        let dilation = layer.geometry().spacing().dilation;
        let cells = w.size().positions().zip(w.cells());
        cells
            .map(|(at, &value)| {
                let (row, col) = (at.row * dilation, at.col * dilation);
                Weight {
                    offset: row * self.pitch + col % self.stride * self.phase + col / self.stride,
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
}

impl Surrounded {
    fn of(geometry: &Geometry, dz: &[f64]) -> Self {
        let Spacing {
            stride, dilation, ..
        } = geometry.spacing();
        let output = geometry.output();
        let kernel = geometry.kernel();
        let reach = |extent: usize| (extent - 1) * dilation / stride;
        let [above, before] = [reach(kernel.rows), reach(kernel.cols)];
        // One more behind: for what the stride never reached.
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
        }
    }

    /// Where the sum of a row of dX starts, by the numbers of the row and of
    /// its first column within their phases.
    const fn start(&self, row: usize, col: usize) -> usize {
        row * self.pitch + col
    }

    /// The kernel cells that reach rows and columns of a phase.
    fn weights(&self, layer: &Layer, [row_phase, col_phase]: [usize; 2]) -> Vec<Weight> {
        let Spacing {
            stride, dilation, ..
        } = layer.geometry().spacing();
        let w = layer.w();
        let cells = w.size().positions().zip(w.cells());
        let [above, before] = self.margin;
        cells
            .map(|(at, &value)| (at.row * dilation, at.col * dilation, value))
            .filter(|(row, col, _)| (row % stride, col % stride) == (row_phase, col_phase))
            .map(|(row, col, value)| Weight {
                offset: (above - row / stride) * self.pitch + before - col / stride,
                value,
            })
            .collect()
    }
}

/// `row[k] = first + Σ weight · source[start + offset + k]`
fn weighted_sum(row: &mut [f64], first: f64, source: &[f64], start: usize, weights: &[Weight]) {
    for (index, row) in row.chunks_mut(BLOCK).enumerate() {
        let mut sums = [first; BLOCK];
        for &Weight { offset, value } in weights {
            let cells = &source[start + index * BLOCK + offset..];
            match cells.first_chunk() {
                Some(cells) => add_multiple(&mut sums, value, cells),
                None => add_multiple(&mut sums, value, &short(cells)),
            }
        }
        row.copy_from_slice(&sums[..row.len()]);
    }
}

#[inline]
fn add_multiple(sums: &mut [f64; BLOCK], weight: f64, cells: &[f64; BLOCK]) {
    for (sum, cell) in sums.iter_mut().zip(cells) {
        *sum += weight * cell;
    }
}

/// `sums += dz · source[start + offset ..]` for every offset, in lanes.
fn add_products(
    sums: &mut [[f64; LANES]],
    dz: &[f64; BLOCK],
    source: &[f64],
    start: usize,
    weights: &[Weight],
) {
    for (lanes, &Weight { offset, .. }) in sums.iter_mut().zip(weights) {
        let cells = &source[start + offset..];
        match cells.first_chunk() {
            Some(cells) => add_lanes(lanes, dz, cells),
            None => add_lanes(lanes, dz, &short(cells)),
        }
    }
}

#[inline]
fn add_lanes(lanes: &mut [f64; LANES], dz: &[f64; BLOCK], cells: &[f64; BLOCK]) {
    for (dz, cells) in dz.chunks_exact(LANES).zip(cells.chunks_exact(LANES)) {
        for (lane, (dz, cell)) in lanes.iter_mut().zip(dz.iter().zip(cells)) {
            *lane += dz * cell;
        }
    }
}

/// The cells there are, and zeros for those that there are not.
#[cold]
fn short(cells: &[f64]) -> [f64; BLOCK] {
    let mut block = [0.0; BLOCK];
    block[..cells.len()].copy_from_slice(cells);
    block
}

/// The sum of all cells, in lanes.
fn sum(cells: &[f64]) -> f64 {
    let (blocks, rest) = cells.as_chunks::<BLOCK>();
    let mut lanes = [0.0; BLOCK];
    for block in blocks {
        add_multiple(&mut lanes, 1.0, block);
    }
    lanes.iter().chain(rest).sum()
}

/// σ of each cell.
fn activate(activation: Activation, cells: &mut [f64]) {
    match activation {
        Activation::Sigmoid => {
            // V8 makes a constant anew each time round; what it does not know to
            // be one it keeps.
            let exponential = black_box(EXPONENTIAL);
            for cell in cells {
                *cell = exponential.sigmoid(*cell);
            }
        }
        Activation::Identity => {}
        other => {
            for cell in cells {
                *cell = other.apply(*cell);
            }
        }
    }
}

/// What it takes to compute eˣ for x ≤ 0 without a branch: with
/// x = n · ln 2 + r it is 2ⁿ · eʳ, and eʳ nearly a polynomial.
#[derive(Clone, Copy)]
struct Exponential {
    /// Below this eˣ is 0 in f64.
    least: f64,
    /// 1 / ln 2.
    log2_e: f64,
    /// Added to a small number it leaves the nearest whole one in the last bits.
    to_whole: f64,
    /// ln 2 in two parts; n times the first is exact.
    ln_2: [f64; 2],
    /// 1 / k! for k = 0 … 11; the remainder is below 7e-15.
    factors: [f64; 12],
}

const EXPONENTIAL: Exponential = Exponential {
    least: -746.0,
    log2_e: std::f64::consts::LOG2_E,
    to_whole: 6_755_399_441_055_744.0, // 1.5 · 2⁵²
    ln_2: [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10],
    factors: [
        1.0,
        1.0,
        0.5,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
    ],
};

impl Exponential {
    /// The logistic function, to within 1e-14 of its value.
    #[inline]
    fn sigmoid(&self, z: f64) -> f64 {
        let e = self.of_negative(-z.abs());
        let h = 1.0 / (1.0 + e);
        let h = if z >= 0.0 { h } else { e * h };
        // What was compared above is no number where z is none.
        if z.is_nan() { z } else { h }
    }

    #[inline]
    fn of_negative(&self, x: f64) -> f64 {
        let x = if x > self.least { x } else { self.least };
        let n = (x * self.log2_e + self.to_whole) - self.to_whole;
        let r = (x - n * self.ln_2[0]) - n * self.ln_2[1];
        // In two steps, for what lies below the smallest normal number.
        let half = n * 0.5 + self.to_whole;
        let other = (n - (half - self.to_whole)) + self.to_whole;
        self.polynomial(r) * power_of_two(half) * power_of_two(other)
    }

    /// Pairs first, then pairs of pairs: sums that do not wait for each other.
    #[inline]
    fn polynomial(&self, r: f64) -> f64 {
        let f = &self.factors;
        let pair = |k: usize| f[k] + f[k + 1] * r;
        let r2 = r * r;
        let four = |k: usize| pair(k) + pair(k + 2) * r2;
        let r4 = r2 * r2;
        four(0) + (four(4) + four(8) * r4) * r4
    }
}

/// 2ⁿ of a whole number n in the last bits.
#[inline]
fn power_of_two(whole: f64) -> f64 {
    f64::from_bits((whole.to_bits() << 52).wrapping_add(1023 << 52))
}

/// A grid of just as many cells as its size has.
fn grid(size: Size, cells: Vec<f64>) -> Grid {
    Grid::from_cells(size, cells).unwrap_or_else(|| Grid::zeros(size))
}
