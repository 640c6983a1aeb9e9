//! The module's own start, and what it does when all else fails.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use js_sys::WebAssembly::RuntimeError;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::Stage;
use crate::support::browser::{Replaced, thrown_by};
use crate::support::layers::{W, X, Z, call, numbers, printed};
use crate::support::stage::forget;

#[wasm_bindgen_test]
fn without_a_root_nothing_is_mounted() {
    let listeners = Replaced::listeners();
    convscope::dom::start();
    assert_eq!(listeners.count("live"), 0);
    let result = call("forward", &format!("{X}, {W}")).unwrap();
    assert_eq!(printed(&numbers(&result, "z")), Z);
}

/// That the page has stopped is told outside of the module: tests/e2e has it.
#[wasm_bindgen_test]
fn a_panic_is_told_on_the_console_and_keeps_the_layer() {
    // The page stays alive as long as the module; with this its listeners go.
    let listeners = Replaced::listeners();
    let console = Replaced::console();
    let of_the_tests = panic::take_hook();
    forget();
    let stage = Stage::skeleton();
    convscope::dom::start();
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
    assert!(trap.is_instance_of::<RuntimeError>());
    assert_eq!(console.count("texts"), 1);
    drop(console);

    drop(listeners);
    // As static/start.js does: what has stopped keeps nothing more.
    stage.root.remove_attribute("data-ready").unwrap();
    drop(stage);
    let stage = Stage::reopen();
    assert_eq!(stage.values("X")[0].as_deref(), Some("7"));
}
