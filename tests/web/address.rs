//! The state in the address.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::support::Stage;
use crate::support::browser::{Replaced, evaluate};
use crate::support::stage::{device, forget, hash, raise_on_window, set_hash, tab};

const STATE: &str = "convscope.state";

fn arrive(hash: &str) {
    set_hash(hash);
    raise_on_window("hashchange");
}

fn first(stage: &Stage) -> String {
    stage.values("X")[0].clone().unwrap()
}

fn status(stage: &Stage) -> String {
    let status: Element = stage.find("[data-slot=status]");
    status.text_content().unwrap()
}

/// Written a little later, over the address that is there, and not before
/// something differs from the start.
#[wasm_bindgen_test]
fn what_is_done_is_in_the_address_and_not_in_the_history() {
    let clocks = Replaced::clocks();
    let stage = Stage::open();
    let pages = || {
        web_sys::window()
            .unwrap()
            .history()
            .unwrap()
            .length()
            .unwrap()
    };
    let before = pages();
    stage.press("Play");
    stage.press("Pause");
    stage
        .find::<HtmlElement>("[aria-controls=tool-layer]")
        .click();
    clocks.call("tick");
    assert_eq!(hash(), "");
    stage.enter("X", 0, 0, "−1e21");
    stage.advance(3);
    // A reload goes to the address that was there, whatever is written as one leaves.
    raise_on_window("pagehide");
    assert_eq!(hash(), "");
    clocks.call("tick");
    assert_eq!(
        hash(),
        "#v=1&x=-1e21,0.2,1.3;0.37,1.09,1.02;0.12,-0.23,-0.45&step=3"
    );
    stage.press("Undo");
    stage.press("First step");
    clocks.call("tick");
    assert_eq!(hash(), "#v=1");
    assert_eq!(pages(), before);
}

/// The browser tells of another hash a little after it is there.
#[wasm_bindgen_test]
fn what_is_done_is_not_written_over_a_link_that_is_about_to_be_opened() {
    let clocks = Replaced::clocks();
    let stage = Stage::open();
    stage.enter("X", 0, 0, "7");
    set_hash("v=1&x=1,2;3,4&w=5");
    clocks.call("tick");
    assert_eq!(hash(), "#v=1&x=1,2;3,4&w=5");
    raise_on_window("hashchange");
    assert_eq!(first(&stage), "1");
    stage.press("Undo");
    assert_eq!(first(&stage), "7", "nothing is lost");
}

/// What one has yields to a link; undo leads back to it, and nothing of it is lost
/// on the device by looking.
#[wasm_bindgen_test]
fn a_link_comes_before_what_was_kept() {
    let clocks = Replaced::clocks();
    let stage = Stage::open();
    stage.enter("X", 0, 0, "7");
    clocks.call("tick");
    drop(stage);
    tab().clear().unwrap();
    let kept = device().get_item(STATE).unwrap();
    set_hash("step=2&x=1,2;3,4&v=1&w=5");
    let stage = Stage::reopen();
    assert_eq!((first(&stage).as_str(), stage.step()), ("1", 2));
    clocks.call("tick");
    assert_eq!(device().get_item(STATE).unwrap(), kept);
    assert_eq!(hash(), "#step=2&x=1,2;3,4&v=1&w=5", "nothing was changed");
    // Its reload is a reload and no arrival.
    drop(stage);
    let stage = Stage::reopen();
    assert_eq!((first(&stage).as_str(), stage.step()), ("1", 2));
    stage.enter("X", 0, 0, "9");
    drop(stage);
    let stage = Stage::reopen();
    assert_eq!(first(&stage), "9", "newer than the address");
    drop(stage);

    // Once more as in another tab.
    tab().clear().unwrap();
    set_hash("v=1&x=1,2;3,4&w=5");
    let stage = Stage::reopen();
    assert_eq!(first(&stage), "1");
    stage.press("Undo");
    assert_eq!(first(&stage), "7");
    stage.press("Redo");
    assert_eq!(first(&stage), "1");
}

#[wasm_bindgen_test]
fn without_anything_of_one_s_own_there_is_nothing_to_undo() {
    forget();
    set_hash("v=1&x=1,2;3,4&w=5");
    let stage = Stage::reopen();
    assert_eq!(first(&stage), "1");
    let undo: Element = stage.find("[data-press=undo]");
    assert_eq!(undo.get_attribute("aria-disabled").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
fn another_hash_is_another_state() {
    let clocks = Replaced::clocks();
    let stage = Stage::open();
    arrive("v=1&step=4");
    assert_eq!(stage.step(), 4);
    arrive("x=1%2C2;3,4&w=5&step=99&colour=red");
    assert_eq!((first(&stage).as_str(), stage.step()), ("1", 10));
    assert_eq!(
        status(&stage),
        "“colour=red” is not understood and is left out."
    );
    // What is no state is none, and says so.
    arrive("main");
    assert_eq!((first(&stage).as_str(), stage.step()), ("1", 10));
    assert_eq!(status(&stage), "“main=” is not understood and is left out.");
    // Without one it is what was there first.
    arrive("");
    assert_eq!((first(&stage).as_str(), stage.step()), ("0.1", 0));
    stage.press("Next step");
    arrive("v=1&bias=2");
    stage.press("Next step");
    clocks.call("tick");
    assert_eq!(hash(), "#v=1&bias=2&step=1");
}

/// As in some frames, and where it is done too often.
#[wasm_bindgen_test]
fn where_the_address_cannot_be_written_nothing_else_fails() {
    let clocks = Replaced::clocks();
    let console = Replaced::console();
    let stage = Stage::open();
    evaluate("history.replaceState = () => { throw new DOMException('no', 'SecurityError') }")
        .unwrap();
    stage.enter("X", 0, 0, "7");
    clocks.call("tick");
    stage.advance(2);
    clocks.call("tick");
    evaluate("delete history.replaceState").unwrap();
    assert_eq!((hash().as_str(), stage.step()), ("", 2));
    assert_eq!(console.count("texts"), 0);
    stage.press("Next step");
    clocks.call("tick");
    assert!(hash().ends_with("&step=3"), "{}", hash());
}
