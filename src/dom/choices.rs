//! Choices that are `<select>`s, and fields that take one number.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::app::Msg;
use crate::view::{ChoiceLook, NumberLook, Page};

use super::cell_view::DRAFT;
use super::node::{TextSlot, find, set_attribute};

/// All selects of the page. An option's place among the others says what
/// choosing it means.
#[derive(Debug)]
pub(super) struct Choices {
    views: RefCell<Vec<ChoiceView>>,
}

#[derive(Debug)]
struct ChoiceView {
    select: HtmlSelectElement,
    nodes: Vec<HtmlOptionElement>,
    shown: ChoiceLook,
}

impl Choices {
    /// Finds them in the skeleton and fills them with their options.
    pub(super) fn fill(root: &Element, page: &Page) -> Result<Self, JsValue> {
        let views = page.choices.iter().map(|look| {
            let select: HtmlSelectElement = find(root, &format!("[data-choice='{}']", look.name))?;
            select.set_text_content(None);
            let nodes = look.options.iter().map(|option| {
                let node =
                    HtmlOptionElement::new_with_text_and_value(&option.label, &option.value)?;
                node.set_disabled(!option.possible);
                select.append_child(&node)?;
                Ok(node)
            });
            let nodes = nodes.collect::<Result<_, JsValue>>()?;
            let shown = look.clone();
            let view = ChoiceView {
                select,
                nodes,
                shown,
            };
            view.choose(look);
            Ok(view)
        });
        let views = views.collect::<Result<Vec<_>, JsValue>>()?;
        Ok(Self {
            views: RefCell::new(views),
        })
    }

    pub(super) fn render(&self, choices: &[ChoiceLook]) {
        for (view, look) in self.views.borrow_mut().iter_mut().zip(choices) {
            view.choose(look);
            if view.shown == *look {
                continue;
            }
            for (node, option) in view.nodes.iter().zip(&look.options) {
                node.set_disabled(!option.possible);
            }
            view.shown.clone_from(look);
        }
    }

    /// What the person chose in a select.
    pub(super) fn message(&self, chosen: &HtmlSelectElement) -> Option<Msg> {
        let views = self.views.borrow();
        let view = views.iter().find(|view| view.select == *chosen)?;
        let index = usize::try_from(chosen.selected_index()).ok()?;
        Some(view.shown.options.get(index)?.msg.clone())
    }
}

impl ChoiceView {
    /// Compares with the node: the person has moved it already, and what was
    /// chosen may have been refused.
    fn choose(&self, look: &ChoiceLook) {
        let index = i32::try_from(look.chosen).unwrap_or(-1);
        if self.select.selected_index() != index {
            self.select.set_selected_index(index);
        }
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
    pub(super) fn find(root: &Element, name: &str) -> Result<Self, JsValue> {
        let refusal_id = format!("refusal-{name}");
        Ok(Self {
            input: find(root, &format!("[data-number={name}]"))?,
            refusal: TextSlot::find(root, &refusal_id)?,
            refusal_id,
        })
    }

    pub(super) fn render(&mut self, look: &NumberLook) -> Result<(), JsValue> {
        if self.input.value() != look.text {
            self.input.set_value(&look.text);
        }
        self.refusal.write(&look.error);
        let refused = !look.error.is_empty();
        set_attribute(&self.input, DRAFT, look.draft.then_some(""))?;
        set_attribute(&self.input, "aria-invalid", refused.then_some("true"))?;
        let refusal = refused.then_some(self.refusal_id.as_str());
        set_attribute(&self.input, "aria-describedby", refusal)
    }
}
