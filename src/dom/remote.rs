//! What scripts ask of the page, and what it tells them.
//!
//! The functions of the module (src/api/page.rs) may be of another instance than the
//! page, and may run amid whatever the page does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Error, JsString};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::app::saved::{LONGEST, save};
use crate::app::{Model, Msg, Notice};
use crate::arguments::{whole, wrong};
use crate::math::At;

use super::app::App;

/// A function that answers a question, given what it is about. What it answers to a
/// question that is wrong is an `Error`: thrown, it could not pass through the
/// program.
type Answer = Closure<dyn Fn(String, JsValue) -> JsValue>;

#[wasm_bindgen]
extern "C" {
    /// The root element with what scripts find on it.
    type Asked;

    #[wasm_bindgen(method, setter)]
    fn set_answer(this: &Asked, answer: Option<&JsValue>);

    /// A listener that throws is reported by the browser, and stops nobody.
    #[wasm_bindgen(
        js_name = "((root, step, steps, phase, row, col) => root.dispatchEvent(new CustomEvent('convscope-step', { detail: { step, steps, phase, row: row ?? null, col: col ?? null } })))"
    )]
    fn tell_of(
        root: &Element,
        step: usize,
        steps: usize,
        phase: &str,
        row: Option<usize>,
        col: Option<usize>,
    );
}

/// The page as scripts see it. Dropped, it answers no more.
#[derive(Debug)]
pub(super) struct Remote {
    root: Element,
    answer: RefCell<Option<Answer>>,
    told: Cell<Place>,
    is_telling: Cell<bool>,
}

/// What is told of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    step: usize,
    steps: usize,
    phase: &'static str,
    at: Option<At>,
}

impl Place {
    pub(super) fn of(model: &Model) -> Self {
        let steps = model.steps();
        let step = steps.step(model.step);
        let target = step.target().map(|cell| cell.at);
        Self {
            step: model.step,
            steps: steps.last(),
            phase: step.phase().name(),
            at: step.position().or(target),
        }
    }
}

impl Remote {
    pub(super) fn of(root: &Element, model: &Model) -> Self {
        Self {
            root: root.clone(),
            answer: RefCell::default(),
            told: Cell::new(Place::of(model)),
            is_telling: Cell::new(false),
        }
    }

    /// From now on scripts are answered.
    pub(super) fn listen(&self, app: &Rc<App>) {
        let app = Rc::downgrade(app);
        let closure: Answer = Closure::new(move |question: String, given: JsValue| {
            let app = app.upgrade();
            app.map_or(JsValue::UNDEFINED, |app| {
                let answer = answer(&app, &question, &given);
                answer.unwrap_or_else(|sentence| Error::new(&sentence).into())
            })
        });
        self.asked().set_answer(Some(closure.as_ref()));
        self.answer.replace(Some(closure));
    }

    /// Tells where the page is, if that is not what was told last. Whoever hears of it
    /// may go to another step, of which all hear once they have heard of this one.
    pub(super) fn tell(&self, place: &dyn Fn() -> Place) {
        if self.is_telling.replace(true) {
            return;
        }
        loop {
            let now = place();
            if self.told.replace(now) == now {
                break;
            }
            let Place {
                step,
                steps,
                phase,
                at,
            } = now;
            let [row, col] = [at.map(|at| at.row), at.map(|at| at.col)];
            tell_of(&self.root, step, steps, phase, row, col);
        }
        self.is_telling.set(false);
    }

    fn asked(&self) -> &Asked {
        self.root.unchecked_ref()
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.asked().set_answer(None);
    }
}

/// A sentence says what is wrong with a question.
fn answer(app: &Rc<App>, question: &str, given: &JsValue) -> Result<JsValue, String> {
    if !app.is_running() || app.is_changing() {
        return Err(
            "the page is not ready: it is just changing, or opening a link, or it has stopped"
                .to_owned(),
        );
    }
    match question {
        "getState" => Ok(app.ask(save).into()),
        "setState" => {
            let text: &JsString = given
                .dyn_ref()
                .ok_or_else(|| wrong(&"state", given, "a string"))?;
            // A text that is cut here is too long all the same, and has room in the
            // program's memory.
            let text = text.slice(0, u32::try_from(LONGEST + 1).unwrap_or(u32::MAX));
            app.dispatch(Msg::Opened(text.into()));
            let notices = app.ask(notices);
            Ok(notices
                .into_iter()
                .map(JsValue::from)
                .collect::<Array>()
                .into())
        }
        "goToStep" => {
            let last = app.ask(|model| model.steps().last());
            let step = whole("step", given, 0..=last)?;
            app.dispatch(Msg::Sought(step));
            Ok(JsValue::NULL)
        }
        _ => Ok(JsValue::NULL),
    }
}

fn notices(model: &Model) -> Vec<String> {
    match &model.notice {
        Some(Notice::NotUnderstood(notices)) => notices.clone(),
        _ => Vec::new(),
    }
}
