//! `loss`, `squaredError`, `meanSquaredError`, `checkGradients` and `contributions`, against
//! PyTorch's layers, tables worked by hand, and loops written out here.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use convscope::api;

use crate::support::browser::{evaluate, property};
use crate::support::layers::{
    W, X, assert_agree, call, golden, names, numbers, options_of, printed,
};

fn number(object: &JsValue, name: &str) -> f64 {
    property(object, name).as_f64().unwrap()
}

fn answer(outcome: Result<JsValue, wasm_bindgen::JsError>) -> JsValue {
    outcome.map_err(JsValue::from).unwrap()
}

/// Two grids of a case, cell beside cell.
fn pairs(case: &JsValue, first: &str, second: &str) -> Vec<(f64, f64)> {
    let [first, second] = [first, second].map(|name| numbers(case, name).concat());
    first.into_iter().zip(second).collect()
}

#[wasm_bindgen_test]
fn losses_of_forty_eight_layers_are_the_sums_over_pytorch_s_h() {
    for (index, case) in golden().into_iter().enumerate() {
        let [x, w, g] = ["x", "w", "g"].map(|name| property(&case, name));
        let options = options_of(&case);
        let sum = |term: fn((f64, f64)) -> f64| -> f64 {
            pairs(&case, "h", "g").into_iter().map(term).sum()
        };
        let loss = |g| answer(api::loss(&x, &w, g, &options).map(JsValue::from));
        let loss = |g| loss(g).as_f64().unwrap();
        let what = |of| format!("layer {index}: {of}");
        assert_agree(&what("Σ g ⊙ h"), loss(&g), sum(|(h, g)| g * h));
        assert_agree(&what("Σ h"), loss(&JsValue::UNDEFINED), sum(|(h, _)| h));
        // PyTorch's g is as good a target as any.
        let squared = api::squared_error(&x, &w, &g, &options).map(JsValue::from);
        assert_agree(
            &what("½ Σ (h − t)²"),
            answer(squared).as_f64().unwrap(),
            sum(|(h, t)| (h - t).powi(2)) / 2.0,
        );
    }
}

/// With no activation H is 3 + b and 6 + b, so every sum is done in the head.
#[wasm_bindgen_test]
fn losses_by_hand() {
    for (function, grid, bias, expected) in [
        ("loss", "undefined", 0, 9.0),
        ("loss", "undefined", 1, 11.0),
        ("loss", "[[2, -1]]", 0, 0.0),
        ("loss", "[[2, -1]]", 1, 1.0),
        // ½ (2² + 5²)
        ("squaredError", "[[1, 1]]", 0, 14.5),
        ("squaredError", "[[3, 6]]", 0, 0.0),
        ("squaredError", "[[3, 6]]", 1, 1.0),
        // (2² + 5²) / 2, (0² + 2²) / 2
        ("meanSquaredError", "[[1, 1]]", 0, 14.5),
        ("meanSquaredError", "[[4, 9]]", 1, 2.0),
        ("meanSquaredError", "[[3, 6]]", 0, 0.0),
    ] {
        let rest = format!("{grid}, {{ activation: 'identity', bias: {bias} }}");
        let got = call(function, &format!("[[1, 2]], [[3]], {rest}")).unwrap();
        assert_eq!(got.as_f64(), Some(expected), "{function}({rest})");
    }
}

/// −2 and 4 become −0.02 and 4, of which the slopes are 0.01 and 1.
#[wasm_bindgen_test]
fn the_leaky_relu_by_hand() {
    let (layer, leaky) = ("[[-1, 2]], [[2]]", "{ activation: 'leaky_relu' }");
    let result = call("forward", &format!("{layer}, {leaky}")).unwrap();
    assert_eq!(numbers(&result, "h"), [[-0.02, 4.0]]);
    let result = call("backward", &format!("{layer}, undefined, {leaky}")).unwrap();
    assert_eq!(numbers(&result, "dz"), [[0.01, 1.0]]);
    assert_eq!(numbers(&result, "dx"), [[0.02, 2.0]]);
}

/// A kernel of ones counts the cells of X under it.
#[wasm_bindgen_test]
fn the_padding_same_keeps_the_size() {
    let options = "{ padding: 'same', activation: 'identity' }";
    let rows = "[[1, 1, 1], [1, 1, 1]], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]";
    let result = call("forward", &format!("{rows}, {options}")).unwrap();
    assert_eq!(numbers(&result, "z"), [[4.0, 6.0, 4.0]; 2]);
    let [x, w] = ["1, 1, 1, 1, 1, 1", "1, 1, 1, 1, 1, 1, 1, 1, 1"]
        .map(|cells| format!("Float64Array.of({cells})"));
    let result = call("forwardF64", &format!("{x}, 2, 3, {w}, 3, 3, {options}")).unwrap();
    assert_eq!(property(&result, "rows").as_f64(), Some(2.0));
    assert_eq!(property(&result, "cols").as_f64(), Some(3.0));
}

/// What the notebook prints of H, added up.
#[wasm_bindgen_test]
fn the_notebook_s_loss() {
    let loss = call("loss", &format!("{X}, {W}")).unwrap();
    assert_eq!(format!("{:.6}", loss.as_f64().unwrap()), "2.361606");
}

/// Row and column; `None` where the entry has no cell.
type Place = Option<(usize, usize)>;

/// One entry of a check.
struct Checked {
    grid: String,
    at: Place,
    analytic: f64,
    numeric: f64,
    relative_error: f64,
    /// The property of a cell that is not compared.
    obstacle: Option<String>,
}

fn checked(result: &JsValue) -> Vec<Checked> {
    let cells = property(result, "cells");
    assert!(Array::is_array(&cells));
    let entry = |cell: JsValue| {
        let expected = "grid row col analytic numeric relative_error";
        let names = names(&cell).join(" ");
        let rest = names.strip_prefix(expected).expect(expected);
        let obstacle = rest.strip_prefix(' ').map(str::to_owned);
        assert!(obstacle.is_some() || rest.is_empty(), "{rest}");
        if let Some(name) = &obstacle {
            assert!(
                ["kink", "too_small", "not_finite"].contains(&&name[..]),
                "{name}"
            );
            assert_eq!(property(&cell, name).as_bool(), Some(true));
        }
        Checked {
            grid: property(&cell, "grid").as_string().unwrap(),
            at: place(&cell),
            analytic: number(&cell, "analytic"),
            numeric: number(&cell, "numeric"),
            relative_error: number(&cell, "relative_error"),
            obstacle,
        }
    };
    Array::from(&cells).iter().map(entry).collect()
}

/// `None` where row and col are both `null`.
fn place(cell: &JsValue) -> Place {
    let [row, col] = ["row", "col"].map(|name| property(cell, name));
    if row.is_null() && col.is_null() {
        return None;
    }
    let [row, col] = [row, col].map(|value| {
        let value = value.as_f64().unwrap();
        assert_eq!(value.fract(), 0.0);
        format!("{value}").parse().unwrap()
    });
    Some((row, col))
}

/// The gradients of a case in the order of a check.
fn gradients(case: &JsValue) -> Vec<(&'static str, Place, f64)> {
    let mut all = Vec::new();
    for (grid, name) in [("dX", "dx"), ("dW", "dw"), ("db", "db"), ("dZ", "dz")] {
        if grid == "db" {
            all.push((grid, None, number(case, name)));
            continue;
        }
        let values = numbers(case, name);
        let cells = places(&values).into_iter();
        all.extend(cells.map(|(row, col)| (grid, Some((row, col)), values[row][col])));
    }
    all
}

/// Whether ReLU meets 0 in the experiment of a gradient. In PyTorch's layers
/// only a position in the padding alone, without a bias, has such a Z; no cell
/// of X or W moves it.
fn is_at_a_kink(case: &JsValue, grid: &str, at: Place) -> bool {
    let z = numbers(case, "z");
    let relu = property(case, "activation").as_string().as_deref() == Some("relu");
    relu && match (grid, at) {
        ("dZ", Some((row, col))) => z[row][col] == 0.0,
        ("db", _) => z.concat().contains(&0.0),
        _ => false,
    }
}

#[wasm_bindgen_test]
fn checks_of_forty_eight_layers_have_pytorch_s_gradients_on_both_sides() {
    let [mut all, mut all_compared] = [0.0; 2];
    for (index, case) in golden().into_iter().enumerate() {
        let [x, w, g] = ["x", "w", "g"].map(|name| property(&case, name));
        let check = answer(api::check_gradients(&x, &w, &g, &options_of(&case)));
        let (cells, expected) = (checked(&check), gradients(&case));
        assert_eq!(cells.len(), expected.len(), "layer {index}");
        let [mut most, mut compared] = [0.0_f64; 2];
        for (cell, (grid, at, gradient)) in cells.into_iter().zip(expected) {
            let what = format!("layer {index}: {grid} {at:?}");
            assert_eq!((cell.grid.as_str(), cell.at), (grid, at), "{what}");
            assert_agree(&what, cell.analytic, gradient);
            all += 1.0;
            let is_kink = cell.obstacle.as_deref() == Some("kink");
            assert_eq!(is_kink, is_at_a_kink(&case, grid, at), "{what}");
            if let Some(obstacle) = cell.obstacle {
                assert_ne!(obstacle, "not_finite", "{what}");
                continue;
            }
            compared += 1.0;
            let difference = (cell.numeric - gradient).abs();
            assert!(
                difference < 1e-6 * gradient.abs().max(1.0),
                "{what}: {difference}"
            );
            // Magnitudes add up to at least what the products do.
            let error = (cell.analytic - cell.numeric).abs();
            let at_most = error * (1.0 + 1e-12);
            assert!(cell.relative_error * gradient.abs() <= at_most, "{what}");
            most = most.max(cell.relative_error);
        }
        assert_eq!(number(&check, "max_relative_error"), most, "layer {index}");
        assert_eq!(number(&check, "compared"), compared, "layer {index}");
        assert!(most < 1e-5, "layer {index}: {most}");
        all_compared += compared;
    }
    // Some Z are beyond ±7, where a tanh is 1 up to the last digits.
    assert!(all_compared > 0.97 * all, "{all_compared} of {all}");
}

/// The experiment done by hand: one number of the layer moved by about 3e-5 to both
/// sides, and the loss of a sigmoid layer computed by a loop of its own.
#[wasm_bindgen_test]
fn a_numeric_gradient_is_a_central_difference() {
    type Layer = ([[f64; 3]; 3], [[f64; 2]; 2], f64);
    let g = [[0.7, -1.3], [0.2, 2.1]];
    let loss = |(x, w, b): Layer| {
        let mut sum = 0.0;
        for (row, col) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let mut z = b;
            for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                z += w[i][j] * x[row + i][col + j];
            }
            sum += g[row][col] / (1.0 + (-z).exp());
        }
        sum
    };
    let layer = (
        [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]],
        [[0.4, -0.1], [0.23, 0.61]],
        0.3,
    );
    let rest = "[[0.7, -1.3], [0.2, 2.1]], { bias: 0.3 }";
    let check = call("checkGradients", &format!("{X}, {W}, {rest}")).unwrap();
    for cell in checked(&check) {
        let side = |by| {
            let mut moved: Layer = layer;
            match (cell.grid.as_str(), cell.at) {
                ("dX", Some((row, col))) => moved.0[row][col] += by,
                ("dW", Some((row, col))) => moved.1[row][col] += by,
                ("db", None) => moved.2 += by,
                _ => return None,
            }
            Some(loss(moved))
        };
        let Some((above, below)) = side(3e-5).zip(side(-3e-5)) else {
            assert_eq!(cell.grid, "dZ");
            continue;
        };
        let difference = (cell.numeric - (above - below) / 6e-5).abs();
        // A rounding of 1e-16 in L is 1e-11 in the quotient.
        assert!(difference < 1e-9, "{} {:?}", cell.grid, cell.at);
    }
}

/// ReLU at z = 0: x, b and z itself move across the kink, w moves nothing,
/// since x is 0.
#[wasm_bindgen_test]
fn a_kink_is_said_and_not_counted() {
    let check = call(
        "checkGradients",
        "[[0]], [[1]], undefined, { activation: 'relu' }",
    )
    .unwrap();
    let cells = checked(&check);
    let is_at_a_kink = |cell: &Checked| cell.obstacle.as_deref() == Some("kink");
    let kinks: Vec<(&str, bool)> = cells
        .iter()
        .map(|cell| (cell.grid.as_str(), is_at_a_kink(cell)))
        .collect();
    assert_eq!(
        kinks,
        [("dX", true), ("dW", false), ("db", true), ("dZ", true)]
    );
    for cell in &cells {
        // ReLU′(0) = 0, and the quotient is half the slope of the other side.
        assert_eq!(cell.analytic, 0.0);
        let kink = is_at_a_kink(cell);
        let numeric = if kink { 0.5 } else { 0.0 };
        assert!((cell.numeric - numeric).abs() < 1e-9, "{}", cell.grid);
        assert!(kink == (cell.relative_error > 0.9));
    }
    assert_eq!(number(&check, "max_relative_error"), 0.0);
}

/// A right gradient by hand beside its scale, and why others are not compared.
#[wasm_bindgen_test]
fn a_relative_error_is_beside_the_products() {
    // dX = 1.5, −1.5 + 1.5, −1.5; dW = 114 + 71, 71 + 224; db = 2.
    let layer = "[[114, 71, 224]], [[1.5, -1.5]], undefined, { activation: 'identity' }";
    let check = call("checkGradients", layer).unwrap();
    let cells = checked(&check);
    let scales = [1.5, 3.0, 1.5, 185.0, 295.0, 2.0, 1.0, 1.0];
    assert_eq!(number(&check, "compared"), 8.0);
    assert_eq!(cells[1].analytic, 0.0);
    for (cell, scale) in cells.iter().zip(scales) {
        let error = (cell.analytic - cell.numeric).abs() / scale;
        assert_eq!(cell.relative_error, error, "{} {:?}", cell.grid, cell.at);
        assert!(error < 1e-5);
    }
    for (layer, obstacle) in [
        ("[[100]], [[1]]", "too_small"),
        (
            "[[1e308]], [[1e308]], undefined, { activation: 'identity' }",
            "not_finite",
        ),
    ] {
        let check = call("checkGradients", layer).unwrap();
        let cells = checked(&check);
        assert!(
            cells
                .iter()
                .all(|cell| cell.obstacle.as_deref() == Some(obstacle))
        );
        assert_eq!(number(&check, "compared"), 0.0);
        assert_eq!(number(&check, "max_relative_error"), 0.0);
    }
}

/// Where there is no ReLU there is no kink.
#[wasm_bindgen_test]
fn other_activations_have_no_kink_at_zero() {
    for activation in ["sigmoid", "tanh", "identity"] {
        let options = format!("{{ activation: '{activation}' }}");
        let check = call("checkGradients", &format!("[[0]], [[1]], null, {options}")).unwrap();
        assert!(checked(&check).iter().all(|cell| cell.obstacle.is_none()));
        assert!(number(&check, "max_relative_error") < 1e-5);
    }
}

/// One entry of contributions.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Entry {
    at: (usize, usize),
    a: f64,
    b: f64,
    product: f64,
    sum: f64,
}

fn entries(result: &JsValue) -> Vec<Entry> {
    assert!(Array::is_array(result));
    let entry = |one: JsValue| {
        assert_eq!(names(&one).join(" "), "row col a b product sum");
        Entry {
            at: place(&one).unwrap(),
            a: number(&one, "a"),
            b: number(&one, "b"),
            product: number(&one, "product"),
            sum: number(&one, "sum"),
        }
    };
    Array::from(result).iter().map(entry).collect()
}

/// As a table: `row,col a × b = product → sum`, one line for each entry.
fn table(arguments: &str) -> Vec<String> {
    let result = call("contributions", arguments).unwrap();
    let line = |one: &Entry| {
        let Entry {
            at: (row, col),
            a,
            b,
            product,
            sum,
        } = one;
        format!("{row},{col} {a:.4} × {b:.4} = {product:.4} → {sum:.4}")
    };
    entries(&result).iter().map(line).collect()
}

/// Worked by hand from the notebook's X, W and dZ.
#[wasm_bindgen_test]
fn what_the_notebook_s_numbers_are_made_of() {
    let layer = format!("{X}, {W}");
    assert_eq!(
        table(&format!("{layer}, 'Z', 0, 1")),
        [
            "0,1 0.2000 × 0.4000 = 0.0800 → 0.0800",
            "0,2 1.3000 × -0.1000 = -0.1300 → -0.0500",
            "1,1 1.0900 × 0.2300 = 0.2507 → 0.2007",
            "1,2 1.0200 × 0.6100 = 0.6222 → 0.8229",
        ]
    );
    assert_eq!(
        table(&format!("{layer}, 'dX', 1, 1")),
        [
            "0,0 0.6100 × 0.2163 = 0.1320 → 0.1320",
            "0,1 0.2300 × 0.2120 = 0.0488 → 0.1807",
            "1,0 -0.1000 × 0.2497 = -0.0250 → 0.1558",
            "1,1 0.4000 × 0.2500 = 0.1000 → 0.2558",
        ]
    );
    assert_eq!(
        table(&format!("{layer}, 'dW', 0, 1")),
        [
            "0,0 0.2000 × 0.2163 = 0.0433 → 0.0433",
            "0,1 1.3000 × 0.2120 = 0.2756 → 0.3189",
            "1,0 1.0900 × 0.2497 = 0.2721 → 0.5910",
            "1,1 1.0200 × 0.2500 = 0.2550 → 0.8460",
        ]
    );
}

/// The bias is where the sum of Z begins, and no entry; the padding is none
/// either; a G scales dZ.
#[wasm_bindgen_test]
fn bias_padding_and_upstream_in_the_products() {
    let layer = "[[1, 2, 3]], [[4, 5]]";
    let identity = "activation: 'identity'";
    assert_eq!(
        table(&format!("{layer}, 'Z', 0, 1, null, {{ bias: 0.5 }}")),
        [
            "0,1 2.0000 × 4.0000 = 8.0000 → 8.5000",
            "0,2 3.0000 × 5.0000 = 15.0000 → 23.5000",
        ]
    );
    // Of 3×4 padded cells, the kernel covers x[0,0] alone with its 5.
    assert_eq!(
        table(&format!("{layer}, 'Z', 1, 0, null, {{ padding: 1 }}")),
        ["0,0 1.0000 × 5.0000 = 5.0000 → 5.0000"]
    );
    assert_eq!(
        table(&format!("{layer}, 'Z', 0, 0, null, {{ padding: 1 }}")),
        [""; 0]
    );
    assert_eq!(
        table(&format!(
            "{layer}, 'dX', 0, 1, [[10, 100]], {{ {identity}, bias: 7 }}"
        )),
        [
            "0,0 5.0000 × 10.0000 = 50.0000 → 50.0000",
            "0,1 4.0000 × 100.0000 = 400.0000 → 450.0000",
        ]
    );
    // With a stride of 2 the last cell is never reached.
    assert_eq!(
        table(&format!("{layer}, 'dX', 0, 2, null, {{ stride: 2 }}")),
        [""; 0]
    );
    assert_eq!(
        table(&format!(
            "{layer}, 'dW', 0, 1, [[10, 100]], {{ {identity} }}"
        )),
        [
            "0,0 2.0000 × 10.0000 = 20.0000 → 20.0000",
            "0,1 3.0000 × 100.0000 = 300.0000 → 320.0000",
        ]
    );
}

/// A product of a layer: the cells of X, W and Z that meet, each with its
/// value, which of Z is that of dZ.
#[derive(Clone, Copy)]
struct Meeting {
    x: ((usize, usize), f64),
    w: ((usize, usize), f64),
    z: ((usize, usize), f64),
}

impl Meeting {
    /// The cell whose sum this is in, the cell it is listed by, and a and b.
    fn seen_from(self, grid: &str) -> ((usize, usize), Product) {
        let Self { x, w, z } = self;
        match grid {
            "Z" => (z.0, (x.0, x.1, w.1)),
            "dX" => (x.0, (z.0, w.1, z.1)),
            _ => (w.0, (z.0, x.1, z.1)),
        }
    }
}

/// Row and column, a and b.
type Product = ((usize, usize), f64, f64);

/// All products, row-major over the positions and then over the kernel.
fn meetings(case: &JsValue) -> Vec<Meeting> {
    let [x, w, dz] = ["x", "w", "dz"].map(|name| numbers(case, name));
    let [stride, padding, dilation] = ["stride", "padding", "dilation"]
        .map(|name| format!("{}", number(case, name)).parse::<usize>().unwrap());
    let input = |position: usize, k: usize, extent: usize| {
        let coordinate = (position * stride + k * dilation).checked_sub(padding)?;
        (coordinate < extent).then_some(coordinate)
    };
    let mut all = Vec::new();
    for (row, col) in places(&dz) {
        for (i, j) in places(&w) {
            let at = input(row, i, x.len()).zip(input(col, j, x[0].len()));
            if let Some(at) = at {
                all.push(Meeting {
                    x: (at, x[at.0][at.1]),
                    w: ((i, j), w[i][j]),
                    z: ((row, col), dz[row][col]),
                });
            }
        }
    }
    all
}

/// Every cell of a grid, row-major.
fn places(grid: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let row = |row: usize| (0..grid[row].len()).map(move |col| (row, col));
    (0..grid.len()).flat_map(row).collect()
}

/// The products of every cell are those that a loop finds, and their sums are
/// PyTorch's numbers.
#[wasm_bindgen_test]
fn contributions_of_forty_eight_layers_add_up_to_pytorch_s_numbers() {
    for (index, case) in golden().into_iter().enumerate() {
        let [x, w, g] = ["x", "w", "g"].map(|name| property(&case, name));
        let (options, meetings) = (options_of(&case), meetings(&case));
        for (grid, name) in [("Z", "z"), ("dX", "dx"), ("dW", "dw")] {
            let start = if grid == "Z" {
                number(&case, "bias")
            } else {
                0.0
            };
            let sums = numbers(&case, name);
            for (row, col) in places(&sums) {
                let [r, c] = [row, col].map(|index| JsValue::from(index as f64));
                let result = api::contributions(&x, &w, &grid.into(), &r, &c, &g, &options);
                let products = meetings.iter().map(|one| one.seen_from(grid));
                let products = products.filter(|(target, _)| *target == (row, col));
                let products: Vec<Product> = products.map(|(_, product)| product).collect();
                let what = format!("layer {index}: {grid}[{row},{col}]");
                let sum = running_sum(&what, start, &entries(&answer(result)), &products);
                assert_agree(&what, sum, sums[row][col]);
            }
        }
    }
}

/// The entries are these products, added one after the other; their sum.
fn running_sum(what: &str, start: f64, entries: &[Entry], products: &[Product]) -> f64 {
    assert_eq!(entries.len(), products.len(), "{what}");
    let mut sum = start;
    for (entry, &(at, a, b)) in entries.iter().zip(products) {
        assert_eq!(entry.at, at, "{what}");
        assert_agree(what, entry.a, a);
        assert_agree(what, entry.b, b);
        // From its own factors on, each number is exact.
        assert_eq!(entry.product, entry.a * entry.b, "{what}");
        sum += entry.product;
        assert_eq!(entry.sum, sum, "{what}");
    }
    sum
}

/// Bit for bit: the last sum is the number that the passes give.
#[wasm_bindgen_test]
fn the_last_sum_is_the_number_itself() {
    let rest =
        "[[0.7, -1.3]], { stride: 2, padding: 1, dilation: 2, bias: 0.3, activation: 'tanh' }";
    let layer = "[[0.1, 0.2, 1.3, 0.7], [0.37, 1.09, 1.02, -0.9], [0.12, -0.23, -0.45, 1 / 3]], \
         [[0.4, -0.1], [0.23, 0.61], [1 / 7, -0.2]]";
    let backward = call("backward", &format!("{layer}, {rest}")).unwrap();
    for (grid, name) in [("dX", "dx"), ("dW", "dw")] {
        let sums = numbers(&backward, name);
        for (row, col) in places(&sums) {
            let of = format!("{layer}, '{grid}', {row}, {col}, {rest}");
            let entries = entries(&call("contributions", &of).unwrap());
            let sum = entries.last().map_or(0.0, |entry| entry.sum);
            assert_eq!(sum, sums[row][col], "{grid}[{row},{col}]");
        }
    }
}

/// What is read is only read, and an answer is a plain array of plain objects.
#[wasm_bindgen_test]
fn answers_are_plain_and_arguments_left_alone() {
    let frozen = |text: &str| evaluate(&format!("Object.freeze([Object.freeze({text})])")).unwrap();
    let (x, w, g) = (frozen("[1, 2]"), frozen("[3]"), frozen("[4, 5]"));
    let none = JsValue::UNDEFINED;
    let zero = JsValue::from(0);
    let list = answer(api::contributions(
        &x,
        &w,
        &"Z".into(),
        &zero,
        &zero,
        &g,
        &none,
    ));
    let check = answer(api::check_gradients(&x, &w, &g, &none));
    let plain = evaluate("Object.prototype").unwrap();
    for list in [list, property(&check, "cells")] {
        for one in Array::from(&list).iter() {
            let prototype = js_sys::Reflect::get_prototype_of(&one).unwrap();
            assert_eq!(JsValue::from(prototype), plain);
        }
    }
    answer(api::loss(&x, &w, &g, &none).map(JsValue::from));
    answer(api::squared_error(&x, &w, &g, &none).map(JsValue::from));
    let backward = call("backward", &format!("{X}, {W}")).unwrap();
    let check = call("checkGradients", &format!("{X}, {W}")).unwrap();
    let dx = checked(&check).into_iter().filter(|cell| cell.grid == "dX");
    let dx: Vec<f64> = dx.map(|cell| cell.analytic).collect();
    let dx: Vec<Vec<f64>> = dx.chunks(3).map(<[f64]>::to_vec).collect();
    assert_eq!(printed(&dx), printed(&numbers(&backward, "dx")));
}
