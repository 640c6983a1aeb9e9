//! Choices that are `<select>`s.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlOptionElement, HtmlSelectElement};

use crate::view::{Choice, ChoiceLook};

use super::node::{append, find, put_attribute, put_attributes};

#[derive(Debug)]
pub(super) struct ChoiceView {
    choice: Choice,
    select: HtmlSelectElement,
    /// What could be chosen when the options were last written.
    possible: Vec<bool>,
}

/// What the person chose in a select: its place among the options.
pub(super) fn chosen(select: &HtmlSelectElement) -> Option<(Choice, usize)> {
    let choice = Choice::named(&select.get_attribute("data-choice")?)?;
    Some((choice, usize::try_from(select.selected_index()).ok()?))
}

impl ChoiceView {
    /// Finds the select in the skeleton, with the options that `index.html` gives
    /// it.
    pub(super) fn find(root: &Element, choice: Choice) -> Self {
        let selector = ["[data-choice='", choice.name(), "']"].concat();
        Self::of(choice, find(root, &selector))
    }

    /// Makes the select, with these values and words.
    pub(super) fn new(label: &Element, choice: Choice, options: &[[String; 2]]) -> Self {
        let select = append(label, "select");
        let attributes = [("data-choice", choice.name()), ("autocomplete", "off")];
        put_attributes(&select, &attributes);
        for [value, words] in options {
            let option = append(&select, "option");
            put_attribute(&option, "value", value);
            option.set_text_content(Some(words));
        }
        Self::of(choice, select.unchecked_into())
    }

    const fn of(choice: Choice, select: HtmlSelectElement) -> Self {
        Self {
            choice,
            select,
            possible: Vec::new(),
        }
    }

    pub(super) fn is_of(&self, choice: Choice) -> bool {
        self.choice == choice
    }

    /// Compares with the select itself: the person has moved it already, and what
    /// they chose may have been refused.
    pub(super) fn choose(&self, chosen: usize) {
        let chosen = i32::try_from(chosen).unwrap_or(-1);
        if self.select.selected_index() != chosen {
            self.select.set_selected_index(chosen);
        }
    }

    pub(super) fn render(&mut self, look: &ChoiceLook) {
        self.choose(look.chosen);
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
