//! What a person left is there when they come back; what is no layer is not.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::Stage;
use crate::support::browser::{Replaced, choose};
use crate::support::stage::{device, document};

const LAYER: &str = "convscope.layer";
const PLACE: &str = "convscope.place";

fn theme() -> Option<String> {
    document()
        .document_element()
        .unwrap()
        .get_attribute("data-theme")
}

#[wasm_bindgen_test]
fn layer_step_decimals_and_theme_come_back() {
    let stage = Stage::open();
    stage.resize("X rows", 4);
    stage.enter("X", 3, 2, "2.5");
    stage.enter("W", 1, 1, "1/3");
    stage.enter("G", 2, 1, "−0.125");
    choose(&stage.select("[data-choice=decimals]"), "6");
    choose(&stage.select("[data-choice=theme]"), "dark");
    stage.advance(12);
    let grids = ["X", "W", "G", "Z", "dX"];
    let left = grids.map(|grid| stage.values(grid));
    drop(stage);

    let stage = Stage::reopen();
    assert_eq!(stage.step(), 12);
    assert_eq!(grids.map(|grid| stage.values(grid)), left);
    assert_eq!(stage.values("X")[11].as_deref(), Some("2.5"));
    assert_eq!(stage.values("W")[3].as_deref(), Some("0.3333333333333333"));
    assert_eq!(stage.values("G")[5].as_deref(), Some("-0.125"));
    assert_eq!(stage.select("[data-choice=decimals]").value(), "6");
    assert_eq!(stage.select("[data-choice=theme]").value(), "dark");
    assert_eq!(theme().as_deref(), Some("dark"));
    // And back to where everything begins.
    stage.press("Next step");
    choose(&stage.select("[data-choice=example]"), "Notebook example");
    assert_opens_with_the_notebook(&stage);
}

/// Also those chosen while a mistake is looked for, where nothing else is kept.
#[wasm_bindgen_test]
fn theme_and_speed_come_back() {
    let stage = Stage::open();
    stage
        .find::<web_sys::HtmlElement>("[aria-controls=panel-bug]")
        .click();
    choose(&stage.select("[data-choice=speed]"), "4");
    choose(&stage.select("[data-choice=theme]"), "dark");
    drop(stage);
    let stage = Stage::reopen();
    assert_eq!(stage.select("[data-choice=speed]").value(), "4");
    assert_eq!(theme().as_deref(), Some("dark"));
    assert_eq!(stage.step(), 0);
}

#[wasm_bindgen_test]
fn all_decimals_come_back_as_all() {
    let stage = Stage::open();
    choose(&stage.select("[data-choice=decimals]"), "full");
    drop(stage);
    assert_eq!(
        Stage::reopen().select("[data-choice=decimals]").value(),
        "full"
    );
}

/// Sizes that the page offers, the smallest and the largest, each way.
#[wasm_bindgen_test]
fn a_layer_of_every_size_comes_back() {
    let controls = ["X rows", "X columns", "W rows", "W columns"];
    for sizes in [
        [1, 1, 1, 1],
        [64, 64, 7, 7],
        [1, 64, 1, 7],
        [64, 1, 7, 1],
        [3, 3, 3, 3],
    ] {
        let stage = Stage::open();
        // W first becomes 1×1, so that every size of X is possible.
        let [x_rows, x_cols, w_rows, w_cols] = sizes;
        let order = [
            ("W rows", 1),
            ("W columns", 1),
            ("X rows", x_rows),
            ("X columns", x_cols),
        ];
        for (control, extent) in order
            .into_iter()
            .chain([("W rows", w_rows), ("W columns", w_cols)])
        {
            stage.resize(control, extent);
        }
        stage.enter("X", 0, 0, "42");
        drop(stage);

        let stage = Stage::reopen();
        let extent = |name| stage.select(&format!("[data-choice='{name}']")).value();
        assert_eq!(controls.map(extent), sizes.map(|size| size.to_string()));
        assert_eq!(stage.values("X")[0].as_deref(), Some("42"), "{sizes:?}");
    }
}

#[track_caller]
fn assert_opens_with_the_notebook(stage: &Stage) {
    let grid = |name| {
        let values = stage.values(name).into_iter().map(Option::unwrap);
        values.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(grid("X"), "0.1 0.2 1.3 0.37 1.09 1.02 0.12 -0.23 -0.45");
    assert_eq!(grid("W"), "0.4 -0.1 0.23 0.61");
    assert_eq!(grid("G"), "1 1 1 1");
}

/// A layer under the page's own key is taken: the next test would prove
/// nothing if the key were another one.
#[wasm_bindgen_test]
fn a_kept_layer_is_read_as_it_is_written_here() {
    device().clear().unwrap();
    device()
        .set_item(LAYER, r#"{"x":[[1,2],[3,4]],"w":[[3],[0]],"g":[[4,5]]}"#)
        .unwrap();
    device()
        .set_item(PLACE, r#"{"step":6,"decimals":2,"theme":"light"}"#)
        .unwrap();
    let stage = Stage::reopen();
    assert_eq!(stage.values("G").len(), 2);
    assert_eq!(stage.values("Z")[1].as_deref(), Some("6"));
    assert_eq!(stage.step(), 6);
    assert_eq!(stage.select("[data-choice=decimals]").value(), "2");
    assert_eq!(theme().as_deref(), Some("light"));
}

#[wasm_bindgen_test]
fn a_kept_layer_that_is_none_is_ignored() {
    let rows = |side: usize| {
        format!(
            "[{}]",
            vec![format!("[{}]", vec!["1"; side].join(",")); side].join(",")
        )
    };
    let layer = |x: usize, w: usize, g: usize| {
        let [x, w, g] = [x, w, g].map(rows);
        format!(r#"{{"x":{x},"w":{w},"g":{g}}}"#)
    };
    let many = [
        layer(80, 2, 79),
        layer(12, 8, 5),
        layer(65, 2, 64),
        layer(2, 3, 1),
        layer(3, 2, 3),
    ];
    for text in [
        "",
        "{",
        "null",
        "3",
        "\"x\"",
        "[]",
        "{}",
        "true",
        r#"{"x":[],"w":[],"g":[]}"#,
        r#"{"x":[[]],"w":[[1]],"g":[[]]}"#,
        r#"{"x":[[1]],"w":[[1]]}"#,
        r#"{"x":[[null]],"w":[[1]],"g":[[1]]}"#,
        r#"{"x":[[NaN]],"w":[[1]],"g":[[1]]}"#,
        r#"{"x":[[1e999]],"w":[[1]],"g":[[1]]}"#,
        r#"{"x":[["1"]],"w":[[1]],"g":[[1]]}"#,
        r#"{"x":[[1,2],[3]],"w":[[1]],"g":[[1,1],[1,1]]}"#,
        r#"{"x":{"length":1},"w":[[1]],"g":[[1]]}"#,
    ]
    .into_iter()
    .chain(many.iter().map(String::as_str))
    {
        device().clear().unwrap();
        device().set_item(LAYER, text).unwrap();
        let stage = Stage::reopen();
        assert_opens_with_the_notebook(&stage);
        stage.press("Last step");
        assert_eq!(stage.step(), 10, "with {text}");
    }
}

#[wasm_bindgen_test]
fn a_kept_place_that_is_none_is_ignored() {
    for place in [
        "{",
        "null",
        "3",
        "[]",
        "{}",
        "\"step\"",
        r#"{"step":-1}"#,
        r#"{"step":1.5}"#,
        r#"{"step":11}"#,
        r#"{"step":1e300}"#,
        r#"{"step":"3","decimals":"3","theme":"pink"}"#,
        r#"{"step":null,"decimals":1,"theme":null}"#,
        r#"{"step":[3],"decimals":9,"theme":1}"#,
        r#"{"step":{},"decimals":2.5,"theme":"Dark"}"#,
    ] {
        device().clear().unwrap();
        device().set_item(PLACE, place).unwrap();
        let stage = Stage::reopen();
        assert_eq!(stage.step(), 0, "with {place}");
        assert_eq!(
            stage.select("[data-choice=decimals]").value(),
            "4",
            "with {place}"
        );
        assert_eq!(
            stage.select("[data-choice=theme]").value(),
            "system",
            "with {place}"
        );
        assert_eq!(theme(), None, "with {place}");
    }
}

/// Private windows and full devices: nothing is kept, and nothing else fails.
#[wasm_bindgen_test]
fn the_page_works_where_nothing_can_be_kept() {
    for way in ["denied", "full"] {
        device().clear().unwrap();
        let console = Replaced::console();
        let broken = Replaced::storage(way);
        let stage = Stage::reopen();
        stage.enter("X", 0, 0, "7");
        stage.press("Last step");
        assert_eq!(stage.step(), 10, "{way}");
        assert_eq!(stage.values("X")[0].as_deref(), Some("7"), "{way}");
        assert_eq!(console.count("texts"), 0, "{way}");
        drop(stage);
        drop(broken);
        assert_eq!(device().length().unwrap(), 0, "{way}");
    }
}
