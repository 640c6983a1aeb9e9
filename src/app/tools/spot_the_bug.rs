//! The search for a mistake in the backward pass.

use crate::math::{BackwardView, Bug, Layer};

use super::super::model::Model;
use super::super::stepping::{go_to, show_view};
use super::Tool;
use super::gradient_check::{forget, measure};

/// The order of the hunts. The guesses are listed in another one.
const ORDER: [Bug; 8] = [
    Bug::FlippedKernel,
    Bug::Assigned,
    Bug::StrideForgotten,
    Bug::NoSlope,
    Bug::SwappedCorrelation,
    Bug::NotZeroed,
    Bug::Divided,
    Bug::TimesKernel,
];

/// A backward pass with a mistake in it, and what the person takes it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hunt {
    pub bug: Bug,
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

    #[must_use]
    pub fn is_over(&self) -> bool {
        self.guess == Some(self.bug)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpotTheBugMsg {
    Guessed(Bug),
    AnotherPressed,
}

pub(super) fn update(model: &mut Model, msg: SpotTheBugMsg) {
    match msg {
        SpotTheBugMsg::Guessed(bug) => {
            if let Some(hunt) = &mut model.tools.hunt {
                hunt.guess = Some(bug);
            }
        }
        SpotTheBugMsg::AnotherPressed if model.open == Some(Tool::SpotTheBug) => {
            let number = model.tools.hunt.map_or(1, |hunt| hunt.number + 1);
            start(model, number);
        }
        SpotTheBugMsg::AnotherPressed => {}
    }
}

/// Shows what comes out of the scatter loop with a mistake in it, at the step where the
/// person is.
pub(super) fn start(model: &mut Model, number: usize) {
    if model.view != BackwardView::Scatter {
        model.tools.hunted_from = Some((model.view, model.step));
        show_view(model, BackwardView::Scatter);
    }
    model.tools.hunt = Hunt::of(&model.layer, number);
    if model.tools.hunt.is_some() {
        measure(model);
    }
}

pub(super) fn end(model: &mut Model) {
    if model.tools.hunt.take().is_some() {
        forget(model);
    }
    if let Some((view, step)) = model.tools.hunted_from.take() {
        model.view = view;
        go_to(model, step);
    }
}

/// In another layer the mistake may no longer show, or one may show where none did.
pub(super) fn renew(model: &mut Model) {
    match model.tools.hunt {
        Some(hunt) if hunt.bug.shows_in(&model.layer) => measure(model),
        Some(hunt) => start(model, hunt.number),
        None if model.open == Some(Tool::SpotTheBug) => start(model, 1),
        None => {}
    }
}
