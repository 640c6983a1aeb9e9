//! The JavaScript functions for callers with data: row-major `Float64Array`s
//! in and out, computed by the fast path. One copy into the module's memory,
//! one out of it.

use js_sys::{Float64Array, Object};
use kernels::all_finite;
use wasm_bindgen::prelude::*;

use crate::math::{Forward, Geometry, Gradients, Grid, Layer, Size};
use crate::text::shortest;

use super::caller;
use super::read::{FINITE, Options, is_missing, reserve, whole, wrong};
use super::refused;

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
    let results = Results::new();
    results.forward(&layer.forward_fast());
    Ok(results.into())
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
    let results = Results::new();
    results.gradients(&layer.backward_fast(&layer.forward_fast()));
    Ok(results.into())
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
    let results = Results::new();
    results.forward(&forward);
    results.gradients(&layer.backward_fast(&forward));
    Ok(results.into())
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
        let geometry = Geometry::new(input, kernel, options.spacing);
        let output = geometry.map_err(|error| error.to_string())?.output();
        let x = grid("x", self.x[0], input)?;
        let w = grid("w", self.w[0], kernel)?;
        let g = if is_missing(self.g) {
            None
        } else {
            Some(grid("g", self.g, output)?)
        };
        Layer::new(x, w, g, options.spacing, options.bias, options.activation)
            .map_err(|error| error.to_string())
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
    // Not finite, so that cells that an array is too short for are found.
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
            wrong(&name, &cells[index].into(), FINITE)
        }
        _ => wrong(&name, array, NEEDED),
    }
}

#[wasm_bindgen]
extern "C" {
    /// The object that is returned. Its properties are written by name, not by
    /// a string that goes over each time: of a small layer that is most of it.
    #[wasm_bindgen(extends = Object)]
    type Results;

    #[wasm_bindgen(method, structural, setter)]
    fn set_z(this: &Results, z: Float64Array);
    #[wasm_bindgen(method, structural, setter)]
    fn set_h(this: &Results, h: Float64Array);
    #[wasm_bindgen(method, structural, setter)]
    fn set_rows(this: &Results, rows: usize);
    #[wasm_bindgen(method, structural, setter)]
    fn set_cols(this: &Results, cols: usize);
    #[wasm_bindgen(method, structural, setter)]
    fn set_dz(this: &Results, dz: Float64Array);
    #[wasm_bindgen(method, structural, setter)]
    fn set_dx(this: &Results, dx: Float64Array);
    #[wasm_bindgen(method, structural, setter)]
    fn set_dw(this: &Results, dw: Float64Array);
    #[wasm_bindgen(method, structural, setter)]
    fn set_db(this: &Results, db: f64);
}

impl Results {
    fn new() -> Self {
        Object::new().unchecked_into()
    }

    fn forward(&self, Forward { z, h }: &Forward) {
        self.set_z(array(z));
        self.set_h(array(h));
        let Size { rows, cols } = z.size();
        self.set_rows(rows);
        self.set_cols(cols);
    }

    fn gradients(&self, Gradients { dz, sums }: &Gradients) {
        self.set_dz(array(dz));
        self.set_dx(array(&sums.dx));
        self.set_dw(array(&sums.dw));
        self.set_db(sums.db);
    }
}

fn array(grid: &Grid) -> Float64Array {
    Float64Array::from(grid.cells())
}
