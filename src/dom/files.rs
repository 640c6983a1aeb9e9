//! Files that leave the page and come into it.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlInputElement;

#[wasm_bindgen]
extern "C" {
    /// Has the browser save a text. The browser does not tell when it has read it:
    /// a minute is enough.
    #[wasm_bindgen(js_name = "((name, text) => {
    const href = URL.createObjectURL(new Blob([text]));
    Object.assign(document.createElement('a'), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
})")]
    pub(super) fn save(name: &str, text: &str);

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
}
