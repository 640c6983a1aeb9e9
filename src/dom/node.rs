//! Finding, making and writing nodes.
//!
//! Where the document refuses something, or the skeleton lacks it, the program is
//! at fault: the exception goes all the way up and ends the page, and
//! static/start.js says so. Nothing here can be half done in silence.

use js_sys::TypeError;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Node, Window};

/// Results of calls that the browser may refuse.
pub(super) trait OrStop<T> {
    /// The value; where the browser refuses, the page stops.
    fn or_stop(self) -> T;
}

impl<T> OrStop<T> for Result<T, JsValue> {
    fn or_stop(self) -> T {
        self.unwrap_or_else(|exception| wasm_bindgen::throw_val(exception))
    }
}

pub(super) fn window() -> Window {
    web_sys::window().unwrap_or_else(|| lacks("a window"))
}

pub(super) fn document() -> Document {
    window().document().unwrap_or_else(|| lacks("a document"))
}

pub(super) fn root_element() -> Element {
    let root = document().document_element();
    root.unwrap_or_else(|| lacks("a root element"))
}

/// Stops the page because something is missing.
/// Whether the page is part of another one: static/start.js reads it in the address.
pub(super) fn is_embed() -> bool {
    root_element().has_attribute("data-embed")
}

pub(super) fn lacks(what: &str) -> ! {
    let error = TypeError::new(&["the page lacks ", what].concat());
    wasm_bindgen::throw_val(error.into())
}

/// The part of the skeleton that a selector names.
pub(super) fn find<T: JsCast>(root: &Element, selector: &str) -> T {
    let found = query(root, selector);
    let found = found.and_then(|element| element.dyn_into().ok());
    found.unwrap_or_else(|| lacks(selector))
}

/// The element with this `data-slot`.
pub(super) fn slot<T: JsCast>(root: &Element, name: &str) -> T {
    find(root, &["[data-slot=", name, "]"].concat())
}

/// An element of the skeleton, without what it shows until the program runs.
pub(super) fn emptied(element: Element) -> Element {
    element.set_text_content(None);
    element
}

pub(super) fn append(parent: &Element, tag: &str) -> Element {
    let element = create(&document(), tag);
    append_child(parent, &element);
    element
}

pub(super) fn append_svg(parent: &Element, tag: &str) -> Element {
    const SVG: &str = "http://www.w3.org/2000/svg";
    let element = document().create_element_ns(Some(SVG), tag).or_stop();
    append_child(parent, &element);
    element
}

pub(super) fn put_attributes(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        put_attribute(element, name, value);
    }
}

/// Writes or removes an attribute, unless it has that value already.
pub(super) fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    if element.get_attribute(name).as_deref() != value {
        write_attribute(element, name, value);
    }
}

/// Writes or removes an attribute without reading it first: with thousands of cells
/// even that takes time.
pub(super) fn write_attribute(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => put_attribute(element, name, value),
        None => remove_attribute(element, name),
    }
}

/// Writes a text into an element that holds nothing else. A text node that is there
/// is kept: the browser has less to do than with a new one.
pub(super) fn write_text(element: &Element, text: &str) {
    match element.first_child() {
        Some(node) => node.set_node_value(Some(text)),
        None => element.set_text_content(Some(text)),
    }
}

/// Keeps the nodes of a list, and writes those whose item differs.
pub(super) fn rewrite<T: Clone + PartialEq>(
    shown: &mut Vec<(Element, T)>,
    wanted: &[T],
    new: impl Fn() -> Element,
    write: impl Fn(&Element, &T),
) {
    for (node, _) in shown.drain(wanted.len().min(shown.len())..) {
        node.remove();
    }
    for ((node, item), wanted) in shown.iter_mut().zip(wanted) {
        if item != wanted {
            write(node, wanted);
            item.clone_from(wanted);
        }
    }
    for wanted in &wanted[shown.len()..] {
        let node = new();
        write(&node, wanted);
        shown.push((node, wanted.clone()));
    }
}

#[wasm_bindgen]
extern "C" {
    /// The root element with the properties that static/start.js defines on it.
    pub(super) type Watched;

    /// Whether something is under way. If it does not come to its end, the page has
    /// stopped.
    #[wasm_bindgen(method, setter, js_name = isAmid)]
    pub(super) fn set_amid(this: &Watched, amid: bool);

    /// Whether the device keeps the layer that is in force.
    #[wasm_bindgen(method, setter, js_name = isKept)]
    pub(super) fn set_kept(this: &Watched, kept: bool);
}

/// The calls that are made most. web-sys catches exceptions in each of them, which
/// costs a part of every call.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["Element", "prototype", "setAttribute"], js_name = call)]
    pub(super) fn put_attribute(element: &Element, name: &str, value: &str);

    #[wasm_bindgen(js_namespace = ["Element", "prototype", "setAttribute"], js_name = call)]
    fn put_number(element: &Element, name: &JsValue, value: f64);

    #[wasm_bindgen(js_namespace = ["Element", "prototype", "removeAttribute"], js_name = call)]
    pub(super) fn remove_attribute(element: &Element, name: &str);

    #[wasm_bindgen(js_namespace = ["Element", "prototype", "querySelector"], js_name = call)]
    pub(super) fn query(element: &Element, selector: &str) -> Option<Element>;

    #[wasm_bindgen(js_namespace = ["Element", "prototype", "closest"], js_name = call)]
    pub(super) fn closest(element: &Element, selector: &str) -> Option<Element>;

    #[wasm_bindgen(js_namespace = ["Document", "prototype", "createElement"], js_name = call)]
    pub(super) fn create(document: &Document, tag: &str) -> Element;

    #[wasm_bindgen(js_namespace = ["Node", "prototype", "appendChild"], js_name = call)]
    pub(super) fn append_child(parent: &Element, child: &Element);

    #[wasm_bindgen(js_namespace = ["HTMLElement", "prototype", "focus"], js_name = call)]
    pub(super) fn focus(element: &HtmlElement);
}

/// Whether nothing has the focus, or an element that is hidden now: the browser
/// takes the focus from it a little later.
pub(super) fn is_focus_lost() -> bool {
    document()
        .active_element()
        .is_none_or(|active| active.tag_name() == "BODY" || closest(&active, "[hidden]").is_some())
}

thread_local! {
    /// A name that is written thousands of times is handed to JavaScript once.
    static DATA_VALUE: JsValue = JsValue::from_str("data-value");
}

/// Writes `data-value`: JavaScript writes a number as the shortest decimal that
/// reads back, and −0 as 0.
pub(super) fn write_value(element: &Element, value: f64) {
    DATA_VALUE.with(|name| put_number(element, name, value));
}

/// As an attribute says it.
pub(super) const fn truth(holds: bool) -> &'static str {
    if holds { "true" } else { "false" }
}

pub(super) fn set_number(element: &HtmlElement, name: &str, value: usize) {
    set_property(element, name, &value.to_string());
}

pub(super) fn set_property(element: &HtmlElement, name: &str, value: &str) {
    element.style().set_property(name, value).or_stop();
}

/// A text that is written only when it changes.
#[derive(Debug)]
pub(super) struct TextSlot {
    element: Element,
    /// The node of the text, which stays: one call writes it.
    node: Option<Node>,
    shown: String,
}

impl TextSlot {
    /// An element that holds nothing but text.
    pub(super) fn new(element: Element) -> Self {
        let shown = element.text_content().unwrap_or_default();
        Self {
            node: element.first_child(),
            element,
            shown,
        }
    }

    pub(super) fn find(root: &Element, name: &str) -> Self {
        Self::new(slot(root, name))
    }

    pub(super) const fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn write(&mut self, text: &str) {
        if self.shown == text {
            return;
        }
        if let Some(node) = &self.node {
            node.set_node_value(Some(text));
        } else {
            self.element.set_text_content(Some(text));
            self.node = self.element.first_child();
        }
        text.clone_into(&mut self.shown);
    }
}
