//! The JavaScript functions of the module: the passes `forward`, `backward`
//! and `frame` here, in `explain.rs` what tells of their numbers, and in `page.rs`
//! what speaks of a page.
//!
//! They are the reference; `arrays.rs` has the same passes on typed arrays, for
//! speed. Whatever they are given, they answer or throw an `Error` that names the
//! argument, what it got and what it needs. `caller.rs` looks at values, which may
//! run the caller's own code. Calls come in through `call.js`: the build adds it to
//! convscope.js, and ends the types with `init.d.ts`.

mod arrays;
mod caller;
mod explain;
mod page;
mod write;

use wasm_bindgen::prelude::*;

use crate::arguments::{Given, whole};
use crate::math::{Gradients, Layer};
use crate::trace::Trace;

pub use self::arrays::{backward_f64, forward_f64, layer_f64};
pub use self::explain::{check_gradients, contributions, loss, mean_squared_error, squared_error};
pub use self::page::{get_state, go_to_step, on_step, set_state};
use self::write::{backward_result, forward_result, frame_result};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Rows of numbers, of equal length: each an array, or a typed array of numbers. */
export type Rows = readonly (readonly number[] | (ArrayBufferView & ArrayLike<number>))[];

/** How the kernel is laid over the input, as PyTorch's conv2d has it, and what follows. */
export interface LayerOptions {
  /** Input cells between neighbouring positions, from 1. Default 1. */
  stride?: number;
  /** Rings of absent cells around x, from 0; "same" is as many as leave z the size of x. Default 0. */
  padding?: number | "same";
  /** Input cells between neighbouring kernel cells, from 1. Default 1. */
  dilation?: number;
  /** Added to each cell of z. Default 0. */
  bias?: number;
  /** Default "sigmoid". */
  activation?: "sigmoid" | "tanh" | "relu" | "leaky_relu" | "identity";
}

/** z = x ⋆ w + bias (cross-correlation), h = activation(z). */
export interface Forward {
  z: number[][];
  h: number[][];
}

/** Gradients of L where g = ∂L/∂h. */
export interface Gradients {
  dz: number[][];
  dx: number[][];
  dw: number[][];
  db: number;
}

/** All that is true after a step; null where a cell is not computed yet. */
export interface Frame {
  step: number;
  steps: number;
  phase: "start" | "forward" | "activation" | "activation-gradient" | "backward";
  /** The output position; null where the phase has none. */
  row: number | null;
  col: number | null;
  z: (number | null)[][];
  h: (number | null)[][];
  dz: (number | null)[][];
  dx: number[][];
  dw: number[][];
  db: number;
}
"#;

/// The forward pass: `z = x ⋆ w + bias`, `h = activation(z)`.
///
/// # Errors
/// An `Error` for arguments that are not a layer.
#[wasm_bindgen(unchecked_return_type = "Forward")]
pub fn forward(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = layer(x, w, &JsValue::UNDEFINED, options)?;
    Ok(forward_result(&layer.forward()).into())
}

/// The backward pass with the upstream gradient `g`, all ones by default.
///
/// # Errors
/// An `Error` for arguments that are not a layer.
#[wasm_bindgen(unchecked_return_type = "Gradients")]
pub fn backward(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Rows")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = layer(x, w, g, options)?;
    let Gradients { dz, sums } = layer.backward(&layer.forward());
    Ok(backward_result(&dz, &sums).into())
}

/// Everything that is computed after `step` steps, as the page shows it.
///
/// # Errors
/// An `Error` for arguments that are not a layer, and for a step that is not
/// one of its steps.
#[wasm_bindgen(unchecked_return_type = "Frame")]
pub fn frame(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] step: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Rows")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = layer(x, w, g, options)?;
    let trace = Trace::of(&layer);
    let steps = trace.steps();
    let number = whole("step", step, 0..=steps.last()).map_err(refused)?;
    Ok(frame_result(number, steps, &trace.frame(number)).into())
}

fn layer(x: &JsValue, w: &JsValue, g: &JsValue, options: &JsValue) -> Result<Layer, JsError> {
    Given { x, w, g, options }.layer().map_err(refused)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what an error is mapped by"
)]
fn refused(sentence: String) -> JsError {
    JsError::new(&sentence)
}
