//! A clock that stops when it is dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::node::{OrStop, window};

#[must_use = "a ticker stops as soon as it is dropped"]
#[derive(Debug)]
pub(super) struct Ticker {
    interval: i32,
    id: i32,
    _callback: Closure<dyn Fn()>,
}

impl Ticker {
    pub(super) fn new(interval: i32, callback: impl Fn() + 'static) -> Self {
        let callback = Closure::<dyn Fn()>::new(callback);
        let id = window()
            .set_interval_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                interval,
            )
            .or_stop();
        Self {
            interval,
            id,
            _callback: callback,
        }
    }

    /// Milliseconds between two calls.
    pub(super) const fn interval(&self) -> i32 {
        self.interval
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}
