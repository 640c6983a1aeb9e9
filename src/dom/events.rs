//! Events to messages. One listener for each kind of event, on the root.

use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FocusEvent, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    KeyboardEvent, PointerEvent,
};

use crate::app::{
    Clip, Field, FieldText, Focus, GradientCheckMsg, KeptMsg, Key, Meaning, Msg, Tool, ToolMsg,
    is_block,
};
use crate::trace::CellRef;

use super::app::App;
use super::clipboard;
use super::field_view::number_of;
use super::files;
use super::grid_view::cell_of;
use super::listener::Listener;
use super::node::{closest, document, find, root_element, window};

/// The events that the page's own calls raise. Any other event that comes while
/// something is under way finds a program that has stopped there.
const RAISED_BY_US: [&str; 3] = ["focusin", "focusout", "change"];

type Handler = fn(&Rc<App>, &Event, &Element);

pub(super) fn listen(app: &Weak<App>, root: &Element) -> Vec<Listener> {
    let handlers: [(&'static str, Handler); 9] = [
        ("input", on_input),
        ("change", on_change),
        ("focusin", on_focus_in),
        ("focusout", on_focus_out),
        ("mousedown", on_mouse_down),
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
    listeners.push(attach(app, &document(), "copy", on_copy));
    listeners.push(attach(app, root, "paste", on_paste));
    listeners.push(attach(app, root, "dragover", on_drag_over));
    listeners.push(attach(app, root, "drop", on_drop));
    listeners.push(attach(app, &document(), "visibilitychange", on_visibility));
    listeners.push(attach(app, &window(), "pagehide", on_page_hide));
    listeners.push(attach(app, &window(), "hashchange", on_hash_change));
    listeners.push(attach(app, &window(), "storage", on_storage));
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
            && (!app.is_amid() || RAISED_BY_US.contains(&kind))
        {
            app.amid(|| handler(&app, &event, &element));
        }
    })
}

fn on_input(app: &Rc<App>, _: &Event, target: &Element) {
    if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        app.dispatch(Msg::GradientTyped(area.value()));
    }
    let Some(input) = target.dyn_ref::<HtmlInputElement>() else {
        return;
    };
    if let Some(field) = field_of(target) {
        app.set_fresh(false);
        app.dispatch(Msg::Typed(field, input.value()));
    } else {
        seek(app, input);
    }
}

fn seek(app: &Rc<App>, input: &HtmlInputElement) {
    if let ("range", Ok(step)) = (input.type_().as_str(), input.value().parse()) {
        app.dispatch(Msg::Sought(step));
    }
}

/// A select tells a change by `change`. So do other controls where a program
/// sets them and raises no `input`.
fn on_change(app: &Rc<App>, event: &Event, target: &Element) {
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        app.choose(select);
    } else if target.has_type::<HtmlTextAreaElement>() {
        on_input(app, event, target);
    } else if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        if let Some(field) = field_of(target) {
            app.dispatch(Msg::Changed(field, input.value()));
        } else if let Some(index) = index_of(target) {
            rename(app, input, index);
        } else if input.type_() == "file" {
            app.read(&files::read(input), |text| {
                Some(Msg::Kept(KeptMsg::FileRead(text)))
            });
        } else {
            seek(app, input);
        }
    }
}

/// Until the model has taken the new name, the field shows the old one.
fn rename(app: &Rc<App>, input: &HtmlInputElement, index: usize) {
    let name = input.value();
    input.set_value(&name_of(input));
    app.dispatch(Msg::Kept(KeptMsg::Renamed(index, name)));
}

/// However a field is entered, its text is selected, to be typed over.
fn on_focus_in(app: &Rc<App>, _: &Event, target: &Element) {
    if let (Some(_), Some(input)) = (field_of(target), target.dyn_ref::<HtmlInputElement>()) {
        input.select();
        app.set_fresh(true);
    }
    if let Some(cell) = cell_of(target) {
        app.dispatch(Msg::Focused(cell));
    }
}

/// Within a grid the focus is not lost: the next cell tells that it has it. It is
/// not lost, either, where the whole window loses it.
fn on_focus_out(app: &Rc<App>, event: &Event, target: &Element) {
    if let (Some(field), Some(input)) = (field_of(target), target.dyn_ref::<HtmlInputElement>()) {
        app.dispatch(Msg::Left(field, input.value()));
    }
    let Some(CellRef { grid, .. }) = cell_of(target) else {
        return;
    };
    let next = event
        .dyn_ref::<FocusEvent>()
        .and_then(FocusEvent::related_target);
    let next = next.and_then(|next| cell_of(next.dyn_ref()?));
    let is_kept = next.is_some_and(|next| next.grid == grid)
        || document().active_element().as_ref() == Some(target);
    if !is_kept {
        app.dispatch(Msg::Unfocused);
    }
}

fn on_click(app: &Rc<App>, _: &Event, target: &Element) {
    if let Some(button) = closest(target, "button") {
        if let Some(msg) = app.pressed(&button).or_else(|| pressed(&button)) {
            app.dispatch(msg);
        }
    } else if let Some(cell) = cell_of(target).filter(is_computed) {
        app.dispatch(Msg::Picked(cell));
    } else if let (Some(field), Some(input)) = (field_of(target), target.dyn_ref()) {
        select_on_click(app, input);
        app.dispatch(Msg::Clicked(field));
    }
}

/// The first click in a field selects its text, whether it enters the field or
/// follows another way in. The next click puts the caret. What was selected by
/// dragging stays selected.
fn select_on_click(app: &Rc<App>, input: &HtmlInputElement) {
    if app.is_fresh() && text_of(input).is_caret {
        input.select();
    }
    app.set_fresh(false);
}

/// Where a field has the focus and its text is selected already, the browser would
/// put the caret after the first click.
fn on_mouse_down(app: &Rc<App>, event: &Event, target: &Element) {
    if app.is_fresh() && document().active_element().as_ref() == Some(target) {
        event.prevent_default();
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
    let name = event.key();
    let place = event.code();
    let key = Key {
        name: &name,
        place: &place,
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    };
    // Undo in a text of several lines is the browser's.
    if key.command && target.has_type::<HtmlTextAreaElement>() {
        return;
    }
    if target.has_attribute("data-name")
        && let Some(input) = target.dyn_ref()
        && (key.command || is_key_of_name(app, &name, input))
    {
        return;
    }
    match app.meaning(key, focus_at(target)) {
        Meaning::Ours(msg) => {
            event.prevent_default();
            // A held arrow goes on stepping; a held Space is one press.
            if !(event.repeat() && (msg == Msg::PlayPressed || is_late(event))) {
                app.dispatch(msg);
            }
        }
        Meaning::Both(msg) => app.dispatch(msg),
        Meaning::Nobodys => event.prevent_default(),
        Meaning::Theirs => {}
    }
}

/// Whether a key was for the field with the name of an example. Enter keeps the
/// state; Escape first restores the name, and only then closes the tool.
fn is_key_of_name(app: &Rc<App>, key: &str, input: &HtmlInputElement) -> bool {
    let name = name_of(input);
    match key {
        "Enter" if index_of(input).is_none() => app.dispatch(named()),
        "Escape" if input.value() != name => input.set_value(&name),
        _ => return false,
    }
    true
}

/// The name that an example has; empty in the field for a new one.
fn name_of(input: &HtmlInputElement) -> String {
    input.get_attribute("value").unwrap_or_default()
}

/// The present state is to be kept under the name in the first name field.
fn named() -> Msg {
    let field: HtmlInputElement = find(&root_element(), "[data-name]");
    Msg::Kept(KeptMsg::Named(field.value()))
}

fn focus_at(target: &Element) -> Focus {
    if let (Some(field), Some(input)) = (field_of(target), target.dyn_ref()) {
        return Focus::Field(field, text_of(input));
    }
    if let Some(cell) = cell_of(target) {
        return Focus::Cell(cell);
    }
    let is = |selector| target.matches(selector).unwrap_or(false);
    if is("input[type=range]") {
        Focus::Slider
    } else if is("input, select, textarea, [contenteditable]") {
        Focus::Control
    } else if is("button, a, summary") {
        Focus::Button
    } else {
        Focus::Elsewhere
    }
}

fn text_of(input: &HtmlInputElement) -> FieldText {
    let [start, end] = [input.selection_start(), input.selection_end()].map(Result::ok);
    let text = input.value();
    let length = u32::try_from(text.encode_utf16().count()).ok();
    FieldText {
        text,
        from_start: start == Some(Some(0)),
        to_end: end == Some(length),
        is_caret: start == end,
    }
}

/// Whether an event has waited so long that the key may have been released: on a
/// slow device steps would go on after that.
fn is_late(event: &KeyboardEvent) -> bool {
    const PATIENCE: f64 = 100.0;
    let clock = window().performance();
    clock.is_some_and(|clock| clock.now() - event.time_stamp() > PATIENCE)
}

fn on_copy(_: &Rc<App>, event: &Event, target: &Element) {
    clipboard::on_copy(event, target);
}

/// One number is pasted by the browser, as if it were typed.
fn on_paste(app: &Rc<App>, event: &Event, target: &Element) {
    let text = files::text_of(event);
    let field = cell_of(target).and_then(Field::of);
    if let (Some(text), Some(field)) = (text.filter(|text| is_block(text)), field) {
        event.prevent_default();
        app.dispatch(Msg::Pasted(field, text));
    }
}

/// Without this the browser would drop nothing on a cell, or open a file in place of
/// the page.
fn on_drag_over(_: &Rc<App>, event: &Event, target: &Element) {
    if cell_of(target).and_then(Field::of).is_some() {
        event.prevent_default();
    }
}

fn on_drop(app: &Rc<App>, event: &Event, target: &Element) {
    let Some(field) = cell_of(target).and_then(Field::of) else {
        return;
    };
    event.prevent_default();
    if let Some(text) = files::text_of(event) {
        app.dispatch(Msg::Pasted(field, text));
    } else if let Some(file) = files::file_of(event) {
        app.read(&file, move |text| text.map(|text| Msg::Pasted(field, text)));
    }
}

fn on_visibility(app: &Rc<App>, _: &Event, _: &Element) {
    if document().hidden() {
        app.dispatch(Msg::Hidden);
        app.keep();
    } else {
        app.find_examples();
    }
}

/// The address is not written: a reload that is under way goes to the one that was
/// there.
fn on_page_hide(app: &Rc<App>, _: &Event, _: &Element) {
    app.keep();
}

/// Another tab has changed what the device keeps.
fn on_storage(app: &Rc<App>, _: &Event, _: &Element) {
    app.find_examples();
}

fn on_hash_change(app: &Rc<App>, _: &Event, _: &Element) {
    app.follow_address();
}

/// The message of a button by its `data-press`, and its `data-index` where
/// it is one of several.
fn pressed(button: &Element) -> Option<Msg> {
    let name = button.get_attribute("data-press")?;
    if let Some((tool, _)) = Tool::ALL.iter().find(|(_, known)| *known == name) {
        return Some(Msg::ToolPressed(*tool));
    }
    let index = || index_of(button);
    Some(match name.as_str() {
        "first" => Msg::FirstPressed,
        "previous" => Msg::PreviousPressed,
        "play" => Msg::PlayPressed,
        "next" => Msg::NextPressed,
        "last" => Msg::LastPressed,
        "undo" => Msg::UndoPressed,
        "redo" => Msg::RedoPressed,
        "unpin" => Msg::UnpinPressed,
        "measure" => Msg::Tool(ToolMsg::GradientCheck(GradientCheckMsg::Asked)),
        "copy" => Msg::CopyPressed(Clip::Program),
        "copy-link" => Msg::CopyPressed(Clip::Link),
        "room" => Msg::RoomPressed,
        "embed" => Msg::CopyPressed(Clip::Embed),
        "keep" => named(),
        "open" => Msg::Kept(KeptMsg::Opened(index()?)),
        "delete" => Msg::Kept(KeptMsg::Deleted(index()?)),
        "unfold" => Msg::UnfoldPressed,
        "scale" => Msg::ScalePressed,
        "verbose" => Msg::VerbosePressed,
        "skip" => Msg::SkipPressed,
        "put-back" => Msg::Kept(KeptMsg::PutBackPressed),
        "save" => Msg::SavePressed,
        _ => return None,
    })
}

/// Which of several an element stands for, or lies in.
fn index_of(element: &Element) -> Option<usize> {
    let indexed = closest(element, "[data-index]")?;
    indexed.get_attribute("data-index")?.parse().ok()
}

fn field_of(target: &Element) -> Option<Field> {
    match cell_of(target) {
        Some(cell) => Field::of(cell),
        None => number_of(target),
    }
}

const fn is_computed(cell: &CellRef) -> bool {
    cell.grid.operand().is_none()
}
