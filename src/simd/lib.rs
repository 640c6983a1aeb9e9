//! The innermost loops of the fast path: sums of rows, and the sigmoid.
//!
//! A block of neighbouring results is held in registers while all its terms are
//! added. Nothing here knows of layers.
//!
//! Functions that are called from outside are not inlined: inside a function that
//! is compiled for size they would be compiled for size, too.

mod pair;

use std::f64::consts::{LN_2, LOG2_E};
use std::hint::black_box;

use pair::Pair;

/// So many results are computed at once: ten registers of two. With more, V8 has
/// too few left for the rest and gains nothing.
const BLOCK: usize = 20;

type Block = [f64; BLOCK];

/// The weight of a row in a sum of rows, and where the row begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Cells from the start of the sum to the start of the row.
    pub offset: usize,
    /// What the row is multiplied by.
    pub value: f64,
}

/// `row[k] = first + Σ weight · source[start + offset + k]`
///
/// # Panics
/// Where a row begins beyond the source. What it lacks at its end counts as 0.
#[inline(never)]
pub fn weighted_sum(row: &mut [f64], first: f64, source: &[f64], start: usize, weights: &[Weight]) {
    let reach = reach(weights);
    for (index, row) in row.chunks_mut(BLOCK).enumerate() {
        let source = &source[start + index * BLOCK..];
        if source.len() < reach {
            sum_of_short_block(row, first, source, weights);
        } else if let Some(row) = row.first_chunk_mut() {
            sum_of_block(row, first, source, weights);
        } else {
            let mut block = [0.0; BLOCK];
            sum_of_block(&mut block, first, source, weights);
            row.copy_from_slice(&block[..row.len()]);
        }
    }
}

// Not inlined: with more around it V8 runs out of registers, and the loop waits
// for its own counter to come back from memory.
#[inline(never)]
fn sum_of_block(row: &mut Block, first: f64, source: &[f64], weights: &[Weight]) {
    let mut sums = [Pair::splat(first); BLOCK / 2];
    for weight in weights {
        let factor = Pair::splat(weight.value);
        for (sum, cells) in sums.iter_mut().zip(pairs(source, weight.offset)) {
            *sum = sum.plus(factor.times(Pair::load(cells)));
        }
    }
    for (sum, cells) in sums.iter().zip(row.as_chunks_mut().0) {
        sum.store(cells);
    }
}

// The end of the source, where a whole block would reach beyond it.
#[cold]
#[inline(never)]
fn sum_of_short_block(row: &mut [f64], first: f64, source: &[f64], weights: &[Weight]) {
    row.fill(first);
    for weight in weights {
        for (sum, cell) in row.iter_mut().zip(&source[weight.offset..]) {
            *sum += weight.value * cell;
        }
    }
}

/// The sums of products of one row with rows of a source, which grow as more
/// rows are added.
#[derive(Clone, Debug)]
pub struct Products {
    lanes: Vec<[f64; 2]>,
}

impl Products {
    /// As many sums as there are weights, from 0.
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self {
            lanes: vec![[0.0; 2]; count],
        }
    }

    /// `sum[n] += Σ row[k] · source[start + offset[n] + k]`, for a source of
    /// finite numbers: those after the row's end are multiplied by 0.
    ///
    /// # Panics
    /// Where a row begins beyond the source. What it lacks at its end counts
    /// as 0.
    #[inline(never)]
    pub fn add(&mut self, row: &[f64], source: &[f64], start: usize, weights: &[Weight]) {
        let reach = reach(weights);
        for (index, row) in row.chunks(BLOCK).enumerate() {
            let source = &source[start + index * BLOCK..];
            if source.len() < reach {
                self.add_short_block(row, source, weights);
            } else if let Some(row) = row.first_chunk() {
                self.add_block(row, source, weights);
            } else {
                let mut block = [0.0; BLOCK];
                block[..row.len()].copy_from_slice(row);
                self.add_block(&block, source, weights);
            }
        }
    }

    /// The sums.
    #[must_use]
    pub fn sums(&self) -> Vec<f64> {
        self.lanes.iter().map(|[a, b]| a + b).collect()
    }

    // Not inlined, as above.
    #[inline(never)]
    fn add_block(&mut self, row: &Block, source: &[f64], weights: &[Weight]) {
        let (row, _) = row.as_chunks();
        let row: [Pair; BLOCK / 2] = std::array::from_fn(|index| Pair::load(&row[index]));
        for (lanes, weight) in self.lanes.iter_mut().zip(weights) {
            let mut sum = Pair::load(lanes);
            for (row, cells) in row.iter().zip(pairs(source, weight.offset)) {
                sum = sum.plus(row.times(Pair::load(cells)));
            }
            sum.store(lanes);
        }
    }

    #[cold]
    #[inline(never)]
    fn add_short_block(&mut self, row: &[f64], source: &[f64], weights: &[Weight]) {
        for (lanes, weight) in self.lanes.iter_mut().zip(weights) {
            let cells = &source[weight.offset..];
            lanes[0] += row.iter().zip(cells).map(|(a, b)| a * b).sum::<f64>();
        }
    }
}

/// How many cells after the start of a sum its farthest block ends.
fn reach(weights: &[Weight]) -> usize {
    let offsets = weights.iter().map(|weight| weight.offset);
    offsets.max().unwrap_or(0) + BLOCK
}

/// The pairs of the block that begins at a place and ends within the source.
#[inline]
fn pairs(source: &[f64], start: usize) -> &[[f64; 2]; BLOCK / 2] {
    let (pairs, _) = source[start..start + BLOCK].as_chunks::<2>();
    pairs.first_chunk().unwrap_or(&[[0.0; 2]; BLOCK / 2])
}

/// The sum of all cells.
#[must_use]
#[inline(never)]
pub fn sum(cells: &[f64]) -> f64 {
    let (blocks, rest) = cells.as_chunks::<BLOCK>();
    let mut lanes = [Pair::splat(0.0); BLOCK / 2];
    for block in blocks {
        for (lane, cells) in lanes.iter_mut().zip(block.as_chunks().0) {
            *lane = lane.plus(Pair::load(cells));
        }
    }
    let lanes = lanes.into_iter().map(Pair::sum);
    lanes.chain(rest.iter().copied()).sum()
}

/// Whether all cells are finite.
#[must_use]
#[inline(never)]
pub fn all_finite(cells: &[f64]) -> bool {
    // 0 times a finite number is 0, and 0 times NaN or infinity is NaN.
    let zero = Pair::splat(0.0);
    let (blocks, rest) = cells.as_chunks::<BLOCK>();
    let mut lanes = [zero; BLOCK / 2];
    for block in blocks {
        for (lane, cells) in lanes.iter_mut().zip(block.as_chunks().0) {
            *lane = lane.plus(zero.times(Pair::load(cells)));
        }
    }
    lanes.into_iter().all(|lane| lane.sum() == 0.0) && rest.iter().all(|cell| cell.is_finite())
}

/// `g · h · (1 − h)` of each cell: the slope of the sigmoid, where g arrives.
#[must_use]
#[inline(never)]
pub fn sigmoid_gradient(g: &[f64], h: &[f64]) -> Vec<f64> {
    let cells = g.iter().zip(h);
    cells.map(|(g, h)| g * (h * (1.0 - h))).collect()
}

/// The logistic function of each cell, to within 1e-13 of its value, and from −8
/// on to within 2e-15.
#[must_use]
#[inline(never)]
pub fn sigmoid(cells: &[f64]) -> Vec<f64> {
    // V8 would make a constant again each time round. A value that it does not know
    // to be constant it keeps.
    let logistic = black_box(LOGISTIC);
    cells.iter().map(|&cell| logistic.of(cell)).collect()
}

/// The constants for 1 / (1 + e⁻ᶻ), which is computed without a branch and with one
/// division: with z = (n + f) · ln 2 and a whole n, e⁻ᶻ is 2⁻ⁿ · 2⁻ᶠ, and 2⁻ᶠ
/// nearly a quotient of polynomials p(−f) / p(f).
#[derive(Clone, Copy)]
struct Logistic {
    /// Below the least z the function is 0 in f64, above the most it is 1.
    least: f64,
    most: f64,
    /// 1 / ln 2.
    log2_e: f64,
    /// A number that is subtracted from it is rounded: the last bits of the
    /// difference hold a whole number, larger by 1023 − 100.
    to_whole: f64,
    /// 2⁻¹⁰⁰: with it neither term overflows, and the division underflows only
    /// where its result does.
    scale: f64,
    /// The coefficients of p for even powers, and for odd ones but the last, which
    /// is 1: the Padé approximant of five and five. |f| ≤ ½ makes it right to
    /// 1e-15.
    even: [f64; 3],
    odd: [f64; 2],
}

const LOGISTIC: Logistic = Logistic {
    least: -746.0,
    most: 600.0,
    log2_e: LOG2_E,
    to_whole: 6_755_399_441_055_744.0 + 923.0, // 1.5 · 2⁵² + 1023 − 100
    scale: 7.888_609_052_210_118e-31,
    even: [
        30_240.0 / (LN_2 * LN_2 * LN_2 * LN_2 * LN_2),
        3_360.0 / (LN_2 * LN_2 * LN_2),
        30.0 / LN_2,
    ],
    odd: [
        15_120.0 / (LN_2 * LN_2 * LN_2 * LN_2),
        420.0 / (LN_2 * LN_2),
    ],
};

impl Logistic {
    #[inline]
    fn of(&self, z: f64) -> f64 {
        // NaN stays NaN.
        let z = if z < self.least { self.least } else { z };
        let z = if z > self.most { self.most } else { z };
        let t = z * self.log2_e;
        let whole = self.to_whole - t;
        let f = t - (self.to_whole - whole);
        let f2 = f * f;
        let even = self.even[0] + (self.even[1] + self.even[2] * f2) * f2;
        let odd = f * (self.odd[0] + (self.odd[1] + f2) * f2);
        let one = (even + odd) * self.scale;
        let exponential = (even - odd) * power_of_two(whole);
        one / (one + exponential)
    }
}

/// 2ⁿ, where the last bits of a number hold n + 1023.
#[inline]
fn power_of_two(whole: f64) -> f64 {
    f64::from_bits(whole.to_bits() << 52)
}
