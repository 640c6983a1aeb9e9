//! Numbers as text, written by the browser. The code that the standard library
//! brings for that weighs more than the whole core of the layer.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// The shortest decimal that reads back to the same f64; never `-0`.
    #[wasm_bindgen(js_name = String)]
    pub fn shortest(value: f64) -> String;

    /// A number below 10²¹ rounded to the nearest with this many decimals,
    /// exact ties away from zero.
    #[wasm_bindgen(js_namespace = ["Number", "prototype", "toFixed"], js_name = call)]
    pub fn fixed(value: f64, decimals: u8) -> String;

    #[wasm_bindgen(js_namespace = ["Number", "prototype", "toExponential"], js_name = call)]
    fn to_exponential(value: f64, decimals: u8) -> String;

    #[wasm_bindgen(js_name = Number)]
    fn number(text: &str) -> f64;
}

/// A number in the form `1.5e-7`, rounded like [`fixed`].
#[must_use]
pub fn exponential(value: f64, decimals: u8) -> String {
    to_exponential(value, decimals).replace('+', "")
}

/// Reads digits with an optional sign, point and exponent; `None` for any
/// other form.
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    let value = number(text);
    (!value.is_nan()).then_some(value)
}
