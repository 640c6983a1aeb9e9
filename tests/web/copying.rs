//! Numbers leave the page as other programs read them.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Node;

use crate::support::Stage;
use crate::support::browser::copied;
use crate::support::stage::document;

/// Selects from one node to another, as dragging does.
fn select(from: &Node, to: &Node) {
    let window = web_sys::window().unwrap();
    let selection = window.get_selection().unwrap().unwrap();
    let end = to.child_nodes().length();
    selection.set_base_and_extent(from, 0, to, end).unwrap();
}

#[wasm_bindgen_test]
fn a_field_gives_its_selection_with_an_ascii_minus() {
    let stage = Stage::open();
    let field = stage.field("X", 2, 2);
    field.focus().unwrap();
    assert_eq!(field.value(), "−0.45");
    assert_eq!(copied(&field).as_deref(), Some("-0.45"));
    field.set_selection_range(0, 4).unwrap();
    assert_eq!(copied(&field).as_deref(), Some("-0.4"));
    // The browser does it where there is nothing to change.
    field.set_selection_range(1, 3).unwrap();
    assert_eq!(copied(&field), None);
}

/// dW as the notebook prints it begins with 0.42891012 0.84603426.
#[wasm_bindgen_test]
fn cells_give_all_their_digits_in_rows() {
    let stage = Stage::open();
    stage.press("Last step");
    select(&stage.cell("dW", 0, 0), &stage.cell("dW", 1, 1));
    let body = document().body().unwrap();
    let text = copied(&body).unwrap();
    let rows: Vec<Vec<f64>> = text
        .split('\n')
        .map(|row| row.split('\t').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let printed = [[0.428_910_12, 0.846_034_26], [0.283_614_17, 0.282_141_64]];
    assert_eq!(rows.len(), 2, "{text}");
    for (row, printed) in rows.iter().zip(printed) {
        assert_eq!(row.len(), 2, "{text}");
        for (cell, printed) in row.iter().zip(printed) {
            assert!((cell - printed).abs() < 1e-8, "{text}");
        }
    }
    // Cells with a field in them, and from one row on to the next.
    select(&stage.cell("X", 1, 2), &stage.cell("X", 2, 1));
    assert_eq!(copied(&body).as_deref(), Some("1.02\n0.12\t-0.23"));
    // Where it ends at the edge of the next cell, that one is not in it.
    let window = web_sys::window().unwrap();
    let selection = window.get_selection().unwrap().unwrap();
    let (from, to) = (stage.cell("dX", 0, 2), stage.cell("dX", 1, 0));
    selection.set_base_and_extent(&from, 0, &to, 0).unwrap();
    let text = copied(&body).unwrap();
    assert!((text.parse::<f64>().unwrap() + 0.021_203_29).abs() < 1e-8);
}

#[wasm_bindgen_test]
fn other_texts_have_an_ascii_minus() {
    let stage = Stage::open();
    stage.press("Next step");
    let equation: Node = stage
        .find::<web_sys::Element>("[data-slot=equation]")
        .unchecked_into();
    select(&equation, &equation);
    let text = copied(&document().body().unwrap()).unwrap();
    assert!(text.contains("(-0.1)"), "{text}");
    assert!(!text.contains('−'), "{text}");
}
