//! What the page is drawn from.

use crate::app::Model;
use crate::math::{At, BackwardView};
use crate::trace::{Contribution, Frame, GridId, Highlight, Recording, Step};

use super::backdrop::Backdrop;

/// A model at its step, with all that was computed for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) model: &'a Model,
    pub(super) step: Step,
    /// The run that the step belongs to.
    pub(super) recording: &'a Recording,
    /// All that is true after the step.
    pub(super) frame: &'a Frame,
    /// The same without the mistake, where one is looked for.
    pub(super) right: Option<&'a Frame>,
    pub(super) backdrop: &'a Backdrop,
    /// What the step adds.
    pub(super) contributions: &'a [Contribution],
    /// The cells that are lit.
    pub(super) highlight: &'a Highlight,
}

impl Scene<'_> {
    /// What the step's position has added to the cells of dX or dW, or to db. There
    /// is nothing where the step computes a cell as a whole, nor where a mistake is
    /// looked for.
    pub(super) fn added(&self, grid: GridId) -> Vec<(At, f64)> {
        if self.model.view != BackwardView::Scatter || self.model.tools.hunt.is_some() {
            return Vec::new();
        }
        match (grid, self.step) {
            (GridId::Dx | GridId::Dw, _) => {
                let here = self.contributions.iter();
                let here = here.filter(|one| one.target.grid == grid);
                here.map(|one| (one.target.at, one.product())).collect()
            }
            (GridId::Db, Step::Backward(at)) => {
                let dz = self.frame.dz.get(at).into_iter();
                dz.map(|dz| (At::ORIGIN, dz)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The largest magnitude of dX, dW and dZ at the end of the run, where `grid`
    /// is one of them and they have one scale.
    pub(super) fn shared_largest(&self, grid: GridId) -> Option<f64> {
        let is_compared = matches!(grid, GridId::Dx | GridId::Dw | GridId::Dz);
        let [dx, dw, dz] =
            [GridId::Dx, GridId::Dw, GridId::Dz].map(|id| self.recording.largest(id));
        (self.model.one_scale && is_compared).then(|| dx.max(dw).max(dz))
    }
}
