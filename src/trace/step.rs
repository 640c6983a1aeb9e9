//! The order of the steps. For N output positions there are N, one for H and
//! one for dZ; then N again, or one for each cell of dX and dW.

use crate::math::{At, BackwardView, Geometry, Size};

use super::grid_id::{CellRef, GridId};

/// What one step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing yet: X, W and G are known.
    Start,
    /// Computes Z at one position.
    Forward(At),
    /// Computes all of H.
    Activation,
    /// Computes all of dZ.
    ActivationGradient,
    /// Adds one position's contribution to dX, dW and db.
    Backward(At),
    /// Computes the whole sum of one cell of dX or dW.
    Gradient(CellRef),
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Step 0.
    Start,
    /// Z, position by position.
    Forward,
    /// H at once.
    Activation,
    /// dZ at once.
    ActivationGradient,
    /// dX, dW and db, position by position or cell by cell.
    Backward,
}

impl Phase {
    /// The published name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Forward => "forward",
            Self::Activation => "activation",
            Self::ActivationGradient => "activation-gradient",
            Self::Backward => "backward",
        }
    }
}

impl Step {
    /// The kind of this step.
    #[must_use]
    pub const fn phase(self) -> Phase {
        match self {
            Self::Start => Phase::Start,
            Self::Forward(_) => Phase::Forward,
            Self::Activation => Phase::Activation,
            Self::ActivationGradient => Phase::ActivationGradient,
            Self::Backward(_) | Self::Gradient(_) => Phase::Backward,
        }
    }

    /// The output position, where the step has one.
    #[must_use]
    pub const fn position(self) -> Option<At> {
        match self {
            Self::Forward(at) | Self::Backward(at) => Some(at),
            Self::Start | Self::Activation | Self::ActivationGradient | Self::Gradient(_) => None,
        }
    }

    /// The cell of dX or dW whose sum it computes, where it computes one.
    #[must_use]
    pub const fn target(self) -> Option<CellRef> {
        match self {
            Self::Gradient(cell) => Some(cell),
            _ => None,
        }
    }
}

/// The sequence of steps of a layer, numbered from 0.
///
/// ```
/// use convscope::app::notebook;
/// use convscope::math::{At, BackwardView};
/// use convscope::trace::{Step, Steps};
///
/// let layer = notebook();
/// let steps = Steps::of(layer.geometry(), BackwardView::Scatter);
/// assert_eq!(steps.step(0), Step::Start);
/// assert_eq!(steps.step(4), Step::Forward(At::new(1, 1)));
/// assert_eq!(steps.step(5), Step::Activation);
/// assert_eq!(steps.step(6), Step::ActivationGradient);
/// assert_eq!(steps.step(9), Step::Backward(At::new(1, 0)));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    input: Size,
    kernel: Size,
    output: Size,
    view: BackwardView,
}

impl Steps {
    /// The steps of a layer of this geometry, with this view of the backward pass.
    #[must_use]
    pub const fn of(geometry: &Geometry, view: BackwardView) -> Self {
        Self {
            input: geometry.input(),
            kernel: geometry.kernel(),
            output: geometry.output(),
            view,
        }
    }

    /// N, the number of output positions.
    #[must_use]
    pub const fn positions(self) -> usize {
        self.output.cells()
    }

    /// How many steps the backward phase has.
    #[must_use]
    pub const fn in_backward(self) -> usize {
        match self.view {
            BackwardView::Scatter => self.output.cells(),
            BackwardView::Gather | BackwardView::Matrix => self.input.cells() + self.kernel.cells(),
        }
    }

    /// How many steps come before the first backward step, step 0 included.
    #[must_use]
    pub const fn first_backward(self) -> usize {
        self.positions() + 3
    }

    /// Number of the last step.
    #[must_use]
    pub const fn last(self) -> usize {
        self.positions() + 2 + self.in_backward()
    }

    /// The step of a number up to [`Steps::last`]; beyond it, the last one.
    #[must_use]
    pub fn step(self, number: usize) -> Step {
        let n = self.positions();
        match number.min(self.last()) {
            0 => Step::Start,
            number if number <= n => Step::Forward(self.output.at(number - 1)),
            number if number == n + 1 => Step::Activation,
            number if number == n + 2 => Step::ActivationGradient,
            number => self.backward_step(number - self.first_backward()),
        }
    }

    fn backward_step(self, index: usize) -> Step {
        let cells = self.input.cells();
        match self.view {
            BackwardView::Scatter => Step::Backward(self.output.at(index)),
            _ if index < cells => Step::Gradient(CellRef::new(GridId::Dx, self.input.at(index))),
            _ => Step::Gradient(CellRef::new(GridId::Dw, self.kernel.at(index - cells))),
        }
    }

    /// The number of the step that computes Z at a position.
    #[must_use]
    pub const fn forward(self, position: At) -> usize {
        self.output.index_of(position) + 1
    }

    /// The number of the step at which a position's product reaches a cell of dX, dW
    /// or db: in scatter the position's step, else the cell's; db comes with the last
    /// cell.
    #[must_use]
    pub fn reaching(self, position: At, target: CellRef) -> usize {
        let index = match (self.view, target.grid) {
            (BackwardView::Scatter, _) => self.output.index_of(position),
            (_, GridId::Db) => self.in_backward() - 1,
            (_, GridId::Dw) => self.input.cells() + self.kernel.index_of(target.at),
            _ => self.input.index_of(target.at),
        };
        self.first_backward() + index
    }

    /// The number of the backward step that a position of dZ leads to: in scatter
    /// its own, else the first.
    #[must_use]
    pub const fn backward(self, position: At) -> usize {
        match self.view {
            BackwardView::Scatter => self.first_backward() + self.output.index_of(position),
            BackwardView::Gather | BackwardView::Matrix => self.first_backward(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Spacing;

    /// The table of DESIGN.md for N = 4, written out.
    #[test]
    fn steps_of_two_by_two_positions() {
        let geometry = Geometry::new(Size::new(3, 3), Size::new(2, 2), Spacing::default());
        let geometry = geometry.expect("a valid geometry");
        let steps = Steps::of(&geometry, BackwardView::Scatter);
        let at = At::new;
        let expected = [
            Step::Start,
            Step::Forward(at(0, 0)),
            Step::Forward(at(0, 1)),
            Step::Forward(at(1, 0)),
            Step::Forward(at(1, 1)),
            Step::Activation,
            Step::ActivationGradient,
            Step::Backward(at(0, 0)),
            Step::Backward(at(0, 1)),
            Step::Backward(at(1, 0)),
            Step::Backward(at(1, 1)),
        ];
        assert_eq!(steps.last(), 10);
        for (number, &step) in expected.iter().enumerate() {
            assert_eq!(steps.step(number), step);
        }
        assert_eq!(steps.step(99), expected[10]);
        assert_eq!(steps.forward(at(1, 0)), 3);
        assert_eq!(steps.backward(at(1, 0)), 9);
    }
}
