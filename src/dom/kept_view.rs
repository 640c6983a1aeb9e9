//! The list of kept examples.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::app::KeptList;

use super::node::{TextSlot, append, find, focus, put_attribute, set_attribute, slot};

/// A row for each example, and what was done to them last.
#[derive(Debug)]
pub(super) struct KeptView {
    list: Element,
    rows: Vec<Row>,
    said: TextSlot,
    report: HtmlElement,
    put_back: HtmlElement,
}

#[derive(Debug)]
struct Row {
    element: Element,
    field: HtmlInputElement,
    buttons: [Element; 2],
    name: String,
}

impl KeptView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            list: slot(root, "kept"),
            rows: Vec::new(),
            said: TextSlot::find(root, "kept-said"),
            report: slot(root, "kept-said"),
            put_back: find(root, "[data-press=put-back]"),
        }
    }

    pub(super) fn render(&mut self, kept: &KeptList) {
        self.said.write(match kept.said() {
            "" => "They stay on this device.",
            said => said,
        });
        let is_hidden = !kept.can_put_back();
        set_attribute(&self.put_back, "hidden", is_hidden.then_some(""));
        let mut count = 0;
        for name in kept.names() {
            if count == self.rows.len() {
                self.rows.push(Row::new(&self.list, count));
            }
            self.rows[count].write(name);
            count += 1;
        }
        for row in self.rows.drain(count..) {
            row.element.remove();
        }
    }

    /// Moves the focus to the button that puts back what was deleted, else to the
    /// sentence about what was done.
    pub(super) fn take_focus(&self) {
        let is_hidden = self.put_back.has_attribute("hidden");
        focus(if is_hidden {
            &self.report
        } else {
            &self.put_back
        });
    }
}

impl Row {
    fn new(list: &Element, index: usize) -> Self {
        let row = append(list, "li");
        put_attribute(&row, "data-index", &index.to_string());
        let field = append(&row, "input");
        put_attribute(&field, "data-name", "");
        let button = |press, label| {
            let button = append(&row, "button");
            put_attribute(&button, "type", "button");
            put_attribute(&button, "data-press", press);
            button.set_text_content(Some(label));
            button
        };
        Self {
            buttons: [button("open", "Open"), button("delete", "Delete")],
            field: field.unchecked_into(),
            name: String::new(),
            element: row,
        }
    }

    fn write(&mut self, name: &str) {
        if self.name == name {
            return;
        }
        name.clone_into(&mut self.name);
        self.field.set_value(name);
        put_attribute(&self.field, "value", name);
        let [open, delete] = &self.buttons;
        for (element, what) in [
            (&**self.field, "Name of"),
            (open, "Open"),
            (delete, "Delete"),
        ] {
            put_attribute(element, "aria-label", &[what, " “", name, "”"].concat());
        }
    }
}
