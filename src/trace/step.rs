//! The order of the steps: 2N + 2 of them after step 0, for N output positions.

use crate::math::{At, Geometry, Size};

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
    /// dX, dW and db, position by position.
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
            Self::Backward(_) => Phase::Backward,
        }
    }

    /// The output position, where the step has one.
    #[must_use]
    pub const fn position(self) -> Option<At> {
        match self {
            Self::Forward(at) | Self::Backward(at) => Some(at),
            Self::Start | Self::Activation | Self::ActivationGradient => None,
        }
    }
}

/// The sequence of steps of a layer, numbered from 0.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    output: Size,
}

impl Steps {
    /// The steps of a layer of this geometry.
    #[must_use]
    pub const fn of(geometry: &Geometry) -> Self {
        Self {
            output: geometry.output(),
        }
    }

    /// N, the number of output positions.
    #[must_use]
    pub const fn positions(self) -> usize {
        self.output.cells()
    }

    /// Number of the last step, 2N + 2.
    #[must_use]
    pub const fn last(self) -> usize {
        2 * self.positions() + 2
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
            number => Step::Backward(self.output.at(number - n - 3)),
        }
    }

    /// The number of the step that computes Z at a position.
    #[must_use]
    pub const fn forward(self, position: At) -> usize {
        self.output.index_of(position) + 1
    }

    /// The number of the step that adds a position's contribution.
    #[must_use]
    pub const fn backward(self, position: At) -> usize {
        self.output.index_of(position) + self.positions() + 3
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
        let steps = Steps::of(&geometry.expect("a valid geometry"));
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
