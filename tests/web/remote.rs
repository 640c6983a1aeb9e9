//! The functions that speak of the page in the document.

use convscope::api::{get_state, go_to_step, on_step, set_state};
use convscope::dom::{App, Listener};
use js_sys::{Array, Error, Function};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::support::Stage;
use crate::support::browser::{evaluate, property};

fn message(error: JsError) -> String {
    let error: Error = JsValue::from(error).dyn_into().expect("an Error");
    error.message().into()
}

fn js(expression: &str) -> JsValue {
    evaluate(expression).unwrap()
}

fn state() -> String {
    get_state().map_err(message).unwrap().as_string().unwrap()
}

fn open(state: &str) -> Vec<String> {
    let notices = set_state(&state.into()).map_err(message).unwrap();
    let notices = Array::from(&notices);
    notices
        .iter()
        .map(|notice| notice.as_string().unwrap())
        .collect()
}

fn go_to(step: f64) -> Result<(), String> {
    go_to_step(&step.into()).map_err(message)
}

/// `step of steps, phase row,col` of each step that was heard of.
struct Heard {
    steps: Array,
    unsubscribe: Function,
    _go_to_step: Closure<dyn Fn(f64)>,
}

impl Heard {
    /// What hears may do something itself.
    fn of(and_then: &str) -> Self {
        let make = format!(
            "((steps, goToStep) => (place) => {{ steps.push(`${{place.step}} of ${{place.steps}}, ${{place.phase}} ${{place.row}},${{place.col}}`); {and_then} }})"
        );
        let steps = Array::new();
        let go_to_step = Closure::<dyn Fn(f64)>::new(|step| go_to(step).unwrap());
        let make: Function = js(&make).unchecked_into();
        let callback = make
            .call2(&JsValue::NULL, &steps, go_to_step.as_ref())
            .unwrap();
        let unsubscribe = on_step(&callback).map_err(message).unwrap();
        Self {
            steps,
            unsubscribe: unsubscribe.unchecked_into(),
            _go_to_step: go_to_step,
        }
    }

    /// All since the last call.
    fn take(&self) -> Vec<String> {
        let steps = self.steps.iter().map(|step| step.as_string().unwrap());
        let steps = steps.collect();
        self.steps.set_length(0);
        steps
    }
}

#[wasm_bindgen_test]
fn the_state_is_told_and_taken() {
    let stage = Stage::open();
    assert_eq!(state(), "v=1");
    stage.enter("X", 0, 0, "−1e21");
    stage.advance(3);
    let expected = "v=1&x=-1e21,0.2,1.3;0.37,1.09,1.02;0.12,-0.23,-0.45&step=3";
    assert_eq!(state(), expected);

    let other = "v=1&w=1&activation=relu&step=7&pin=dX,1,1&hide=code";
    assert_eq!(open(other), [""; 0]);
    assert_eq!(state(), other);
    assert_eq!(stage.state("data-step"), "7");
    assert_eq!(stage.values("W"), [Some("1".to_owned())]);
}

#[wasm_bindgen_test]
fn what_is_not_understood_is_told() {
    let stage = Stage::open();
    let notices = open("v=1&step=2&stride=9&colour=red&z=abc");
    let quoted = ["stride=9", "colour=red", "z=abc"];
    let expected = quoted.map(|part| format!("“{part}” is not understood and is left out."));
    assert_eq!(notices, expected);
    assert_eq!(stage.step(), 2);
    let long = "v=1&step=3&x=".to_owned() + &"1,".repeat(1 << 20);
    assert_eq!(
        open(&long),
        ["The text is too long for a saved state: nothing of it is read."]
    );
    assert_eq!(stage.step(), 2);
}

#[wasm_bindgen_test]
fn a_step_is_gone_to() {
    let stage = Stage::open();
    go_to(9.0).unwrap();
    assert_eq!(stage.state("data-phase"), "backward");
    assert_eq!(stage.step(), 9);
    go_to(0.0).unwrap();
    assert_eq!(stage.step(), 0);
}

/// The notebook's layer has 10 steps: four positions forward, H, dZ, four backward.
#[wasm_bindgen_test]
fn each_step_is_told_once_and_in_order() {
    let stage = Stage::open();
    let heard = Heard::of("");
    stage.press("Next step");
    stage.press("Last step");
    stage.press("Last step");
    go_to(5.0).unwrap();
    assert_eq!(
        heard.take(),
        [
            "1 of 10, forward 0,0",
            "10 of 10, backward 1,1",
            "5 of 10, activation null,null"
        ]
    );
    // Another layer may have the same step of other steps.
    open("v=1&w=1&step=5");
    assert_eq!(heard.take(), ["5 of 20, forward 1,1"]);
    // A cell of dX.
    open("v=1&view=gather&step=8");
    assert_eq!(heard.take(), ["8 of 19, backward 0,1"]);
    heard.unsubscribe.call0(&JsValue::NULL).unwrap();
    go_to(1.0).unwrap();
    assert_eq!(heard.take(), [""; 0]);
}

#[wasm_bindgen_test]
fn who_hears_may_go_on() {
    let stage = Stage::open();
    let first = Heard::of("if (place.step < 3) goToStep(place.step + 1)");
    let second = Heard::of("");
    stage.press("Next step");
    let all = [
        "1 of 10, forward 0,0",
        "2 of 10, forward 0,1",
        "3 of 10, forward 1,0",
    ];
    assert_eq!(first.take(), all);
    assert_eq!(second.take(), all);
    assert_eq!(stage.step(), 3);
}

#[wasm_bindgen_test]
fn who_hears_may_press_buttons() {
    let stage = Stage::open();
    let heard = Heard::of(
        "if (place.step === 1) document.querySelector('[aria-label=\"Last step\"]').click()",
    );
    stage.press("Next step");
    assert_eq!(
        heard.take(),
        ["1 of 10, forward 0,0", "10 of 10, backward 1,1"]
    );
}

#[wasm_bindgen_test]
fn what_is_wrong_is_refused_and_changes_nothing() {
    let stage = Stage::open();
    go_to(4.0).unwrap();
    for (given, got) in [
        ("11", "11"),
        ("-1", "-1"),
        ("1.5", "1.5"),
        ("NaN", "NaN"),
        ("'3'", "the string \"3\""),
        ("null", "null"),
    ] {
        let error = go_to_step(&js(given)).map_err(message).unwrap_err();
        let expected = format!("step is {got}; it needs to be a whole number from 0 to 10");
        assert_eq!(error, expected);
    }
    for (given, got) in [
        ("5", "5"),
        ("undefined", "undefined"),
        ("['v=1']", "an array"),
    ] {
        let error = set_state(&js(given)).map_err(message).unwrap_err();
        assert_eq!(error, format!("state is {got}; it needs to be a string"));
    }
    let error = on_step(&js("{}")).map_err(message).unwrap_err();
    assert_eq!(error, "callback is an object; it needs to be a function");
    assert_eq!(stage.step(), 4);
}

#[wasm_bindgen_test]
fn without_a_page_they_throw() {
    let mut stage = Stage::skeleton();
    let sentence = "this document has no convscope page, or it has not begun";
    let throws = || {
        let errors = [
            get_state().map(drop),
            set_state(&"v=1".into()).map(drop),
            go_to_step(&1.0.into()),
            on_step(&js("() => {}")).map(drop),
        ];
        for error in errors {
            assert_eq!(error.map_err(message), Err(sentence.to_owned()));
        }
    };
    throws();
    stage.app = Some(App::mount(&stage.root));
    assert_eq!(state(), "v=1");
    stage.app = None;
    throws();
}

/// The page raises events amid a step: a script that hears them cannot look into it.
#[wasm_bindgen_test]
fn amid_a_change_the_page_says_so() {
    let stage = Stage::open();
    let answers = Array::new();
    let noted = answers.clone();
    let tool: Element = stage.find("[data-tool=help]");
    let _listener = Listener::new(&tool, "focusin", move |_| {
        let answer = get_state().map_err(message);
        let answer = answer.map_or_else(|error| error, |state| state.as_string().unwrap());
        noted.push(&answer.into());
    });
    stage
        .find::<web_sys::HtmlElement>("[aria-controls=tool-help]")
        .click();
    let answer = property(&answers, "0").as_string().unwrap();
    assert!(answer.contains("it is just changing"), "{answer}");
    assert_eq!(state(), "v=1");
}
