//! Events to messages. One listener for each kind of event, on the root.

use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlSelectElement, KeyboardEvent, PointerEvent};

use crate::app::{Direction, Field, Msg, Panel};
use crate::math::Bug;
use crate::trace::CellRef;

use super::app::App;
use super::cell_view::DRAFT;
use super::grid_view::cell_of;
use super::listener::Listener;
use super::node::{closest, document, window};

type Handler = fn(&Rc<App>, &Event, &Element);

/// Listens to everything a person does on the page.
pub(super) fn listen(app: &Weak<App>, root: &Element) -> Vec<Listener> {
    let handlers: [(&'static str, Handler); 8] = [
        ("input", on_input),
        ("change", on_change),
        ("focusin", on_focus_in),
        ("focusout", on_focus_out),
        ("click", on_click),
        ("dblclick", on_double_click),
        ("pointerover", on_pointer_over),
        ("pointerleave", on_pointer_leave),
    ];
    let mut listeners = Vec::new();
    for (kind, handler) in handlers {
        listeners.push(attach(app, root, kind, handler));
    }
    // Keys step from wherever the focus is, the body too.
    listeners.push(attach(app, &document(), "keydown", on_key_down));
    listeners
}

fn attach(
    app: &Weak<App>,
    target: &web_sys::EventTarget,
    kind: &'static str,
    handler: Handler,
) -> Listener {
    let app = Weak::clone(app);
    Listener::new(target, kind, move |event| {
        let element = event.target().and_then(|target| target.dyn_into().ok());
        // A key raised on the document itself belongs to no element of it.
        let element = element.or_else(|| document().document_element());
        if let (Some(app), Some(element)) = (app.upgrade(), element)
            && app.is_running()
        {
            handler(&app, &event, &element);
        }
    })
}

fn on_input(app: &Rc<App>, _: &Event, target: &Element) {
    let Some(input) = target.dyn_ref::<HtmlInputElement>() else {
        return;
    };
    if let Some(field) = field_of(target) {
        app.entered(false);
        app.dispatch(Msg::Typed(field, input.value()));
    } else {
        seek(app, input);
    }
}

/// The slider was moved.
fn seek(app: &Rc<App>, input: &HtmlInputElement) {
    if let ("range", Ok(step)) = (input.type_().as_str(), input.value().parse()) {
        app.dispatch(Msg::Sought(step));
    }
}

/// Selects say it by `change`; so do fields and the slider where a tool sets
/// them and raises no `input`.
fn on_change(app: &Rc<App>, _: &Event, target: &Element) {
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        app.choose(select);
    } else if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        match field_of(target) {
            Some(field) => {
                app.dispatch(Msg::Typed(field, input.value()));
                app.dispatch(Msg::Left(field, input.value()));
            }
            None => seek(app, input),
        }
    }
}

fn on_focus_in(app: &Rc<App>, _: &Event, target: &Element) {
    app.entered(field_of(target).is_some());
    if let Some(cell) = cell_of(target) {
        app.dispatch(Msg::Focused(cell));
    }
}

fn on_focus_out(app: &Rc<App>, _: &Event, target: &Element) {
    if let (Some(field), Some(input)) = (field_of(target), target.dyn_ref::<HtmlInputElement>()) {
        app.dispatch(Msg::Left(field, input.value()));
    }
    if cell_of(target).is_some() {
        app.dispatch(Msg::Unfocused);
    }
}

fn on_click(app: &Rc<App>, _: &Event, target: &Element) {
    let button = closest(target, "[data-press]");
    if let Some(button) = button {
        if let Some(msg) = pressed(&button) {
            app.dispatch(msg);
        }
    } else if let Some(cell) = cell_of(target).filter(is_computed) {
        app.dispatch(Msg::Picked(cell));
    } else if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        select_on_entry(app, input);
    }
}

/// The click that enters a field selects its number, to be typed over as after
/// a key; the next one puts the caret. What was dragged over stays selected.
fn select_on_entry(app: &Rc<App>, input: &HtmlInputElement) {
    let fresh = app.entered(false);
    let caret = || input.selection_start().ok() == input.selection_end().ok();
    if fresh && field_of(input).is_some() && caret() {
        input.select();
    }
}

fn on_double_click(app: &Rc<App>, _: &Event, target: &Element) {
    if let Some(cell) = cell_of(target) {
        app.dispatch(Msg::DoubleClicked(cell));
    }
}

/// A finger does not hover: its tap focuses or pins.
fn on_pointer_over(app: &Rc<App>, event: &Event, target: &Element) {
    let pointer = event.dyn_ref::<PointerEvent>();
    if pointer.is_some_and(|pointer| pointer.pointer_type() != "touch") {
        app.hover(cell_of(target));
    }
}

fn on_pointer_leave(app: &Rc<App>, _: &Event, _: &Element) {
    app.hover(None);
}

fn on_key_down(app: &Rc<App>, event: &Event, target: &Element) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    if event.default_prevented() || event.is_composing() {
        return;
    }
    if let Some(msg) = message_of_key(event, target) {
        event.prevent_default();
        // A held arrow goes on stepping; a held Space is one press.
        if !(event.repeat() && (msg == Msg::PlayPressed || is_late(event))) {
            app.dispatch(msg);
        }
    }
}

/// Whether an event has waited for its turn for so long that the key may not
/// be held any more: on a slow device steps would go on after it is released.
fn is_late(event: &KeyboardEvent) -> bool {
    const PATIENCE: f64 = 100.0;
    let clock = window().performance();
    clock.is_some_and(|clock| clock.now() - event.time_stamp() > PATIENCE)
}

/// What a key means where it was pressed; `None` leaves it to the browser.
fn message_of_key(event: &KeyboardEvent, target: &Element) -> Option<Msg> {
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        return travel_key(event, target, &key);
    }
    if event.alt_key() || event.shift_key() {
        return None;
    }
    let number = number_of(target);
    match (key.as_str(), number) {
        ("Escape", Some(field)) => Some(Msg::EscapePressedIn(field)),
        ("Escape", None) => Some(Msg::EscapePressed),
        ("Enter", Some(field)) => {
            let input = target.dyn_ref::<HtmlInputElement>()?;
            Some(Msg::Entered(field, input.value()))
        }
        _ => match cell_of(target) {
            Some(cell) => key_in_cell(target, cell, &key),
            None => key_elsewhere(target, &key),
        },
    }
}

/// Undo and redo of the layer; in a field with a draft they are the field's.
fn travel_key(event: &KeyboardEvent, target: &Element, key: &str) -> Option<Msg> {
    if event.alt_key() || target.has_attribute(DRAFT) {
        return None;
    }
    // Shift and Caps Lock make it an upper case letter.
    match (key, event.shift_key()) {
        ("z" | "Z", false) => Some(Msg::UndoPressed),
        ("z" | "Z", true) | ("y" | "Y", false) => Some(Msg::RedoPressed),
        _ => None,
    }
}

fn key_in_cell(target: &Element, cell: CellRef, key: &str) -> Option<Msg> {
    let arrow = |direction| Some(Msg::ArrowPressed(cell, direction));
    if let (Some(field), Some(input)) = (Field::of(cell), target.dyn_ref::<HtmlInputElement>()) {
        return match key {
            "Enter" => Some(Msg::Entered(field, input.value())),
            "ArrowUp" => arrow(Direction::Up),
            "ArrowDown" => arrow(Direction::Down),
            _ => None,
        };
    }
    match key {
        "Enter" => Some(Msg::Picked(cell)),
        "ArrowUp" => arrow(Direction::Up),
        "ArrowDown" => arrow(Direction::Down),
        "ArrowLeft" => arrow(Direction::Left),
        "ArrowRight" => arrow(Direction::Right),
        "Home" => arrow(Direction::RowStart),
        "End" => arrow(Direction::RowEnd),
        " " => Some(Msg::PlayPressed),
        _ => None,
    }
}

/// Stepping and playing, unless the focused control uses the key itself.
fn key_elsewhere(target: &Element, key: &str) -> Option<Msg> {
    let range = target.matches("input[type=range]").unwrap_or(false);
    let own_arrows = target
        .matches("input, select, textarea, [contenteditable]")
        .unwrap_or(false);
    let own_space = own_arrows && !range || target.matches("button, a, summary").unwrap_or(false);
    match key {
        " " if !own_space => Some(Msg::PlayPressed),
        "ArrowLeft" if !own_arrows => Some(Msg::PreviousPressed),
        "ArrowRight" if !own_arrows => Some(Msg::NextPressed),
        "Home" if !own_arrows => Some(Msg::FirstPressed),
        "End" if !own_arrows => Some(Msg::LastPressed),
        _ => None,
    }
}

/// The message of a button by its `data-press`, and its `data-index` where
/// it is one of several.
fn pressed(button: &Element) -> Option<Msg> {
    let name = button.get_attribute("data-press")?;
    if let Some(panel) = Panel::ALL.into_iter().find(|panel| panel.name() == name) {
        return Some(Msg::PanelPressed(panel));
    }
    let index = || button.get_attribute("data-index")?.parse::<usize>().ok();
    Some(match name.as_str() {
        "first" => Msg::FirstPressed,
        "previous" => Msg::PreviousPressed,
        "play" => Msg::PlayPressed,
        "next" => Msg::NextPressed,
        "last" => Msg::LastPressed,
        "notebook" => Msg::NotebookPressed,
        "clear" => Msg::ClearPressed,
        "random" => Msg::RandomPressed,
        "undo" => Msg::UndoPressed,
        "redo" => Msg::RedoPressed,
        "unpin" => Msg::UnpinPressed,
        "measure" => Msg::CheckPressed,
        "learn" => Msg::LearnPressed,
        "unlearn" => Msg::UnlearnPressed,
        "next-bug" => Msg::NextBugPressed,
        "copy" => Msg::CopyPressed,
        "go" => Msg::Sought(index()?),
        "experiment" => Msg::ExperimentPicked(index()?),
        "guess" => Msg::BugGuessed(*Bug::ALL.get(index()?)?),
        _ => return None,
    })
}

fn field_of(target: &Element) -> Option<Field> {
    match cell_of(target) {
        Some(cell) => Field::of(cell),
        None => number_of(target),
    }
}

/// The field that is no cell.
fn number_of(target: &Element) -> Option<Field> {
    match target.get_attribute("data-number")?.as_str() {
        "bias" => Some(Field::Bias),
        "rate" => Some(Field::LearningRate),
        _ => None,
    }
}

const fn is_computed(cell: &CellRef) -> bool {
    cell.grid.operand().is_none()
}
