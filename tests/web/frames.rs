//! `frame` shows the notebook's layer after each of its steps.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::browser::property;
use crate::support::layers::{DZ, H, W, X, Z, assert_grids_agree, call, cells, numbers, printed};

/// Phase and position of each step, as DESIGN.md lists them for N = 4.
const STEPS: [(&str, Option<(usize, usize)>); 11] = [
    ("start", None),
    ("forward", Some((0, 0))),
    ("forward", Some((0, 1))),
    ("forward", Some((1, 0))),
    ("forward", Some((1, 1))),
    ("activation", None),
    ("activation-gradient", None),
    ("backward", Some((0, 0))),
    ("backward", Some((0, 1))),
    ("backward", Some((1, 0))),
    ("backward", Some((1, 1))),
];

fn frame(step: usize) -> JsValue {
    call("frame", &format!("{X}, {W}, {step}")).unwrap()
}

#[wasm_bindgen_test]
fn each_frame_says_where_it_is() {
    for (step, (phase, position)) in STEPS.into_iter().enumerate() {
        let frame = frame(step);
        let number = |name| property(&frame, name).as_f64();
        assert_eq!(number("step"), Some(step as f64));
        assert_eq!(number("steps"), Some(10.0));
        assert_eq!(
            property(&frame, "phase").as_string().as_deref(),
            Some(phase)
        );
        for (name, expected) in [
            ("row", position.map(|at| at.0)),
            ("col", position.map(|at| at.1)),
        ] {
            let got = property(&frame, name);
            match expected {
                Some(expected) => {
                    assert_eq!(got.as_f64(), Some(expected as f64), "{name} at {step}");
                }
                None => assert!(got.is_null(), "{name} at {step}"),
            }
        }
    }
}

#[wasm_bindgen_test]
fn cells_are_null_until_they_are_computed() {
    for step in 0..=10 {
        let frame = frame(step);
        assert_eq!(shown(&frame, "z"), known(Z, step.min(4)), "z at {step}");
        assert_eq!(
            shown(&frame, "h"),
            known(H, if step >= 5 { 4 } else { 0 }),
            "h at {step}"
        );
        assert_eq!(
            shown(&frame, "dz"),
            known(DZ, if step >= 6 { 4 } else { 0 }),
            "dz at {step}"
        );
    }
}

/// The first cells of what the notebook prints, `null` for the others.
fn known(printed: &str, count: usize) -> String {
    let numbers = printed.split(' ').scan(0, |seen, word| {
        *seen += usize::from(word != "|");
        Some(if word == "|" || *seen <= count {
            word
        } else {
            "null"
        })
    });
    numbers.collect::<Vec<_>>().join(" ")
}

fn shown(frame: &JsValue, name: &str) -> String {
    let cell = |cell: &Option<f64>| cell.map_or("null".to_owned(), |cell| format!("{cell:.8}"));
    let row = |row: &Vec<Option<f64>>| row.iter().map(cell).collect::<Vec<_>>().join(" ");
    cells(frame, name)
        .iter()
        .map(row)
        .collect::<Vec<_>>()
        .join(" | ")
}

/// The notebook's own loop, over the dZ that it prints, gives dX, dW and db
/// after each backward step; before the first they are zero.
#[wasm_bindgen_test]
fn gradients_build_up_position_by_position() {
    let x = [[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]];
    let w = [[0.4, -0.1], [0.23, 0.61]];
    let dz = numbers(&frame(10), "dz");
    assert_eq!(printed(&dz), DZ);
    let (mut dx, mut dw, mut db) = (vec![vec![0.0; 3]; 3], vec![vec![0.0; 2]; 2], 0.0);
    for (step, (phase, position)) in STEPS.into_iter().enumerate() {
        if let ("backward", Some((row, col))) = (phase, position) {
            for i in 0..2 {
                for j in 0..2 {
                    dx[row + i][col + j] += w[i][j] * dz[row][col];
                    dw[i][j] += x[row + i][col + j] * dz[row][col];
                }
            }
            db += dz[row][col];
        }
        let frame = frame(step);
        assert_grids_agree(&format!("dx at {step}"), &numbers(&frame, "dx"), &dx);
        assert_grids_agree(&format!("dw at {step}"), &numbers(&frame, "dw"), &dw);
        assert_eq!(property(&frame, "db").as_f64(), Some(db), "db at {step}");
    }
}

/// Also with every option, and with a G that is not ones.
#[wasm_bindgen_test]
fn the_last_frame_is_forward_and_backward_bit_for_bit() {
    let options = "{ stride: 2, padding: 1, dilation: 2, bias: 0.3, activation: 'tanh' }";
    let g = "[[0.7, -1.3]]";
    let x = "[[0.1, 0.2, 1.3, 0.7], [0.37, 1.09, 1.02, -0.9], [0.12, -0.23, -0.45, 1 / 3]]";
    let w = "[[0.4, -0.1], [0.23, 0.61], [1 / 7, -0.2]]";
    for (x, w, g, options, steps) in [(X, W, "undefined", "undefined", 10), (x, w, g, options, 6)] {
        let frame = call("frame", &format!("{x}, {w}, {steps}, {g}, {options}")).unwrap();
        let forward = call("forward", &format!("{x}, {w}, {options}")).unwrap();
        let backward = call("backward", &format!("{x}, {w}, {g}, {options}")).unwrap();
        for (result, name) in [
            (&forward, "z"),
            (&forward, "h"),
            (&backward, "dz"),
            (&backward, "dx"),
            (&backward, "dw"),
        ] {
            assert_eq!(bits(&frame, name), bits(result, name), "{name}");
        }
        let db = |of| property(of, "db").as_f64().map(f64::to_bits);
        assert_eq!(db(&frame), db(&backward));
    }
}

fn bits(result: &JsValue, name: &str) -> Vec<u64> {
    numbers(result, name)
        .iter()
        .flatten()
        .map(|cell| cell.to_bits())
        .collect()
}
