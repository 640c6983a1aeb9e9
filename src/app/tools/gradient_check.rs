//! The gradients measured beside the computed ones.

use crate::math::{Check, check};

use super::super::model::Model;
use super::super::msg::Effect;
use super::{Tool, open};

/// What was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GradientCheck {
    /// The gradients measured, until something changes.
    pub check: Option<Check>,
    /// The measured cell whose experiment is shown: its place in the check.
    pub experiment: Option<usize>,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GradientCheckMsg {
    /// The gradients are to be measured.
    Asked,
    /// A measured cell was chosen: its place in the check.
    ExperimentPicked(usize),
}

/// While a mistake is looked for, its own tool tells how the check went.
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
