//! The JavaScript functions that tell of a layer's numbers: what L is, what a
//! number is the sum of, and whether the gradients are right.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::arguments::{grid, one_of, whole};
use crate::math::{self, At, Grid, Layer, Loss, Operand, Size};
use crate::trace::{CellRef, GridId, Trace};

use super::write::{check_result, product_result};
use super::{layer, refused};

/// The most cells of Z, and the most products, that a check may need for one
/// of its two sides: 2³⁰. That is half a minute at worst.
const MAX_WORK: u64 = 1 << 30;

/// The most gradients that a check lists: 2¹⁷. Each experiment has a layer of
/// its own, so that their time grows with the square of their number.
const MAX_GRADIENTS: usize = 1 << 17;

/// The most products that are listed: 2²⁰. Each is an object, far larger than
/// a number, and a module that is out of memory does not come back.
const MAX_PRODUCTS: usize = 1 << 20;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A gradient of the backward pass beside its central difference. */
export interface CheckedGradient {
  grid: "dX" | "dW" | "db" | "dZ";
  /** The cell; null for db, which is one number. */
  row: number | null;
  col: number | null;
  /** What backward says. */
  analytic: number;
  /** (L(+h) − L(−h)) / 2h; each cell has the h that moves Z by about 3e-5. */
  numeric: number;
  /** |analytic − numeric| / the sum of |products| that make the cell; 0 where both are 0. */
  relative_error: number;
  /** There only where the two sides lie across a kink of ReLU: no derivative to compare with. */
  kink?: true;
  /** There only where rounding may be more than 1e-6 of that sum: neither right nor wrong. */
  too_small?: true;
  /** There only where a number of the experiment does not fit into an f64. */
  not_finite?: true;
}

/** Every cell of dX, dW, db and dZ in this order, row-major. */
export interface GradientCheck {
  /** Of the compared cells; 0 where there are none. Below 1e-5 all of them agree. */
  max_relative_error: number;
  /** How many cells are compared: all but those with `kink`, `too_small` or `not_finite`. */
  compared: number;
  cells: CheckedGradient[];
}

/** A cell's product a · b, and the sum up to it. */
export interface Contribution {
  /** For z the cell of x, for dx and dw the cell of dz. */
  row: number;
  col: number;
  /** From x; for dx from w. */
  a: number;
  /** From dz; for z from w. */
  b: number;
  product: number;
  sum: number;
}
"#;

/// The loss L = Σ g ⊙ h, with `g` all ones by default.
///
/// # Errors
/// An `Error` for arguments that are not a layer.
#[wasm_bindgen]
pub fn loss(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Rows")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<f64, JsError> {
    Ok(loss_of(&layer(x, w, g, options)?))
}

/// The loss L = ½ Σ (h − target)².
///
/// # Errors
/// An `Error` for arguments that are not a layer, and for a target of another
/// size than z.
#[wasm_bindgen(js_name = squaredError)]
pub fn squared_error(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] target: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<f64, JsError> {
    error_of(x, w, target, options, Loss::SquaredError)
}

/// The loss L = Σ (h − target)² / N, with N cells of h.
///
/// # Errors
/// An `Error` for arguments that are not a layer, and for a target of another
/// size than z.
#[wasm_bindgen(js_name = meanSquaredError)]
pub fn mean_squared_error(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] target: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<f64, JsError> {
    error_of(x, w, target, options, Loss::MeanSquaredError)
}

/// Every gradient beside its central difference, L = Σ g ⊙ h.
///
/// # Errors
/// An `Error` for arguments that are not a layer, and for a layer that is too
/// large to check.
#[wasm_bindgen(js_name = checkGradients, unchecked_return_type = "GradientCheck")]
pub fn check_gradients(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Rows")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = layer(x, w, g, options)?;
    can_be_checked(&layer).map_err(refused)?;
    let gradients = layer.backward(&layer.forward());
    Ok(check_result(&math::check(&layer, &gradients)).into())
}

/// The products whose sum is a cell of Z, dX or dW, in the order in which they
/// are added; those with the padding are none. The sum of Z starts at the bias.
///
/// # Errors
/// An `Error` for arguments that are not a layer, for another grid, a cell
/// outside of it, and for more products than a list may have.
#[wasm_bindgen(unchecked_return_type = "Contribution[]")]
pub fn contributions(
    #[wasm_bindgen(unchecked_param_type = "Rows")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Rows")] w: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "\"Z\" | \"dX\" | \"dW\"")] grid: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] row: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] col: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Rows")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = layer(x, w, g, options)?;
    let cell = cell(&layer, grid, row, col).map_err(refused)?;
    can_be_listed(&layer, cell.grid).map_err(refused)?;
    let trace = Trace::of(&layer);
    // The products need dZ, and none of the sums after it.
    let known = trace.frame(trace.steps().first_backward() - 1);
    let terms = trace.terms(cell, &known);
    let products = terms
        .iter()
        .filter_map(|term| product_result(cell.grid, term));
    Ok(products.collect::<Array>().into())
}

fn loss_of(layer: &Layer) -> f64 {
    layer.loss_of(&layer.forward().h)
}

/// A loss that compares h with `target`.
fn error_of(
    x: &JsValue,
    w: &JsValue,
    target: &JsValue,
    options: &JsValue,
    loss: Loss,
) -> Result<f64, JsError> {
    let mut layer = layer(x, w, &JsValue::UNDEFINED, options)?;
    let target = grid("target", target).map_err(refused)?;
    aim(&mut layer, &target).map_err(refused)?;
    layer.set_loss(loss);
    Ok(loss_of(&layer))
}

fn aim(layer: &mut Layer, target: &Grid) -> Result<(), String> {
    let (got, output) = (target.size(), layer.geometry().output());
    if got != output {
        return Err(format!(
            "target is {got}; it needs the size of Z, which is {output}"
        ));
    }
    for at in output.positions() {
        layer.set(Operand::T, at, target[at]);
    }
    Ok(())
}

/// Whether a check ends in a reasonable time, with a list that fits in memory.
fn can_be_checked(layer: &Layer) -> Result<(), String> {
    let geometry = layer.geometry();
    let (kernel, output) = (geometry.kernel(), geometry.output());
    let gradients = geometry.input().cells() + kernel.cells() + 1 + output.cells();
    if gradients > MAX_GRADIENTS {
        return Err(format!(
            "x and w have {gradients} gradients to check; checkGradients takes at most {MAX_GRADIENTS}"
        ));
    }
    let times = |a: usize, b: usize| a as u64 * b as u64;
    if times(gradients, output.cells()) > MAX_WORK {
        return Err(format!(
            "x and w have {gradients} gradients to check with {output} cells of Z each; \
             checkGradients computes at most {MAX_WORK} cells"
        ));
    }
    // Each cell of W moves all of Z. A layer's own products are at most 2³⁰.
    if times(kernel.cells() * output.cells(), kernel.cells()) > MAX_WORK {
        return Err(format!(
            "x and w need {output} × {kernel} multiplications for each of the {kernel} cells of dW; \
             checkGradients does at most {MAX_WORK}"
        ));
    }
    Ok(())
}

fn cell(layer: &Layer, grid: &JsValue, row: &JsValue, col: &JsValue) -> Result<CellRef, String> {
    let grids = [GridId::Z, GridId::Dx, GridId::Dw];
    let grid = one_of("grid", grid, &grids, GridId::name)?;
    let Size { rows, cols } = grid.size(layer.geometry());
    let row = whole("row", row, 0..=rows - 1)?;
    let col = whole("col", col, 0..=cols - 1)?;
    Ok(CellRef::new(grid, At::new(row, col)))
}

/// Whether the products of a cell make a list that fits in memory.
fn can_be_listed(layer: &Layer, grid: GridId) -> Result<(), String> {
    let geometry = layer.geometry();
    // A cell meets each kernel cell at most once, and a kernel cell each position.
    let most = match grid {
        GridId::Dw => geometry.output(),
        _ => geometry.kernel(),
    };
    if most.cells() > MAX_PRODUCTS {
        return Err(format!(
            "x and w make a cell of {} of up to {most} products; \
             contributions lists at most {MAX_PRODUCTS}",
            grid.name()
        ));
    }
    Ok(())
}
