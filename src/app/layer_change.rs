//! How the layer changes. Every change takes one way, so that undo leads back from
//! each and nothing stays that belonged to the layer before.
//!
//! To *change* the layer leaves the drafts, to *replace* it drops them, and to
//! *restore* a layer, as undo does, adds nothing to the history.

use crate::math::{Layer, Operand, Size, Spacing};
use crate::trace::CellRef;

use super::examples::example_of;
use super::history::History;
use super::model::{DILATIONS, Field, Model, PADDINGS, STRIDES, Snapshot};
use super::notice::{Notice, Restored};
use super::stepping::go_to;
use super::tools::Descent;

pub(super) fn change_number(model: &mut Model, field: Field, value: f64) {
    match field {
        Field::Cell { operand, at } => change(model, |layer| layer.set(operand, at, value)),
        Field::LearningRate => model.tools.learning.rate = value,
    }
}

/// G is computed where the loss has a target.
pub(super) fn is_read_only(model: &Model, field: Field) -> bool {
    matches!(field, Field::Cell { operand, .. } if !model.is_editable(operand))
}

pub(super) fn choose_spacing(model: &mut Model, spacing: Spacing) {
    let Spacing {
        stride,
        padding,
        dilation,
    } = spacing;
    let offered =
        STRIDES.contains(&stride) && PADDINGS.contains(&padding) && DILATIONS.contains(&dilation);
    if offered {
        let geometry = model.layer.geometry();
        reshape(model, geometry.input(), geometry.kernel(), spacing);
    }
}

pub(super) fn choose_same_padding(model: &mut Model) {
    if let Some(spacing) = model.same_padding() {
        choose_spacing(model, spacing);
    }
}

pub(super) fn choose_size(model: &mut Model, operand: Operand, size: Size) {
    if let Some((input, kernel)) = model.sizes_with(operand, size) {
        reshape(model, input, kernel, model.layer.geometry().spacing());
    }
}

fn reshape(model: &mut Model, input: Size, kernel: Size, spacing: Spacing) {
    if let Ok(layer) = model.layer.reshaped(input, kernel, spacing) {
        change_to(model, layer);
    }
}

fn snapshot(model: &Model) -> Snapshot {
    Snapshot {
        layer: model.layer.clone(),
        descent: model.tools.learning.descent.clone(),
        step: model.step,
    }
}

/// Replaces the layer by another one, and drops all drafts.
pub(super) fn replace(model: &mut Model, layer: Layer) {
    model.drafts.clear();
    change_to(model, layer);
}

/// Changes something in the layer.
pub(super) fn change(model: &mut Model, edit: impl FnOnce(&mut Layer)) {
    let mut layer = model.layer.clone();
    edit(&mut layer);
    change_to(model, layer);
}

/// Changes the layer to this one. Without a difference nothing happens.
pub(super) fn change_to(model: &mut Model, layer: Layer) {
    if layer != model.layer {
        change_with(model, layer, Descent::default());
    }
}

/// Changes the layer, together with the steps of learning that have led to it.
pub(super) fn change_with(model: &mut Model, layer: Layer, descent: Descent) {
    let before = snapshot(model);
    model.history.record(before);
    let after = Snapshot {
        layer,
        descent,
        step: 0,
    };
    restore(model, after);
}

/// Whether there was a change to undo.
pub(super) fn undo(model: &mut Model) -> bool {
    restore_from_history(model, History::undo, true)
}

/// Whether there was a change to redo.
pub(super) fn redo(model: &mut Model) -> bool {
    restore_from_history(model, History::redo, false)
}

fn restore_from_history(
    model: &mut Model,
    exchange: fn(&mut History<Snapshot>, &mut Snapshot) -> bool,
    undone: bool,
) -> bool {
    let now = snapshot(model);
    let mut other = now.clone();
    let is_there = exchange(&mut model.history, &mut other);
    if is_there {
        restore(model, other.clone());
        let [before, after] = if undone { [other, now] } else { [now, other] };
        let restored = Restored {
            undone,
            before,
            after,
        };
        model.notice = Some(Notice::Restored(Box::new(restored)));
    }
    is_there
}

/// Puts layer and descent in force. Where the shape stays, so does the step. With
/// another shape there are other steps: from the last one the page goes to the last
/// one, else to that of the snapshot.
fn restore(model: &mut Model, after: Snapshot) {
    let Snapshot {
        layer,
        descent,
        step,
    } = after;
    let is_reshaped = layer.geometry() != model.layer.geometry();
    let at_last = model.step == model.steps().last();
    model.example = example_of(&layer);
    model.layer = layer;
    model.tools.learning.descent = descent;
    model.revision += 1;
    if is_reshaped {
        model.typing.end();
        go_to(model, if at_last { model.steps().last() } else { step });
    }
    forget_missing_cells(model);
}

/// Forgets what refers to cells that are no longer there, and what was typed into
/// cells that are read-only now.
fn forget_missing_cells(model: &mut Model) {
    let mut drafts = std::mem::take(&mut model.drafts);
    let is_there = |field: &Field| field.cell().is_none_or(|cell| model.has(cell));
    drafts.retain(|field, _| is_there(field) && !is_read_only(model, *field));
    let mut tab_stops = std::mem::take(&mut model.tab_stops);
    tab_stops.retain(|&grid, &at| model.has(CellRef::new(grid, at)));
    model.drafts = drafts;
    model.tab_stops = tab_stops;
    let there = |cell: &CellRef| model.has(*cell);
    (model.pinned, model.focused, model.attention) = (
        model.pinned.filter(there),
        model.focused.filter(there),
        model.attention.filter(there),
    );
}

pub(super) fn clear(model: &mut Model) {
    let cleared = with_x_and_w(&model.layer, || 0.0);
    replace(model, cleared);
}

/// Numbers from −2 to 2 with two decimals. The seeds are 1, 2, 3, …, so everyone in a
/// class who presses as often sees the same numbers.
pub(super) fn fill_at_random(model: &mut Model) {
    model.seed += 1;
    let mut random = fastrand::Rng::with_seed(model.seed);
    let filled = with_x_and_w(&model.layer, || f64::from(random.i32(-200..=200)) / 100.0);
    replace(model, filled);
}

fn with_x_and_w(layer: &Layer, mut value: impl FnMut() -> f64) -> Layer {
    let mut layer = layer.clone();
    for operand in [Operand::X, Operand::W] {
        for at in layer.operand(operand).size().positions() {
            layer.set(operand, at, value());
        }
    }
    layer
}
