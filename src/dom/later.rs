//! The second part of the program, which most visits never run.
//!
//! The release build puts it into a file of its own (`xtask/src/split.rs`). A
//! build that is not split has no use for this.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A function of index.html: instantiates the second part with what the
    /// first exports. It throws where the second part cannot be had.
    #[wasm_bindgen(js_name = loadLater)]
    fn instantiate(first: &JsValue);
}

/// What a function calls whose code has not arrived yet.
#[expect(unsafe_code, reason = "the splitter knows it by its name")]
#[unsafe(no_mangle)]
extern "C" fn load_later() {
    instantiate(&wasm_bindgen::exports());
}
