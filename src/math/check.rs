//! Measuring gradients: each input is moved a little to both sides, and L is
//! computed again.
//!
//! What can be measured depends on the size of the numbers. So each experiment has a
//! step of its own, an error counts beside the products that make the cell, and a cell
//! is compared only where the experiment's own error is small beside them.

use super::activation::Activation;
use super::backward_view::BackwardView;
use super::geometry::Tap;
use super::grid::{At, Grid};
use super::layer::{Forward, Gradients, Layer, Operand};

/// About how far an experiment moves Z: farther, and the curve of σ shows; less far,
/// and the rounding of H does.
const REACH: f64 = 3e-5;

/// From here on a relative error fails.
const TOO_LARGE: f64 = 1e-5;

/// The largest error of an experiment, relative to the scale of its cell, with which
/// the cell can be compared.
const LARGEST_NOISE: f64 = 1e-6;

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

impl Gradient {
    fn of(self, Gradients { dz, sums }: &Gradients) -> f64 {
        match self {
            Self::Dx(at) => sums.dx[at],
            Self::Dw(at) => sums.dw[at],
            Self::Db => sums.db,
            Self::Dz(at) => dz[at],
        }
    }
}

/// Why a cell cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A number of the experiment does not fit into an f64.
    NotFinite,
    /// The two sides lie across a ReLU's kink: there is no derivative that the
    /// quotient could come near.
    Kink,
    /// The experiment's own error may be too large beside the cell's scale.
    TooSmall,
}

/// One cell's experiment: `numeric = (L(+h) − L(−h)) / 2h`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Checked {
    /// Which cell.
    pub gradient: Gradient,
    /// What the backward pass says.
    pub analytic: f64,
    /// How far the input is moved to each side.
    pub h: f64,
    /// L with the input moved up by h.
    pub above: f64,
    /// L with the input moved down by h.
    pub below: f64,
    /// `above − below`, added up position by position. In the difference of two
    /// whole L the rounding can be larger than what a small gradient makes of h.
    pub difference: f64,
    /// The sum of the magnitudes of the products that make the right gradient.
    pub scale: f64,
    /// Why it cannot be compared; `None` where it is.
    pub obstacle: Option<Obstacle>,
}

impl Checked {
    /// The central difference.
    #[must_use]
    pub fn numeric(&self) -> f64 {
        self.difference / (2.0 * self.h)
    }

    /// |a − n| / scale; 0 where there is no error.
    #[must_use]
    pub fn relative_error(&self) -> f64 {
        match (self.analytic - self.numeric()).abs() {
            0.0 => 0.0,
            error => error / self.scale,
        }
    }

    /// Whether the two can be compared.
    #[must_use]
    pub const fn is_compared(&self) -> bool {
        self.obstacle.is_none()
    }

    /// Whether the two are compared and differ.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.is_compared() && self.relative_error() >= TOO_LARGE
    }
}

/// The experiments of all cells: dX, dW, db, dZ, each row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// One for each cell.
    pub cells: Vec<Checked>,
}

impl Check {
    /// The cells that can be compared.
    pub fn compared(&self) -> impl Iterator<Item = &Checked> {
        self.cells.iter().filter(|cell| cell.is_compared())
    }

    /// The number of cells that are compared and differ.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.cells.iter().filter(|cell| cell.fails()).count()
    }

    /// Whether all cells agree that are compared; `None` where none is.
    #[must_use]
    pub fn passes(&self) -> Option<bool> {
        self.compared().next()?;
        Some(self.failures() == 0)
    }

    /// The largest relative error of the compared cells; 0 where there are none.
    #[must_use]
    pub fn max_relative_error(&self) -> f64 {
        let errors = self.compared().map(Checked::relative_error);
        errors.fold(0.0, f64::max)
    }

    /// ‖a − n‖ / (‖a‖ + ‖n‖) over the compared cells, as courses compare whole
    /// gradients; 0 where all of them are 0.
    #[must_use]
    pub fn distance(&self) -> f64 {
        let pairs = || self.compared().map(|cell| [cell.analytic, cell.numeric()]);
        // Squares of very large or small numbers would not fit into an f64.
        let unit = pairs().fold(0.0, |most: f64, [a, n]| most.max(a.abs()).max(n.abs()));
        if unit == 0.0 {
            return 0.0;
        }
        let [off, a, n] = pairs().fold([0.0; 3], |sums, [a, n]| {
            let (a, n) = (a / unit, n / unit);
            [
                sums[0] + (a - n) * (a - n),
                sums[1] + a * a,
                sums[2] + n * n,
            ]
        });
        off.sqrt() / (a.sqrt() + n.sqrt())
    }
}

/// Measures every gradient of a layer and compares it with the one that a backward
/// pass has computed. The bias is an input even where it is 0.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::math::{At, check};
///
/// let layer = notebook();
/// let mut gradients = layer.backward(&layer.forward());
/// let right = check(&layer, &gradients);
/// assert_eq!(right.cells.len(), 9 + 4 + 1 + 4); // dX, dW, db, dZ
/// assert_eq!(right.passes(), Some(true));
///
/// gradients.sums.dx[At::new(1, 1)] += 0.001;
/// assert_eq!(check(&layer, &gradients).failures(), 1);
/// ```
#[must_use]
pub fn check(layer: &Layer, gradients: &Gradients) -> Check {
    let laboratory = Laboratory::of(layer);
    let geometry = layer.geometry();
    let mut cells = Vec::new();
    let mut measure = |gradient| cells.push(laboratory.checked(gradient, gradients));
    geometry
        .input()
        .positions()
        .for_each(|at| measure(Gradient::Dx(at)));
    geometry
        .kernel()
        .positions()
        .for_each(|at| measure(Gradient::Dw(at)));
    measure(Gradient::Db);
    geometry
        .output()
        .positions()
        .for_each(|at| measure(Gradient::Dz(at)));
    Check { cells }
}

/// A cell of Z that an input reaches, and the factor by which it moves with it.
type Reached = (At, f64);

/// A cell of Z, with its values on both sides.
type Moved = (At, [f64; 2]);

struct Laboratory<'a> {
    layer: &'a Layer,
    forward: Forward,
    /// The sum of the magnitudes of what makes each cell of Z.
    sizes: Grid,
    /// The same of the right gradients, whatever is checked: a mistake does not set its
    /// own scale.
    scales: Gradients,
}

impl<'a> Laboratory<'a> {
    fn of(layer: &'a Layer) -> Self {
        let forward = layer.forward();
        Self {
            sizes: layer.unsigned().forward().z,
            scales: layer.scales(&layer.backward(&forward)),
            layer,
            forward,
        }
    }

    fn checked(&self, gradient: Gradient, gradients: &Gradients) -> Checked {
        let reached = self.reached(gradient);
        let h = self.step(&reached);
        let moved = self.moved(gradient, &reached, h);
        let mut checked = Checked {
            gradient,
            analytic: gradient.of(gradients),
            h,
            above: self.loss(&moved, 0),
            below: self.loss(&moved, 1),
            difference: self.difference(&moved),
            scale: gradient.of(&self.scales),
            obstacle: None,
        };
        checked.obstacle = self.obstacle(&checked, &moved);
        checked
    }

    /// The cells of Z that move with the input of a gradient.
    fn reached(&self, gradient: Gradient) -> Vec<Reached> {
        let (layer, geometry) = (self.layer, self.layer.geometry());
        let view = BackwardView::Gather;
        let taps = match gradient {
            Gradient::Dx(at) => view.taps_into_dx(geometry, at),
            Gradient::Dw(at) => view.taps_into_dw(geometry, at),
            Gradient::Db => return geometry.output().positions().map(|at| (at, 1.0)).collect(),
            Gradient::Dz(at) => return vec![(at, 1.0)],
        };
        let factor = |tap: &Tap| match gradient {
            Gradient::Dx(_) => layer.w()[tap.kernel],
            _ => layer.x()[tap.input],
        };
        let reached = taps.iter().map(|tap| (tap.position, factor(tap)));
        reached.filter(|&(_, factor)| factor != 0.0).collect()
    }

    /// How far to move an input: so far that Z moves by about [`REACH`]. Where σ is
    /// straight, Z may move with its size, and is rounded less beside that.
    fn step(&self, reached: &[Reached]) -> f64 {
        let activation = self.layer.activation();
        let is_straight = activation.has_kink() || activation == Activation::Identity;
        let [mut largest_factor, mut size] = [0.0_f64; 2];
        for &(at, factor) in reached {
            largest_factor = largest_factor.max(factor.abs());
            size = size.max(self.sizes[at]);
        }
        let reach = match REACH * size {
            reach if is_straight && reach >= f64::MIN_POSITIVE => reach,
            _ => REACH,
        };
        one_digit(if reached.is_empty() {
            reach
        } else {
            reach / largest_factor
        })
    }

    /// Moves an input of the layer to both sides.
    fn moved(&self, gradient: Gradient, reached: &[Reached], h: f64) -> Vec<Moved> {
        let (right, mut layer) = (self.layer, self.layer.clone());
        let mut z = |by| -> Vec<f64> {
            match gradient {
                Gradient::Dx(at) => layer.set(Operand::X, at, right.x()[at] + by),
                Gradient::Dw(at) => layer.set(Operand::W, at, right.w()[at] + by),
                Gradient::Db => layer.set_bias(right.bias() + by),
                Gradient::Dz(at) => return vec![self.forward.z[at] + by],
            }
            let z = |&(at, _): &Reached| layer.pre_activation(at);
            reached.iter().map(z).collect()
        };
        let sides = z(h).into_iter().zip(z(-h));
        let cells = reached.iter().zip(sides);
        cells
            .map(|(&(at, _), (above, below))| (at, [above, below]))
            .collect()
    }

    /// L with the values of one side in the moved cells of Z.
    fn loss(&self, moved: &[Moved], side: usize) -> f64 {
        let mut h = self.forward.h.clone();
        for &(at, sides) in moved {
            h[at] = self.layer.activation().apply(sides[side]);
        }
        self.layer.loss_of(&h)
    }

    /// L on one side minus L on the other.
    fn difference(&self, moved: &[Moved]) -> f64 {
        let term = |at, z| self.layer.loss_at(at, self.layer.activation().apply(z));
        moved.iter().fold(0.0, |sum, &(at, [above, below])| {
            sum + (term(at, above) - term(at, below))
        })
    }

    fn obstacle(&self, checked: &Checked, moved: &[Moved]) -> Option<Obstacle> {
        let Checked {
            analytic,
            h,
            above,
            below,
            difference,
            scale,
            ..
        } = *checked;
        let numbers = [analytic, above, below, scale, checked.numeric(), 2.0 * h];
        if !numbers.into_iter().all(f64::is_finite) {
            return Some(Obstacle::NotFinite);
        }
        let crosses = |&(_, [above, below]): &Moved| (above > 0.0) != (below > 0.0);
        if self.layer.activation().has_kink() && moved.iter().any(crosses) {
            return Some(Obstacle::Kink);
        }
        let expected = scale * (2.0 * h);
        // Below the smallest normal number an f64 has fewer digits.
        let has_digits =
            scale.min(expected) >= f64::MIN_POSITIVE || (scale == 0.0 && difference == 0.0);
        let is_clear = self.noise(moved) <= LARGEST_NOISE * expected;
        (!has_digits || !is_clear).then_some(Obstacle::TooSmall)
    }

    /// The largest error that the difference of an experiment may have.
    fn noise(&self, moved: &[Moved]) -> f64 {
        let (layer, Forward { z, h }) = (self.layer, &self.forward);
        let mut noise = 0.0;
        for &(at, sides) in moved {
            // Taylor: (f(+h) − f(−h)) / 2h is off by f‴h²/6, and f′ bends by f‴h².
            let mut bend = -2.0 * layer.delta(at, z[at], h[at]);
            for z in sides {
                let h = layer.activation().apply(z);
                let dz = layer.delta(at, z, h);
                bend += dz;
                noise += self.rounding(at, h, dz);
            }
            let distance = (sides[0] - sides[1]).abs();
            noise += (distance * bend / 6.0).abs();
            // A dZ below the smallest normal number has few digits: G and the product
            // with the slope may be off by the smallest of all numbers.
            noise += distance * (2.0 * f64::from_bits(1));
        }
        noise
    }

    /// How far the rounding of Z, of H and of L itself may carry what a position
    /// adds to L.
    fn rounding(&self, at: At, h: f64, dz: f64) -> f64 {
        if h == 0.0 && dz == 0.0 {
            // A ReLU that is off: nothing moves, and nothing is rounded.
            return 0.0;
        }
        let additions = self.layer.w().size().cells() + 1;
        // What is smaller than that loses digits too.
        let size = self.sizes[at].max(f64::MIN_POSITIVE);
        let of_z = dz * size * additions as f64;
        let of_h = self.layer.upstream(at, h) * h;
        let of_loss = self.layer.loss_at(at, h);
        f64::EPSILON * (of_z.abs() + of_h.abs() + of_loss.abs())
    }
}

/// The number nearest to a positive one that has one digit, so that a person can read
/// it. What is too large or too small to have an exponent stays as it is.
fn one_digit(value: f64) -> f64 {
    if !value.is_normal() {
        return value;
    }
    let rounded = |value: f64| (value + 0.5).floor();
    let mut power = 1.0;
    while value / power >= 10.0 {
        power *= 10.0;
    }
    if power > 1.0 {
        return rounded(value / power) * power;
    }
    while value * power < 1.0 {
        power *= 10.0;
    }
    // A quotient of whole numbers is rounded once, as the decimal is when it is read.
    rounded(value * power) / power
}
