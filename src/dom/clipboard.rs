//! Putting a text on the clipboard.

use js_sys::{Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::app::Copied;

use super::node::window;

/// A text on its way to the clipboard. Dropping it forgets the outcome, not
/// the text.
#[derive(Debug)]
pub(super) struct Copying {
    _done: Closure<dyn FnMut(JsValue)>,
    _refused: Closure<dyn FnMut(JsValue)>,
}

impl Copying {
    /// Starts copying; `ended` hears how it went. `None` where the browser has
    /// no clipboard for this page, as on a page without https.
    pub(super) fn start(text: &str, ended: impl Fn(Copied) + Clone + 'static) -> Option<Self> {
        let promise = write_text(text)?;
        let hear = |copied| {
            let ended = ended.clone();
            Closure::new(move |_| ended(copied))
        };
        let (done, refused) = (hear(Copied::Done), hear(Copied::Refused));
        let _ = promise.then2(&done, &refused);
        Some(Self {
            _done: done,
            _refused: refused,
        })
    }
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
