//! What goes to the clipboard.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, Element, Event, HtmlInputElement, Node, Range, Selection};

use crate::app::Copied;

use super::awaited::Awaited;
use super::node::{OrStop, closest, window};

/// Starts copying, and calls `ended` with the outcome. `None` where the browser has
/// no clipboard for this page, as on a page without https.
pub(super) fn copy(text: &str, ended: impl Fn(Copied) + Clone + 'static) -> Option<Awaited> {
    let promise = write_text(text)?;
    Some(Awaited::new(&promise, move |done| {
        ended(done.map_or(Copied::Refused, |_| Copied::Done));
    }))
}

fn write_text(text: &str) -> Option<Promise> {
    let navigator = window().navigator();
    let clipboard = Reflect::get(&navigator, &JsValue::from_str("clipboard")).ok()?;
    let write = Reflect::get(&clipboard, &JsValue::from_str("writeText")).ok()?;
    let write: js_sys::Function = write.dyn_into().ok()?;
    write
        .call1(&clipboard, &JsValue::from_str(text))
        .ok()?
        .dyn_into()
        .ok()
}

/// Copied numbers are such as other programs read: with an ASCII minus, and from
/// cells with all their digits, a tab between cells, a line a row.
pub(super) fn on_copy(event: &Event, target: &Element) {
    let Some(clipboard) = event
        .dyn_ref::<ClipboardEvent>()
        .and_then(ClipboardEvent::clipboard_data)
    else {
        return;
    };
    let text = match target.dyn_ref::<HtmlInputElement>() {
        Some(input) => selected_in(input),
        None => window()
            .get_selection()
            .or_stop()
            .as_ref()
            .and_then(selected),
    };
    if let Some(text) = text {
        clipboard.set_data("text/plain", &text).or_stop();
        event.prevent_default();
    }
}

fn selected_in(input: &HtmlInputElement) -> Option<String> {
    let [start, end] = [input.selection_start(), input.selection_end()].map(Result::ok);
    let text = js_sys::JsString::from(input.value()).substring(start??, end??);
    with_ascii_minus(&String::from(text))
}

fn selected(selection: &Selection) -> Option<String> {
    let range = selection.get_range_at(0).ok()?;
    let table = |node: Option<Node>| {
        let node = node?;
        let element = node.parent_element();
        closest(&node.dyn_into().ok().or(element)?, "[data-grid]")
    };
    let [first, last] = [selection.anchor_node(), selection.focus_node()].map(table);
    match first {
        Some(table) if last.as_ref() == Some(&table) => Some(numbers_in(&table, &range)),
        _ => with_ascii_minus(&String::from(selection.to_string())),
    }
}

/// `None` where the text has no minus: then the browser copies it itself.
fn with_ascii_minus(text: &str) -> Option<String> {
    let ascii = text.replace('−', "-");
    (ascii != text).then_some(ascii)
}

/// The numbers of the selected cells of a grid.
fn numbers_in(table: &Element, range: &Range) -> String {
    let cells = table.query_selector_all("[data-row][data-col]").or_stop();
    let mut text = String::new();
    let mut row_before = None;
    for index in 0..cells.length() {
        let cell = cells
            .get(index)
            .and_then(|node| node.dyn_into::<Element>().ok());
        let Some(cell) = cell.filter(|cell| is_selected(cell, range)) else {
            continue;
        };
        let row = cell.get_attribute("data-row");
        if row_before.is_some() {
            text.push_str(if row_before == row { "\t" } else { "\n" });
        }
        text += &cell.get_attribute("data-value").unwrap_or_default();
        row_before = row;
    }
    text
}

/// Whether the content of a cell is selected. A selection may end at the edge of
/// the next cell.
fn is_selected(cell: &Element, range: &Range) -> bool {
    let content = cell.first_element_child();
    content.is_some_and(|content| range.intersects_node(&content).unwrap_or(false))
}
