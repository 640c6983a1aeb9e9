//! Finding, making and writing nodes.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Node, Window};

pub(super) fn window() -> Result<Window, JsValue> {
    web_sys::window().ok_or_else(|| missing("there is no window"))
}

pub(super) fn document() -> Result<Document, JsValue> {
    window()?
        .document()
        .ok_or_else(|| missing("there is no document"))
}

/// The element that holds all of the document.
pub(super) fn root_element() -> Result<Element, JsValue> {
    document()?
        .document_element()
        .ok_or_else(|| missing("there is no root element"))
}

/// An `Error` that says what is not there.
pub(super) fn missing(what: &str) -> JsValue {
    js_sys::Error::new(what).into()
}

/// The part of the skeleton that a selector names.
pub(super) fn find<T: JsCast>(root: &Element, selector: &str) -> Result<T, JsValue> {
    let found = root.query_selector(selector)?;
    found
        .and_then(|element| element.dyn_into().ok())
        .ok_or_else(|| missing(&format!("the page has no {selector}")))
}

/// The element with this `data-slot`.
pub(super) fn slot<T: JsCast>(root: &Element, name: &str) -> Result<T, JsValue> {
    find(root, &format!("[data-slot={name}]"))
}

/// An element without what the skeleton shows in it until the program runs.
pub(super) fn emptied(element: Element) -> Element {
    element.set_text_content(None);
    element
}

/// Makes an element at the end of its parent.
pub(super) fn append(parent: &Element, tag: &str) -> Result<Element, JsValue> {
    let element = document()?.create_element(tag)?;
    parent.append_child(&element)?;
    Ok(element)
}

/// Writes or removes an attribute, where it is not so already.
pub(super) fn set_attribute(
    element: &Element,
    name: &str,
    value: Option<&str>,
) -> Result<(), JsValue> {
    if element.get_attribute(name).as_deref() == value {
        return Ok(());
    }
    write_attribute(element, name, value)
}

/// Writes or removes an attribute. Of thousands of cells even the look at what
/// is there takes its time.
pub(super) fn write_attribute(
    element: &Element,
    name: &str,
    value: Option<&str>,
) -> Result<(), JsValue> {
    match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    }
}

/// Writes a text into an element that holds nothing else. The node of a text
/// that is there stays: the browser does less than for a new one.
pub(super) fn write_text(element: &Element, text: &str) {
    let only = |node: &Node| node.node_type() == Node::TEXT_NODE && node.next_sibling().is_none();
    match element.first_child().filter(only) {
        Some(node) => node.set_node_value(Some(text)),
        None => element.set_text_content(Some(text)),
    }
}

/// Keeps the nodes of a list, and writes those whose item differs.
pub(super) fn rewrite<T: Clone + PartialEq>(
    shown: &mut Vec<(Element, T)>,
    wanted: &[T],
    new: impl Fn() -> Result<Element, JsValue>,
    write: impl Fn(&Element, &T) -> Result<(), JsValue>,
) -> Result<(), JsValue> {
    for (node, _) in shown.drain(wanted.len().min(shown.len())..) {
        node.remove();
    }
    for ((node, item), wanted) in shown.iter_mut().zip(wanted) {
        if item != wanted {
            write(node, wanted)?;
            item.clone_from(wanted);
        }
    }
    for wanted in &wanted[shown.len()..] {
        let node = new()?;
        write(&node, wanted)?;
        shown.push((node, wanted.clone()));
    }
    Ok(())
}

#[wasm_bindgen]
extern "C" {
    /// An element, to whom numbers are given as they are.
    type Numbered;

    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Numbered, name: &JsValue, value: f64);
}

thread_local! {
    /// A name that is written thousands of times goes over to JavaScript once.
    static DATA_VALUE: JsValue = JsValue::from_str("data-value");
}

/// Writes `data-value`: JavaScript writes a number as the shortest decimal that
/// reads back, and −0 as 0.
pub(super) fn write_value(element: &Element, value: f64) {
    DATA_VALUE.with(|name| {
        element
            .unchecked_ref::<Numbered>()
            .set_attribute(name, value);
    });
}

/// A text that is written only when it changes.
#[derive(Debug)]
pub(super) struct TextSlot {
    element: Element,
    shown: String,
}

impl TextSlot {
    pub(super) fn new(element: Element) -> Self {
        let shown = element.text_content().unwrap_or_default();
        Self { element, shown }
    }

    pub(super) fn find(root: &Element, name: &str) -> Result<Self, JsValue> {
        slot(root, name).map(Self::new)
    }

    pub(super) fn write(&mut self, text: &str) {
        if self.shown != text {
            write_text(&self.element, text);
            text.clone_into(&mut self.shown);
        }
    }
}
