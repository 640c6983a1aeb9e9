//! A key steps unless the focused control uses it itself.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::support::Stage;
use crate::support::browser::{Replaced, evaluate, press_key};
use crate::support::stage::{GRIDS, document};

/// Every key of stepping.
const KEYS: [&str; 5] = ["ArrowLeft", "ArrowRight", "Home", "End", " "];

/// At a step from which each key of stepping would lead elsewhere.
fn stage_in_the_middle() -> Stage {
    let stage = Stage::open();
    stage.advance(3);
    stage
}

fn is_playing(stage: &Stage) -> bool {
    stage
        .root
        .query_selector("button[aria-label=Pause]")
        .unwrap()
        .is_some()
}

#[track_caller]
fn assert_still(stage: &Stage, what: &str) {
    assert_eq!(stage.step(), 3, "{what}");
    assert!(!is_playing(stage), "{what} plays");
}

#[wasm_bindgen_test]
fn keys_step_from_the_body_and_are_used_up() {
    let _clocks = Replaced::clocks();
    let stage = stage_in_the_middle();
    let body = document().body().unwrap();
    for (key, step) in [
        ("ArrowRight", 4),
        ("ArrowLeft", 3),
        ("End", 10),
        ("ArrowRight", 10),
        ("Home", 0),
        ("ArrowLeft", 0),
    ] {
        assert!(press_key(&body, key, ""), "{key} is left to the browser");
        assert_eq!(stage.step(), step, "{key}");
    }
    for playing in [true, false] {
        assert!(press_key(&body, " ", ""));
        assert_eq!(is_playing(&stage), playing);
    }
}

#[wasm_bindgen_test]
fn keys_with_modifiers_are_the_browser_s() {
    let stage = stage_in_the_middle();
    let body = document().body().unwrap();
    for key in KEYS {
        for modifier in ["ctrlKey", "altKey", "metaKey", "shiftKey"] {
            let taken = press_key(&body, key, &format!("{modifier}: true"));
            assert!(!taken, "{modifier} {key} is taken");
            assert_still(&stage, &format!("{modifier} {key}"));
        }
    }
}

/// An input method uses keys to choose among words.
#[wasm_bindgen_test]
fn keys_of_an_input_method_are_its_own() {
    let stage = stage_in_the_middle();
    let body = document().body().unwrap();
    for key in KEYS {
        assert!(!press_key(&body, key, "isComposing: true"), "{key}");
        assert_still(&stage, key);
    }
}

#[wasm_bindgen_test]
fn controls_keep_the_keys_they_use() {
    let stage = stage_in_the_middle();
    let everything = &KEYS[..];
    for (selector, keys) in [
        ("[data-choice=speed]", everything),
        ("[data-choice='X rows']", everything),
        ("input[type=range]", &KEYS[..4]),
        (
            "[data-grid=X] [data-row='1'][data-col='1'] input",
            everything,
        ),
        ("[data-press=play]", &[" "]),
        ("[data-press=next]", &[" "]),
        ("[data-press=layer]:not(.tool *)", &[" "]),
    ] {
        let control: HtmlElement = stage.find(selector);
        control.focus().unwrap();
        if let Some(field) = control.dyn_ref::<HtmlInputElement>()
            && field.type_() == "text"
        {
            field.set_selection_range(1, 1).unwrap();
        }
        for key in keys {
            assert!(
                !press_key(&control, key, ""),
                "{key:?} in {selector} is taken"
            );
            assert_still(&stage, &format!("{key:?} in {selector}"));
        }
    }
}

/// The browser makes a click of Space on a button: together that is one press.
#[wasm_bindgen_test]
fn space_on_play_plays_once() {
    let _clocks = Replaced::clocks();
    let stage = stage_in_the_middle();
    let play: HtmlElement = stage.button("Play");
    play.focus().unwrap();
    if !press_key(&play, " ", "") {
        play.click();
    }
    assert!(is_playing(&stage));
}

/// What the range did with its own key comes as `input` and `change`.
#[wasm_bindgen_test]
fn the_slider_steps_once_for_both_of_its_events() {
    let stage = stage_in_the_middle();
    let range: HtmlInputElement = stage.find("input[type=range]");
    range.set_value("4");
    for kind in ["input", "change"] {
        let event = evaluate(&format!("new Event('{kind}', {{ bubbles: true }})"));
        range.dispatch_event(&event.unwrap().into()).unwrap();
        assert_eq!(stage.step(), 4, "{kind}");
    }
}

#[wasm_bindgen_test]
fn arrows_in_a_computed_grid_move_the_focus() {
    let stage = stage_in_the_middle();
    stage.cell("dX", 0, 0).focus().unwrap();
    for (key, row, col) in [
        ("ArrowRight", 0, 1),
        ("ArrowDown", 1, 1),
        ("ArrowLeft", 1, 0),
        ("End", 1, 2),
        ("ArrowUp", 0, 2),
        // At the edge it stays.
        ("ArrowUp", 0, 2),
        ("Home", 0, 0),
    ] {
        let from = document().active_element().unwrap();
        assert!(press_key(&from, key, ""), "{key} scrolls");
        let expected: &Element = &stage.cell("dX", row, col);
        assert_eq!(&document().active_element().unwrap(), expected, "{key}");
        assert_eq!(
            expected.get_attribute("tabindex").as_deref(),
            Some("0"),
            "{key}"
        );
        assert_eq!(stage.step(), 3, "{key}");
    }
    // One way in for Tab, and it is where the focus was.
    let stops = stage
        .root
        .query_selector_all("[data-grid=dX] [tabindex='0']")
        .unwrap();
    assert_eq!(stops.length(), 1);
}

/// A held key goes on stepping, but it does not flicker between play and pause.
#[wasm_bindgen_test]
fn a_held_space_plays_once() {
    let _clocks = Replaced::clocks();
    let stage = stage_in_the_middle();
    let body = document().body().unwrap();
    press_key(&body, " ", "");
    for _ in 0..3 {
        press_key(&body, " ", "repeat: true");
    }
    assert!(is_playing(&stage));
}

/// A test that fails drops nothing: its page must not take the keys of the next.
#[wasm_bindgen_test]
fn what_a_failed_test_leaves_takes_no_keys() {
    let failed = Stage::open();
    let root = failed.root.clone();
    std::mem::forget(failed);
    let stage = Stage::open();
    let body = document().body().unwrap();
    press_key(&body, "ArrowRight", "");
    assert_eq!(stage.step(), 1);
    assert_eq!(root.get_attribute("data-step").as_deref(), Some("0"));
    assert!(!root.is_connected());
    drop(stage);
    assert!(!press_key(&body, "ArrowRight", ""), "a key is taken");
}

/// A presenter's remote sends Page Down, wherever the focus was left.
#[wasm_bindgen_test]
fn page_keys_step_from_everything() {
    let stage = stage_in_the_middle();
    for selector in [
        "[data-choice=speed]",
        "input[type=range]",
        "[data-press=play]",
        "[data-grid=X] [data-row='1'][data-col='1'] input",
        "[data-grid=dX] [data-row='1'][data-col='1']",
    ] {
        let control: HtmlElement = stage.find(selector);
        control.focus().unwrap();
        assert!(press_key(&control, "PageDown", ""), "{selector}");
        assert_eq!(stage.step(), 4, "{selector}");
        assert!(press_key(&control, "PageUp", ""), "{selector}");
        assert_eq!(stage.step(), 3, "{selector}");
        let control: &Element = &control;
        assert_eq!(&document().active_element().unwrap(), control);
    }
}

/// Tab finds one cell of each grid; of X, W and G the first, after Shift+Tab the last.
#[wasm_bindgen_test]
fn a_grid_is_one_tab_stop() {
    let stage = Stage::open();
    let stops = |grid: &str| {
        let cells = stage.cells(grid);
        let stop = |cell: &&Element| {
            let input = cell.query_selector("input").unwrap();
            let element: HtmlElement = input.unwrap_or((*cell).clone()).unchecked_into();
            element.tab_index() == 0
        };
        let places = cells.iter().enumerate();
        let stops = places
            .filter(|(_, cell)| stop(cell))
            .map(|(place, _)| place);
        stops.collect::<Vec<_>>()
    };
    let all = || GRIDS.map(stops);
    assert_eq!(all(), [[0]; 8]);
    let body = document().body().unwrap();
    assert!(!press_key(&body, "Tab", "shiftKey: true"), "Tab is taken");
    assert_eq!(all(), [[8], [3], [0], [0], [0], [0], [0], [3]]);
    stage.field("X", 1, 1).focus().unwrap();
    stage.cell("dX", 2, 0).focus().unwrap();
    assert!(!press_key(&body, "Tab", ""), "Tab is taken");
    assert_eq!(all(), [[0], [0], [0], [0], [6], [0], [0], [0]]);
    stage.field("X", 1, 1).focus().unwrap();
    assert_eq!(stops("X"), [4], "from which Tab leaves");
}

/// Escape leads back to where keys step.
#[wasm_bindgen_test]
fn escape_gives_the_focus_to_the_page() {
    let stage = stage_in_the_middle();
    let cell = stage.cell("dX", 0, 0);
    cell.focus().unwrap();
    let hint: Element = stage.find("[data-slot=hint]");
    assert!(hint.text_content().unwrap().contains("Escape"));
    press_key(&cell, "Escape", "");
    let root: &Element = &stage.root;
    assert_eq!(&document().active_element().unwrap(), root);
    press_key(&stage.root, "ArrowRight", "");
    assert_eq!(stage.step(), 4);
}

#[wasm_bindgen_test]
fn a_page_out_of_sight_pauses() {
    let _clocks = Replaced::clocks();
    let stage = stage_in_the_middle();
    stage.press("Play");
    assert!(is_playing(&stage));
    let hide = "Object.defineProperty(document, 'hidden', { configurable: true, value: true })";
    evaluate(hide).unwrap();
    let event = evaluate("new Event('visibilitychange')").unwrap();
    document().dispatch_event(&event.into()).unwrap();
    evaluate("delete document.hidden").unwrap();
    assert!(!is_playing(&stage));
}
