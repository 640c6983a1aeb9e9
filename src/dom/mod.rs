//! The page: the only part that touches the document.
//!
//! One way in: each event becomes a [`Msg`](crate::app::Msg). One way out:
//! `render` compares the new [`Page`](crate::view::Page) with what is shown and
//! writes the differences.

mod address;
mod app;
mod awaited;
mod blocks;
mod cell_view;
mod chart_view;
mod choices;
mod clipboard;
mod diagram_view;
mod events;
mod field_view;
mod files;
mod frame;
mod grid_view;
mod keeping;
mod kept_view;
mod line_list;
mod listener;
mod map_view;
mod node;
mod packing;
mod remote;
mod root_view;
mod ruler;
mod share_view;
mod span_list;
mod step_view;
mod storage;
mod table_view;
mod ticker;
mod tool_view;

use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::rc::Rc;

pub use app::App;
pub use listener::Listener;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::console;

thread_local! {
    /// The app of the page, kept alive as long as the page.
    static PAGE: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

/// Mounts the page where the document has a root for it. It runs by itself when the
/// module is initialised; outside of a page it does nothing.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    // A page that is mounted already, or is opening a state, has another instance
    // of the module. A page that has stopped (static/start.js) stays stopped.
    let root = document
        .query_selector("[data-app=convscope]:not([data-ready],[data-opening],[data-stopped])");
    let Ok(Some(root)) = root else {
        return;
    };
    panic::set_hook(Box::new(tell_console));
    PAGE.with(|page| page.replace(Some(App::mount(&root))));
}

/// Reports a panic. static/start.js tells that the page has stopped: it sees every
/// trap.
fn tell_console(info: &PanicHookInfo<'_>) {
    console::error_1(&JsValue::from_str(&info.to_string()));
}
