//! Which results does the page show, and how exactly can a program agree with them?
//!
//! A program adds up in an order of its own. Where large products cancel, the order
//! shows in the result. So a result is compared on the scale of the terms, once
//! that is far above 1.

use crate::math::{Activation, At, Forward, GradientSums, Gradients, Grid, Layer, Loss};
use crate::trace::GridId;

/// Up to this magnitude sums agree to 1e-12 in any order.
const CALM: f64 = 500.0;

/// The results of a layer, and how exactly a program can agree with them.
#[derive(Debug)]
pub(super) struct Answers<'a> {
    layer: &'a Layer,
    forward: Forward,
    gradients: Gradients,
    scales: Scales,
    /// Why a program need not agree in every number.
    pub(super) gap: Option<Gap>,
}

/// What makes a result depend on the order of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// A number beyond f64: times zero it is NaN.
    Infinite,
    /// A Z that is 0 but for rounding, at the corner of a `ReLU`.
    Corner,
}

impl<'a> Answers<'a> {
    pub(super) fn of(layer: &'a Layer) -> Self {
        let forward = layer.forward();
        let gradients = layer.backward(&forward);
        Self {
            scales: Scales::of(layer, &forward, &gradients.dz),
            gap: gap(layer, &forward, &gradients.dz),
            layer,
            forward,
            gradients,
        }
    }

    /// `None` for b and db, which are numbers.
    pub(super) const fn grid(&self, id: GridId) -> Option<&Grid> {
        Some(match id {
            GridId::X => self.layer.x(),
            GridId::W => self.layer.w(),
            GridId::G => self.layer.g(),
            GridId::T => self.layer.t(),
            GridId::Z => &self.forward.z,
            GridId::H => &self.forward.h,
            GridId::Dz => &self.gradients.dz,
            GridId::Dx => &self.gradients.sums.dx,
            GridId::Dw => &self.gradients.sums.dw,
            GridId::B | GridId::Db => return None,
        })
    }

    /// `L`, `b` or `db`.
    pub(super) fn number(&self, name: &str) -> f64 {
        match name {
            "L" => self.layer.loss_of(&self.forward.h),
            "b" => self.layer.bias(),
            _ => self.gradients.sums.db,
        }
    }

    /// The scale of the tolerance 1e-12 of a result: 1, or a power of ten.
    pub(super) fn scale(&self, name: &str) -> f64 {
        let Scales {
            z,
            dz,
            dx,
            dw,
            db,
            loss,
        } = self.scales;
        let bound = match name {
            "dZ" => dz,
            "dX" => dx,
            "dW" => dw,
            "db" => db,
            "L" => loss,
            _ => z,
        };
        if bound <= CALM || !bound.is_finite() {
            return 1.0;
        }
        let mut power = 1.0;
        while power < bound {
            power *= 10.0;
        }
        power
    }
}

fn gap(layer: &Layer, forward: &Forward, dz: &Grid) -> Option<Gap> {
    let is_finite = |grid: &Grid| grid.cells().iter().all(|cell| cell.is_finite());
    let mut positions = layer.geometry().output().positions();
    if ![&forward.z, dz].into_iter().all(is_finite) {
        Some(Gap::Infinite)
    } else if positions.any(|at| is_on_corner(layer, at, forward.z[at])) {
        Some(Gap::Corner)
    } else {
        None
    }
}

/// Whether the order of a sum decides on which side of a ReLU's corner Z lies.
fn is_on_corner(layer: &Layer, position: At, z: f64) -> bool {
    let products = || {
        let taps = layer.geometry().taps(position);
        let factors = taps.map(|tap| [layer.x()[tap.input], layer.w()[tap.kernel]]);
        factors.filter(|factors| !factors.contains(&0.0))
    };
    let bias = layer.bias();
    let size = products().fold(bias.abs(), |sum, [x, w]| sum + (x * w).abs());
    let is_exact = || products().flatten().chain([bias]).all(is_coarse);
    layer.activation().has_kink() && size > 0.0 && z.abs() <= 1e-12 * size && !is_exact()
}

/// Whether products of two such numbers add up exactly in any order.
fn is_coarse(number: f64) -> bool {
    (number * 1024.0).fract() == 0.0 && number.abs() < 65536.0
}

/// How large the terms are that are added up on the way to each result.
#[derive(Clone, Copy, Debug)]
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
        let absolute = layer.unsigned();
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

/// A bound on how much dZ changes with Z.
fn sensitivity(layer: &Layer, g: f64) -> f64 {
    let through_slope = match layer.activation() {
        Activation::Sigmoid | Activation::Tanh => g,
        Activation::Relu | Activation::LeakyRelu | Activation::Identity => 0.0,
    };
    let through_upstream = match layer.loss() {
        Loss::Sum | Loss::ByHand => 0.0,
        Loss::SquaredError => 1.0,
        Loss::MeanSquaredError => 2.0 / layer.geometry().output().cells() as f64,
    };
    through_slope + through_upstream
}

fn largest(grid: &Grid) -> f64 {
    grid.cells().iter().copied().fold(0.0, f64::max)
}
