//! Measuring gradients: each input is moved a little to both sides, and L is
//! computed again.

use super::backward_view::BackwardView;
use super::grid::At;
use super::layer::{Forward, Gradients, Layer, Operand};

/// How far an input is moved to each side.
pub const NUDGE: f64 = 1e-5;

/// From here on a relative error fails.
const TOO_LARGE: f64 = 1e-5;

/// Magnitudes below this count as this much, so that noise around 0 is not a
/// large relative error.
const SMALLEST_SCALE: f64 = 1e-4;

/// One of the gradients, without its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gradient {
    /// A cell of ∂L/∂X.
    Dx(At),
    /// A cell of ∂L/∂W.
    Dw(At),
    /// ∂L/∂b.
    Db,
    /// A cell of ∂L/∂Z.
    Dz(At),
}

/// One cell's experiment: `numeric = (L(+h) − L(−h)) / 2h`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checked {
    /// Which cell.
    pub gradient: Gradient,
    /// What the backward pass says.
    pub analytic: f64,
    /// L with the input moved up by h.
    pub above: f64,
    /// L with the input moved down by h.
    pub below: f64,
    /// `above − below`, added up position by position. In the difference of two
    /// whole L the rounding can be larger than what a small gradient makes of h.
    pub difference: f64,
    /// Whether the two sides of a ReLU's kink were compared: then there is no
    /// derivative that the quotient could come near.
    pub kink: bool,
}

impl Checked {
    /// The central difference.
    #[must_use]
    pub fn numeric(&self) -> f64 {
        self.difference / (2.0 * NUDGE)
    }

    /// |a − n| / max(|a|, |n|, 1e-4), as `CS231n` compares gradients.
    #[must_use]
    pub fn relative_error(&self) -> f64 {
        let (a, n) = (self.analytic, self.numeric());
        (a - n).abs() / a.abs().max(n.abs()).max(SMALLEST_SCALE)
    }

    /// Whether the two agree, or cannot be compared.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.kink || self.relative_error() < TOO_LARGE
    }
}

/// The experiments of all cells: dX, dW, db, dZ, each row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// One for each cell.
    pub cells: Vec<Checked>,
}

impl Check {
    /// Whether every cell passes.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.cells.iter().all(Checked::passes)
    }

    /// The largest relative error, kinks left out; NaN if any other is NaN.
    #[must_use]
    pub fn max_relative_error(&self) -> f64 {
        let compared = self.cells.iter().filter(|cell| !cell.kink);
        compared
            .map(Checked::relative_error)
            .fold(0.0, |most, error| {
                if error.is_nan() || most < error {
                    error
                } else {
                    most
                }
            })
    }
}

/// Measures every gradient of a layer and compares it with the one that a backward
/// pass has computed. The bias is an input even where it is 0.
#[must_use]
pub fn check(layer: &Layer, gradients: &Gradients) -> Check {
    let laboratory = Laboratory {
        layer,
        forward: layer.forward(),
    };
    let geometry = layer.geometry();
    let sums = &gradients.sums;
    let mut cells = Vec::new();
    for at in geometry.input().positions() {
        let taps = BackwardView::Gather.taps_into_dx(geometry, at);
        let positions: Vec<At> = taps.into_iter().map(|tap| tap.position).collect();
        let nudge = |layer: &mut Layer, by| add(layer, Operand::X, at, by);
        cells.push(laboratory.moved(Gradient::Dx(at), sums.dx[at], &positions, &nudge));
    }
    let all: Vec<At> = geometry.output().positions().collect();
    for at in geometry.kernel().positions() {
        let nudge = |layer: &mut Layer, by| add(layer, Operand::W, at, by);
        cells.push(laboratory.moved(Gradient::Dw(at), sums.dw[at], &all, &nudge));
    }
    let nudge = |layer: &mut Layer, by| layer.set_bias(layer.bias() + by);
    cells.push(laboratory.moved(Gradient::Db, sums.db, &all, &nudge));
    for at in all {
        let side = |by| vec![(at, laboratory.forward.z[at] + by)];
        let sides = [side(NUDGE), side(-NUDGE)];
        cells.push(laboratory.checked(Gradient::Dz(at), gradients.dz[at], sides));
    }
    Check { cells }
}

fn add(layer: &mut Layer, operand: Operand, at: At, by: f64) {
    let value = layer.operand(operand)[at];
    layer.set(operand, at, value + by);
}

/// The cells of Z that an experiment has moved, with their new values.
type Moved = Vec<(At, f64)>;

struct Laboratory<'a> {
    layer: &'a Layer,
    forward: Forward,
}

impl Laboratory<'_> {
    /// Moves an input of the layer that reaches Z at these positions.
    fn moved(
        &self,
        gradient: Gradient,
        analytic: f64,
        positions: &[At],
        nudge: &dyn Fn(&mut Layer, f64),
    ) -> Checked {
        let side = |by| {
            let mut layer = self.layer.clone();
            nudge(&mut layer, by);
            let z = |&at: &At| (at, layer.pre_activation(at));
            positions.iter().map(z).collect()
        };
        self.checked(gradient, analytic, [side(NUDGE), side(-NUDGE)])
    }

    fn checked(&self, gradient: Gradient, analytic: f64, [above, below]: [Moved; 2]) -> Checked {
        Checked {
            gradient,
            analytic,
            kink: self.has_kink(&above, &below),
            above: self.loss(&above),
            below: self.loss(&below),
            difference: self.difference(&above, &below),
        }
    }

    /// L with other values in some cells of Z.
    fn loss(&self, moved: &Moved) -> f64 {
        let mut h = self.forward.h.clone();
        for &(at, z) in moved {
            h[at] = self.layer.activation().apply(z);
        }
        self.layer.loss_of(&h)
    }

    /// L on one side minus L on the other, where both have moved the same cells.
    fn difference(&self, above: &Moved, below: &Moved) -> f64 {
        let term = |&(at, z): &(At, f64)| self.layer.loss_at(at, self.layer.activation().apply(z));
        let sides = above.iter().zip(below);
        sides.fold(0.0, |sum, (above, below)| sum + (term(above) - term(below)))
    }

    /// Whether a kink lies between the two sides, as where a ReLU is switched on at one
    /// and off at the other.
    fn has_kink(&self, above: &Moved, below: &Moved) -> bool {
        let on = |&(_, z): &(At, f64)| z > 0.0;
        self.layer.activation().has_kink() && above.iter().map(on).ne(below.iter().map(on))
    }
}
