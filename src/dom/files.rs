//! Files that leave the page and come into it.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Event, HtmlInputElement};

#[wasm_bindgen]
extern "C" {
    /// Has the browser save a text. The browser does not tell when it has read it:
    /// a minute is enough.
    #[wasm_bindgen(js_name = "((name, text) => {
    const href = URL.createObjectURL(new Blob([text]));
    Object.assign(document.createElement('a'), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
})")]
    pub(super) fn save(name: &str, text: &JsValue);

    /// The text of a file to take along, which static/start.js has static/export.js
    /// write. Fails where that does not come.
    #[wasm_bindgen(
        js_name = "(async (root, name, state, grids, touches) => root.write(name, state, grids, touches.slice()))"
    )]
    pub(super) fn write(
        root: &Element,
        name: &str,
        state: &str,
        grids: &str,
        touches: &[f64],
    ) -> Promise;

    /// The text of the file that was chosen in a field, and empties the field, so that
    /// the same file can be chosen again. Fails where it is larger than what a device
    /// keeps.
    #[wasm_bindgen(js_name = "(async (field) => {
    const [file] = field.files;
    field.value = '';
    if (file.size > 1e7) throw file.size;
    return file.text();
})")]
    pub(super) fn read(field: &HtmlInputElement) -> Promise;

    /// The text that is pasted or dropped; of a long one the beginning, which has more
    /// numbers than any grid.
    #[wasm_bindgen(
        js_name = "((event) => (event.clipboardData ?? event.dataTransfer)?.getData('text/plain').slice(0, 1e6) || undefined)"
    )]
    pub(super) fn text_of(event: &Event) -> Option<String>;

    /// The same of the file that is dropped.
    #[wasm_bindgen(js_name = "((event) => event.dataTransfer?.files[0]?.slice(0, 1e6).text())")]
    pub(super) fn file_of(event: &Event) -> Option<Promise>;
}
