//! An event listener that is gone when it is dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

use super::node::OrStop;

/// Owns a callback and its registration.
#[must_use = "a listener is removed as soon as it is dropped"]
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Calls back for each event of a kind, until dropped.
    ///
    /// The callback is an `Fn`: the page's own calls (`focus()`, removing a
    /// focused node) raise events in the midst of another event.
    pub fn new(
        target: &EventTarget,
        kind: &'static str,
        callback: impl Fn(Event) + 'static,
    ) -> Self {
        let callback = Closure::<dyn Fn(Event)>::new(callback);
        let listener = callback.as_ref().unchecked_ref();
        target
            .add_event_listener_with_callback(kind, listener)
            .or_stop();
        Self {
            target: target.clone(),
            kind,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        // Fails only where nothing was registered.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, callback);
    }
}
