//! What is pasted into a cell, or dropped on one.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::support::Stage;
use crate::support::browser::{evaluate, press_key};

/// Raises an event that carries a text; whether the page took it for itself.
fn bring(target: &Element, event: &str, text: &str) -> bool {
    let bring = format!(
        "(target, text) => {{
            const data = new DataTransfer();
            data.setData('text/plain', text);
            const options = {{ bubbles: true, cancelable: true }};
            const event = '{event}' === 'paste'
              ? new ClipboardEvent('paste', options)
              : new DragEvent('{event}', {{ ...options, dataTransfer: data }});
            // Firefox takes none from a script.
            if ('{event}' === 'paste') Object.defineProperty(event, 'clipboardData', {{ value: data }});
            return !target.dispatchEvent(event);
        }}"
    );
    let bring: js_sys::Function = evaluate(&bring).unwrap().unchecked_into();
    let taken = bring.call2(&wasm_bindgen::JsValue::NULL, target, &text.into());
    taken.unwrap().as_bool().unwrap()
}

fn status(stage: &Stage) -> String {
    let status: Element = stage.find("[data-slot=status]");
    status.text_content().unwrap()
}

fn values(stage: &Stage, grid: &str) -> String {
    let values: Vec<String> = stage.values(grid).into_iter().flatten().collect();
    values.join(" ")
}

#[wasm_bindgen_test]
fn a_block_is_pasted_when_the_event_returns() {
    let stage = Stage::open();
    let cell = stage.field("W", 0, 0);
    cell.focus().unwrap();
    assert!(bring(&cell, "paste", "1\t2\n3\t4"));
    assert_eq!(values(&stage, "W"), "1 2 3 4");
    assert_eq!(status(&stage), "Pasted 2×2 from W[0,0] on.");
    assert_eq!(
        crate::support::stage::document().active_element().as_ref(),
        Some(cell.as_ref())
    );
    press_key(&cell, "z", "ctrlKey: true");
    assert_eq!(values(&stage, "W"), "0.4 -0.1 0.23 0.61");
}

#[wasm_bindgen_test]
fn one_number_is_pasted_by_the_browser() {
    let stage = Stage::open();
    let cell = stage.field("W", 0, 0);
    assert!(!bring(&cell, "paste", "1,5"));
    assert!(!bring(&stage.cell("Z", 0, 0), "paste", "1\t2"));
    assert_eq!(values(&stage, "W"), "0.4 -0.1 0.23 0.61");
}

#[wasm_bindgen_test]
fn a_button_and_enter_make_room() {
    let stage = Stage::open();
    let resize: HtmlElement = stage.find("[data-press=room]");
    assert!(resize.hidden());
    let nine = "1 2 3\n4 5 6\n7 8 9";
    // Another size makes other fields.
    let cell = || stage.field("W", 0, 0);
    for press in [&(|| resize.click()) as &dyn Fn(), &|| {
        press_key(&cell(), "Enter", "");
    }] {
        bring(&cell(), "paste", nine);
        assert!(!resize.hidden());
        assert_eq!(values(&stage, "W"), "0.4 -0.1 0.23 0.61");
        press();
        assert!(resize.hidden());
        assert_eq!(values(&stage, "W"), "1 2 3 4 5 6 7 8 9");
        stage.press("Undo");
        assert_eq!(values(&stage, "W"), "0.4 -0.1 0.23 0.61");
    }
}

#[wasm_bindgen_test]
fn a_text_is_dropped_on_a_cell() {
    let stage = Stage::open();
    let cell = stage.field("X", 1, 1);
    assert!(bring(&cell, "dragover", "1\t2\n3\t4"));
    assert!(bring(&cell, "drop", "1\t2\n3\t4"));
    assert_eq!(values(&stage, "X"), "0.1 0.2 1.3 0.37 1 2 0.12 3 4");
    assert!(bring(&cell, "drop", "7"), "one number too");
    assert_eq!(values(&stage, "X"), "0.1 0.2 1.3 0.37 7 2 0.12 3 4");
}
