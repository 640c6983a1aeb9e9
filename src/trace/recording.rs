//! A run played to its end once, so that each of its frames costs little.

use crate::math::{BackwardView, Bug, GradientSums, Layer};

use super::contribution::Contribution;
use super::frame::{Frame, Partial};
use super::grid_id::GridId;
use super::run::Trace;

/// The passes of a layer and their results. Its frames equal those of
/// [`Trace::frame`] bit for bit. What is computed once is shown from its step on;
/// what accumulates is added up from the last row of positions before the step.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::trace::{Recording, Trace};
///
/// let layer = notebook();
/// let trace = Trace::of(&layer);
/// assert_eq!(Recording::of(trace).frame(9), trace.frame(9));
/// ```
#[derive(Clone, Debug)]
pub struct Recording {
    layer: Layer,
    view: BackwardView,
    bug: Option<Bug>,
    last: Frame,
    largest: [f64; GridId::ALL.len()],
    has_negative: [bool; GridId::ALL.len()],
    loss: f64,
    /// dX, dW and db before each row of positions; empty where the view does
    /// not scatter.
    rows: Vec<GradientSums>,
}

impl Recording {
    /// Plays the passes.
    #[must_use]
    pub fn of(trace: Trace<'_>) -> Self {
        let layer = trace.layer();
        let output = layer.geometry().output();
        let (last, rows) = if trace.view() == BackwardView::Scatter {
            let mut last = trace.frame(output.cells() + 2);
            let mut sums = trace.start();
            let mut rows = Vec::with_capacity(output.rows);
            for (position, &dz) in output.positions().zip(last.dz.cells()) {
                if position.col == 0 {
                    rows.push(sums.clone());
                }
                trace.contribute(position, dz, &mut sums);
            }
            last.put_sums(&sums);
            (last, rows)
        } else {
            (trace.frame(trace.steps().last()), Vec::new())
        };
        let loss = last.h.grid().map_or(f64::NAN, |h| layer.loss_of(&h));
        Self {
            layer: layer.clone(),
            view: trace.view(),
            bug: trace.bug(),
            largest: GridId::ALL.map(|id| last.grid(id).largest()),
            has_negative: GridId::ALL
                .map(|id| last.grid(id).cells().iter().any(|&cell| cell < 0.0)),
            last,
            loss,
            rows,
        }
    }

    /// Whether it is the recording of these passes.
    #[must_use]
    pub fn is_of(&self, trace: Trace<'_>) -> bool {
        (self.view, self.bug) == (trace.view(), trace.bug()) && self.layer == *trace.layer()
    }

    /// The passes.
    #[must_use]
    pub const fn trace(&self) -> Trace<'_> {
        Trace::of(&self.layer).seen(self.view).with(self.bug)
    }

    /// The frame after the last step.
    #[must_use]
    pub const fn last(&self) -> &Frame {
        &self.last
    }

    /// The largest finite magnitude in a grid after the last step.
    #[must_use]
    pub fn largest(&self, grid: GridId) -> f64 {
        self.largest[grid.index()]
    }

    /// Whether a number of a grid is below 0 after the last step.
    #[must_use]
    pub fn has_negative(&self, grid: GridId) -> bool {
        self.has_negative[grid.index()]
    }

    /// L, which the mistakes leave alone.
    #[must_use]
    pub const fn loss(&self) -> f64 {
        self.loss
    }

    /// The frame after step `number`; beyond the last one, the last.
    #[must_use]
    pub fn frame(&self, number: usize) -> Frame {
        let steps = self.trace().steps();
        if number >= steps.last() {
            return self.last.clone();
        }
        let n = steps.positions();
        let whole = |grid: &Partial, known| grid.first(if known { n } else { 0 });
        let has_h = number > n;
        let last = &self.last;
        let mut frame = Frame {
            z: last.z.first(number),
            h: whole(&last.h, has_h),
            g: whole(&last.g, has_h || !self.layer.loss().has_target()),
            dz: whole(&last.dz, number > n + 1),
            ..last.clone()
        };
        let done = number.saturating_sub(n + 2);
        if self.view == BackwardView::Scatter {
            frame.put_sums(&self.sums(done));
        } else {
            frame.dx = last.dx.first(done);
            frame.dw = last.dw.first(done.saturating_sub(last.dx.cells().len()));
            frame.db = last.db.first(0);
        }
        frame
    }

    /// What a step adds, as [`Trace::contributions`] has it.
    #[must_use]
    pub fn contributions(&self, number: usize) -> Vec<Contribution> {
        self.trace()
            .contributions_from(number, |step| self.frame(step))
    }

    /// The gradients that accumulate, after some positions.
    fn sums(&self, positions: usize) -> GradientSums {
        let trace = self.trace();
        let output = self.layer.geometry().output();
        let row = (positions / output.cols).min(output.rows - 1);
        let mut sums = self.rows[row].clone();
        for index in row * output.cols..positions {
            let position = output.at(index);
            trace.contribute(position, self.last.dz.cells()[index], &mut sums);
        }
        sums
    }
}
