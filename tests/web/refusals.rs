//! Everything that the contract refuses: an `Error` that names the argument,
//! what it got and what it needs; and the module goes on working.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::layers::{DX, W, X, call, numbers, printed};

/// The call is refused, and its message has these words.
#[track_caller]
fn refused(function: &str, arguments: &str, words: &[&str]) {
    let Err(message) = call(function, arguments) else {
        panic!("{function}({arguments}) was answered");
    };
    for word in words {
        assert!(
            message.contains(word),
            "{function}({arguments}): “{message}” without “{word}”"
        );
    }
    // The same module, still right.
    let result = call("backward", &format!("{X}, {W}")).unwrap();
    assert_eq!(
        printed(&numbers(&result, "dx")),
        DX,
        "after {function}({arguments})"
    );
}

/// Ways for a grid not to be one, with what a message about it names after
/// the argument's name.
const BAD_GRIDS: [(&str, &[&str]); 24] = [
    ("[[1, 2], [3]]", &["[1]", "1", "2"]),
    ("[[1], [2, 3]]", &["[1]", "2", "1"]),
    ("[[1, 2], []]", &["[1]", "0", "2"]),
    ("[]", &["empty", "row"]),
    ("[[]]", &["[0]", "empty", "number"]),
    ("[[], []]", &["[0]", "empty", "number"]),
    ("3", &["3", "array"]),
    ("'[[1]]'", &["[[1]]", "array"]),
    ("{}", &["object", "array"]),
    ("{ length: 1, 0: [1] }", &["object", "array"]),
    ("true", &["true", "array"]),
    ("() => [[1]]", &["function", "array"]),
    ("Symbol('x')", &["symbol", "array"]),
    ("[1, 2]", &["[0]", "1", "array"]),
    ("[[1], 2]", &["[1]", "2", "array"]),
    ("[[1], , [2]]", &["[1]", "undefined", "array"]),
    ("[[1, '2']]", &["[0][1]", "\"2\"", "number"]),
    ("[[1], [NaN]]", &["[1][0]", "NaN", "finite"]),
    ("[[Infinity]]", &["[0][0]", "nfinity", "finite"]),
    ("[[-Infinity]]", &["[0][0]", "nfinity", "finite"]),
    ("[[1, null]]", &["[0][1]", "null", "number"]),
    ("[[1, undefined]]", &["[0][1]", "undefined", "number"]),
    ("[[1, , 3]]", &["[0][1]", "undefined", "number"]),
    ("[[1n]]", &["[0][0]", "bigint", "number"]),
];

#[wasm_bindgen_test]
fn what_is_not_a_grid() {
    for (grid, rest) in BAD_GRIDS {
        let words = |name: &'static str| [&[name], rest].concat();
        refused("forward", &format!("{grid}, [[1]]"), &words("x"));
        refused("forward", &format!("[[1]], {grid}"), &words("w"));
        refused("backward", &format!("[[1]], [[1]], {grid}"), &words("g"));
        refused("frame", &format!("[[1]], [[1]], 0, {grid}"), &words("g"));
        for function in ["loss", "checkGradients"] {
            refused(function, &format!("{grid}, [[1]]"), &words("x"));
            refused(function, &format!("[[1]], {grid}"), &words("w"));
            refused(function, &format!("[[1]], [[1]], {grid}"), &words("g"));
        }
        for function in ["squaredError", "meanSquaredError"] {
            refused(function, &format!("{grid}, [[1]], [[1]]"), &words("x"));
            refused(function, &format!("[[1]], {grid}, [[1]]"), &words("w"));
            refused(function, &format!("[[1]], [[1]], {grid}"), &words("target"));
        }
        let function = "contributions";
        let of = "'Z', 0, 0";
        refused(function, &format!("{grid}, [[1]], {of}"), &words("x"));
        refused(function, &format!("[[1]], {grid}, {of}"), &words("w"));
        refused(
            function,
            &format!("[[1]], [[1]], {of}, {grid}"),
            &words("g"),
        );
    }
}

/// Of G alone, `null` and `undefined` may mean the default.
#[wasm_bindgen_test]
fn what_is_missing() {
    for (arguments, name, got) in [
        ("", "x", "undefined"),
        ("undefined, [[1]]", "x", "undefined"),
        ("null, [[1]]", "x", "null"),
        ("[[1]]", "w", "undefined"),
        ("[[1]], null", "w", "null"),
    ] {
        for function in [
            "forward",
            "backward",
            "frame",
            "loss",
            "squaredError",
            "meanSquaredError",
            "checkGradients",
            "contributions",
        ] {
            refused(function, arguments, &[name, got, "array"]);
        }
    }
    for (target, got) in [
        ("", "undefined"),
        ("undefined", "undefined"),
        ("null", "null"),
    ] {
        let arguments = format!("{X}, {W}, {target}");
        refused("squaredError", &arguments, &["target", got, "array"]);
    }
}

/// The notebook's Z is 2×2; with a stride of 2 it is 1×1.
#[wasm_bindgen_test]
fn targets_of_another_size_than_z() {
    for (rest, sentence) in [
        (
            "[[1, 2, 3], [4, 5, 6]]",
            "target is 2×3; it needs the size of Z, which is 2×2",
        ),
        (
            "[[1]]",
            "target is 1×1; it needs the size of Z, which is 2×2",
        ),
        (
            "[[1, 2, 3, 4]]",
            "target is 1×4; it needs the size of Z, which is 2×2",
        ),
        (
            "[[1, 2], [3, 4]], { stride: 2 }",
            "target is 2×2; it needs the size of Z, which is 1×1",
        ),
    ] {
        for function in ["squaredError", "meanSquaredError"] {
            refused(function, &format!("{X}, {W}, {rest}"), &[sentence]);
        }
    }
}

/// Products make Z, dX and dW alone.
#[wasm_bindgen_test]
fn grids_that_are_no_sum_of_products() {
    for (grid, got) in [
        ("'H'", "\"H\""),
        ("'dZ'", "\"dZ\""),
        ("'X'", "\"X\""),
        ("'G'", "\"G\""),
        ("'z'", "\"z\""),
        ("'dx'", "\"dx\""),
        ("''", "\"\""),
        ("undefined", "undefined"),
        ("null", "null"),
        ("0", "0"),
        ("{}", "object"),
        ("['Z']", "array"),
    ] {
        refused(
            "contributions",
            &format!("{X}, {W}, {grid}, 0, 0"),
            &["grid is", got, "one of \"Z\", \"dX\", \"dW\""],
        );
    }
}

/// Z and dW of this layer are 1×2, dX is 1×3.
#[wasm_bindgen_test]
fn cells_outside_of_their_grid() {
    for (grid, cols) in [("Z", 2), ("dX", 3), ("dW", 2)] {
        for (value, got) in [
            ("-1", "-1"),
            ("3", "3"),
            ("0.5", "0.5"),
            ("2 ** 32", "4294967296"),
            ("NaN", "NaN"),
            ("-Infinity", "nfinity"),
            ("'0'", "\"0\""),
            ("0n", "bigint"),
            ("true", "true"),
            ("null", "null"),
            ("undefined", "undefined"),
            ("[0]", "array"),
        ] {
            let layer = "[[1, 2, 3]], [[4, 5]]";
            let up_to = |last: usize| format!("a whole number from 0 to {last}");
            refused(
                "contributions",
                &format!("{layer}, '{grid}', {value}, 0"),
                &["row is", got, &up_to(0)],
            );
            refused(
                "contributions",
                &format!("{layer}, '{grid}', 0, {value}"),
                &["col is", got, &up_to(cols - 1)],
            );
        }
        let beyond = format!("[[1, 2, 3]], [[4, 5]], '{grid}', 0, {cols}");
        let words = ["col is", &cols.to_string(), "from 0 to"];
        refused("contributions", &beyond, &words);
    }
}

#[wasm_bindgen_test]
fn grids_that_do_not_fit_together() {
    let tall = "[[1], [2], [3]]";
    for (arguments, words) in [
        ("[[1]], [[1, 2]]", &["w", "1×2", "x", "1×1"][..]),
        ("[[1, 2]], [[1], [2]]", &["w", "2×1", "x", "1×2"]),
        (
            "[[1]], [[1, 2, 3, 4]], undefined, { padding: 1 }",
            &["w", "1×4", "x", "3×3"],
        ),
        (
            "[[1, 2, 3, 4]], [[1, 2, 3]], undefined, { dilation: 2 }",
            &["w", "1×3", "1×5", "dilation 2", "1×4"],
        ),
        ("[[1]], [[1]], [[1, 2]]", &["g", "1×2", "1×1"]),
        (&format!("{tall}, [[1]], [[1, 2, 3]]"), &["g", "1×3", "3×1"]),
        (
            &format!("{tall}, [[1]], {tall}, {{ stride: 2 }}"),
            &["g", "3×1", "2×1"],
        ),
    ] {
        refused("backward", arguments, words);
        refused("loss", arguments, words);
        refused("checkGradients", arguments, words);
    }
    refused(
        "contributions",
        "[[1]], [[1]], 'dX', 0, 0, [[1, 2]]",
        &["g", "1×2", "1×1"],
    );
    refused(
        "squaredError",
        "[[1]], [[1, 2]], [[1]]",
        &["w", "1×2", "x", "1×1"],
    );
}

/// The notebook has the steps 0 … 10.
#[wasm_bindgen_test]
fn steps_that_are_none() {
    for (step, got) in [
        ("-1", "-1"),
        ("1.5", "1.5"),
        ("11", "11"),
        ("1e300", "1e"),
        ("2 ** 32", "4294967296"),
        ("2 ** 32 + 2", "4294967298"),
        ("Infinity", "nfinity"),
        ("NaN", "NaN"),
        ("'2'", "\"2\""),
        ("2n", "bigint"),
        ("true", "true"),
        ("null", "null"),
        ("undefined", "undefined"),
        ("[2]", "array"),
        ("{}", "object"),
    ] {
        refused(
            "frame",
            &format!("{X}, {W}, {step}"),
            &["step", got, "0", "10"],
        );
    }
}

#[wasm_bindgen_test]
fn options_out_of_their_range() {
    for (options, words) in [
        ("{ stride: 0 }", &["stride", "0", "1"][..]),
        ("{ stride: -1 }", &["stride", "-1", "whole"]),
        ("{ stride: 1.5 }", &["stride", "1.5", "whole"]),
        ("{ stride: '2' }", &["stride", "\"2\"", "whole"]),
        ("{ stride: NaN }", &["stride", "NaN", "whole"]),
        ("{ stride: Infinity }", &["stride", "nfinity", "whole"]),
        ("{ stride: 1n }", &["stride", "bigint", "whole"]),
        ("{ stride: null }", &["stride", "null", "whole"]),
        ("{ stride: [1, 1] }", &["stride", "array", "whole"]),
        ("{ stride: 1e300 }", &["stride", "1e", "whole"]),
        ("{ padding: -1 }", &["padding", "-1", "0"]),
        ("{ padding: 0.5 }", &["padding", "0.5", "whole"]),
        (
            "{ padding: 'same' }",
            &["padding", "\"same\"", "odd", "2×2"],
        ),
        (
            "{ padding: 'Same' }",
            &["padding", "\"Same\"", "whole", "\"same\""],
        ),
        ("{ dilation: 0 }", &["dilation", "0", "1"]),
        ("{ dilation: -2 }", &["dilation", "-2", "whole"]),
        ("{ bias: NaN }", &["bias", "NaN", "finite"]),
        ("{ bias: -Infinity }", &["bias", "nfinity", "finite"]),
        ("{ bias: '1' }", &["bias", "\"1\"", "number"]),
        ("{ bias: null }", &["bias", "null", "number"]),
        (
            "{ activation: 'softmax' }",
            &["activation", "softmax", "sigmoid", "identity"],
        ),
        (
            "{ activation: 'Sigmoid' }",
            &["activation", "Sigmoid", "sigmoid"],
        ),
        ("{ activation: 3 }", &["activation", "3", "tanh"]),
        ("{ activation: null }", &["activation", "null", "relu"]),
        ("{ strides: 2 }", &["options", "strides", "stride"]),
        ("{ '': 2 }", &["options", "unknown", "stride"]),
        ("2", &["options", "2", "object"]),
        ("'stride'", &["options", "stride", "object"]),
        ("[]", &["options", "array", "object"]),
        ("true", &["options", "true", "object"]),
        ("() => 1", &["options", "function", "object"]),
    ] {
        refused("forward", &format!("{X}, {W}, {options}"), words);
        refused(
            "backward",
            &format!("{X}, {W}, undefined, {options}"),
            words,
        );
        refused(
            "frame",
            &format!("{X}, {W}, 0, undefined, {options}"),
            words,
        );
        for function in ["loss", "checkGradients"] {
            refused(function, &format!("{X}, {W}, undefined, {options}"), words);
        }
        refused(
            "squaredError",
            &format!("{X}, {W}, [[1, 2], [3, 4]], {options}"),
            words,
        );
        refused(
            "contributions",
            &format!("{X}, {W}, 'Z', 0, 0, undefined, {options}"),
            words,
        );
    }
}

/// An option that cannot be read is a bad one, not a missing one.
#[wasm_bindgen_test]
fn an_option_that_throws_when_it_is_read() {
    refused(
        "forward",
        &format!("{X}, {W}, {{ get stride() {{ throw 1; }} }}"),
        &["stride"],
    );
}

/// One row many times over, so that the test itself stays small.
#[wasm_bindgen_test]
fn layers_beyond_the_limits() {
    let square = |side: usize| format!("Array({side}).fill(Array({side}).fill(1))");
    let huge = square(5000);
    for (function, arguments, words) in [
        (
            "forward",
            format!("{huge}, [[1]]"),
            &["x", "5000×5000", "16777216"][..],
        ),
        (
            "forward",
            format!("[[1]], {huge}"),
            &["w", "5000×5000", "16777216"],
        ),
        (
            "backward",
            format!("[[1]], [[1]], {huge}"),
            &["g", "5000×5000", "16777216"],
        ),
        // 1 + 2·3000 = 6001 rows and columns.
        (
            "forward",
            "[[1]], [[1]], { padding: 3000 }".to_owned(),
            &["padding", "6001×6001", "16777216"],
        ),
        (
            "forward",
            "[[1]], [[1]], { padding: 2 ** 32 - 1 }".to_owned(),
            &["padding", "16777216"],
        ),
        (
            "forward",
            "[[1]], [[1]], { padding: 2 ** 31 }".to_owned(),
            &["padding", "16777216"],
        ),
        (
            "forward",
            "[[1]], [[1, 2]], { dilation: 2 ** 32 - 1 }".to_owned(),
            &["w", "dilation", "1×1"],
        ),
        // 1 + 2·199 − 199 = 200 positions each way, with 200·200 products each.
        (
            "forward",
            format!("[[1]], {}, {{ padding: 199 }}", square(200)),
            &["w", "200×200", "1073741824"],
        ),
        (
            "squaredError",
            format!("[[1]], [[1]], {huge}"),
            &["target", "5000×5000", "16777216"],
        ),
        // 200² + 3² + 1 + 198² gradients, each with 198² cells of Z.
        (
            "checkGradients",
            format!("{}, [[1, 1, 1], [1, 1, 1], [1, 1, 1]]", square(200)),
            &["x and w", "79214", "198×198", "1073741824"],
        ),
        // 1100² + 1100² + 1 + 1 gradients.
        (
            "checkGradients",
            format!("{0}, {0}", square(1100)),
            &["x and w", "2420002", "131072"],
        ),
        // 51² positions, with 50² products each, for each of 50² cells.
        (
            "checkGradients",
            format!("{}, {}", square(100), square(50)),
            &["x and w", "51×51", "50×50", "dW", "1073741824"],
        ),
        (
            "contributions",
            format!("{0}, {0}, 'Z', 0, 0", square(1100)),
            &["x and w", "Z", "1100×1100", "1048576"],
        ),
        (
            "contributions",
            format!("{}, [[1]], 'dW', 0, 0", square(1100)),
            &["x and w", "dW", "1100×1100", "1048576"],
        ),
    ] {
        refused(function, &arguments, words);
    }
}
