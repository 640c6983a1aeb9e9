//! `forward` and `backward` give the numbers of PyTorch and of the notebook.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use convscope::api;

use crate::support::browser::{evaluate, property};
use crate::support::layers::{
    DW, DX, DZ, H, W, X, Z, assert_agree, assert_grids_agree, call, golden, names, numbers,
    options_of, printed,
};

#[wasm_bindgen_test]
fn forty_eight_layers_agree_with_pytorch() {
    for (number, case) in golden().into_iter().enumerate() {
        let [x, w, g] = ["x", "w", "g"].map(|name| property(&case, name));
        let options = options_of(&case);
        let forward = api::forward(&x, &w, &options)
            .map_err(JsValue::from)
            .unwrap();
        let backward = api::backward(&x, &w, &g, &options)
            .map_err(JsValue::from)
            .unwrap();
        for (result, name) in [
            (&forward, "z"),
            (&forward, "h"),
            (&backward, "dz"),
            (&backward, "dx"),
            (&backward, "dw"),
        ] {
            let what = format!("layer {number}: {name}");
            assert_grids_agree(&what, &numbers(result, name), &numbers(&case, name));
        }
        let [got, expected] = [&backward, &case].map(|of| property(of, "db").as_f64().unwrap());
        assert_agree(&format!("layer {number}: db"), got, expected);
    }
}

#[wasm_bindgen_test]
fn the_notebook_s_numbers_come_out_digit_by_digit() {
    let forward = call("forward", &format!("{X}, {W}")).unwrap();
    assert_eq!(printed(&numbers(&forward, "z")), Z);
    assert_eq!(printed(&numbers(&forward, "h")), H);
    let backward = call("backward", &format!("{X}, {W}")).unwrap();
    assert_eq!(printed(&numbers(&backward, "dz")), DZ);
    assert_eq!(printed(&numbers(&backward, "dx")), DX);
    assert_eq!(printed(&numbers(&backward, "dw")), DW);
}

#[wasm_bindgen_test]
fn results_are_plain_objects_with_the_published_names() {
    let layer = format!("{X}, {W}");
    let plain = evaluate("Object.prototype").unwrap();
    for (function, arguments, expected) in [
        ("forward", layer.clone(), "z h"),
        ("backward", layer.clone(), "dz dx dw db"),
        (
            "frame",
            format!("{layer}, 3"),
            "step steps phase row col z h dz dx dw db",
        ),
        (
            "checkGradients",
            layer.clone(),
            "max_relative_error compared cells",
        ),
    ] {
        let result = call(function, &arguments).unwrap();
        assert_eq!(names(&result).join(" "), expected, "{function}");
        let prototype = Reflect::get_prototype_of(&result).unwrap();
        assert_eq!(JsValue::from(prototype), plain, "{function}");
    }
}

/// The options left out, left undefined and written out are one layer; so is
/// a G of ones.
#[wasm_bindgen_test]
fn what_is_left_out_has_the_published_default() {
    let written =
        "[[1, 1], [1, 1]], { stride: 1, padding: 0, dilation: 1, bias: 0, activation: 'sigmoid' }";
    for rest in [
        "",
        "undefined, undefined",
        "undefined, {}",
        "undefined, { bias: undefined }",
        written,
    ] {
        let result = call("backward", &format!("{X}, {W}, {rest}")).unwrap();
        assert_eq!(printed(&numbers(&result, "dx")), DX, "{rest}");
    }
}

/// 1 × 1 grids, so that the expected numbers are the definitions.
#[wasm_bindgen_test]
fn the_sigmoid_stays_finite_far_out() {
    for (z, h) in [
        ("-1000", 0.0),
        ("1000", 1.0),
        ("-1.7e308", 0.0),
        ("1.7e308", 1.0),
        ("0", 0.5),
    ] {
        let result = call("forward", &format!("[[{z}]], [[1]]")).unwrap();
        assert_eq!(numbers(&result, "h"), [[h]], "σ({z})");
        let result = call("backward", &format!("[[{z}]], [[1]]")).unwrap();
        assert_eq!(numbers(&result, "dz"), [[h * (1.0 - h)]], "σ′({z})");
    }
}

/// What is read is only read.
#[wasm_bindgen_test]
fn arguments_are_left_as_they_are() {
    let x = evaluate("Object.freeze([Object.freeze([1, 2])])").unwrap();
    let w = evaluate("Object.freeze([Object.freeze([3])])").unwrap();
    let result = api::forward(&x, &w, &JsValue::UNDEFINED)
        .map_err(JsValue::from)
        .unwrap();
    assert_eq!(numbers(&result, "z"), [[3.0, 6.0]]);
}
