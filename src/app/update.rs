//! What each message changes.

use crate::math::At;
use crate::trace::CellRef;

use super::draft::{Draft, parse_number};
use super::layer_change::{
    choose_loss, choose_size, choose_spacing, edit, fill_at_random, is_read_only, learn, overwrite,
    put, redo, undo, unlearn, with_x_and_w,
};
use super::model::{Field, Model, Panel};
use super::msg::{Direction, Effect, Msg};
use super::notebook::notebook;
use super::panels::{close, measure, next_hunt, open, open_or_close};
use super::stepping::{choose_view, go_to, jump, play_or_pause, tick};

/// Lets a message change the model.
pub fn update(model: &mut Model, msg: Msg) -> Option<Effect> {
    // A message may come late, from a cell that is no longer there.
    if msg.cell().is_some_and(|cell| !model.has(cell)) {
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
        Msg::EscapePressedIn(field) => {
            if model.drafts.remove(&field).is_none() {
                return escape(model);
            }
        }
        Msg::Focused(cell) => focus(model, cell),
        Msg::Unfocused => {
            model.focused = None;
            model.attention = None;
        }
        Msg::Hovered(cell) => model.attention = cell.or(model.focused),
        Msg::Picked(cell) => {
            model.pinned = Some(cell).filter(|_| model.pinned != Some(cell));
        }
        Msg::UnpinPressed => model.pinned = None,
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
        Msg::SizeChosen(operand, size) => choose_size(model, operand, size),
        Msg::SpacingChosen(spacing) => choose_spacing(model, spacing),
        Msg::ActivationChosen(activation) => edit(model, |layer| layer.set_activation(activation)),
        Msg::LossChosen(chosen) => choose_loss(model, chosen),
        Msg::ViewChosen(view) => choose_view(model, view),
        Msg::NotationChosen(notation) => model.naming.notation = notation,
        Msg::FirstIndexChosen(first) => model.naming.first = first.min(1),
        Msg::LanguageChosen(language) => model.language = language,
        Msg::CopyPressed => return Some(Effect::CopyProgram),
        Msg::CopyEnded(copied) => model.copied = Some(copied),
        Msg::CheckPressed => {
            measure(model);
            return (model.panel != Some(Panel::Bug)).then(|| open(model, Panel::Check));
        }
        Msg::ExperimentPicked(place) => model.experiment = Some(place),
        Msg::LearnPressed => learn(model),
        Msg::UnlearnPressed => unlearn(model),
        Msg::BugGuessed(bug) => {
            if let Some(hunt) = &mut model.hunt {
                hunt.guess = Some(bug);
            }
        }
        Msg::NextBugPressed => next_hunt(model),
        Msg::NotebookPressed => overwrite(model, notebook()),
        Msg::ClearPressed => {
            let cleared = with_x_and_w(&model.layer, || 0.0);
            overwrite(model, cleared);
        }
        Msg::RandomPressed => fill_at_random(model),
        Msg::UndoPressed => undo(model),
        Msg::RedoPressed => redo(model),
        Msg::PanelPressed(panel) => return Some(open_or_close(model, panel)),
    }
    None
}

/// A draft is judged when it is committed; once refused, at every key, so that
/// the complaint goes as soon as its reason does.
fn type_into(model: &mut Model, field: Field, text: String) {
    if is_read_only(model, field) {
        return;
    }
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
            if value != model.value_of(field) {
                put(model, field, value);
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
    neighbour(model, field.cell()?, Direction::Down).map(Effect::Focus)
}

/// Undoes one thing: a draft, an open panel, a pinned cell.
fn escape(model: &mut Model) -> Option<Effect> {
    let field = model.focused.and_then(Field::of);
    if field.is_some_and(|field| model.drafts.remove(&field).is_some()) {
        return None;
    }
    if let Some(panel) = model.panel {
        return Some(close(model, panel));
    }
    model.pinned = None;
    None
}

fn focus(model: &mut Model, cell: CellRef) {
    model.focused = Some(cell);
    model.attention = Some(cell);
    model.tab_stops.insert(cell.grid, cell.at);
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
