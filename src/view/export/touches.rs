//! What each step does to each cell that it touches, as numbers.
//!
//! Ten tell of a touch: the step, the row and the column of its position or of the
//! cell that it computes; the grid by its place in [`GridId::ALL`], the cell's row and
//! column; the sum before, the two factors of what is added, the value after. A 0
//! stands for what there is not: only a backward step adds.

use crate::math::At;
use crate::trace::{CellRef, Frame, GridId, Recording, Step};

pub(super) struct Touches<'a> {
    run: &'a Recording,
    db: f64,
    pub(super) numbers: Vec<f64>,
}

impl<'a> Touches<'a> {
    pub(super) const fn of(run: &'a Recording) -> Self {
        Self {
            run,
            db: 0.0,
            numbers: Vec::new(),
        }
    }

    /// Those of all steps, in the order in which they happen.
    pub(super) fn put_all(&mut self) {
        let Frame { z, dz, .. } = self.run.last();
        let steps = self.run.trace().steps();
        for number in 1..=steps.last() {
            match steps.step(number) {
                Step::Start => {}
                Step::Forward(at) => {
                    let cell = CellRef::new(GridId::Z, at);
                    self.put(number, cell, [0.0; 3], z.get(at).unwrap_or(f64::NAN));
                }
                Step::Activation => {
                    self.put_grid(number, GridId::H);
                    // Else G is known from the start.
                    if self.run.trace().layer().loss().has_target() {
                        self.put_grid(number, GridId::G);
                    }
                }
                Step::ActivationGradient => self.put_grid(number, GridId::Dz),
                Step::Backward(at) => {
                    self.put_sums(number);
                    self.put_db(number, dz.get(at).as_slice());
                }
                Step::Gradient(_) => {
                    self.put_sums(number);
                    // db comes with the last cell.
                    if number == steps.last() {
                        self.put_db(number, dz.cells());
                    }
                }
            }
        }
    }

    /// The products that a step adds.
    pub(super) fn put_sums(&mut self, step: usize) {
        for one in self.run.contributions(step) {
            let [a, b] = one.factors.map(|factor| factor.value);
            self.put(step, one.target, [one.before, a, b], one.after);
        }
    }

    fn put_db(&mut self, step: usize, dz: &[f64]) {
        for &dz in dz {
            let before = self.db;
            self.db += dz;
            let cell = CellRef::new(GridId::Db, At::ORIGIN);
            self.put(step, cell, [before, dz, 1.0], self.db);
        }
    }

    fn put_grid(&mut self, step: usize, id: GridId) {
        let grid = self.run.last().grid(id);
        for (at, &value) in grid.size().positions().zip(grid.cells()) {
            self.put(step, CellRef::new(id, at), [0.0; 3], value);
        }
    }

    fn put(&mut self, number: usize, cell: CellRef, [before, a, b]: [f64; 3], after: f64) {
        let step = self.run.trace().steps().step(number);
        let target = step.target().map(|cell| cell.at);
        let of_step = step.position().or(target).unwrap_or(At::ORIGIN);
        let CellRef { grid, at } = cell;
        self.numbers.extend_from_slice(&[
            number as f64,
            of_step.row as f64,
            of_step.col as f64,
            grid.index() as f64,
            at.row as f64,
            at.col as f64,
            before,
            a,
            b,
            after,
        ]);
    }
}
