//! The page: the only part that touches the document.
//!
//! One way in: each event becomes a [`Msg`](crate::app::Msg). One way out:
//! `render` compares the new [`Page`](crate::view::Page) with what is shown and
//! writes the differences.

mod app;
mod cell_view;
mod choices;
mod clipboard;
mod crash;
mod events;
mod figure_view;
mod following;
mod grid_view;
mod listener;
mod map_view;
mod node;
mod panel_view;
mod root_view;
mod span_list;
mod step_view;
mod storage;
mod table_view;
mod ticker;

use std::cell::RefCell;
use std::rc::Rc;

pub use app::App;
pub use crash::CrashNotice;
pub use listener::Listener;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// The app of the page, kept alive as long as the page.
    static PAGE: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

/// Mounts the page where the document has a root for it. Runs by itself when
/// the module is initialised; outside of a page it does nothing.
///
/// # Errors
/// Where a part of the page's skeleton is missing.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return Ok(());
    };
    let Some(root) = document.query_selector("[data-app=convscope]")? else {
        return Ok(());
    };
    CrashNotice::find(&root)?.show_on_panic();
    let app = App::mount(&root)?;
    PAGE.with(|page| page.replace(Some(app)));
    Ok(())
}
