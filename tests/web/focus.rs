//! The focused field is the person's: a step writes nothing into it, and what
//! the focus itself sets off is handled in its turn.

use js_sys::Reflect;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::support::Stage;
use crate::support::browser::{
    Replaced, changes, choose, press_key, property, spy_on_field, type_into, watch,
};
use crate::support::stage::document;

fn active() -> Element {
    assert!(document().has_focus().unwrap(), "the window has no focus");
    document().active_element().unwrap()
}

fn is_active(field: &HtmlInputElement) -> bool {
    let field: &Element = field;
    active() == *field
}

/// All ways to step that leave the focus where it is.
fn step_in_every_way(stage: &Stage) {
    let body = document().body().unwrap();
    stage.press("Next step");
    assert_eq!(stage.step(), 1);
    assert!(press_key(&body, "ArrowRight", ""));
    assert_eq!(stage.step(), 2);
    type_into(&stage.find("input[type=range]"), "9");
    assert_eq!(stage.step(), 9);
    stage.press("Last step");
    stage.press("Previous step");
    assert_eq!(stage.step(), 9);
    assert!(press_key(&body, "Home", ""));
    assert_eq!(stage.step(), 0);
    assert!(press_key(&body, "End", ""));
    assert_eq!(stage.step(), 10);
}

#[wasm_bindgen_test]
fn focus_draft_and_caret_survive_every_step() {
    let stage = Stage::open();
    for (grid, row, col) in [("X", 1, 1), ("W", 0, 1), ("G", 1, 0)] {
        stage.press("First step");
        let field = stage.field(grid, row, col);
        field.focus().unwrap();
        type_into(&field, "−12e-");
        field.set_selection_range(2, 4).unwrap();
        step_in_every_way(&stage);
        assert!(is_active(&field), "{grid}");
        assert_eq!(field.value(), "−12e-", "{grid}");
        assert_eq!(field.selection_start().unwrap(), Some(2), "{grid}");
        assert_eq!(field.selection_end().unwrap(), Some(4), "{grid}");
    }
}

/// Neither into a settled field, nor one with a draft, nor one that was refused.
#[wasm_bindgen_test]
fn a_step_writes_nothing_into_the_focused_field() {
    let stage = Stage::open();
    for (draft, key) in [(None, ""), (Some("0.5e"), ""), (Some("1.2.3"), "Enter")] {
        stage.press("First step");
        let field = stage.field("X", 1, 1);
        field.focus().unwrap();
        if let Some(draft) = draft {
            type_into(&field, draft);
            press_key(&field, key, "");
        }
        assert_eq!(field.has_attribute("aria-invalid"), key == "Enter");
        let spy = spy_on_field(&field);
        let writes = || property(&spy, "writes").as_f64();
        let watched = watch(&field);
        step_in_every_way(&stage);
        assert_eq!(writes(), Some(0.0), "with the draft {draft:?}");
        assert_eq!(
            changes(&watched),
            Vec::<String>::new(),
            "with the draft {draft:?}"
        );
        // The spy does see a write.
        field.set_value("7");
        assert_eq!(writes(), Some(1.0));
        Reflect::delete_property(&field, &"value".into()).unwrap();
    }
}

/// The clock steps like a person.
#[wasm_bindgen_test]
fn focus_and_draft_survive_playing() {
    let clocks = Replaced::clocks();
    let stage = Stage::open();
    let field = stage.field("W", 1, 1);
    field.focus().unwrap();
    type_into(&field, "1/");
    stage.press("Play");
    for step in 1..=10 {
        clocks.call("tick");
        assert_eq!(stage.step(), step);
        assert!(is_active(&field));
        assert_eq!(field.value(), "1/");
    }
}

/// Enter moves the focus while it is being handled; the field that is left
/// says so in the midst of it.
#[wasm_bindgen_test]
fn enter_commits_and_moves_down() {
    let console = Replaced::console();
    let stage = Stage::open();
    let field = stage.field("X", 0, 0);
    field.focus().unwrap();
    type_into(&field, " 1/4 ");
    assert!(press_key(&field, "Enter", ""));
    assert!(is_active(&stage.field("X", 1, 0)));
    let value = |row, col| stage.cell("X", row, col).get_attribute("data-value");
    assert_eq!(value(0, 0).as_deref(), Some("0.25"));
    assert_eq!(value(1, 0).as_deref(), Some("0.37"));
    // Nothing is stuck: the next messages are handled at once.
    stage.press("Next step");
    assert_eq!(stage.step(), 1);
    assert_eq!(console.count("texts"), 0);
}

#[wasm_bindgen_test]
fn enter_on_junk_goes_on_and_changes_nothing() {
    let stage = Stage::open();
    stage.press("Last step");
    let grids = ["X", "Z", "dX", "dW"];
    let before = grids.map(|grid| stage.values(grid));
    let field = stage.field("X", 0, 0);
    field.focus().unwrap();
    type_into(&field, "1.2.3");
    press_key(&field, "Enter", "");
    assert!(is_active(&stage.field("X", 1, 0)));
    assert_eq!(field.value(), "1.2.3");
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    let cell = stage.cell("X", 0, 0);
    let description = cell.get_attribute("aria-description");
    assert_eq!(description.as_deref(), Some("not used, using 0.1"));
    let described = field.get_attribute("aria-describedby").unwrap();
    let sentence: Element = stage.find(&format!("#{described}"));
    assert!(sentence.text_content().unwrap().contains("1.2.3"));
    assert_eq!(grids.map(|grid| stage.values(grid)), before);
    // Escape restores.
    field.focus().unwrap();
    press_key(&field, "Escape", "");
    assert_eq!(field.value().parse(), Ok(0.1));
    assert!(!field.has_attribute("aria-invalid"));
    assert_eq!(sentence.text_content().unwrap(), "");
}

/// Leaving a cell commits it, whether or not anything else is pressed.
#[wasm_bindgen_test]
fn leaving_a_cell_commits_it() {
    let stage = Stage::open();
    let field = stage.field("W", 0, 1);
    field.focus().unwrap();
    type_into(&field, "−2,5");
    let value = || stage.cell("W", 0, 1).get_attribute("data-value");
    assert_eq!(value().as_deref(), Some("-0.1"));
    stage.field("X", 2, 2).focus().unwrap();
    assert_eq!(value().as_deref(), Some("-2.5"));
}

/// A browser may tell of the lost focus while the nodes are being removed.
#[wasm_bindgen_test]
fn the_focus_moves_on_when_its_cell_is_removed() {
    let console = Replaced::console();
    let stage = Stage::open();
    let field = stage.field("X", 2, 2);
    field.focus().unwrap();
    type_into(&field, "5");
    stage.resize("X rows", 2);
    assert!(is_active(&stage.field("X", 1, 2)));
    assert!(!field.is_connected());
    stage.press("Next step");
    assert_eq!(stage.step(), 1);
    assert_eq!(console.count("texts"), 0);
}

/// What has the focus keeps it whatever is chosen elsewhere.
#[wasm_bindgen_test]
fn focus_and_draft_survive_a_choice() {
    let stage = Stage::open();
    let field = stage.field("G", 0, 0);
    field.focus().unwrap();
    type_into(&field, "0.");
    choose(&stage.select("[data-choice=decimals]"), "8");
    choose(&stage.select("[data-choice=theme]"), "dark");
    assert!(is_active(&field));
    assert_eq!(field.value(), "0.");
}

/// However it is entered, and after what was typed was committed.
#[wasm_bindgen_test]
fn the_text_of_an_entered_field_is_selected() {
    let stage = Stage::open();
    let selected = |field: &HtmlInputElement| {
        let ends = [field.selection_start(), field.selection_end()];
        let length = u32::try_from(field.value().encode_utf16().count()).unwrap();
        is_active(field) && ends.map(Result::unwrap) == [Some(0), Some(length)]
    };
    let [first, below, beside] =
        [(1, 0), (2, 0), (2, 1)].map(|(row, col)| stage.field("X", row, col));
    first.focus().unwrap();
    assert!(selected(&first), "by a script");
    type_into(&first, "5");
    press_key(&first, "Enter", "");
    assert!(selected(&below), "by Enter");
    type_into(&below, "7");
    press_key(&below, "Enter", "");
    assert!(selected(&below), "again in the last row");
    press_key(&below, "ArrowRight", "");
    assert!(selected(&beside), "by an arrow");
    press_key(&beside, "z", "ctrlKey: true");
    assert!(selected(&beside), "after undo");
    type_into(&beside, "1");
    press_key(&beside, "Tab", "");
    assert!(selected(&stage.field("X", 2, 2)), "by Tab");
}

/// The focus never falls to the body: from there a reader begins anew.
#[wasm_bindgen_test]
fn the_focus_is_never_lost() {
    let stage = Stage::open();
    // A pin is closed by the button in what then closes.
    stage.cell("Z", 0, 1).click();
    let close: HtmlElement = stage.find("[data-press=unpin]");
    close.focus().unwrap();
    close.click();
    let cell: &Element = &stage.cell("Z", 0, 1);
    assert_eq!(&active(), cell);
    // Undo takes T out of the page.
    choose(&stage.select("[data-choice=loss]"), "squared-error");
    let target = stage.field("T", 1, 0);
    target.focus().unwrap();
    press_key(&target, "z", "ctrlKey: true");
    assert!(is_active(&stage.field("G", 1, 0)));
}
