//! How the layer changes: one way for every change, so that undo leads back
//! from each and nothing stays that belonged to the layer before.

use crate::math::{Layer, Loss, Operand, Size, Spacing};
use crate::trace::CellRef;

use super::examples::example_of;
use super::model::{DILATIONS, Field, Model, PADDINGS, STRIDES, Snapshot};
use super::notice::{Notice, Travel};
use super::stepping::go_to;
use super::tools::Descent;

pub(super) fn put(model: &mut Model, field: Field, value: f64) {
    match field {
        Field::Cell { operand, at } => edit(model, |layer| layer.set(operand, at, value)),
        Field::Bias => edit(model, |layer| layer.set_bias(value)),
        Field::LearningRate => model.tools.learning.rate = value,
    }
}

/// G is computed where L is the squared error.
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

pub(super) fn choose_size(model: &mut Model, operand: Operand, size: Size) {
    if let Some((input, kernel)) = model.sizes_with(operand, size) {
        reshape(model, input, kernel, model.layer.geometry().spacing());
    }
}

fn reshape(model: &mut Model, input: Size, kernel: Size, spacing: Spacing) {
    if let Ok(layer) = model.layer.reshaped(input, kernel, spacing) {
        replace(model, layer);
    }
}

pub(super) fn choose_loss(model: &mut Model, chosen: Loss) {
    edit(model, |layer| layer.set_loss(chosen));
}

fn snapshot(model: &Model) -> Snapshot {
    Snapshot {
        layer: model.layer.clone(),
        descent: model.tools.learning.descent.clone(),
        step: model.step,
    }
}

/// Replaces all that was typed, refused drafts too.
pub(super) fn overwrite(model: &mut Model, layer: Layer) {
    model.drafts.clear();
    replace(model, layer);
}

/// Changes numbers of the layer: the step stays, undo leads back.
pub(super) fn edit(model: &mut Model, change: impl FnOnce(&mut Layer)) {
    let mut layer = model.layer.clone();
    change(&mut layer);
    replace(model, layer);
}

/// Puts another layer in force; undo leads back.
pub(super) fn replace(model: &mut Model, layer: Layer) {
    if layer != model.layer {
        change(model, layer, Descent::default());
    }
}

/// Another shape has other steps: the page stays at the last one if it was
/// there, else it starts anew.
pub(super) fn change(model: &mut Model, layer: Layer, descent: Descent) {
    let before = snapshot(model);
    model.history.record(before);
    let after = Snapshot {
        layer,
        descent,
        step: 0,
    };
    travel(model, after);
}

/// Whether there was a change to undo.
pub(super) fn undo(model: &mut Model) -> bool {
    let after = snapshot(model);
    let mut before = after.clone();
    let undone = model.history.undo(&mut before);
    if undone {
        travel(model, before.clone());
        tell(model, undone, before, after);
    }
    undone
}

/// Whether there was a change to redo.
pub(super) fn redo(model: &mut Model) -> bool {
    let before = snapshot(model);
    let mut after = before.clone();
    let redone = model.history.redo(&mut after);
    if redone {
        travel(model, after.clone());
        tell(model, false, before, after);
    }
    redone
}

fn tell(model: &mut Model, undone: bool, before: Snapshot, after: Snapshot) {
    let travel = Travel {
        undone,
        before,
        after,
    };
    model.notice = Some(Notice::Travelled(Box::new(travel)));
}

/// Puts layer and descent in force as a whole. Values may change under the same
/// step; with another shape the page stays at the last step if it was there,
/// else it goes to that of the snapshot.
fn travel(model: &mut Model, after: Snapshot) {
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

/// What was said of cells that are no longer there, or typed into one that can
/// only be read now.
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
    overwrite(model, cleared);
}

/// Numbers from −2 to 2 with two decimals. The seeds are 1, 2, 3, …, so a
/// class that presses as often sees the same numbers.
pub(super) fn fill_at_random(model: &mut Model) {
    model.seed += 1;
    let mut random = fastrand::Rng::with_seed(model.seed);
    let filled = with_x_and_w(&model.layer, || f64::from(random.i32(-200..=200)) / 100.0);
    overwrite(model, filled);
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
