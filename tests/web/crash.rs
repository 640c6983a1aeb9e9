//! The module's own start, and what it does when all else fails.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::support::Stage;
use crate::support::browser::{Replaced, thrown_by};
use crate::support::layers::{W, X, Z, call, numbers, printed};
use crate::support::stage::device;

#[wasm_bindgen_test]
fn without_a_root_nothing_is_mounted() {
    let listeners = Replaced::listeners();
    convscope::dom::start().unwrap();
    assert_eq!(listeners.count("live"), 0);
    let result = call("forward", &format!("{X}, {W}")).unwrap();
    assert_eq!(printed(&numbers(&result, "z")), Z);
}

/// A person is told, cannot go on with a page that stands still, and finds
/// the layer again.
#[wasm_bindgen_test]
fn after_a_panic_the_page_says_so_and_keeps_the_layer() {
    // The page stays alive as long as the module; with this its listeners go.
    let listeners = Replaced::listeners();
    let console = Replaced::console();
    let of_the_tests = panic::take_hook();
    device().clear().unwrap();
    let stage = Stage::skeleton();
    convscope::dom::start().unwrap();
    let alert: Element = stage.find("[role=alert]");
    assert!(alert.has_attribute("hidden"));
    stage.enter("X", 0, 0, "7");

    // No hook can be set after a panic: the page's is in force for this one,
    // that of the tests for every other.
    let of_the_page = panic::take_hook();
    let is_expected = Arc::new(AtomicBool::new(true));
    let expected = Arc::clone(&is_expected);
    panic::set_hook(Box::new(move |info| {
        if expected.load(Relaxed) {
            of_the_page(info);
        } else {
            of_the_tests(info);
        }
    }));

    // Called from JavaScript, which catches the trap.
    let fault = Closure::<dyn Fn()>::new(|| panic!("a fault of the program"));
    let trap: JsValue = thrown_by(fault.as_ref());
    is_expected.store(false, Relaxed);
    assert!(trap.is_instance_of::<js_sys::Error>());
    assert_eq!(console.count("texts"), 1);
    drop(console);

    assert!(!alert.has_attribute("hidden"));
    assert!(alert.text_content().unwrap().contains("reload"));
    assert!(alert.query_selector("button").unwrap().is_some());
    assert!(stage.find::<Element>("main").has_attribute("inert"));
    drop(listeners);
    drop(stage);
    let stage = Stage::reopen();
    assert_eq!(stage.values("X")[0].as_deref(), Some("7"));
}
