//! The products a step adds, each with what it is added to.

use crate::math::{At, Tap};

use super::frame::{Frame, Partial};
use super::grid_id::{CellRef, GridId};
use super::run::Trace;
use super::step::Step;

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

impl Trace<'_> {
    /// What a step adds: up to Z, to dX and then to dW, or up to one cell of
    /// these, in the order in which it happens; nothing for the other steps. A
    /// number beyond the last step means the last.
    ///
    /// ```
    /// use convscope::app::notebook;
    /// use convscope::math::At;
    /// use convscope::trace::{CellRef, GridId, Trace};
    ///
    /// // The third backward step adds W[0,1] · dZ[1,0] to dX[1,1].
    /// let layer = notebook();
    /// let added = Trace::of(&layer).contributions(9);
    /// let target = CellRef::new(GridId::Dx, At::new(1, 1));
    /// let Some(one) = added.iter().find(|one| one.target == target) else {
    ///     panic!("dX[1,1] lies below that position");
    /// };
    /// assert!((one.before - 0.18072281).abs() <= 5e-9);
    /// assert!((one.product() - -0.1 * 0.24966083).abs() <= 5e-9);
    /// assert!((one.after - 0.15575673).abs() <= 5e-9);
    /// ```
    #[must_use]
    pub fn contributions(self, number: usize) -> Vec<Contribution> {
        self.contributions_from(number, |step| self.frame(step))
    }

    /// The same, from the frames of this very run.
    pub(super) fn contributions_from(
        self,
        number: usize,
        frame: impl Fn(usize) -> Frame,
    ) -> Vec<Contribution> {
        let number = number.min(self.steps().last());
        match self.steps().step(number) {
            Step::Forward(position) => self.products_of_z(position),
            Step::Backward(position) => self.spread(position, &frame(number - 1)),
            Step::Gradient(cell) => self.products_of(cell, &frame(number).dz),
            Step::Start | Step::Activation | Step::ActivationGradient => Vec::new(),
        }
    }

    /// The products of X and W whose sum is Z at a position.
    pub(super) fn products_of_z(self, position: At) -> Vec<Contribution> {
        let layer = self.layer();
        let taps = layer.geometry().taps(position);
        let factors = taps.map(|tap| [self.x(tap), self.w(tap)]);
        running(CellRef::new(GridId::Z, position), layer.bias(), factors)
    }

    /// The products whose sum is a cell of dX or dW.
    pub(super) fn products_of(self, cell: CellRef, dz: &Partial) -> Vec<Contribution> {
        let factors = self.taps_into(cell).into_iter().map(|tap| {
            let other = match cell.grid {
                GridId::Dw => self.x(tap),
                _ => self.w(tap),
            };
            [other, dz_at(dz, tap.position)]
        });
        running(cell, 0.0, factors)
    }

    /// What a position adds to dX and then to dW.
    fn spread(self, position: At, before: &Frame) -> Vec<Contribution> {
        let dz = dz_at(&before.dz, position);
        let taps = || self.layer().geometry().taps(position);
        let sum = |cell: CellRef| before.value(cell.grid, cell.at).unwrap_or(0.0);
        let to_dx = taps().map(|tap| {
            let target = CellRef::new(GridId::Dx, tap.input);
            Contribution::new(target, sum(target), [self.w(tap), dz])
        });
        let to_dw = taps().map(|tap| {
            let target = CellRef::new(GridId::Dw, tap.kernel);
            Contribution::new(target, sum(target), [self.x(tap), dz])
        });
        let mut contributions: Vec<Contribution> = to_dx.collect();
        contributions.extend(to_dw);
        contributions
    }

    fn x(self, tap: Tap) -> Factor {
        factor(GridId::X, tap.input, self.layer().x()[tap.input])
    }

    fn w(self, tap: Tap) -> Factor {
        factor(GridId::W, tap.kernel, self.layer().w()[tap.kernel])
    }
}

/// Products that are added up in one cell, one after the other.
fn running(
    target: CellRef,
    start: f64,
    products: impl Iterator<Item = [Factor; 2]>,
) -> Vec<Contribution> {
    let mut sum = start;
    products
        .map(|factors| {
            let contribution = Contribution::new(target, sum, factors);
            sum = contribution.after;
            contribution
        })
        .collect()
}

fn dz_at(dz: &Partial, position: At) -> Factor {
    let value = dz.get(position).unwrap_or(f64::NAN);
    factor(GridId::Dz, position, value)
}

const fn factor(grid: GridId, at: At, value: f64) -> Factor {
    Factor {
        cell: CellRef::new(grid, at),
        value,
    }
}
