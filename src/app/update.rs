//! What each message changes.

use crate::math::{At, Layer, Operand};
use crate::trace::{CellRef, GridId, Step};

use super::draft::{Draft, parse_number};
use super::model::{Field, Model, Panel};
use super::msg::{Direction, Effect, Msg};
use super::notebook::notebook;

/// Lets a message change the model.
pub fn update(model: &mut Model, msg: Msg) -> Option<Effect> {
    // A message may come late, from a cell that is no longer there.
    if msg.cell().is_some_and(|cell| !exists(&model.layer, cell)) {
        return None;
    }
    match msg {
        Msg::Typed(field, text) => type_into(model, field, text),
        Msg::Left(field, text) => {
            commit(model, field, text);
        }
        Msg::Entered(field, text) => return enter(model, field, text),
        Msg::ArrowPressed(cell, direction) => {
            return neighbour(model, cell, direction).map(Effect::Focus);
        }
        Msg::EscapePressed => return escape(model),
        Msg::Focused(cell) => focus(model, cell),
        Msg::Unfocused => {
            model.focused = None;
            model.attention = None;
        }
        Msg::Hovered(cell) => model.attention = cell.or(model.focused),
        Msg::Picked(cell) => {
            model.pinned = Some(cell).filter(|_| model.pinned != Some(cell));
        }
        Msg::DoubleClicked(cell) => jump(model, cell),
        Msg::FirstPressed => go_to(model, 0),
        Msg::PreviousPressed => go_to(model, model.step.saturating_sub(1)),
        Msg::NextPressed => go_to(model, model.step + 1),
        Msg::LastPressed => go_to(model, model.steps().last()),
        Msg::Sought(step) => go_to(model, step),
        Msg::PlayPressed => play_or_pause(model),
        Msg::Ticked => tick(model),
        Msg::SpeedChosen(speed) => model.speed = speed,
        Msg::DecimalsChosen(decimals) => model.decimals = decimals,
        Msg::ThemeChosen(theme) => model.theme = theme,
        Msg::SizeChosen(operand, size) => {
            let sizes = model.sizes_with(operand, size);
            if let Some(layer) = sizes.and_then(|(x, w)| model.layer.resized(x, w).ok()) {
                replace(model, layer);
            }
        }
        Msg::NotebookPressed => overwrite(model, notebook()),
        Msg::ClearPressed => {
            let cleared = with_x_and_w(&model.layer, || 0.0);
            overwrite(model, cleared);
        }
        Msg::RandomPressed => fill_at_random(model),
        Msg::UndoPressed => travel(model, |model| model.history.undo(&mut model.layer)),
        Msg::RedoPressed => travel(model, |model| model.history.redo(&mut model.layer)),
        Msg::PanelPressed(panel) => return Some(open_or_close(model, panel)),
    }
    None
}

/// A draft is judged when it is committed; once refused, at every key, so that
/// the complaint goes as soon as its reason does.
fn type_into(model: &mut Model, field: Field, text: String) {
    let refused = model
        .drafts
        .get(&field)
        .is_some_and(|draft| draft.error.is_some());
    let error = parse_number(&text).err().filter(|_| refused);
    model.drafts.insert(field, Draft { text, error });
}

/// Puts a typed number in force, or keeps the draft and says why not. Where
/// nothing was typed there is nothing to commit.
fn commit(model: &mut Model, field: Field, text: String) -> bool {
    if !model.drafts.contains_key(&field) {
        return true;
    }
    match parse_number(&text) {
        Ok(value) => {
            model.drafts.remove(&field);
            if value != model.layer.operand(field.operand)[field.at] {
                model.history.record(model.layer.clone());
                model.layer.set(field.operand, field.at, value);
            }
            true
        }
        Err(error) => {
            let error = Some(error);
            model.drafts.insert(field, Draft { text, error });
            false
        }
    }
}

/// As in a spreadsheet: down to the next row. A refused draft keeps the focus.
fn enter(model: &mut Model, field: Field, text: String) -> Option<Effect> {
    if !commit(model, field, text) {
        return None;
    }
    neighbour(model, field.cell(), Direction::Down).map(Effect::Focus)
}

/// Undoes one thing: a draft, an open panel, a pinned cell.
fn escape(model: &mut Model) -> Option<Effect> {
    let field = model.focused.and_then(Field::of);
    if field.is_some_and(|field| model.drafts.remove(&field).is_some()) {
        return None;
    }
    if let Some(panel) = model.panel.take() {
        return Some(Effect::FocusPanelButton(panel));
    }
    model.pinned = None;
    None
}

fn open_or_close(model: &mut Model, panel: Panel) -> Effect {
    if model.panel == Some(panel) {
        model.panel = None;
        return Effect::FocusPanelButton(panel);
    }
    model.panel = Some(panel);
    Effect::FocusPanel(panel)
}

fn focus(model: &mut Model, cell: CellRef) {
    model.focused = Some(cell);
    model.attention = Some(cell);
    model.tab_stops.insert(cell.grid, cell.at);
}

fn exists(layer: &Layer, cell: CellRef) -> bool {
    cell.grid.size(layer.geometry()).contains(cell.at)
}

/// The next cell in a direction, where there is one.
fn neighbour(
    model: &Model,
    CellRef { grid, at }: CellRef,
    direction: Direction,
) -> Option<CellRef> {
    let size = grid.size(model.layer.geometry());
    let At { row, col } = at;
    let (row, col) = match direction {
        Direction::Up => (row.checked_sub(1)?, col),
        Direction::Down => (row + 1, col),
        Direction::Left => (row, col.checked_sub(1)?),
        Direction::Right => (row, col + 1),
        Direction::RowStart => (row, 0),
        Direction::RowEnd => (row, size.cols - 1),
    };
    let at = At::new(row, col);
    size.contains(at).then_some(CellRef::new(grid, at))
}

/// Shows a step that the person chose. Choosing one ends playing.
fn go_to(model: &mut Model, step: usize) {
    model.playing = false;
    show_step(model, step);
}

/// The step takes the highlight back from the pointer and the focus.
fn show_step(model: &mut Model, step: usize) {
    model.step = step.min(model.steps().last());
    model.attention = None;
}

/// From Z or dZ to the position's step of the current pass.
fn jump(model: &mut Model, cell: CellRef) {
    if !matches!(cell.grid, GridId::Z | GridId::Dz) {
        return;
    }
    let steps = model.steps();
    let backward = matches!(
        steps.step(model.step),
        Step::ActivationGradient | Step::Backward(_)
    );
    let step = if backward {
        steps.backward(cell.at)
    } else {
        steps.forward(cell.at)
    };
    go_to(model, step);
}

/// Playing at the end starts over.
fn play_or_pause(model: &mut Model) {
    model.playing = !model.playing;
    if model.playing && model.step == model.steps().last() {
        show_step(model, 0);
    }
}

fn tick(model: &mut Model) {
    if model.playing {
        show_step(model, model.step + 1);
        model.playing = model.step < model.steps().last();
    }
}

/// Replaces all that was typed, refused drafts too.
fn overwrite(model: &mut Model, layer: Layer) {
    model.drafts.clear();
    replace(model, layer);
}

/// Puts another layer in force; undo leads back.
fn replace(model: &mut Model, layer: Layer) {
    if layer != model.layer {
        travel(model, |model| {
            let before = std::mem::replace(&mut model.layer, layer);
            model.history.record(before);
            true
        });
    }
}

/// Lets the layer change as a whole. Values may change under the same step;
/// with another shape the steps are others: the page stays at the last one if
/// it was there, else it starts anew.
fn travel(model: &mut Model, change: impl FnOnce(&mut Model) -> bool) {
    let geometry = *model.layer.geometry();
    let at_last = model.step == model.steps().last();
    if !change(model) || *model.layer.geometry() == geometry {
        return;
    }
    go_to(model, if at_last { model.steps().last() } else { 0 });
    let layer = &model.layer;
    model.drafts.retain(|field, _| exists(layer, field.cell()));
    model
        .tab_stops
        .retain(|&grid, &mut at| exists(layer, CellRef::new(grid, at)));
    model.pinned = model.pinned.filter(|&cell| exists(layer, cell));
    model.focused = model.focused.filter(|&cell| exists(layer, cell));
}

/// Numbers from −2 to 2 with two decimals. The seeds are 1, 2, 3, …, so a
/// class that presses as often sees the same numbers.
fn fill_at_random(model: &mut Model) {
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
