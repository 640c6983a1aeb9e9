//! Where the number in a cell comes from.

use crate::math::At;

use super::contribution::{Contribution, Factor};
use super::frame::Frame;
use super::grid_id::{CellRef, GridId};
use super::run::Trace;

/// One of the terms whose sum is the number in a computed cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The step that adds it.
    pub step: usize,
    /// The output position it belongs to.
    pub position: At,
    /// The cells it is made of, with their values.
    pub factors: Vec<Factor>,
    /// The term.
    pub product: f64,
    /// The sum up to and with this term.
    pub sum: f64,
}

impl Trace<'_> {
    /// Every term of a computed cell at the end of the run, in the order of
    /// their sum: the products of Z, dX and dW; each dZ for db; one for H, σ(Z), and one for
    /// dZ, G · σ′(Z). Nothing for the grids that are given.
    ///
    /// ```
    /// use convscope::app::notebook;
    /// use convscope::math::At;
    /// use convscope::trace::{CellRef, GridId, Trace};
    ///
    /// let layer = notebook();
    /// let trace = Trace::of(&layer);
    /// let terms = trace.terms(CellRef::new(GridId::Dx, At::new(1, 1)), &trace.frame(10));
    /// let steps: Vec<usize> = terms.iter().map(|term| term.step).collect();
    /// assert_eq!(steps, [7, 8, 9, 10]);
    /// assert!((terms[3].sum - 0.25575564).abs() <= 5e-9);
    /// ```
    #[must_use]
    pub fn terms(self, cell: CellRef, finished: &Frame) -> Vec<Term> {
        match cell.grid {
            GridId::Z => {
                let step = self.steps().forward(cell.at);
                let products = self.products_of_z(cell.at).into_iter();
                products.map(|one| term(step, cell.at, &one)).collect()
            }
            GridId::H => vec![self.whole(cell, GridId::Z, finished)],
            GridId::Dz => vec![self.whole(cell, GridId::G, finished)],
            GridId::Dx | GridId::Dw => {
                let products = self.products_of(cell, &finished.dz).into_iter();
                products
                    .map(|one| {
                        let position = one.factors[1].cell.at;
                        term(self.steps().reaching(position, cell), position, &one)
                    })
                    .collect()
            }
            GridId::Db => self.each_dz(cell, finished),
            GridId::X | GridId::W | GridId::B | GridId::G | GridId::T => Vec::new(),
        }
    }

    /// db is the sum of dZ.
    fn each_dz(self, db: CellRef, finished: &Frame) -> Vec<Term> {
        let mut sum = 0.0;
        let dz = finished.dz.size().positions().zip(finished.dz.cells());
        dz.map(|(position, &value)| {
            sum += value;
            Term {
                step: self.steps().reaching(position, db),
                position,
                factors: vec![Factor {
                    cell: CellRef::new(GridId::Dz, position),
                    value,
                }],
                product: value,
                sum,
            }
        })
        .collect()
    }

    /// The one term of a cell that is computed with its whole array.
    fn whole(self, cell: CellRef, from: GridId, finished: &Frame) -> Term {
        let value = |grid| finished.value(grid, cell.at).unwrap_or(f64::NAN);
        let activation = self.steps().positions() + 1;
        Term {
            step: if cell.grid == GridId::H {
                activation
            } else {
                activation + 1
            },
            position: cell.at,
            factors: vec![Factor {
                cell: CellRef::new(from, cell.at),
                value: value(from),
            }],
            product: value(cell.grid),
            sum: value(cell.grid),
        }
    }
}

fn term(step: usize, position: At, one: &Contribution) -> Term {
    Term {
        step,
        position,
        factors: one.factors.to_vec(),
        product: one.product(),
        sum: one.after,
    }
}
