//! Any layer on the page: settings, loss, names, and what looks closer.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use crate::support::Stage;
use crate::support::browser::{choose, evaluate, press_key, type_into};
use crate::support::stage::{device, forget};

fn set(stage: &Stage, name: &str, value: &str) {
    choose(&stage.select(&format!("[data-choice='{name}']")), value);
}

fn press(stage: &Stage, name: &str) {
    let selector = format!("[aria-controls=tool-{name}]");
    stage.find::<HtmlElement>(&selector).click();
}

fn number(stage: &Stage, name: &str) -> HtmlInputElement {
    stage.find(&format!("[data-number={name}]"))
}

fn write(stage: &Stage, name: &str, text: &str) {
    let input = number(stage, name);
    input.focus().unwrap();
    type_into(&input, text);
    press_key(&input, "Enter", "");
}

fn count(stage: &Stage, selector: &str) -> u32 {
    stage.root.query_selector_all(selector).unwrap().length()
}

fn text(stage: &Stage, slot: &str) -> String {
    let element: Element = stage.find(&format!("[data-slot='{slot}']"));
    element.text_content().unwrap_or_default()
}

#[wasm_bindgen_test]
fn a_tool_takes_the_focus_and_escape_gives_it_back() {
    let stage = Stage::open();
    for name in ["layer", "loss", "check", "notation", "bug", "help"] {
        press(&stage, name);
        let tool: Element = stage.find(&format!("[data-tool={name}]"));
        let active = || crate::support::stage::document().active_element();
        assert_eq!(active().as_ref(), Some(&tool), "{name}");
        press_key(&tool, "Escape", "");
        assert!(tool.has_attribute("hidden"), "{name}");
        let button: Element = stage.find(&format!("[aria-controls=tool-{name}]"));
        assert_eq!(active(), Some(button), "{name}");
    }
}

#[wasm_bindgen_test]
fn the_root_tells_view_target_loss_and_check_when_the_click_returns() {
    let stage = Stage::open();
    assert_eq!(stage.state("data-view"), "scatter");
    assert_eq!(stage.state("data-check"), "none");
    let loss: f64 = stage.state("data-loss").parse().unwrap();
    let printed = 0.683_520_89 + 0.694_851_58 + 0.481_583_34 + 0.501_649_99;
    assert!((loss - printed).abs() < 1e-7, "{loss}");
    set(&stage, "view", "gather");
    assert_eq!(stage.state("data-view"), "gather");
    assert_eq!(stage.state("data-steps"), "19");
    stage.advance(7);
    assert_eq!(stage.state("data-target"), "dX");
    assert_eq!(
        (stage.state("data-row"), stage.state("data-col")),
        ("0".into(), "0".into())
    );
    stage.press("Last step");
    assert_eq!(stage.state("data-target"), "dW");
    stage.press("First step");
    assert_eq!(stage.state("data-target"), "");
    press(&stage, "check");
    assert_eq!(stage.state("data-check"), "pass");
    stage.enter("X", 0, 0, "7");
    assert_eq!(stage.state("data-check"), "none");
}

#[wasm_bindgen_test]
fn the_padding_has_no_cells() {
    let stage = Stage::open();
    let first = stage.cell("X", 1, 1);
    set(&stage, "padding", "2");
    assert_eq!(stage.cells("X").len(), 9);
    assert_eq!(stage.cells("dX").len(), 9);
    // 7×7 places, 9 of them cells.
    assert_eq!(count(&stage, "[data-grid=X] .ghost"), 40);
    assert_eq!(stage.cells("Z").len(), 36);
    assert_ne!(stage.cell("X", 1, 1), first, "a new shape has new nodes");
    stage.press("Next step");
    assert_eq!(count(&stage, "[data-grid=X] .ghost[data-role]"), 4);
    stage.press("Last step");
    assert_eq!(count(&stage, "[data-grid=dX] .ghost[data-dropped]"), 4);
}

#[wasm_bindgen_test]
fn cells_are_the_same_nodes_whatever_else_is_set() {
    let stage = Stage::open();
    let before: Vec<Vec<Element>> = ["X", "W", "Z", "G", "dX"]
        .map(|grid| stage.cells(grid))
        .into();
    for (name, value) in [
        ("activation", "tanh"),
        ("loss", "squared-error"),
        ("loss", "sum"),
        ("view", "matrix"),
        ("notation", "pytorch"),
        ("decimals", "8"),
        ("language", "Rust"),
        ("stride", "1"),
    ] {
        set(&stage, name, value);
        let after: Vec<Vec<Element>> = ["X", "W", "Z", "G", "dX"]
            .map(|grid| stage.cells(grid))
            .into();
        assert_eq!(after, before, "{name}");
    }
}

#[wasm_bindgen_test]
fn t_is_there_while_it_is_in_use_and_g_cannot_be_typed_into() {
    let stage = Stage::open();
    assert_eq!(count(&stage, "[data-grid=T]"), 0);
    set(&stage, "loss", "squared-error");
    assert_eq!(stage.cells("T").len(), 4);
    assert_eq!(stage.values("T"), vec![Some("0".to_owned()); 4]);
    assert_eq!(stage.values("G"), vec![None; 4], "computed with H");
    assert!(stage.field("G", 1, 1).read_only());
    stage.enter("T", 0, 1, "1/2");
    stage.press("Last step");
    let h: f64 = stage.values("H")[1].as_ref().unwrap().parse().unwrap();
    let g: f64 = stage.values("G")[1].as_ref().unwrap().parse().unwrap();
    assert_eq!(g, h - 0.5);
    set(&stage, "loss", "sum");
    assert_eq!(count(&stage, "[data-grid=T]"), 0);
    assert!(!stage.field("G", 1, 1).read_only());
    assert_eq!(stage.values("G")[1].as_deref(), Some("1"));
}

#[wasm_bindgen_test]
fn a_number_is_committed_by_enter_and_restored_by_escape() {
    let stage = Stage::open();
    press(&stage, "layer");
    write(&stage, "bias", "0,25");
    stage.press("Next step");
    // 0.77 without a bias.
    let z: f64 = stage.values("Z")[0].as_ref().unwrap().parse().unwrap();
    assert!((z - 1.02).abs() < 1e-12, "{z}");
    write(&stage, "bias", "a");
    let input = number(&stage, "bias");
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    let described = input.get_attribute("aria-describedby").unwrap();
    let refusal: Element = stage.find(&format!("#{described}"));
    assert!(
        refusal
            .text_content()
            .unwrap()
            .starts_with("Bias “a” is not a number")
    );
    assert_eq!(input.value(), "a", "nothing is lost");
    press_key(&input, "Escape", "");
    assert_eq!(input.value(), "0.25");
    assert!(!input.has_attribute("aria-invalid"));
    let tool: Element = stage.find("[data-tool=layer]");
    assert!(!tool.has_attribute("hidden"), "one thing at a time");
    press_key(&input, "Escape", "");
    assert!(tool.has_attribute("hidden"));
}

#[wasm_bindgen_test]
fn what_does_not_fit_cannot_be_chosen() {
    let stage = Stage::open();
    let disabled = |stage: &Stage, name: &str| {
        let options = format!("[data-choice='{name}'] option:disabled");
        count(stage, &options)
    };
    stage.press("Layer");
    assert_eq!(disabled(&stage, "dilation"), 1, "3 spans 4×4");
    assert_eq!(disabled(&stage, "W rows"), 4, "4 to 7");
    set(&stage, "padding", "1");
    assert_eq!(disabled(&stage, "dilation"), 0);
    assert_eq!(disabled(&stage, "W rows"), 2, "6 and 7");
}

#[wasm_bindgen_test]
fn the_padding_same_shows_as_its_number() {
    let stage = Stage::open();
    press(&stage, "layer");
    set(&stage, "W rows", "3");
    stage.press("Padding “same”");
    assert_eq!(
        stage.select("[data-choice=padding]").value(),
        "0",
        "W is 3×2"
    );
    set(&stage, "W columns", "3");
    stage.press("Padding “same”");
    assert_eq!(stage.select("[data-choice=padding]").value(), "1");
    assert_eq!(stage.cells("Z").len(), 9);
}

#[wasm_bindgen_test]
fn names_and_indices_change_everywhere_and_back() {
    let stage = Stage::open();
    stage.press("Last step");
    let label = |stage: &Stage| stage.field("X", 1, 0).get_attribute("aria-label").unwrap();
    let heads = |stage: &Stage| {
        let heads = stage
            .root
            .query_selector_all("[data-grid=X] thead th")
            .unwrap();
        let text = |index| heads.get(index).unwrap().text_content().unwrap();
        (0..heads.length()).map(text).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        (&label(&stage)[..], &heads(&stage)[..]),
        ("X[1,0]", "0 1 2")
    );
    set(&stage, "notation", "deeplearning.ai");
    set(&stage, "first-index", "1");
    assert_eq!(
        (&label(&stage)[..], &heads(&stage)[..]),
        ("A_prev[2,1]", "1 2 3")
    );
    assert_eq!(text(&stage, "name-dX"), "dA_prev");
    assert!(text(&stage, "tables").contains("dA_prev[2…3, 2…3] += W · dZ[2,2]"));
    set(&stage, "notation", "ours");
    set(&stage, "first-index", "0");
    assert_eq!(
        (&label(&stage)[..], &heads(&stage)[..]),
        ("X[1,0]", "0 1 2")
    );
    assert_eq!(text(&stage, "name-dX"), "dX");
}

#[wasm_bindgen_test]
fn the_terms_of_a_pinned_cell_can_be_read_by_script() {
    let stage = Stage::open();
    assert_eq!(count(&stage, "[data-term]"), 0);
    stage.cell("Z", 1, 0).click();
    let attribute = |name: &str| {
        let terms = stage
            .root
            .query_selector_all("[data-provenance] [data-term]")
            .unwrap();
        let value = |index| {
            let term: Element = terms.get(index).unwrap().unchecked_into();
            term.get_attribute(name).unwrap().parse().unwrap()
        };
        (0..terms.length()).map(value).collect::<Vec<f64>>()
    };
    let products = [0.37 * 0.4, 1.09 * -0.1, 0.12 * 0.23, -0.23 * 0.61];
    assert_eq!(attribute("data-product"), products);
    let mut sum = 0.0;
    let sums = products.map(|product| {
        sum += product;
        sum
    });
    assert_eq!(attribute("data-sum"), sums);
    // «go» leads to the step of that term.
    stage
        .find::<HtmlElement>("[data-term]:first-child button")
        .click();
    assert_eq!(stage.step(), 3);
    stage.find::<HtmlElement>("[data-press=unpin]").click();
    assert_eq!(count(&stage, "[data-term]"), 0);
}

#[wasm_bindgen_test]
fn settings_come_back() {
    let stage = Stage::open();
    for (name, value) in [
        ("stride", "2"),
        ("padding", "1"),
        ("activation", "relu"),
        ("loss", "squared-error"),
        ("view", "gather"),
        ("notation", "cs231n"),
        ("first-index", "1"),
        ("language", "PyTorch"),
    ] {
        set(&stage, name, value);
    }
    write(&stage, "bias", "−1/4");
    write(&stage, "rate", "0.5");
    stage.enter("T", 1, 1, "3");
    stage.advance(9);
    let values = ["X", "G", "T", "Z", "dX"].map(|grid| stage.values(grid));
    drop(stage);

    let stage = Stage::reopen();
    for (name, value) in [
        ("stride", "2"),
        ("padding", "1"),
        ("dilation", "1"),
        ("activation", "relu"),
        ("loss", "squared-error"),
        ("view", "gather"),
        ("notation", "cs231n"),
        ("first-index", "1"),
        ("language", "PyTorch"),
    ] {
        assert_eq!(
            stage.select(&format!("[data-choice='{name}']")).value(),
            value,
            "{name}"
        );
    }
    assert_eq!(number(&stage, "bias").value(), "−0.25");
    assert_eq!(number(&stage, "rate").value(), "0.5");
    assert_eq!(stage.step(), 9);
    assert_eq!(
        ["X", "G", "T", "Z", "dX"].map(|grid| stage.values(grid)),
        values
    );
}

#[wasm_bindgen_test]
fn settings_that_the_page_does_not_offer_are_not_restored() {
    for setting in [
        "stride=4",
        "padding=7",
        "dilation=0",
        "bias=x",
        "activation=softmax",
    ] {
        forget();
        let kept = format!("v=1&x=1,2;3,4&w=3&{setting}");
        device().set_item("convscope.state", &kept).unwrap();
        let stage = Stage::reopen();
        assert_eq!(stage.values("X").len(), 4, "{setting}");
        assert_eq!(stage.values("H").len(), 4, "{setting}");
        assert_eq!(stage.values("Z")[0], None, "{setting}");
        stage.press("Next step");
        assert_eq!(stage.values("Z")[0].as_deref(), Some("3"), "{setting}");
        assert!(text(&stage, "status").is_empty(), "it was told before");
    }
}

#[wasm_bindgen_test]
fn without_a_clipboard_the_program_is_offered() {
    let stage = Stage::open();
    let _ = evaluate(
        "Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined })",
    );
    stage.find::<HtmlElement>("[data-press=copy]").click();
    let program: HtmlTextAreaElement = stage.find("[data-slot=program]");
    assert!(!program.has_attribute("hidden"));
    assert!(
        program.value().contains("import numpy"),
        "{}",
        program.value()
    );
    assert!(text(&stage, "copied").contains("does not let the page copy"));
    let _ = evaluate("delete navigator.clipboard");
}
