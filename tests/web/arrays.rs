//! `forwardF64`, `backwardF64` and `layerF64` on typed arrays, against PyTorch
//! and the notebook, and what they refuse.

use js_sys::{Array, Float64Array, Function};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use convscope::api;

use crate::support::browser::{evaluate, property};
use crate::support::layers::{assert_agree, call, golden, names, numbers, options_of};

const LAYER: &str = "new Float64Array([0.1, 0.2, 1.3, 0.37, 1.09, 1.02, 0.12, -0.23, -0.45]), 3, 3, \
     new Float64Array([0.4, -0.1, 0.23, 0.61]), 2, 2";

/// A grid of a case as a typed array with its rows and columns.
fn array(case: &JsValue, name: &str) -> [JsValue; 3] {
    let rows = numbers(case, name);
    let (height, width) = (rows.len(), rows[0].len());
    let cells = Float64Array::from(&rows.concat()[..]);
    [cells.into(), height.into(), width.into()]
}

fn cells(result: &JsValue, name: &str) -> Vec<f64> {
    let array = property(result, name);
    let array: Float64Array = array.dyn_into().expect("a Float64Array");
    array.to_vec()
}

#[track_caller]
fn assert_cells(what: &str, result: &JsValue, case: &JsValue, name: &str) {
    let (got, expected) = (cells(result, name), numbers(case, name).concat());
    assert_eq!(got.len(), expected.len(), "{what}: {name}");
    for (got, expected) in got.into_iter().zip(expected) {
        assert_agree(&format!("{what}: {name}"), got, expected);
    }
}

#[wasm_bindgen_test]
fn forty_eight_layers_agree_with_pytorch() {
    for (index, case) in golden().into_iter().enumerate() {
        let [
            [x, rows, cols],
            [w, kernel_rows, kernel_cols],
            [g, z_rows, z_cols],
        ] = ["x", "w", "g"].map(|name| array(&case, name));
        let options = options_of(&case);
        let forward = api::forward_f64(&x, &rows, &cols, &w, &kernel_rows, &kernel_cols, &options);
        let backward = api::backward_f64(
            &x,
            &rows,
            &cols,
            &w,
            &kernel_rows,
            &kernel_cols,
            &g,
            &options,
        );
        let layer = api::layer_f64(
            &x,
            &rows,
            &cols,
            &w,
            &kernel_rows,
            &kernel_cols,
            &g,
            &options,
        );
        let [forward, backward, layer] =
            [forward, backward, layer].map(|result| result.map_err(JsValue::from).unwrap());
        let what = format!("layer {index}");
        for result in [&forward, &layer] {
            assert_cells(&what, result, &case, "z");
            assert_cells(&what, result, &case, "h");
            assert_eq!(property(result, "rows"), z_rows);
            assert_eq!(property(result, "cols"), z_cols);
        }
        for result in [&backward, &layer] {
            for name in ["dz", "dx", "dw"] {
                assert_cells(&what, result, &case, name);
            }
            let number = |object, name| property(object, name).as_f64().unwrap();
            assert_agree(&what, number(result, "db"), number(&case, "db"));
        }
    }
}

#[wasm_bindgen_test]
fn results_have_the_published_names() {
    for (function, expected) in [
        ("forwardF64", "z h rows cols"),
        ("backwardF64", "dz dx dw db"),
        ("layerF64", "z h rows cols dz dx dw db"),
    ] {
        let result = call(function, LAYER).unwrap();
        assert_eq!(names(&result).join(" "), expected);
    }
}

/// What the notebook prints, with everything left out that has a default.
#[wasm_bindgen_test]
fn what_is_left_out_has_the_published_default() {
    let dx = "0.08652803 0.06318114 -0.02120329 0.14961795 0.25575564 0.10434032 \
              0.05742199 0.20979248 0.15249834";
    for rest in [
        "",
        ", undefined",
        ", null, null",
        ", undefined, {}",
        ", new Float64Array([1, 1, 1, 1]), { stride: 1, padding: 0, dilation: 1, bias: 0 }",
    ] {
        let result = call("backwardF64", &format!("{LAYER}{rest}")).unwrap();
        let printed: Vec<String> = cells(&result, "dx")
            .iter()
            .map(|cell| format!("{cell:.8}"))
            .collect();
        assert_eq!(printed.join(" "), dx, "{rest}");
    }
}

/// A view into the middle of a larger buffer is read as what it shows, and
/// nothing is written to it; results are nobody else's memory.
#[wasm_bindgen_test]
fn arguments_are_left_as_they_are_and_results_are_copies() {
    let given = evaluate(
        "(() => { const whole = new Float64Array([9, 1, 2, 3, 9]);
                  return [whole, whole.subarray(1, 4), new Float64Array([2])]; })()",
    );
    let given: Array = given.unwrap().unchecked_into();
    let [whole, x, w] = [0, 1, 2].map(|index| given.get(index));
    let [one, three] = [1, 3].map(JsValue::from);
    let options = evaluate("({ activation: 'identity' })").unwrap();
    let call = || api::forward_f64(&x, &one, &three, &w, &one, &one, &options);
    let first = call().map_err(JsValue::from).unwrap();
    let second = call().map_err(JsValue::from).unwrap();
    let z: Float64Array = property(&first, "z").unchecked_into();
    z.fill(0.0, 0, 3);
    assert_eq!(cells(&second, "z"), [2.0, 4.0, 6.0]);
    assert_eq!(cells(&second, "h"), [2.0, 4.0, 6.0]);
    let whole: Float64Array = whole.unchecked_into();
    assert_eq!(whole.to_vec(), [9.0, 1.0, 2.0, 3.0, 9.0]);
}

#[wasm_bindgen_test]
fn what_is_not_a_layer_is_refused_by_name() {
    for (arguments, words) in [
        (
            "[1], 1, 1, F([1]), 1, 1",
            &["x is an array", "Float64Array"][..],
        ),
        ("undefined, 1, 1, F([1]), 1, 1", &["x is undefined"]),
        (
            "new Float32Array(1), 1, 1, F([1]), 1, 1",
            &["x is an object"],
        ),
        (
            "F([1, 2]), 1, 1, F([1]), 1, 1",
            &["x has length 2", "needs 1"],
        ),
        (
            "F([1, 2]), 3, 1, F([1]), 1, 1",
            &["x has length 2", "needs 3"],
        ),
        ("F([1]), 1, 1, F([]), 1, 1", &["w has length 0", "needs 1"]),
        ("F([1]), 1, 1, 7, 1, 1", &["w is 7"]),
        (
            "F([1]), 0, 1, F([1]), 1, 1",
            &["rows is 0", "whole number from 1"],
        ),
        ("F([1]), 1, 1.5, F([1]), 1, 1", &["cols is 1.5"]),
        ("F([1]), 1, NaN, F([1]), 1, 1", &["cols is NaN"]),
        ("F([1]), 1, 1, F([1]), -1, 1", &["kernelRows is -1"]),
        (
            "F([1]), 1, 1, F([1]), 1, '1'",
            &["kernelCols is the string"],
        ),
        ("F([1]), 1, 1, F([1, 2]), 1, 2", &["w is 1×2", "fit"]),
        (
            "F([1]), 4097, 4096, F([1]), 1, 1",
            &["x is 4097×4096", "16777216"],
        ),
        (
            "F([1, NaN]), 1, 2, F([1]), 1, 1",
            &["x[1] is NaN", "finite"],
        ),
        (
            "F([1]), 1, 1, F([-Infinity]), 1, 1",
            &["w[0] is -Infinity", "finite"],
        ),
    ] {
        let arguments = arguments.replace("F(", "new Float64Array(");
        for function in ["forwardF64", "backwardF64", "layerF64"] {
            assert_refused(function, &arguments, words);
        }
    }
    let layer = "new Float64Array([1, 2]), 1, 2, new Float64Array([3]), 1, 1";
    for (rest, words) in [
        ("[1, 1]", &["g is an array", "Float64Array"][..]),
        ("new Float64Array(1)", &["g has length 1", "needs 2", "1×2"]),
        ("new Float64Array([1, Infinity])", &["g[1] is Infinity"]),
        ("undefined, { stride: 0 }", &["stride is 0"]),
        ("undefined, { paddings: 1 }", &["paddings", "known are"]),
        (
            "undefined, { activation: 'softmax' }",
            &["activation", "softmax"],
        ),
    ] {
        for function in ["backwardF64", "layerF64"] {
            assert_refused(function, &format!("{layer}, {rest}"), words);
        }
    }
}

/// It throws an `Error` with these words, and the module goes on working.
#[track_caller]
fn assert_refused(function: &str, arguments: &str, words: &[&str]) {
    let Err(message) = call(function, arguments) else {
        panic!("{function}({arguments}) was answered");
    };
    for word in words {
        assert!(
            message.contains(word),
            "{function}({arguments}): “{message}” without “{word}”"
        );
    }
    assert!(
        call(function, LAYER).is_ok(),
        "after {function}({arguments})"
    );
}

/// A layer that needs more memory than the module had: views of the old memory
/// must not be read after it has grown.
#[wasm_bindgen_test]
fn a_large_layer_is_right() {
    let make: Function = evaluate("(n) => Float64Array.from({ length: n }, (_, i) => i % 7 - 3)")
        .unwrap()
        .unchecked_into();
    let side = 700_u32;
    let cells_of = |count: u32| make.call1(&JsValue::NULL, &count.into()).unwrap();
    let (x, w) = (cells_of(side * side), cells_of(9));
    let [side_value, three] = [side, 3].map(JsValue::from);
    let result = api::layer_f64(
        &x,
        &side_value,
        &side_value,
        &w,
        &three,
        &three,
        &JsValue::UNDEFINED,
        &evaluate("({ activation: 'identity' })").unwrap(),
    );
    let result = result.map_err(JsValue::from).unwrap();
    let x: Vec<f64> = x.unchecked_into::<Float64Array>().to_vec();
    let w: Vec<f64> = w.unchecked_into::<Float64Array>().to_vec();
    let (z, dw) = (cells(&result, "z"), cells(&result, "dw"));
    let (side, out) = (side as usize, side as usize - 2);
    // Small whole numbers: sums are exact in any order.
    let mut sums = vec![0.0; 9];
    for row in 0..out {
        for col in 0..out {
            let mut sum = 0.0;
            for tap in 0..9 {
                let cell = x[(row + tap / 3) * side + col + tap % 3];
                sum += w[tap] * cell;
                sums[tap] += cell;
            }
            assert_eq!(z[row * out + col], sum, "z[{row},{col}]");
        }
    }
    assert_eq!(dw, sums);
}

/// A stride that leaves x at once is valid, however long; so is a dilation of
/// a kernel of one cell. Neither takes memory or time.
#[wasm_bindgen_test]
fn unused_distances_may_be_huge() {
    let layer = "new Float64Array([1, 2, 3, 4]), 2, 2, new Float64Array([3]), 1, 1, undefined";
    let options = "{ stride: 4294967295, dilation: 4294967295, activation: 'identity' }";
    let result = call("layerF64", &format!("{layer}, {options}")).unwrap();
    assert_eq!(cells(&result, "z"), [3.0]);
    assert_eq!(cells(&result, "dx"), [3.0, 0.0, 0.0, 0.0]);
    assert_eq!(cells(&result, "dw"), [1.0]);
}
