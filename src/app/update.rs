//! What each message changes.

use crate::trace::{CellRef, GridId};

use super::kept::update_kept;
use super::layer_change::{change, choose_size, choose_spacing, redo, undo};
use super::model::{Field, Model};
use super::msg::{Direction, Effect, Msg};
use super::notice::Notice;
use super::opening::{open_example, open_link};
use super::pasting::{make_room, paste};
use super::stepping::{go_to, jump, play_or_pause, show_view, tick};
use super::tools::{close, end_hunt, layer_changed, open_or_close, type_gradient, update_tool};
use super::typing::{Typing, commit, commit_drafts, enter, follow_arrow, put_text, type_into};

/// Changes the model as a message says; what the page has to do besides is returned.
///
/// ```
/// use convscope::app::{Model, Msg, update};
///
/// let mut model = Model::default(); // the notebook's layer at step 0
/// update(&mut model, Msg::LastPressed);
/// assert_eq!(model.step, 10);
/// update(&mut model, Msg::PreviousPressed);
/// assert_eq!(model.step, 9);
/// ```
pub fn update(model: &mut Model, msg: Msg) -> Option<Effect> {
    // A message may come late, from a cell that is no longer there.
    if msg.cell().is_some_and(|cell| !model.has(cell)) {
        return None;
    }
    if !msg.is_passing() {
        model.notice = None;
    }
    let revision = model.revision;
    let effect = handle(model, msg);
    if model.revision != revision {
        layer_changed(model);
    }
    effect
}

fn handle(model: &mut Model, msg: Msg) -> Option<Effect> {
    match msg {
        Msg::Typed(field, text) => type_into(model, field, text),
        Msg::Changed(field, text) => put_text(model, field, text),
        Msg::Left(field, text) => commit(model, field, text),
        Msg::Entered(field, text) => return Some(enter(model, field, text, Direction::Down)),
        Msg::EnteredUp(field, text) => return Some(enter(model, field, text, Direction::Up)),
        Msg::ArrowPressed(cell, direction) => return follow_arrow(model, cell, direction),
        Msg::Walked(cell) => return Some(Effect::Focus(cell)),
        Msg::Tabbed { back } => model.tabs_back = back,
        Msg::Clicked(_) => model.typing.end(),
        Msg::CaretWanted => return Some(Effect::PlaceCaret),
        Msg::GradientTyped(text) => type_gradient(model, text),
        Msg::Pasted(field, text) => return paste(model, field, text),
        Msg::RoomPressed => return make_room(model),
        // The notice is gone already.
        Msg::PasteDropped => return Some(Effect::SelectText),
        Msg::DraftDropped(field) => return drop_draft(model, field),
        Msg::EscapePressed => return Some(escape(model)),
        Msg::EscapePressedIn(field) => {
            return drop_draft(model, field).or_else(|| Some(escape(model)));
        }
        Msg::Focused(cell) => focus(model, cell),
        Msg::Unfocused => {
            model.focused = None;
            model.attention = None;
            model.typing = Typing::default();
        }
        Msg::Hovered(cell) => model.attention = cell.or(model.focused),
        Msg::Picked(cell) => {
            model.pinned = Some(cell).filter(|_| model.pinned != Some(cell));
        }
        Msg::UnpinPressed => return model.pinned.take().map(Effect::FocusIfLost),
        Msg::DoubleClicked(cell) => jump(model, cell),
        Msg::FirstPressed => go_to(model, 0),
        Msg::PreviousPressed => go_to(model, model.step.saturating_sub(1)),
        Msg::NextPressed => go_to(model, model.step + 1),
        Msg::LastPressed => go_to(model, model.steps().last()),
        Msg::Sought(step) => go_to(model, step),
        Msg::PlayPressed => play_or_pause(model),
        Msg::Ticked => tick(model),
        Msg::Hidden => model.playing = false,
        Msg::SpeedChosen(speed) => model.speed = speed,
        Msg::DecimalsChosen(decimals) => model.decimals = decimals,
        Msg::ThemeChosen(theme) => model.theme = theme,
        Msg::ScalePressed => model.one_scale = !model.one_scale,
        Msg::VerbosePressed => model.is_verbose = !model.is_verbose,
        Msg::SkipPressed => return Some(Effect::FocusSteps),
        Msg::SizeChosen(operand, size) => choose_size(model, operand, size),
        Msg::SpacingChosen(spacing) => choose_spacing(model, spacing),
        Msg::ActivationChosen(chosen) => change(model, |layer| layer.set_activation(chosen)),
        Msg::LossChosen(loss) => change(model, |layer| layer.set_loss(loss)),
        Msg::ViewChosen(view) if view == model.view => {}
        Msg::ViewChosen(view) => {
            end_hunt(model);
            show_view(model, view);
        }
        Msg::NotationChosen(notation) => model.naming.notation = notation,
        Msg::FirstIndexChosen(first) => model.naming.first = first.min(1),
        Msg::LanguageChosen(language) => model.language = language,
        Msg::CopyPressed(what) => return Some(Effect::Copy(what)),
        Msg::CopyEnded(what, copied) => model.copied = Some((what, copied)),
        Msg::LinkChosen { to_start } => {
            model.link_to_start = to_start;
            model.copied = None;
        }
        Msg::Tool(msg) => return update_tool(model, msg),
        Msg::ExampleChosen(index) => open_example(model, index),
        Msg::UndoPressed => return undo_or_redo(model, undo),
        Msg::RedoPressed => return undo_or_redo(model, redo),
        Msg::ToolPressed(tool) => return Some(open_or_close(model, tool)),
        Msg::UnfoldPressed => model.unfolded = !model.unfolded,
        Msg::Measured(room) => model.room = Some(room),
        Msg::Opened(text) => open_link(model, &text),
        Msg::Kept(msg) => return update_kept(model, msg),
        Msg::SavePressed => return Some(Effect::SaveExamples),
        Msg::SavingFailed(file) => model.notice = Some(Notice::NotSaved(file)),
        Msg::KeepingFailed => model.notice = Some(Notice::NotKept),
    }
    None
}

/// Takes back one thing: the open tool, else the unfolded explanation, else the
/// pinned cell. Then the keys of stepping work again.
fn escape(model: &mut Model) -> Effect {
    model.typing.end();
    if let Some(tool) = model.open {
        return close(model, tool);
    }
    if std::mem::take(&mut model.unfolded) {
        return Effect::FocusPage;
    }
    model
        .pinned
        .take()
        .map_or(Effect::FocusPage, Effect::FocusIfLost)
}

/// Shows the number in force again; `None` where there was no draft.
fn drop_draft(model: &mut Model, field: Field) -> Option<Effect> {
    model.drafts.remove(&field)?;
    model.typing.end();
    Some(Effect::SelectText)
}

fn focus(model: &mut Model, cell: CellRef) {
    model.focused = Some(cell);
    model.attention = Some(cell);
    model.typing.enter(cell);
    model.tab_stops.insert(cell.grid, cell.at);
}

/// Undoes or redoes. A field that has the focus keeps it, with its text selected.
/// If its cell is gone with T, the focus goes to that cell of G.
///
/// What is being typed is an edit too: a screen reader may press the button while the
/// field has the focus.
fn undo_or_redo(model: &mut Model, move_on: fn(&mut Model) -> bool) -> Option<Effect> {
    commit_drafts(model);
    let focused = model.focused;
    if !move_on(model) {
        return None;
    }
    let lost = |cell: &CellRef| cell.grid == GridId::T && !model.has(*cell);
    let beside = |cell: CellRef| CellRef::new(GridId::G, cell.at);
    let there = |cell: &CellRef| model.has(*cell);
    let instead = focused.filter(lost).map(beside).filter(there);
    Some(instead.map_or(Effect::SelectText, Effect::FocusIfLost))
}
