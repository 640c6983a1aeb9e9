//! The products a step adds, each with what it is added to.

use crate::math::{At, Layer};

use super::frame::Frame;
use super::grid_id::{CellRef, GridId};
use super::step::{Step, Steps};

/// One number that goes into a product, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// The cell it comes from.
    pub cell: CellRef,
    /// Its value.
    pub value: f64,
}

/// `after = before + a · b`, in one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The cell it is added to.
    pub target: CellRef,
    /// The sum before.
    pub before: f64,
    /// The two factors of the product.
    pub factors: [Factor; 2],
    /// The sum after.
    pub after: f64,
}

impl Contribution {
    fn new(target: CellRef, before: f64, factors: [Factor; 2]) -> Self {
        let [a, b] = factors;
        Self {
            target,
            before,
            factors,
            after: before + a.value * b.value,
        }
    }

    /// The product that is added.
    #[must_use]
    pub fn product(&self) -> f64 {
        self.factors[0].value * self.factors[1].value
    }
}

/// What a forward step adds up to Z, or a backward step adds to dX and then to
/// dW, in the order in which it happens; nothing for the other steps.
#[must_use]
pub fn contributions(layer: &Layer, number: usize) -> Vec<Contribution> {
    match Steps::of(layer.geometry()).step(number) {
        Step::Forward(position) => products_of_z(layer, position),
        Step::Backward(position) => spread(layer, position, &Frame::after(layer, number - 1)),
        Step::Start | Step::Activation | Step::ActivationGradient => Vec::new(),
    }
}

fn products_of_z(layer: &Layer, position: At) -> Vec<Contribution> {
    let target = CellRef::new(GridId::Z, position);
    let mut sum = layer.bias();
    let taps = layer.geometry().taps(position);
    taps.map(|tap| {
        let factors = [
            factor(GridId::X, tap.input, layer.x()[tap.input]),
            factor(GridId::W, tap.kernel, layer.w()[tap.kernel]),
        ];
        let contribution = Contribution::new(target, sum, factors);
        sum = contribution.after;
        contribution
    })
    .collect()
}

fn spread(layer: &Layer, position: At, before: &Frame) -> Vec<Contribution> {
    let Some(dz) = before.dz.get(position) else {
        return Vec::new();
    };
    let dz = factor(GridId::Dz, position, dz);
    let taps = || layer.geometry().taps(position);
    let to_dx = taps().map(|tap| {
        let w = factor(GridId::W, tap.kernel, layer.w()[tap.kernel]);
        let target = CellRef::new(GridId::Dx, tap.input);
        Contribution::new(target, before.sums.dx[tap.input], [w, dz])
    });
    let to_dw = taps().map(|tap| {
        let x = factor(GridId::X, tap.input, layer.x()[tap.input]);
        let target = CellRef::new(GridId::Dw, tap.kernel);
        Contribution::new(target, before.sums.dw[tap.kernel], [x, dz])
    });
    to_dx.chain(to_dw).collect()
}

const fn factor(grid: GridId, at: At, value: f64) -> Factor {
    Factor {
        cell: CellRef::new(grid, at),
        value,
    }
}
