//! Which step is shown, by hand, by the clock, and in which view.

use crate::math::BackwardView;
use crate::trace::{CellRef, GridId, Phase};

use super::model::Model;

/// Shows a step that the person chose. Choosing one ends playing.
pub(super) fn go_to(model: &mut Model, step: usize) {
    model.playing = false;
    show_step(model, step);
}

/// A new step takes the highlight back from the cell under the pointer or with the
/// focus.
fn show_step(model: &mut Model, step: usize) {
    model.step = step.min(model.steps().last());
    model.attention = None;
}

/// From a cell of Z or dZ to the step of its position in the current pass.
pub(super) fn jump(model: &mut Model, cell: CellRef) {
    if !matches!(cell.grid, GridId::Z | GridId::Dz) {
        return;
    }
    let steps = model.steps();
    let backward = matches!(
        steps.step(model.step).phase(),
        Phase::ActivationGradient | Phase::Backward
    );
    let step = if backward {
        steps.backward(cell.at)
    } else {
        steps.forward(cell.at)
    };
    go_to(model, step);
}

/// Playing at the last step starts over.
pub(super) fn play_or_pause(model: &mut Model) {
    model.playing = !model.playing;
    if model.playing && model.step == model.steps().last() {
        show_step(model, 0);
    }
}

pub(super) fn tick(model: &mut Model) {
    if model.playing {
        show_step(model, model.step + 1);
        model.playing = model.step < model.steps().last();
    }
}

/// Up to the first backward step the views agree, and the step stays. From a later
/// one the page goes to where the other view has the same cell of dX or dW complete,
/// or a pinned one; where there is none, to the first; from the last step to the last.
pub(super) fn show_view(model: &mut Model, view: BackwardView) {
    let steps = model.steps();
    let cell = steps.step(model.step).target().or(model.pinned);
    let at_last = model.step == steps.last();
    model.view = view;
    if at_last {
        go_to(model, model.steps().last());
    } else if model.step > steps.first_backward() {
        let step = cell.and_then(|cell| completing(model, cell));
        go_to(model, step.unwrap_or(steps.first_backward()));
    }
}

/// The step after which a cell of dX or dW is complete.
fn completing(model: &Model, cell: CellRef) -> Option<usize> {
    let is_sum = matches!(cell.grid, GridId::Dx | GridId::Dw);
    let last = model.trace().taps_into(cell).pop().filter(|_| is_sum)?;
    Some(model.steps().reaching(last.position, cell))
}
