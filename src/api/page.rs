//! The JavaScript functions that speak of the page in this document: its state as a
//! string, and its step.
//!
//! The page may have been mounted by another instance of this module, so they find
//! it by what it sets on its root element (src/dom/remote.rs).

use js_sys::{Error, Function};
use wasm_bindgen::prelude::*;

use crate::arguments::wrong;

use super::refused;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Where the page is. */
export interface Place {
  step: number;
  steps: number;
  phase: "start" | "forward" | "activation" | "activation-gradient" | "backward";
  /** The output position, or the cell of dX or dW that the step computes; null where there is none. */
  row: number | null;
  col: number | null;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What the page of this document answers; `undefined` where there is none.
    #[wasm_bindgen(
        js_name = "((question, given) => globalThis.document?.querySelector('[data-app=convscope]')?.answer?.(question, given))"
    )]
    fn ask(question: &str, given: &JsValue) -> JsValue;

    /// Calls back at each step of the page, until the function that it returns is
    /// called.
    #[wasm_bindgen(
        js_name = "((callback) => { const root = document.querySelector('[data-app=convscope]'), hear = ({ detail }) => callback(detail); root.addEventListener('convscope-step', hear); return () => root.removeEventListener('convscope-step', hear); })"
    )]
    fn hear(callback: &Function) -> JsValue;
}

/// The state of the page as one line of text, as it stands in a link.
///
/// # Errors
/// An `Error` where the document has no page, or none that runs.
#[wasm_bindgen(js_name = getState, unchecked_return_type = "string")]
pub fn get_state() -> Result<JsValue, JsError> {
    answer("getState", &JsValue::UNDEFINED)
}

/// Opens such a text and returns a sentence for each part that was not understood.
///
/// # Errors
/// An `Error` for what is no string, and where the document has no page.
#[wasm_bindgen(js_name = setState, unchecked_return_type = "string[]")]
pub fn set_state(
    #[wasm_bindgen(unchecked_param_type = "string")] state: &JsValue,
) -> Result<JsValue, JsError> {
    answer("setState", state)
}

/// Goes to a step.
///
/// # Errors
/// An `Error` for what is none of the page's steps, and where the document has no
/// page.
#[wasm_bindgen(js_name = goToStep)]
pub fn go_to_step(
    #[wasm_bindgen(unchecked_param_type = "number")] step: &JsValue,
) -> Result<(), JsError> {
    answer("goToStep", step).map(drop)
}

/// Calls back whenever the page has come to another step, until the function that is
/// returned is called.
///
/// # Errors
/// An `Error` for what is no function, and where the document has no page.
#[wasm_bindgen(js_name = onStep, unchecked_return_type = "() => void")]
pub fn on_step(
    #[wasm_bindgen(unchecked_param_type = "(place: Place) => void")] callback: &JsValue,
) -> Result<JsValue, JsError> {
    let Some(function) = callback.dyn_ref() else {
        return Err(refused(wrong(&"callback", callback, "a function")));
    };
    answer("onStep", callback)?;
    Ok(hear(function))
}

fn answer(question: &str, given: &JsValue) -> Result<JsValue, JsError> {
    let answer = ask(question, given);
    if answer.is_undefined() {
        let sentence = "this document has no convscope page, or it has not begun";
        return Err(refused(sentence.to_owned()));
    }
    match answer.dyn_ref::<Error>() {
        Some(error) => Err(refused(error.message().into())),
        None => Ok(answer),
    }
}
