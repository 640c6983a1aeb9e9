//! What a person left is there when they come back; what is no layer is not.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::Stage;
use crate::support::browser::{Replaced, choose};
use crate::support::stage::{device, document, forget, raise_on_window, tab};

const STATE: &str = "convscope.state";
/// What earlier versions kept.
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
    for _ in 0..2 {
        let stage = Stage::reopen();
        assert_eq!(grids.map(|grid| stage.values(grid)), left);
        stage.press("Previous step");
        stage.press("Next step");
        drop(stage.reopen_in_another_tab());
    }
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
        .find::<web_sys::HtmlElement>("[aria-controls=tool-bug]")
        .click();
    choose(&stage.select("[data-choice=speed]"), "4");
    choose(&stage.select("[data-choice=theme]"), "dark");
    drop(stage);
    let stage = Stage::reopen();
    assert_eq!(stage.select("[data-choice=speed]").value(), "4");
    assert_eq!(theme().as_deref(), Some("dark"));
    assert_eq!(stage.step(), 0);
}

/// They are no part of the state, and belong to the device.
#[wasm_bindgen_test]
fn each_switch_comes_back() {
    const SWITCHES: [&str; 3] = [
        "Keep b",
        "One scale for dX, dW, dZ",
        "Screen readers hear the arithmetic too",
    ];
    let look = |stage: &Stage| {
        let tool: web_sys::HtmlElement = stage.find("[aria-controls=tool-loss]");
        tool.click();
        SWITCHES.map(|name| stage.button(name).get_attribute("aria-pressed").unwrap())
    };
    let stage = Stage::open();
    assert_eq!(look(&stage), ["false"; 3]);
    drop(stage);
    for (pressed, switch) in SWITCHES.into_iter().enumerate() {
        let stage = Stage::reopen();
        look(&stage);
        stage.press(switch);
        drop(stage);
        let stage = Stage::reopen();
        let expected = [0, 1, 2].map(|index| (index == pressed).to_string());
        assert_eq!(look(&stage), expected);
        stage.press(switch);
    }
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

/// What an earlier version of the page has left is read, once.
#[wasm_bindgen_test]
fn what_an_earlier_version_has_kept_is_read_once() {
    forget();
    let layer = r#"{"x":[[1,2],[3,4]],"w":[[3],[0]],"g":[[4,5]],"t":[[1,1e-7]],
        "loss":"by-hand","options":{"stride":1,"padding":0,"dilation":1,"bias":1e+21,"activation":"relu"}}"#;
    let place = r#"{"step":6,"view":"gather","decimals":null,"notation":"cs231n","first":1,
        "language":"PyTorch","rate":0.5,"theme":"light"}"#;
    device().set_item(LAYER, layer).unwrap();
    device().set_item(PLACE, place).unwrap();
    let stage = Stage::reopen();
    assert_eq!(theme().as_deref(), Some("light"));
    assert_eq!(stage.state("data-step"), "6");
    assert_eq!(stage.values("Z")[1].as_deref(), Some("1e+21"));
    let state = "v=1&x=1,2;3,4&w=3;0&g=4,5&t=1,1e-7&bias=1e21&activation=relu&loss=by-hand\
                 &rate=0.5&view=gather&step=6&notation=cs231n&index=1&decimals=full&language=pytorch";
    assert_eq!(tab().get_item(STATE).unwrap().as_deref(), Some(state));
    assert!(status(&stage).is_empty(), "all of it was understood");
    for key in [LAYER, PLACE] {
        assert_eq!(device().get_item(key).unwrap(), None, "{key}");
    }
    let stage = stage.reopen_in_another_tab();
    assert_eq!(stage.values("X")[3].as_deref(), Some("4"));
    assert_eq!(stage.step(), 6);
}

/// What they kept before there was a choice of L, and only where one was.
#[wasm_bindgen_test]
fn what_the_first_versions_have_kept_is_read() {
    for (layer, place, state) in [
        (
            r#"{"x":[[1,2],[3,4]],"w":[[3]],"g":[[1,1],[1,1]]}"#,
            "{}",
            "v=1&x=1,2;3,4&w=3",
        ),
        (
            r#"{"x":[[1,2],[3,4]],"w":[[3]],"g":[[1,1],[1,2]]}"#,
            r#"{"decimals":2}"#,
            "v=1&x=1,2;3,4&w=3&g=1,1;1,2&loss=by-hand&decimals=2",
        ),
        ("", r#"{"step":3}"#, "v=1&step=3"),
    ] {
        forget();
        device().set_item(LAYER, layer).unwrap();
        device().set_item(PLACE, place).unwrap();
        let stage = Stage::reopen();
        assert_eq!(tab().get_item(STATE).unwrap().as_deref(), Some(state));
        drop(stage);
    }
}

#[wasm_bindgen_test]
fn what_was_kept_and_is_no_layer_is_left_out() {
    for text in [
        "",
        "{",
        "null",
        "3",
        "\"x\"",
        "[]",
        "{}",
        "true",
        r#"{"x":[],"w":[[]]}"#,
        r#"{"x":{"length":1}}"#,
        r#"{"x":[[1,2],[3]]}"#,
        r#"{"x":[["a"]],"w":[[null]],"g":[[1e999]]}"#,
        r#"{"options":[1],"loss":{}}"#,
        r#"{"theme":{},"speed":[],"bias":1,"scale":null}"#,
        r#"{"__proto__":null,"x":[[1]],"w":[[1,2]],"g":[[[1]]],"t":3}"#,
        "\0\u{fffd}\u{202e}\t\n&=;,",
        "v=1&x=1,2;3&w=&step=&pin=X,9,9&view=side&z=AAAA",
        &format!("v=1&x={}", "9,".repeat(50_000)),
    ] {
        for key in [
            LAYER,
            PLACE,
            STATE,
            "convscope.device",
            "convscope.hash",
            "convscope.examples",
        ] {
            forget();
            device().set_item(key, text).unwrap();
            tab().set_item(key, text).unwrap();
            let stage = Stage::reopen();
            assert_opens_with_the_notebook(&stage);
            assert_eq!(theme(), None);
            stage.press("Last step");
            assert_eq!(stage.step(), 10, "with {text}");
        }
    }
}

/// Two tabs take nothing from each other, and a new one has what was kept last.
#[wasm_bindgen_test]
fn each_tab_keeps_its_own() {
    let first = |stage: &Stage| stage.values("X")[0].clone().unwrap();
    let one = Stage::open();
    one.enter("X", 0, 0, "7");
    raise_on_window("pagehide");
    let of_one = tab().get_item(STATE).unwrap().unwrap();
    let other = one.reopen_in_another_tab();
    assert_eq!(first(&other), "7");
    other.enter("X", 0, 0, "8");
    raise_on_window("pagehide");
    drop(other);
    tab().set_item(STATE, &of_one).unwrap();
    let one = Stage::reopen();
    assert_eq!(first(&one), "7");
    assert_eq!(first(&one.reopen_in_another_tab()), "8");
}

/// Nothing that happens later is needed for the tab's own; the device's waits.
#[wasm_bindgen_test]
fn the_tab_s_own_is_kept_at_once_and_the_device_s_a_little_later() {
    let clocks = Replaced::clocks();
    let stage = Stage::open();
    let state = |store: &web_sys::Storage| store.get_item(STATE).unwrap();
    assert_eq!(state(&device()), None);
    stage.press("Next step");
    assert_eq!(state(&tab()).as_deref(), Some("v=1&step=1"));
    assert_eq!(state(&device()), None);
    clocks.call("tick");
    assert_eq!(state(&device()).as_deref(), Some("v=1&step=1"));
    stage.press("Next step");
    raise_on_window("pagehide");
    assert_eq!(state(&device()).as_deref(), Some("v=1&step=2"));
}

fn status(stage: &Stage) -> String {
    stage
        .find::<web_sys::Element>("[data-slot=status]")
        .text_content()
        .unwrap()
}

/// Private windows and full devices: nothing is kept, that is said once, and
/// nothing else fails.
#[wasm_bindgen_test]
fn the_page_works_where_nothing_can_be_kept() {
    for way in ["denied", "full"] {
        forget();
        let console = Replaced::console();
        let broken = Replaced::storage(way);
        let stage = Stage::reopen();
        assert_eq!(status(&stage), "", "{way}");
        stage.enter("X", 0, 0, "7");
        assert!(status(&stage).contains("does not keep"), "{way}");
        assert_eq!(
            status(&stage)
                .matches("storage is full or switched off")
                .count(),
            1
        );
        stage.press("Last step");
        assert_eq!(status(&stage), "", "{way}");
        stage.enter("X", 0, 0, "8");
        raise_on_window("pagehide");
        assert_eq!(status(&stage), "", "{way}");
        assert_eq!(stage.step(), 10, "{way}");
        assert_eq!(stage.values("X")[0].as_deref(), Some("8"), "{way}");
        assert_eq!(console.count("texts"), 0, "{way}");
        drop(stage);
        drop(broken);
        assert_eq!(
            device().length().unwrap() + tab().length().unwrap(),
            0,
            "{way}"
        );
    }
}
