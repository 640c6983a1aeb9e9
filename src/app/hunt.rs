//! The search for a mistake in the backward pass.

use crate::math::{Bug, Layer};

/// The order in which they come up: not that of the list of guesses.
const ORDER: [Bug; 7] = [
    Bug::FlippedKernel,
    Bug::Assigned,
    Bug::StrideForgotten,
    Bug::NoSlope,
    Bug::SwappedCorrelation,
    Bug::NotZeroed,
    Bug::Divided,
];

/// A backward pass with a mistake in it, and what the person takes it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hunt {
    /// The mistake.
    pub bug: Bug,
    /// The person's last guess.
    pub guess: Option<Bug>,
    /// Which hunt this is, from 1.
    pub number: usize,
}

impl Hunt {
    /// The hunt of a number from 1: among the mistakes that show in this layer each
    /// number has its own, so a class that presses as often sees the same.
    /// `None` where no mistake changes anything.
    #[must_use]
    pub fn of(layer: &Layer, number: usize) -> Option<Self> {
        let showing = || ORDER.into_iter().filter(|bug| bug.shows_in(layer));
        let place = (number - 1) % showing().count().max(1);
        let bug = showing().nth(place)?;
        Some(Self {
            bug,
            guess: None,
            number,
        })
    }

    /// Whether the mistake was found.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.guess == Some(self.bug)
    }
}
