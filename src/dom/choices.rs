//! Choices that are `<select>`s, and fields that take one number.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::view::{Choice, ChoiceLook, NumberLook};

use super::node::{TextSlot, find, set_attribute};

/// All selects of the page, with the options that `index.html` gives them.
#[derive(Debug)]
pub(super) struct Choices {
    views: Vec<ChoiceView>,
}

#[derive(Debug)]
struct ChoiceView {
    choice: Choice,
    select: HtmlSelectElement,
    /// What could be chosen when it was last written.
    possible: Vec<bool>,
}

impl Choices {
    /// Finds them in the skeleton.
    pub(super) fn find(root: &Element) -> Self {
        let view = |choice: Choice| ChoiceView {
            choice,
            select: find(root, &["[data-choice='", choice.name(), "']"].concat()),
            possible: Vec::new(),
        };
        let views = Choice::ALL.into_iter().map(view);
        Self {
            views: views.collect(),
        }
    }

    pub(super) fn render(&mut self, choices: &[ChoiceLook]) {
        for (view, look) in self.views.iter_mut().zip(choices) {
            view.render(look);
        }
    }

    /// What the person chose in a select: its place among the options.
    pub(super) fn chosen(&self, select: &HtmlSelectElement) -> Option<(Choice, usize)> {
        let view = self.views.iter().find(|view| view.select == *select)?;
        Some((view.choice, usize::try_from(select.selected_index()).ok()?))
    }
}

impl ChoiceView {
    /// Compares with the node: the person has moved it already, and what was
    /// chosen may have been refused.
    fn render(&mut self, look: &ChoiceLook) {
        let chosen = i32::try_from(look.chosen).unwrap_or(-1);
        if self.select.selected_index() != chosen {
            self.select.set_selected_index(chosen);
        }
        if self.possible == look.possible {
            return;
        }
        for (place, &possible) in (0..).zip(&look.possible) {
            let option = self.select.item(place);
            let option = option.and_then(|option| option.dyn_into::<HtmlOptionElement>().ok());
            if let Some(option) = option.filter(|option| option.disabled() == possible) {
                option.set_disabled(!possible);
            }
        }
        self.possible.clone_from(&look.possible);
    }
}

/// A field for one number, and why it was refused.
#[derive(Debug)]
pub(super) struct NumberView {
    input: HtmlInputElement,
    refusal: TextSlot,
    refusal_id: String,
}

impl NumberView {
    pub(super) fn find(root: &Element, name: &str) -> Self {
        let refusal_id = ["refusal-", name].concat();
        Self {
            input: find(root, &["[data-number=", name, "]"].concat()),
            refusal: TextSlot::find(root, &refusal_id),
            refusal_id,
        }
    }

    pub(super) fn render(&mut self, look: &NumberLook) {
        if self.input.value() != look.text {
            self.input.set_value(&look.text);
        }
        self.refusal.write(&look.error);
        let refused = !look.error.is_empty();
        set_attribute(&self.input, "aria-invalid", refused.then_some("true"));
        let refusal = refused.then_some(self.refusal_id.as_str());
        set_attribute(&self.input, "aria-describedby", refusal);
    }
}
