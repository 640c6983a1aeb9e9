//! The other half of `browser.js`.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, EventTarget, HtmlInputElement, HtmlSelectElement};

#[wasm_bindgen(module = "/tests/web/support/browser.js")]
extern "C" {
    /// The value of a JavaScript expression.
    #[wasm_bindgen(catch)]
    pub(crate) fn evaluate(expression: &str) -> Result<JsValue, JsValue>;

    /// Presses a key, with modifiers such as `ctrlKey: true`; whether the page
    /// took it for itself.
    #[wasm_bindgen(js_name = pressKey)]
    pub(crate) fn press_key(target: &EventTarget, key: &str, modifiers: &str) -> bool;

    /// Puts a text into a field as typing does.
    #[wasm_bindgen(js_name = type)]
    pub(crate) fn type_into(input: &HtmlInputElement, text: &str);

    /// Chooses from a select as a person does.
    pub(crate) fn choose(select: &HtmlSelectElement, value: &str);

    /// Begins to note what changes below a node.
    pub(crate) fn watch(root: &Element) -> JsValue;

    /// What has changed since the last call.
    pub(crate) fn changes(watch: &JsValue) -> Vec<String>;

    /// What the page puts on the clipboard when a person copies there; nothing
    /// where it leaves that to the browser.
    pub(crate) fn copied(target: &EventTarget) -> Option<String>;

    #[wasm_bindgen(js_name = spyOnField)]
    pub(crate) fn spy_on_field(input: &HtmlInputElement) -> JsValue;

    #[wasm_bindgen(js_name = thrownBy)]
    pub(crate) fn thrown_by(callback: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = spyOnListeners)]
    fn spy_on_listeners() -> JsValue;

    #[wasm_bindgen(js_name = fakeClocks)]
    fn fake_clocks() -> JsValue;

    #[wasm_bindgen(js_name = breakStorage)]
    fn break_storage(way: &str) -> JsValue;

    #[wasm_bindgen(js_name = spyOnErrors)]
    fn spy_on_errors() -> JsValue;

    fn call(object: &JsValue, name: &str) -> JsValue;
}

/// Something of the browser that is replaced until this is dropped.
#[derive(Debug)]
pub(crate) struct Replaced(JsValue);

impl Replaced {
    pub(crate) fn listeners() -> Self {
        Self(spy_on_listeners())
    }

    pub(crate) fn clocks() -> Self {
        Self(fake_clocks())
    }

    /// `denied` or `full`.
    pub(crate) fn storage(way: &str) -> Self {
        Self(break_storage(way))
    }

    pub(crate) fn console() -> Self {
        Self(spy_on_errors())
    }

    pub(crate) fn call(&self, name: &str) -> JsValue {
        call(&self.0, name)
    }

    /// The number of entries of a list.
    pub(crate) fn count(&self, name: &str) -> u32 {
        js_sys::Array::from(&property(&self.0, name)).length()
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        call(&self.0, "restore");
    }
}

/// A property that has to be there.
pub(crate) fn property(object: &JsValue, name: &str) -> JsValue {
    let value = Reflect::get(object, &JsValue::from_str(name)).unwrap();
    assert!(!value.is_undefined(), "there is no {name}");
    value
}
