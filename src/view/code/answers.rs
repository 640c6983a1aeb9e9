//! What does the page say comes out, and how exactly can a program agree?
//!
//! A program adds up in an order of its own. Where large products cancel, the
//! order shows; so a result is compared on the scale of what was added up,
//! once that is far above 1.

use crate::math::{Activation, At, Forward, GradientSums, Gradients, Grid, Layer, Loss, Operand};
use crate::trace::GridId;

use super::setting::Setting;

/// Up to here sums agree to 1e-12 in any order.
const CALM: f64 = 500.0;

/// The results of a layer.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    /// The grids that a program has to agree with.
    pub(super) grids: Vec<Answer<Grid>>,
    /// The numbers that it has to agree with.
    pub(super) numbers: Vec<Answer<f64>>,
    /// Why some are left out.
    pub(super) gap: Option<&'static str>,
}

/// One result.
#[derive(Clone, Debug)]
pub(super) struct Answer<T> {
    /// What the program calls it.
    pub(super) name: &'static str,
    /// What the page shows.
    pub(super) value: T,
    /// How large a thing it is that 1e-12 of is nothing.
    pub(super) scale: f64,
}

impl Answers {
    pub(super) fn of(
        Setting {
            layer, notation, ..
        }: &Setting<'_>,
    ) -> Self {
        let forward = layer.forward();
        let Gradients { dz, sums } = layer.backward(&forward);
        let loss = layer.loss_of(&forward.h);
        let scales = Scales::of(layer, &forward, &dz);
        let gap = gap(layer, &forward, &dz);

        let name = |grid| notation.grid(grid);
        let mut grids = vec![
            answer(name(GridId::Z), forward.z, scales.z),
            answer(name(GridId::H), forward.h, scales.z),
        ];
        let mut numbers = vec![answer(notation.loss(), loss, scales.loss)];
        if gap != Some(CORNER) {
            grids.push(answer(name(GridId::Dz), dz, scales.dz));
            numbers.push(answer(notation.bias_gradient(), sums.db, scales.db));
        }
        if gap.is_none() {
            grids.push(answer(name(GridId::Dx), sums.dx, scales.dx));
            grids.push(answer(name(GridId::Dw), sums.dw, scales.dw));
        }
        Self {
            grids,
            numbers,
            gap,
        }
    }

    /// The scale of a result.
    pub(super) fn scale(&self, name: &str) -> f64 {
        let grids = self.grids.iter().map(|it| (it.name, it.scale));
        let mut all = grids.chain(self.numbers.iter().map(|it| (it.name, it.scale)));
        all.find(|it| it.0 == name).map_or(1.0, |it| it.1)
    }
}

/// With a scale that is 1 or a power of ten.
fn answer<T>(name: &'static str, value: T, bound: f64) -> Answer<T> {
    let is_wild = bound > CALM && bound.is_finite();
    let scale = if is_wild {
        10_f64.powf(bound.log10().ceil())
    } else {
        1.0
    };
    Answer { name, value, scale }
}

const BEYOND: &str = "some results are left out: a zero times a number beyond f64 is NaN";
const CORNER: &str = "the gradients are left out: a Z is 0 but for rounding, at the corner of ReLU";

/// Why a program need not agree in all.
fn gap(layer: &Layer, forward: &Forward, dz: &Grid) -> Option<&'static str> {
    let is_finite = |grid: &Grid| grid.cells().iter().all(|cell| cell.is_finite());
    let mut positions = layer.geometry().output().positions();
    if ![&forward.z, dz].into_iter().all(is_finite) {
        Some(BEYOND)
    } else if positions.any(|at| is_on_corner(layer, at, forward.z[at])) {
        Some(CORNER)
    } else {
        None
    }
}

/// Whether it hangs on the order of a sum on which side of ReLU's corner it is.
fn is_on_corner(layer: &Layer, position: At, z: f64) -> bool {
    let products = || {
        let taps = layer.geometry().taps(position);
        let factors = taps.map(|tap| [layer.x()[tap.input], layer.w()[tap.kernel]]);
        factors.filter(|factors| !factors.contains(&0.0))
    };
    let bias = layer.bias();
    let size = products().fold(bias.abs(), |sum, [x, w]| sum + (x * w).abs());
    let is_exact = || products().flatten().chain([bias]).all(is_coarse);
    layer.activation() == Activation::Relu && size > 0.0 && z.abs() <= 1e-12 * size && !is_exact()
}

/// Whether products of two such numbers add up exactly in any order.
fn is_coarse(number: f64) -> bool {
    (number * 1024.0).fract() == 0.0 && number.abs() < 65536.0
}

/// How large the things are that are added up on the way to a result.
struct Scales {
    z: f64,
    dz: f64,
    dx: f64,
    dw: f64,
    db: f64,
    loss: f64,
}

impl Scales {
    fn of(layer: &Layer, Forward { h, .. }: &Forward, dz: &Grid) -> Self {
        let absolute = absolute(layer);
        let output = layer.geometry().output();
        let z = Grid::from_fn(output, |at| absolute.pre_activation(at));
        let g = Grid::from_fn(output, |at| layer.upstream(at, h[at]).abs());
        let dz = Grid::from_fn(output, |at| {
            dz[at].abs() + z[at] * sensitivity(layer, g[at])
        });
        let mut sums = GradientSums::zeros(layer.geometry());
        for at in output.positions() {
            absolute.contribute(at, dz[at], &mut sums);
        }
        let losses = output.positions().map(|at| g[at] * (h[at].abs() + z[at]));
        Self {
            z: largest(&z),
            dz: largest(&dz),
            dx: largest(&sums.dx),
            dw: largest(&sums.dw),
            db: sums.db,
            loss: losses.sum(),
        }
    }
}

/// At most how much dZ changes with Z.
fn sensitivity(layer: &Layer, g: f64) -> f64 {
    let through_slope = match layer.activation() {
        Activation::Sigmoid | Activation::Tanh => g,
        Activation::Relu | Activation::Identity => 0.0,
    };
    let through_upstream = f64::from(layer.loss() == Loss::SquaredError);
    through_slope + through_upstream
}

/// The layer of the absolute values of X, W and b.
fn absolute(layer: &Layer) -> Layer {
    let mut absolute = layer.clone();
    for operand in [Operand::X, Operand::W] {
        let grid = layer.operand(operand);
        for at in grid.size().positions() {
            absolute.set(operand, at, grid[at].abs());
        }
    }
    absolute.set_bias(layer.bias().abs());
    absolute
}

fn largest(grid: &Grid) -> f64 {
    grid.cells().iter().copied().fold(0.0, f64::max)
}
