//! Opening a saved state: one from a link, an example, one that was kept.

use super::examples::EXAMPLES;
use super::history::History;
use super::layer_change::replace;
use super::model::Model;
use super::notebook::notebook;
use super::notice::Notice;
use super::saved;
use super::stepping::{go_to, show_view};
use super::tools::end_hunt;

/// Opens the state of a link or of the device. Undo leads back to the layer before,
/// unless that was the one with which the page begins.
pub(super) fn open_link(model: &mut Model, text: &str) {
    let is_untouched = !model.history.can_undo() && model.layer == notebook();
    open_state(model, text);
    if is_untouched {
        model.history = History::default();
    }
}

/// Opens a saved state, if the text is one; undo leads back to the layer before.
/// Theme and speed belong to the device and stay.
pub(super) fn open_state(model: &mut Model, text: &str) {
    let (saved, notices) = saved::open(text);
    model.notice = (!notices.is_empty()).then_some(Notice::NotUnderstood(notices));
    if !saved::is_state(text) {
        return;
    }
    end_hunt(model);
    take_over(model, &saved);
    model.pinned = saved.pinned;
    model.naming = saved.naming;
    model.decimals = saved.decimals;
    model.language = saved.language;
    model.hidden = saved.hidden;
}

/// Replaces the layer by an example; undo leads back. How numbers and names are shown
/// stays as the reader has it.
pub(super) fn open_example(model: &mut Model, index: usize) {
    if let Some(example) = EXAMPLES.get(index) {
        take_over(model, &saved::open(example.state).0);
        model.notice = Some(Notice::Opened(index));
    }
}

/// The layer of a state, its view and its step.
fn take_over(model: &mut Model, saved: &Model) {
    replace(model, saved.layer.clone());
    show_view(model, saved.view);
    model.tools.learning.rate = saved.tools.learning.rate;
    go_to(model, saved.step);
}
