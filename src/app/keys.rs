//! What does a key mean where it was pressed?
//!
//! Keys step, unless the focused element uses them itself. `PageUp` and `PageDown`,
//! which a presenter's remote sends, always step.

use crate::trace::CellRef;

use super::model::{Field, Model};
use super::msg::{Direction, Msg};
use super::pasting::needs_room;
use super::typing::walked;

#[derive(Clone, Copy, Debug, Default)]
pub struct Key<'a> {
    /// What it writes or does, as `KeyboardEvent.key` names it.
    pub name: &'a str,
    /// Its place on the keyboard, as `KeyboardEvent.code` names it: by the letter
    /// there on an English one.
    pub place: &'a str,
    pub shift: bool,
    /// Ctrl, or Cmd on a Mac.
    pub command: bool,
    pub alt: bool,
}

#[derive(Clone, Debug)]
pub enum Focus {
    Field(Field, FieldText),
    /// A computed cell.
    Cell(CellRef),
    Slider,
    /// A button or a link.
    Button,
    /// Anything else that uses keys of its own: a list, a text to copy.
    Control,
    /// Nothing that uses keys.
    Elsewhere,
}

/// What stands in a field, and which part of it is selected.
#[derive(Clone, Debug, Default)]
pub struct FieldText {
    pub text: String,
    /// Whether the selection begins at the start of the text.
    pub from_start: bool,
    /// Whether the selection ends at the end of the text.
    pub to_end: bool,
    /// Whether nothing is selected: there is only a caret.
    pub is_caret: bool,
}

impl FieldText {
    /// Whether an arrow leaves the text at this end: the whole text is selected, or
    /// the caret stands there.
    const fn ends(&self, direction: Direction) -> bool {
        let at_end = match direction {
            Direction::Left => self.from_start,
            _ => self.to_end,
        };
        at_end && (self.is_caret || self.from_start && self.to_end)
    }
}

/// Who acts on a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// The page, and the browser does not.
    Ours(Msg),
    /// The browser, and the page takes note.
    Both(Msg),
    /// The browser alone.
    Theirs,
    /// Neither.
    Nobodys,
}

#[must_use]
pub fn meaning(model: &Model, key: Key<'_>, focus: Focus) -> Meaning {
    if needs_room(model) && !(key.command || key.alt || key.shift) {
        match key.name {
            "Enter" if !matches!(focus, Focus::Button | Focus::Control) => {
                return Meaning::Ours(Msg::RoomPressed);
            }
            "Escape" => return Meaning::Ours(Msg::PasteDropped),
            _ => {}
        }
    }
    let ours = if key.command {
        return undo_or_redo(model, key, &focus);
    } else if key.alt {
        None
    } else if key.name == "Tab" {
        return tab(model, key.shift, &focus);
    } else {
        match focus {
            Focus::Field(field, text) => key_in_field(model, key, field, text),
            _ if key.shift => None,
            _ => key_everywhere(key.name)
                .or_else(|| key_in_cell(key.name, &focus))
                .or_else(|| key_elsewhere(key.name, &focus)),
        }
    };
    ours.map_or(Meaning::Theirs, Meaning::Ours)
}

/// By the letter; where the key writes none from a to z, by its place. Undo first
/// drops a text that is being typed. As long as there is one, redo does nothing.
fn undo_or_redo(model: &Model, key: Key<'_>, focus: &Focus) -> Meaning {
    let draft = match focus {
        Focus::Field(field, _) if model.drafts.contains_key(field) => Some(*field),
        _ => None,
    };
    let is_letter = key.name.len() == 1 && key.name.as_bytes()[0].is_ascii_alphabetic();
    let is = |letter: &str| {
        if is_letter {
            key.name.eq_ignore_ascii_case(letter)
        } else {
            key.place.strip_prefix("Key") == Some(letter)
        }
    };
    match (is("Z"), is("Y"), key.shift) {
        _ if key.alt => Meaning::Theirs,
        (true, _, false) => Meaning::Ours(draft.map_or(Msg::UndoPressed, Msg::DraftDropped)),
        (true, _, true) | (_, true, false) if draft.is_some() => Meaning::Nobodys,
        (true, _, true) | (_, true, false) => Meaning::Ours(Msg::RedoPressed),
        _ => Meaning::Theirs,
    }
}

/// The browser moves the focus on, unless numbers are typed one after the other.
fn tab(model: &Model, back: bool, focus: &Focus) -> Meaning {
    if let Focus::Field(field, _) = focus
        && let Some(next) = field.cell().and_then(|cell| walked(model, cell, back))
    {
        return Meaning::Ours(Msg::Walked(next));
    }
    Meaning::Both(Msg::Tabbed { back })
}

fn key_in_field(model: &Model, key: Key<'_>, field: Field, text: FieldText) -> Option<Msg> {
    match (key.name, key.shift) {
        ("Enter", false) => return Some(Msg::Entered(field, text.text)),
        ("Enter", true) => return Some(Msg::EnteredUp(field, text.text)),
        (_, true) => return None,
        _ => {}
    }
    let cell = field.cell();
    let arrow = |direction| cell.map(|cell| Msg::ArrowPressed(cell, direction));
    let leads_out = |direction| {
        let is_there = |cell| model.neighbour(cell, direction).is_some();
        text.ends(direction) && cell.is_some_and(is_there)
    };
    match key.name {
        "PageDown" | "PageUp" => key_everywhere(key.name),
        "Escape" => Some(Msg::EscapePressedIn(field)),
        "F2" => Some(Msg::CaretWanted),
        "ArrowUp" => arrow(Direction::Up),
        "ArrowDown" => arrow(Direction::Down),
        "ArrowLeft" if leads_out(Direction::Left) => arrow(Direction::Left),
        "ArrowRight" if leads_out(Direction::Right) => arrow(Direction::Right),
        _ => None,
    }
}

fn key_everywhere(name: &str) -> Option<Msg> {
    match name {
        "PageDown" => Some(Msg::NextPressed),
        "PageUp" => Some(Msg::PreviousPressed),
        "Escape" => Some(Msg::EscapePressed),
        _ => None,
    }
}

fn key_in_cell(name: &str, focus: &Focus) -> Option<Msg> {
    let Focus::Cell(cell) = *focus else {
        return None;
    };
    let direction = match name {
        "Enter" => return Some(Msg::Picked(cell)),
        "ArrowUp" => Direction::Up,
        "ArrowDown" => Direction::Down,
        "ArrowLeft" => Direction::Left,
        "ArrowRight" => Direction::Right,
        "Home" => Direction::RowStart,
        "End" => Direction::RowEnd,
        _ => return None,
    };
    Some(Msg::ArrowPressed(cell, direction))
}

/// Stepping and playing, unless the focused control uses the key itself.
fn key_elsewhere(name: &str, focus: &Focus) -> Option<Msg> {
    let own_arrows = matches!(focus, Focus::Slider | Focus::Control);
    let own_space = matches!(focus, Focus::Button | Focus::Control);
    match name {
        " " if !own_space => Some(Msg::PlayPressed),
        "ArrowLeft" if !own_arrows => Some(Msg::PreviousPressed),
        "ArrowRight" if !own_arrows => Some(Msg::NextPressed),
        "Home" if !own_arrows => Some(Msg::FirstPressed),
        "End" if !own_arrows => Some(Msg::LastPressed),
        _ => None,
    }
}
