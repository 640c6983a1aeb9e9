//! Looks at values of the caller's.
//!
//! A look may run the caller's code: a getter, a proxy's trap. What that code
//! throws must not pass through the functions of this module: each would leave its
//! part of the stack behind. So every look catches it. Apart from these looks the
//! module asks only what runs no code: the type of a value, and which number,
//! string or boolean it is.
//!
//! What is found comes in an array of its own, which the caller's code cannot reach.
//! (Where a look throws, a `JsValue` to be returned keeps its place in the table of
//! values for ever (wasm-bindgen 0.2.129); an `Option` does not.)

use js_sys::{Array, JsString, Object};
use wasm_bindgen::prelude::*;

use crate::arguments::{Thrown, Value};

#[wasm_bindgen]
extern "C" {
    /// A proxy that was revoked throws.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// Symbols are left out.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn names(object: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = getPrototypeOf)]
    fn prototype_of(object: &JsValue) -> Result<Option<Object>, JsValue>;

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
    fn length_of(array: &JsValue) -> Result<f64, JsValue>;

    #[wasm_bindgen(
        catch,
        js_name = "((row, count) => { const items = []; while (items.length < count && Number.isFinite(items[items.length] = row[items.length])); return items; })"
    )]
    fn numbers(row: &JsValue, count: usize) -> Result<Option<Array>, JsValue>;

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

impl Value for JsValue {
    fn kind(&self) -> String {
        if self.is_null() {
            return "null".to_owned();
        }
        self.js_typeof().as_string().unwrap_or_default()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn text(&self) -> Option<String> {
        let string: &JsString = self.dyn_ref()?;
        // Two code units at most make a character.
        let text = string.slice(0, 40).as_string()?;
        Some(text.chars().take(20).collect())
    }

    fn truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn is_array(&self) -> Result<bool, Thrown> {
        is_array(self).map_err(caught)
    }

    /// It has no prototype, or one that has none itself.
    fn is_plain_object(&self) -> Result<bool, Thrown> {
        if !self.is_object() {
            return Ok(false);
        }
        match prototype_of(self).map_err(caught)? {
            None => Ok(true),
            Some(prototype) => Ok(prototype_of(&prototype).map_err(caught)?.is_none()),
        }
    }

    fn names(&self) -> Result<Self, Thrown> {
        own(names(self))
    }

    fn get(&self, name: &Self) -> Result<Self, Thrown> {
        look(self, name).map(found).map_err(caught)
    }

    fn length(&self) -> Result<Option<f64>, Thrown> {
        let length = length_of(self).map_err(caught)?;
        if length.is_nan() {
            return Ok(cells_of(self).ok());
        }
        Ok(Some(length))
    }

    fn item(&self, index: usize) -> Result<Self, Thrown> {
        look_at(self, index).map(found).map_err(caught)
    }

    fn numbers(&self, count: usize) -> Result<Self, Thrown> {
        own(numbers(self, count))
    }

    fn copy_to(&self, cells: &mut [f64]) -> Result<(), Thrown> {
        copy(cells, self).map_err(caught)
    }
}

fn caught(_: JsValue) -> Thrown {
    Thrown
}

fn own(array: Result<Option<Array>, JsValue>) -> Result<JsValue, Thrown> {
    let array = array.map_err(caught)?;
    Ok(array.unwrap_or_default().into())
}

fn found(value: Option<Array>) -> JsValue {
    value.map_or(JsValue::UNDEFINED, |value| value.get(0))
}
