//! What the page does after a panic: it says so and offers a way on.

use std::panic;

use wasm_bindgen::JsValue;
use web_sys::{Element, console};

use super::node::slot;

const SENTENCE: &str = "Something went wrong inside convscope, and it has stopped so as not to show wrong numbers. Your layer is kept: reload to go on with it.";

/// From now on a panic is shown in the page's alert.
pub(super) fn install(root: &Element) -> Result<(), JsValue> {
    let text: Element = slot(root, "alert-text")?;
    let alert: Element = slot(root, "alert")?;
    let main: Element = slot(root, "main")?;
    panic::set_hook(Box::new(move |info| {
        console::error_1(&JsValue::from_str(&info.to_string()));
        text.set_text_content(Some(SENTENCE));
        // If even this fails, the console has the message.
        let _ = alert.remove_attribute("hidden");
        let _ = main.set_attribute("inert", "");
    }));
    Ok(())
}
