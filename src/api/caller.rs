//! Looks at values of the caller's.
//!
//! A look may run the caller's code: a getter, a proxy's trap. What that code
//! throws must not pass through the functions of this module, each of which
//! would leave its part of the stack behind; so every look catches it. Besides
//! these looks the module asks a value only what runs no code: for its type,
//! and whether it is a number, a string or a truth and which.
//!
//! What a look answers is an `Option` where it is a value: a `JsValue` that does
//! not come, since the look throws, leaves its place in the table of values
//! taken for ever (wasm-bindgen 0.2.129).

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Whether it is an array, also one of another page's. A proxy that was
    /// revoked throws.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    pub(super) fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// The names of an object's own properties, symbols left out.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    pub(super) fn names(object: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = getPrototypeOf)]
    pub(super) fn prototype_of(object: &JsValue) -> Result<Option<Object>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn look(object: &JsValue, name: &JsValue) -> Result<Option<JsValue>, JsValue>;

    /// Copies an array into the first cells of `cells`; throws where it has more. What is no
    /// number becomes one if it can.
    #[wasm_bindgen(catch, js_namespace = Float64Array, js_name = "prototype.set.call")]
    pub(super) fn copy(cells: &mut [f64], array: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = "prototype.every.call")]
    fn every(array: &JsValue, is_so: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = Number, js_name = isFinite)]
    static IS_FINITE: JsValue;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn look_of(
        prototype: &JsValue,
        name: &str,
        object: &JsValue,
    ) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = Float64Array, js_name = prototype)]
    static FLOAT64_ARRAY: JsValue;
}

/// A property, or an item of an array.
pub(super) fn get(object: &JsValue, name: &JsValue) -> Result<JsValue, JsValue> {
    match look(object, name)? {
        Some(value) => Ok(value),
        // Whether it is null or undefined, a second look tells.
        None => Reflect::get(object, name),
    }
}

/// Whether all items of an array are finite numbers, holes left out.
pub(super) fn all_finite(array: &JsValue) -> Result<bool, JsValue> {
    IS_FINITE.with(|is_finite| every(array, is_finite))
}

/// The number of cells of a typed array: the one that it has, whatever an own
/// property of the name says. `None` for what is no typed array.
pub(super) fn cells_of(array: &JsValue) -> Option<f64> {
    let length = FLOAT64_ARRAY.with(|prototype| look_of(prototype, "length", array));
    length.ok()??.as_f64()
}

/// The beginning of a string: it may be too long for this module's memory.
pub(super) fn beginning(value: &JsValue) -> Option<String> {
    let string: &JsString = value.dyn_ref()?;
    // Two code units at most make a character.
    let text = string.slice(0, 40).as_string()?;
    Some(text.chars().take(20).collect())
}
