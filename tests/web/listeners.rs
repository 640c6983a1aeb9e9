//! Whatever listens or ticks is gone with its owner.

use std::cell::Cell;
use std::rc::Rc;

use convscope::dom::Listener;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::support::Stage;
use crate::support::browser::{Replaced, choose, evaluate, press_key};
use crate::support::stage::document;

fn button() -> HtmlElement {
    let button = document().create_element("button").unwrap();
    button.unchecked_into()
}

#[wasm_bindgen_test]
fn a_dropped_listener_frees_what_it_holds() {
    let button = button();
    let calls = Rc::new(Cell::new(0));
    let witness = Rc::clone(&calls);
    let listener = Listener::new(&button, "click", move |_| witness.set(witness.get() + 1));
    button.click();
    assert_eq!((calls.get(), Rc::strong_count(&calls)), (1, 2));
    drop(listener);
    assert_eq!(Rc::strong_count(&calls), 1);
    button.click();
    assert_eq!(calls.get(), 1);
}

/// The page's own calls raise events inside of events.
#[wasm_bindgen_test]
fn a_listener_may_be_called_from_inside_of_itself() {
    let button = button();
    let calls = Rc::new(Cell::new(0));
    let (witness, again) = (Rc::clone(&calls), button.clone());
    let _listener = Listener::new(&button, "focus", move |_| {
        witness.set(witness.get() + 1);
        if witness.get() < 3 {
            let event = evaluate("new Event('focus')").unwrap();
            again.dispatch_event(&event.into()).unwrap();
        }
    });
    let event = evaluate("new Event('focus')").unwrap();
    button.dispatch_event(&event.into()).unwrap();
    assert_eq!(calls.get(), 3);
}

#[wasm_bindgen_test]
fn a_dropped_app_has_removed_every_listener() {
    let listeners = Replaced::listeners();
    let mut stage = Stage::open();
    assert!(listeners.count("live") > 0);
    // Use adds none: not a step, not an edit, not new cells.
    let mounted = listeners.count("live");
    stage.advance(10);
    stage.enter("X", 0, 0, "3");
    stage.resize("X rows", 5);
    stage.resize("W rows", 1);
    assert_eq!(listeners.count("live"), mounted);
    stage.app = None;
    assert_eq!(listeners.count("live"), 0);
}

#[wasm_bindgen_test]
fn nothing_but_its_owner_holds_the_app() {
    let _clocks = Replaced::clocks();
    let mut stage = Stage::open();
    stage.press("Play");
    stage.enter("X", 0, 0, "3");
    let app = stage.app.take().unwrap();
    assert_eq!(Rc::strong_count(&app), 1);
    let witness = Rc::downgrade(&app);
    drop(app);
    assert!(witness.upgrade().is_none());
}

#[wasm_bindgen_test]
fn a_dropped_app_does_nothing_more() {
    let console = Replaced::console();
    let mut stage = Stage::open();
    stage.advance(2);
    stage.app = None;
    stage.press("Next step");
    assert!(!press_key(&document().body().unwrap(), "ArrowRight", ""));
    stage.enter("X", 0, 0, "3");
    assert_eq!(stage.step(), 2);
    assert_eq!(stage.values("X")[0].as_deref(), Some("0.1"));
    assert_eq!(console.count("texts"), 0);
}

/// As often a second as the speed says, and never two clocks.
#[wasm_bindgen_test]
fn one_clock_runs_while_the_page_plays() {
    let clocks = Replaced::clocks();
    let intervals = || clocks.call("intervals").as_string().unwrap();
    let mut stage = Stage::open();
    assert_eq!(intervals(), "");
    stage.press("Play");
    assert_eq!(intervals(), "1000");
    let speed = stage.select("[data-choice=speed]");
    for (value, interval) in [
        ("0.5", "2000"),
        ("2", "500"),
        ("4", "250"),
        ("8", "125"),
        ("1", "1000"),
    ] {
        choose(&speed, value);
        assert_eq!(intervals(), interval);
    }
    stage.press("Pause");
    assert_eq!(intervals(), "");
    // At the end it stops by itself.
    stage.press("Play");
    for _ in 0..10 {
        clocks.call("tick");
    }
    assert_eq!((stage.step(), intervals().as_str()), (10, ""));
    stage.press("Play");
    assert_eq!((stage.step(), intervals().as_str()), (0, "1000"));
    stage.app = None;
    assert_eq!(intervals(), "");
}

/// Two pages in one document do not hear each other's clicks.
#[wasm_bindgen_test]
fn a_click_is_heard_by_its_own_page_alone() {
    let [one, other] = [Stage::open(), Stage::reopen()];
    one.press("Next step");
    assert_eq!((one.step(), other.step()), (1, 0));
    other.press("Last step");
    assert_eq!((one.step(), other.step()), (1, 10));
}
