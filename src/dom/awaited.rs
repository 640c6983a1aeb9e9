//! What a promise of the browser leads to.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// Waits for a promise. One that is dropped before may not be kept any more: the
/// browser would call what is gone.
#[must_use = "what is dropped is not heard of"]
#[derive(Debug)]
pub(super) struct Awaited {
    _kept: Closure<dyn FnMut(JsValue)>,
    _broken: Closure<dyn FnMut(JsValue)>,
}

impl Awaited {
    /// Calls back with what was promised, or with nothing where that fails.
    pub(super) fn new(
        promise: &Promise,
        ended: impl Fn(Option<JsValue>) + Clone + 'static,
    ) -> Self {
        let fails = ended.clone();
        let kept = Closure::new(move |value| ended(Some(value)));
        let broken = Closure::new(move |_| fails(None));
        let _ = promise.then2(&kept, &broken);
        Self {
            _kept: kept,
            _broken: broken,
        }
    }
}
