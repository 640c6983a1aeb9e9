//! The gradients measured beside the computed ones.

use crate::math::{Check, check};

use super::super::model::Model;
use super::super::msg::Effect;
use super::{Tool, open};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GradientCheck {
    /// `None` until it is asked for, and once something has changed.
    pub check: Option<Check>,
    /// The place in the check of the cell whose experiment is shown; `None` for the
    /// worst cell.
    pub experiment: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GradientCheckMsg {
    Asked,
    /// The place of a cell in the check.
    ExperimentPicked(usize),
}

/// During a hunt «Spot the bug» stays open: it tells how the check went.
pub(super) fn update(model: &mut Model, msg: GradientCheckMsg) -> Option<Effect> {
    match msg {
        GradientCheckMsg::Asked => {
            measure(model);
            return (model.open != Some(Tool::SpotTheBug))
                .then(|| open(model, Tool::GradientCheck));
        }
        GradientCheckMsg::ExperimentPicked(place) => {
            model.tools.gradient_check.experiment = Some(place);
        }
    }
    None
}

pub(super) fn measure(model: &mut Model) {
    model.tools.gradient_check = GradientCheck {
        check: Some(check(&model.layer, &model.trace().gradients())),
        experiment: None,
    };
}

pub(super) fn forget(model: &mut Model) {
    model.tools.gradient_check = GradientCheck::default();
}
