//! What the page does after a panic: it says so and offers a way on.

use std::panic;

use wasm_bindgen::JsValue;
use web_sys::{Element, console};

use super::node::{find, slot};

const SENTENCE: &str = "Something went wrong inside convscope, and it has stopped so as not to show wrong numbers. Your layer is kept: reload to go on with it.";

/// The part of the page that says that it has stopped.
#[derive(Debug)]
pub struct CrashNotice {
    text: Element,
    alert: Element,
    rest: Vec<Element>,
}

impl CrashNotice {
    /// Finds the notice in the skeleton, where it waits unseen with a button
    /// that reloads the page.
    ///
    /// # Errors
    /// Where the skeleton has none.
    pub fn find(root: &Element) -> Result<Self, JsValue> {
        Ok(Self {
            text: slot(root, "alert-text")?,
            alert: slot(root, "alert")?,
            rest: vec![
                find(root, ".header")?,
                find(root, ".main")?,
                find(root, ".stepbar")?,
            ],
        })
    }

    /// Shows the notice; the rest of the page takes no more input.
    ///
    /// # Errors
    /// Where the document refuses a write.
    pub fn show(&self) -> Result<(), JsValue> {
        self.text.set_text_content(Some(SENTENCE));
        self.alert.remove_attribute("hidden")?;
        for part in &self.rest {
            part.set_attribute("inert", "")?;
        }
        Ok(())
    }

    /// From now on each panic is shown. The hook runs before wasm traps; after
    /// that nothing of ours runs any more.
    pub(super) fn show_on_panic(self) {
        panic::set_hook(Box::new(move |info| {
            console::error_1(&JsValue::from_str(&info.to_string()));
            // If even this fails, the console has the message.
            let _ = self.show();
        }));
    }
}
