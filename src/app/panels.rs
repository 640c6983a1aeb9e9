//! What opens and closes, and what belongs to it: the gradient check, and the
//! search for a mistake.

use crate::math::{BackwardView, check};

use super::hunt::Hunt;
use super::model::{Model, Panel};
use super::msg::Effect;
use super::stepping::{go_to, show_view};
pub(super) fn open_or_close(model: &mut Model, panel: Panel) -> Effect {
    if model.panel == Some(panel) {
        close(model, panel)
    } else {
        open(model, panel)
    }
}

/// The hunt for a mistake lasts as long as its panel is open.
pub(super) fn open(model: &mut Model, panel: Panel) -> Effect {
    end_hunt(model);
    model.panel = Some(panel);
    if panel == Panel::Bug {
        start_hunt(model, 1);
    }
    Effect::FocusPanel(panel)
}

pub(super) fn close(model: &mut Model, panel: Panel) -> Effect {
    end_hunt(model);
    model.panel = None;
    Effect::FocusPanelButton(panel)
}

/// Lets the scatter loop run with a mistake, and shows what comes out.
fn start_hunt(model: &mut Model, number: usize) {
    show_view(model, BackwardView::Scatter);
    model.hunt = Hunt::of(&model.layer, number);
    if model.hunt.is_some() {
        go_to(model, model.steps().last());
        measure(model);
    }
}

fn end_hunt(model: &mut Model) {
    if model.hunt.take().is_some() {
        forget_check(model);
    }
}

pub(super) fn measure(model: &mut Model) {
    model.check = Some(check(&model.layer, &model.trace().gradients()));
    model.experiment = None;
}

pub(super) fn forget_check(model: &mut Model) {
    model.check = None;
    model.experiment = None;
}

/// Another mistake, while one is looked for.
pub(super) fn next_hunt(model: &mut Model) {
    if model.panel == Some(Panel::Bug) {
        let number = model.hunt.map_or(1, |hunt| hunt.number + 1);
        start_hunt(model, number);
    }
}

/// In another layer the mistake that is looked for may not show any more, or
/// one may show where none did.
pub(super) fn renew_hunt(model: &mut Model) {
    match model.hunt {
        Some(hunt) if hunt.bug.shows_in(&model.layer) => measure(model),
        Some(hunt) => start_hunt(model, hunt.number),
        None if model.panel == Some(Panel::Bug) => start_hunt(model, 1),
        None => {}
    }
}
