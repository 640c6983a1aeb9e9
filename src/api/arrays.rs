//! The JavaScript functions for callers with data: row-major `Float64Array`s
//! in and out, computed by the fast path. One copy into the module's memory,
//! one out of it.

use js_sys::{Float64Array, Object};
use simd::all_finite;
use wasm_bindgen::prelude::*;

use crate::arguments::{FINITE, Options, is_missing, reserve, whole, wrong};
use crate::math::{Forward, Gradients, Grid, Layer, Size};
use crate::text::shortest;

use super::caller;
use super::refused;
use super::write::gradients;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The results of a forward pass, row-major, of rows × cols cells each. */
export interface ForwardF64 {
  z: Float64Array;
  h: Float64Array;
  rows: number;
  cols: number;
}

/** Gradients of L where g = ∂L/∂h, row-major: dz of the size of z, dx of x, dw of w. */
export interface GradientsF64 {
  dz: Float64Array;
  dx: Float64Array;
  dw: Float64Array;
  db: number;
}
"#;

/// The forward pass on row-major arrays, at full speed.
///
/// # Errors
/// An `Error` for arguments that are not a layer.
#[wasm_bindgen(js_name = forwardF64, unchecked_return_type = "ForwardF64")]
pub fn forward_f64(
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] rows: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] cols: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] w: &JsValue,
    #[wasm_bindgen(js_name = kernelRows, unchecked_param_type = "number")] kernel_rows: &JsValue,
    #[wasm_bindgen(js_name = kernelCols, unchecked_param_type = "number")] kernel_cols: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = Given {
        x: [x, rows, cols],
        w: [w, kernel_rows, kernel_cols],
        g: &JsValue::UNDEFINED,
        options,
    }
    .layer()?;
    Ok(forward_result(&layer.forward_fast()).into())
}

/// The backward pass on row-major arrays, at full speed, with the upstream
/// gradient `g`, all ones by default.
///
/// # Errors
/// An `Error` for arguments that are not a layer.
#[wasm_bindgen(js_name = backwardF64, unchecked_return_type = "GradientsF64")]
#[expect(clippy::too_many_arguments, reason = "they are published")]
pub fn backward_f64(
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] rows: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] cols: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] w: &JsValue,
    #[wasm_bindgen(js_name = kernelRows, unchecked_param_type = "number")] kernel_rows: &JsValue,
    #[wasm_bindgen(js_name = kernelCols, unchecked_param_type = "number")] kernel_cols: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Float64Array")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = Given {
        x: [x, rows, cols],
        w: [w, kernel_rows, kernel_cols],
        g,
        options,
    }
    .layer()?;
    let gradients = layer.backward_fast(&layer.forward_fast());
    Ok(backward_result(&gradients).into())
}

/// Both passes on row-major arrays, at full speed, the forward pass once.
///
/// # Errors
/// An `Error` for arguments that are not a layer.
#[wasm_bindgen(js_name = layerF64, unchecked_return_type = "ForwardF64 & GradientsF64")]
#[expect(clippy::too_many_arguments, reason = "they are published")]
pub fn layer_f64(
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] x: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] rows: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] cols: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Float64Array")] w: &JsValue,
    #[wasm_bindgen(js_name = kernelRows, unchecked_param_type = "number")] kernel_rows: &JsValue,
    #[wasm_bindgen(js_name = kernelCols, unchecked_param_type = "number")] kernel_cols: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Float64Array")] g: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "LayerOptions")] options: &JsValue,
) -> Result<JsValue, JsError> {
    let layer = Given {
        x: [x, rows, cols],
        w: [w, kernel_rows, kernel_cols],
        g,
        options,
    }
    .layer()?;
    let forward = layer.forward_fast();
    let gradients = layer.backward_fast(&forward);
    Ok(Object::assign(&forward_result(&forward), &backward_result(&gradients)).into())
}

/// The arguments from which a layer is made: X and W each with its extents.
struct Given<'a> {
    x: [&'a JsValue; 3],
    w: [&'a JsValue; 3],
    g: &'a JsValue,
    options: &'a JsValue,
}

impl Given<'_> {
    fn layer(&self) -> Result<Layer, JsError> {
        self.read().map_err(refused)
    }

    fn read(&self) -> Result<Layer, String> {
        let options = Options::read(self.options)?;
        let input = size(self.x, ["rows", "cols"])?;
        let kernel = size(self.w, ["kernelRows", "kernelCols"])?;
        // Before the cells are read: there may be too many.
        let output = options.geometry(input, kernel)?.output();
        let x = grid("x", self.x[0], input)?;
        let w = grid("w", self.w[0], kernel)?;
        let g = if is_missing(self.g) {
            None
        } else {
            Some(grid("g", self.g, output)?)
        };
        options.layer(x, w, g)
    }
}

fn size([_, rows, cols]: [&JsValue; 3], [rows_name, cols_name]: [&str; 2]) -> Result<Size, String> {
    let extent = |name, value| whole(name, value, 1..=u32::MAX as usize);
    Ok(Size::new(
        extent(rows_name, rows)?,
        extent(cols_name, cols)?,
    ))
}

const NEEDED: &str = "a Float64Array";

fn grid(name: &str, value: &JsValue, size: Size) -> Result<Grid, String> {
    if !caller::is_float64_array(value).unwrap_or(false) {
        return Err(wrong(&name, value, NEEDED));
    }
    let mut cells = Vec::new();
    reserve(name, size, &mut cells)?;
    // Not finite, so that the cells that a short array leaves out are found.
    cells.resize(size.cells(), f64::NAN);
    if caller::copy(&mut cells, value).is_err() || !all_finite(&cells) {
        return Err(refusal(name, value, &cells, size));
    }
    Grid::from_cells(size, cells).ok_or_else(|| format!("{name} is empty"))
}

/// Why an array was not copied into cells that are all finite.
fn refusal(name: &str, array: &JsValue, cells: &[f64], size: Size) -> String {
    let not_finite = || cells.iter().position(|cell| !cell.is_finite());
    match (caller::cells_of(array), not_finite()) {
        (Ok(length), _) if length != cells.len() as f64 => format!(
            "{name} has length {}; it needs {}, the cells of {size}",
            shortest(length),
            cells.len()
        ),
        (Ok(_), Some(index)) => {
            let name = format_args!("{name}[{index}]");
            wrong(&name, &JsValue::from(cells[index]), FINITE)
        }
        _ => wrong(&name, array, NEEDED),
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = "((z, h, rows, cols) => ({ z, h, rows, cols }))")]
    fn values(z: &JsValue, h: &JsValue, rows: usize, cols: usize) -> Object;
}

fn forward_result(Forward { z, h }: &Forward) -> Object {
    let Size { rows, cols } = z.size();
    values(&array(z), &array(h), rows, cols)
}

fn backward_result(Gradients { dz, sums }: &Gradients) -> Object {
    let [dz, dx, dw] = [dz, &sums.dx, &sums.dw].map(array);
    gradients(&dz, &dx, &dw, Some(sums.db))
}

fn array(grid: &Grid) -> Float64Array {
    Float64Array::from(grid.cells())
}
