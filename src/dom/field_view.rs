//! A field for one number, and why it was refused.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::app::Field;
use crate::view::FieldLook;

use super::node::{TextSlot, append, put_attributes, set_attribute};

#[derive(Debug)]
pub(super) struct FieldView {
    field: Field,
    input: HtmlInputElement,
    refusal: TextSlot,
    refusal_id: String,
}

const fn name_of(field: Field) -> &'static str {
    match field {
        Field::LearningRate => "rate",
        Field::Cell { .. } => "bias",
    }
}

/// The number that an input takes; `None` where it belongs to a cell.
pub(super) fn number_of(input: &Element) -> Option<Field> {
    let name = input.get_attribute("data-number")?;
    let fields = [Field::BIAS, Field::LearningRate];
    fields.into_iter().find(|field| name_of(*field) == name)
}

impl FieldView {
    pub(super) fn new(parent: &Element, look: &FieldLook) -> Self {
        let name = name_of(look.field);
        let refusal_id = ["refusal-", name].concat();
        let label = append(parent, "label");
        label.set_text_content(Some(look.label));
        let input = append(&label, "input");
        put_attributes(
            &input,
            &[
                ("type", "text"),
                ("inputmode", "text"),
                ("data-number", name),
                ("autocomplete", "off"),
                ("spellcheck", "false"),
                ("enterkeyhint", "done"),
            ],
        );
        let refusal = append(parent, "p");
        put_attributes(
            &refusal,
            &[
                ("class", "refusal"),
                ("id", &refusal_id),
                ("role", "status"),
            ],
        );
        Self {
            field: look.field,
            input: input.unchecked_into(),
            refusal: TextSlot::new(refusal),
            refusal_id,
        }
    }

    pub(super) fn is_of(&self, field: Field) -> bool {
        self.field == field
    }

    pub(super) fn render(&mut self, look: &FieldLook) {
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
