//! Waiting for the browser's promises.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// Waits for a promise. It must not be dropped before the promise has ended: the
/// browser would call a function that is gone.
#[must_use = "what is dropped is not heard of"]
#[derive(Debug)]
pub(super) struct Awaited {
    is_over: Rc<Cell<bool>>,
    _kept: Closure<dyn FnMut(JsValue)>,
    _broken: Closure<dyn FnMut(JsValue)>,
}

impl Awaited {
    /// Calls `ended` with what was promised, or with `None` where the promise
    /// fails.
    pub(super) fn new(promise: &Promise, ended: impl Fn(Option<JsValue>) + 'static) -> Self {
        Self::of(promise, Rc::new(ended))
    }

    /// Not generic, so that the program has it once.
    fn of(promise: &Promise, ended: Rc<dyn Fn(Option<JsValue>)>) -> Self {
        let is_over = Rc::new(Cell::new(false));
        let over = Rc::clone(&is_over);
        let ended = move |value| {
            over.set(true);
            ended(value);
        };
        let fails = ended.clone();
        let kept = Closure::new(move |value| ended(Some(value)));
        let broken = Closure::new(move |_| fails(None));
        let _ = promise.then2(&kept, &broken);
        Self {
            is_over,
            _kept: kept,
            _broken: broken,
        }
    }
    /// Whether the promise has ended, and this may be dropped.
    pub(super) fn is_over(&self) -> bool {
        self.is_over.get()
    }
}
