//! The functions under test, called with JavaScript values, and what the
//! notebook prints.

use convscope::api;
use js_sys::{Array, Error, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::browser::{evaluate, property};

/// X, W of the notebook; its bias is 0, its G all ones.
pub(crate) const X: &str = "[[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]";
pub(crate) const W: &str = "[[0.4, -0.1], [0.23, 0.61]]";

/// What the notebook prints.
pub(crate) const Z: &str = "0.77000000 0.82290000 | -0.07370000 0.00660000";
pub(crate) const H: &str = "0.68352089 0.69485158 | 0.48158334 0.50164999";
/// The notebook calls this array dH.
pub(crate) const DZ: &str = "0.21632008 0.21203286 | 0.24966083 0.24999728";
pub(crate) const DW: &str = "0.42891012 0.84603426 | 0.28361417 0.28214164";
pub(crate) const DX: &str = "0.08652803 0.06318114 -0.02120329 | \
     0.14961795 0.25575564 0.10434032 | \
     0.05742199 0.20979248 0.15249834";

/// A grid as a result has it: `None` for `null`.
pub(crate) type Cells = Vec<Vec<Option<f64>>>;

/// Calls a function of the module, by its JavaScript name, with arguments
/// written as JavaScript; what it threw is an `Error`, and here its message.
pub(crate) fn call(function: &str, arguments: &str) -> Result<JsValue, String> {
    let arguments: Array = evaluate(&format!("[{arguments}]"))
        .unwrap()
        .unchecked_into();
    let [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(|index| arguments.get(index));
    let outcome = match function {
        "forward" => api::forward(&a, &b, &c),
        "backward" => api::backward(&a, &b, &c, &d),
        "frame" => api::frame(&a, &b, &c, &d, &e),
        "loss" => api::loss(&a, &b, &c, &d).map(JsValue::from),
        "squaredError" => api::squared_error(&a, &b, &c, &d).map(JsValue::from),
        "meanSquaredError" => api::mean_squared_error(&a, &b, &c, &d).map(JsValue::from),
        "checkGradients" => api::check_gradients(&a, &b, &c, &d),
        "contributions" => api::contributions(&a, &b, &c, &d, &e, &f, &g),
        "forwardF64" => api::forward_f64(&a, &b, &c, &d, &e, &f, &g),
        "backwardF64" => api::backward_f64(&a, &b, &c, &d, &e, &f, &g, &h),
        "layerF64" => api::layer_f64(&a, &b, &c, &d, &e, &f, &g, &h),
        _ => panic!("there is no {function}"),
    };
    outcome.map_err(|error| {
        let error: Error = JsValue::from(error).dyn_into().expect("an Error");
        String::from(error.message())
    })
}

/// A grid of a result, which has to be an array of arrays of numbers or nulls.
pub(crate) fn cells(result: &JsValue, name: &str) -> Cells {
    let rows = property(result, name);
    assert!(Array::is_array(&rows), "{name} is no array");
    let row = |row: JsValue| {
        assert!(Array::is_array(&row), "a row of {name} is no array");
        Array::from(&row)
            .iter()
            .map(|cell| number(name, &cell))
            .collect()
    };
    Array::from(&rows).iter().map(row).collect()
}

fn number(name: &str, cell: &JsValue) -> Option<f64> {
    let number = cell.as_f64();
    assert!(number.is_some() || cell.is_null(), "{name} has {cell:?}");
    number
}

/// A grid of a result in which nothing is missing.
pub(crate) fn numbers(result: &JsValue, name: &str) -> Vec<Vec<f64>> {
    let full = |row: Vec<Option<f64>>| {
        row.into_iter()
            .map(|cell| cell.expect("a number"))
            .collect()
    };
    cells(result, name).into_iter().map(full).collect()
}

/// As the notebook prints a grid, rows divided by `|`.
pub(crate) fn printed(rows: &[Vec<f64>]) -> String {
    let row = |row: &Vec<f64>| {
        row.iter()
            .map(|cell| format!("{cell:.8}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    rows.iter().map(row).collect::<Vec<_>>().join(" | ")
}

/// The names of an object's own properties.
pub(crate) fn names(object: &JsValue) -> Vec<String> {
    let object: &Object = object.unchecked_ref();
    Object::keys(object)
        .iter()
        .map(|name| name.as_string().unwrap())
        .collect()
}

/// The contract's agreement with other sources.
#[track_caller]
pub(crate) fn assert_agree(what: &str, got: f64, expected: f64) {
    let scale = got.abs().max(expected.abs()).max(1.0);
    assert!(
        (got - expected).abs() <= 1e-12 * scale,
        "{what}: got {got}, expected {expected}"
    );
}

/// The contract's agreement in every cell of two grids of one shape.
#[track_caller]
pub(crate) fn assert_grids_agree(what: &str, got: &[Vec<f64>], expected: &[Vec<f64>]) {
    let shape = |rows: &[Vec<f64>]| rows.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(shape(got), shape(expected), "shape of {what}");
    for (row, (got, expected)) in got.iter().zip(expected).enumerate() {
        for (col, (&got, &expected)) in got.iter().zip(expected).enumerate() {
            assert_agree(&format!("{what}[{row},{col}]"), got, expected);
        }
    }
}

/// The 48 layers that PyTorch has computed.
pub(crate) fn golden() -> Vec<JsValue> {
    let golden = JSON::parse(include_str!("../../it/golden/conv2d.json")).unwrap();
    let cases = Array::from(&property(&golden, "cases"));
    assert_eq!(cases.length(), 48);
    cases.to_vec()
}

/// The options of one of them.
pub(crate) fn options_of(case: &JsValue) -> JsValue {
    let options = Object::new();
    for name in ["stride", "padding", "dilation", "bias", "activation"] {
        Reflect::set(&options, &name.into(), &property(case, name)).unwrap();
    }
    options.into()
}
