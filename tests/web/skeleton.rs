//! What `index.html` shows before the program runs is what the program shows
//! first: nothing jumps when it takes over.

use convscope::dom::App;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};

use crate::support::Stage;
use crate::support::stage::{forget, raise_on_window};

/// Every cell and every text that is there at first sight.
fn picture(root: &Element) -> Vec<String> {
    let mut all = Vec::new();
    let mut note = |selector: &str, describe: &dyn Fn(&Element) -> String| {
        let found = root.query_selector_all(selector).unwrap();
        assert!(found.length() > 0, "there is no {selector}");
        for index in 0..found.length() {
            let element: Element = found.get(index).unwrap().unchecked_into();
            all.push(format!("{selector} {index}: {}", describe(&element)));
        }
    };
    let text = |element: &Element| element.text_content().unwrap();
    note("[data-grid] [data-row][data-col]", &|cell| {
        let input = cell.query_selector("input").unwrap();
        let content = match input.map(wasm_bindgen::JsCast::unchecked_into::<HtmlInputElement>) {
            Some(input) => format!("{} {:?}", input.value(), cell.get_attribute("data-shade")),
            None => text(cell),
        };
        format!("{content} {:?}", cell.get_attribute("data-value"))
    });
    note("[data-grid] th, [data-grid] thead td", &text);
    for slot in ["summary", "title", "sentence", "code"] {
        note(&format!("[data-slot={slot}]"), &text);
    }
    note("[data-slot^=shape-]:not([data-slot=shape-T])", &text);
    note("[data-slot^=name-], [data-slot^=what-]", &text);
    note("[data-slot=code] code", &|line| {
        format!("{} {:?}", text(line), line.get_attribute("aria-current"))
    });
    note(".segments span", &text);
    note("[data-press=undo], [data-press=redo]", &|button| {
        format!("{:?}", button.get_attribute("aria-disabled"))
    });
    note("[data-press=scale]", &|button| {
        format!(
            "{} {:?}",
            text(button),
            button.get_attribute("aria-pressed")
        )
    });
    // A select is as wide as its longest option.
    for choice in ["theme", "language", "decimals", "speed"] {
        note(&format!("[data-choice={choice}]"), &|select| {
            let chosen = select.unchecked_ref::<HtmlSelectElement>().selected_index();
            format!("{} {chosen}", text(select))
        });
    }
    all
}

#[wasm_bindgen_test]
fn it_is_the_first_picture_of_the_program() {
    forget();
    let mut stage = Stage::skeleton();
    let before = picture(&stage.root);
    assert!(before.len() > 80);
    let cells = ["X", "Z", "G"].map(|grid| stage.cells(grid));
    stage.app = Some(App::mount(&stage.root));
    assert_eq!(cells, ["X", "Z", "G"].map(|grid| stage.cells(grid)));
    for (before, after) in before.iter().zip(picture(&stage.root)) {
        assert_eq!(*before, after);
    }
}

/// Zeros have no shade, and at the end all cells are known.
#[wasm_bindgen_test]
fn nothing_of_it_stays_where_another_layer_of_its_shape_is_kept() {
    let mut stage = Stage::open();
    for row in 0..3 {
        for col in 0..3 {
            stage.enter("X", row, col, "0");
        }
    }
    stage.press("Last step");
    raise_on_window("pagehide");
    drop(stage);
    stage = Stage::reopen();
    assert_eq!(stage.step(), 10);
    for grid in ["X", "Z", "H", "dZ", "dX"] {
        for cell in stage.cells(grid) {
            assert!(!cell.has_attribute("data-unknown") && !cell.has_attribute("aria-label"));
        }
    }
    for cell in stage.cells("X") {
        assert_eq!(cell.get_attribute("data-shade"), None);
        assert_eq!(cell.get_attribute("data-value").as_deref(), Some("0"));
    }
    stage.press("First step");
    assert_eq!(stage.values("Z"), vec![None; 4]);
}
