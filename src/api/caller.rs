//! Looks at values of the caller's.
//!
//! A look may run the caller's code: a getter, a proxy's trap. What that code
//! throws must not pass through the functions of this module: each would leave its
//! part of the stack behind. So every look catches it. Apart from these looks the
//! module asks only what runs no code: the type of a value, and which number,
//! string or boolean it is.
//!
//! Each value is looked at once, because a second look may see another one. What is
//! found comes in an array of its own, which the caller's code cannot reach. (Where
//! a look throws, a `JsValue` to be returned keeps its place in the table of values
//! for ever (wasm-bindgen 0.2.129); an `Option` does not.)

use js_sys::{Array, JsString, Object};
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

    #[wasm_bindgen(catch, js_name = "((object, name) => [object[name]])")]
    fn look(object: &JsValue, name: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_name = "((array, index) => [array[index]])")]
    fn look_at(array: &JsValue, index: usize) -> Result<Option<Array>, JsValue>;

    /// The length of an array; 0 where it is no number, as JavaScript's own
    /// functions take it. NaN for a value that is no array.
    #[wasm_bindgen(
        catch,
        js_name = "((array) => { const length = Array.isArray(array) ? array.length : NaN; return typeof length === 'number' ? length : 0; })"
    )]
    pub(super) fn length_of(array: &JsValue) -> Result<f64, JsValue>;

    /// The first `count` items of a row, up to the first that is no finite number,
    /// and with it.
    #[wasm_bindgen(
        catch,
        js_name = "((row, count) => { const items = []; while (items.length < count && Number.isFinite(items[items.length] = row[items.length])); return items; })"
    )]
    pub(super) fn numbers(row: &JsValue, count: usize) -> Result<Option<Array>, JsValue>;

    /// Copies an array into the first cells of `cells`; throws where it has more.
    /// JavaScript converts items that are no numbers, if it can.
    #[wasm_bindgen(catch, js_namespace = Float64Array, js_name = "prototype.set.call")]
    pub(super) fn copy(cells: &mut [f64], array: &JsValue) -> Result<(), JsValue>;

    /// Whether it is a typed array of f64, also one of another page's.
    #[wasm_bindgen(
        catch,
        js_name = "((value) => Reflect.get(Float64Array.prototype, Symbol.toStringTag, value) === 'Float64Array')"
    )]
    pub(super) fn is_float64_array(value: &JsValue) -> Result<bool, JsValue>;

    /// The number of cells of a typed array, also of one of another page's. An own
    /// property of the name `length` does not change it. Throws for any other
    /// value.
    #[wasm_bindgen(
        catch,
        js_name = "((array) => Reflect.get(Float64Array.prototype, 'length', array))"
    )]
    pub(super) fn cells_of(array: &JsValue) -> Result<f64, JsValue>;
}

pub(super) fn get(object: &JsValue, name: &JsValue) -> Result<JsValue, JsValue> {
    look(object, name).map(found)
}

pub(super) fn item(array: &JsValue, index: usize) -> Result<JsValue, JsValue> {
    look_at(array, index).map(found)
}

fn found(value: Option<Array>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, |value| value.get(0))
}

/// The beginning of a string: it may be too long for this module's memory.
pub(super) fn beginning(value: &JsValue) -> Option<String> {
    let string: &JsString = value.dyn_ref()?;
    // Two code units at most make a character.
    let text = string.slice(0, 40).as_string()?;
    Some(text.chars().take(20).collect())
}
