//! The tools: parts of the page that open on demand. A tool with a state and
//! messages of its own is a file here, and one of the same name in `view/tools`.

mod export;
mod gradient_check;
mod learning;
mod own_gradient;
mod spot_the_bug;

use crate::math::BackwardView;

use super::layer_change::{choose_same_padding, clear, fill_at_random};
use super::model::Model;
use super::msg::Effect;
use super::stepping::go_to;

pub use export::Export;
pub use gradient_check::{GradientCheck, GradientCheckMsg};
pub use learning::{Descent, Learning, LearningMsg};
pub(super) use own_gradient::type_gradient;
pub use own_gradient::{Comparison, Incomparable, OwnGradient, OwnGradientMsg};
pub use spot_the_bug::{Hunt, SpotTheBugMsg};

/// A part of the page that opens on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Layer,
    /// What L is, and learning.
    Learning,
    GradientCheck,
    /// Names and indices.
    Notation,
    SpotTheBug,
    Share,
    /// Files to take along.
    Export,
    Help,
}

impl Tool {
    /// All of them, with their names in the document.
    pub const ALL: &[(Self, &str)] = &[
        (Self::Layer, "layer"),
        (Self::Learning, "loss"),
        (Self::GradientCheck, "check"),
        (Self::Notation, "notation"),
        (Self::SpotTheBug, "bug"),
        (Self::Share, "share"),
        (Self::Export, "export"),
        (Self::Help, "help"),
    ];
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tools {
    pub learning: Learning,
    pub gradient_check: GradientCheck,
    pub own_gradient: OwnGradient,
    pub hunt: Option<Hunt>,
    /// The view and the step to go back to, where the hunt changed the view.
    pub hunted_from: Option<(BackwardView, usize)>,
}

/// What pressing a button of a tool means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolMsg {
    Sought(usize),
    /// The padding to that with which Z has the size of X.
    PaddedSame,
    /// A file is to be saved.
    Saved(Export),
    /// X and W to zeros.
    Cleared,
    /// X and W to random numbers.
    Randomised,
    Learning(LearningMsg),
    GradientCheck(GradientCheckMsg),
    OwnGradient(OwnGradientMsg),
    SpotTheBug(SpotTheBugMsg),
}

pub(super) fn update_tool(model: &mut Model, msg: ToolMsg) -> Option<Effect> {
    match msg {
        ToolMsg::Sought(step) => go_to(model, step),
        ToolMsg::PaddedSame => choose_same_padding(model),
        ToolMsg::Saved(file) => return Some(Effect::Save(file)),
        ToolMsg::Cleared => clear(model),
        ToolMsg::Randomised => fill_at_random(model),
        ToolMsg::Learning(msg) => learning::update(model, msg),
        ToolMsg::GradientCheck(msg) => return gradient_check::update(model, msg),
        ToolMsg::OwnGradient(msg) => own_gradient::update(model, msg),
        ToolMsg::SpotTheBug(msg) => spot_the_bug::update(model, msg),
    }
    None
}

/// What the tools know of the layer before does not hold for another one.
pub(super) fn layer_changed(model: &mut Model) {
    gradient_check::forget(model);
    own_gradient::renew(model);
    spot_the_bug::renew(model);
}

pub(super) fn open_or_close(model: &mut Model, tool: Tool) -> Effect {
    if model.open == Some(tool) {
        close(model, tool)
    } else {
        open(model, tool)
    }
}

/// A hunt lasts as long as its tool is open.
pub(super) fn open(model: &mut Model, tool: Tool) -> Effect {
    spot_the_bug::end(model);
    model.open = Some(tool);
    if tool == Tool::SpotTheBug {
        spot_the_bug::start(model, 1);
    }
    Effect::FocusTool(tool)
}

pub(super) fn close(model: &mut Model, tool: Tool) -> Effect {
    spot_the_bug::end(model);
    model.open = None;
    Effect::FocusToolButton(tool)
}

/// The mistake is one of the scatter loop: with another view, or with another saved
/// state, the hunt ends, and nothing leads back from there.
pub(super) fn end_hunt(model: &mut Model) {
    model.tools.hunted_from = None;
    if model.tools.hunt.is_some() {
        close(model, Tool::SpotTheBug);
    }
}
