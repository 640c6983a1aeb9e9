//! One cell of a grid.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::app::Naming;
use crate::trace::{CellRef, GridId, Role};
use crate::view::{CellLook, Marks};

use super::node::{
    OrStop, append, document, focus, put_attribute, put_attributes, query, remove_attribute,
    set_property, window, write_attribute, write_text, write_value,
};

#[derive(Debug)]
pub(super) struct CellView {
    cell: CellRef,
    element: HtmlElement,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// A cell of X, W, G or T.
    Field(HtmlInputElement),
    /// A computed cell: its number, and below it what the step added.
    Number { number: Element, added: Element },
    /// A computed cell without a number.
    Shade,
}

impl CellView {
    /// The cell of an element that has its nodes already.
    pub(super) fn new(element: Element, cell: CellRef) -> Self {
        let first = element.first_element_child();
        let content = match (first, element.last_element_child()) {
            (Some(input), _) if cell.grid.operand().is_some() => {
                Content::Field(input.unchecked_into())
            }
            (Some(number), Some(added)) => Content::Number { number, added },
            _ => Content::Shade,
        };
        Self {
            cell,
            element: element.unchecked_into(),
            content,
        }
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Names the field for a screen reader.
    pub(super) fn label(&self, naming: Naming) {
        match &self.content {
            Content::Field(input) => {
                put_attribute(input, "aria-label", &naming.cell(self.cell));
            }
            Content::Number { .. } | Content::Shade => {}
        }
    }

    pub(super) fn set_editable(&self, editable: bool) {
        if let Content::Field(input) = &self.content {
            input.set_read_only(!editable);
        }
    }

    pub(super) fn focus(&self) {
        match &self.content {
            Content::Field(input) => focus(input),
            Content::Number { .. } | Content::Shade => focus(&self.element),
        }
    }

    /// Writes what differs from what is shown; everything where nothing is shown
    /// yet.
    pub(super) fn render(&self, look: &CellLook, shown: Option<&CellLook>) {
        let element = &self.element;
        let nothing = CellLook::default();
        let before = shown.unwrap_or(&nothing);
        if look.value.map(f64::to_bits) != before.value.map(f64::to_bits) {
            match look.value {
                Some(value) => write_value(element, value),
                None => remove_attribute(element, "data-value"),
            }
        }
        let was_unknown = shown.is_some_and(|shown| shown.value.is_none());
        self.render_content(look, before, was_unknown);
        if look.marks != before.marks {
            self.render_marks(&look.marks, &before.marks);
        }
    }

    fn render_content(&self, look: &CellLook, before: &CellLook, was_unknown: bool) {
        let element = &self.element;
        match &self.content {
            Content::Field(input) => {
                // The field of a draft has this text already; writing it
                // again would move the caret.
                let may_differ = look.text != before.text || look.marks != before.marks;
                if may_differ && input.value() != look.text {
                    input.set_value(&look.text);
                    // Writing loses the selection that was made when the field was
                    // entered.
                    if document().active_element().as_ref() == Some(input.as_ref()) {
                        input.select();
                    }
                }
            }
            Content::Number { number, .. } => {
                if look.text != before.text {
                    write_text(number, &look.text);
                }
            }
            // The map has the shade.
            Content::Shade => return,
        }
        if look.percent != before.percent {
            set_property(&self.element, "--percent", &look.percent.to_string());
        }
        let is_unknown = look.value.is_none();
        if is_unknown != was_unknown {
            write_attribute(element, "data-unknown", is_unknown.then_some(""));
            let said = is_unknown.then_some("not computed yet");
            write_attribute(element, "aria-label", said);
        }
        let (tint, shown) = (tint(look.shade), tint(before.shade));
        if tint != shown {
            write_attribute(element, "data-shade", tint.as_deref());
        }
    }

    fn render_marks(&self, marks: &Marks, before: &Marks) {
        let element = &self.element;
        let write = |name, value: Option<&str>| write_attribute(element, name, value);
        if marks.outline != before.outline {
            write("data-role", marks.outline.map(Role::name));
        }
        if marks.should_be != before.should_be {
            write("data-should-be", marks.should_be.as_deref());
        }
        let words = description(marks);
        if words != description(before) {
            write("aria-description", words.as_deref());
        }
        if marks.hole != before.hole {
            write("data-hole", marks.hole.then_some(""));
        }
        if marks.pinned != before.pinned {
            write("data-pinned", marks.pinned.then_some(""));
            write("aria-selected", marks.pinned.then_some("true"));
        }
        if marks.tab_stop != before.tab_stop {
            self.set_tab_stop(marks.tab_stop);
        }
        match &self.content {
            Content::Field(input) => self.render_draft(input, marks, before),
            Content::Number { added, .. } => {
                let (below, shown) = (below(marks), below(before));
                if below == shown {
                    return;
                }
                write_attribute(added, "data-added", below.as_deref());
            }
            Content::Shade if marks.told != before.told => {
                write("aria-label", marks.told.as_deref());
            }
            Content::Shade => {}
        }
    }

    /// Whether Tab leads here. On a touch screen it always leads to a field: the
    /// keyboard there has keys for the next field.
    fn set_tab_stop(&self, tab_stop: bool) {
        let index = if tab_stop { 0 } else { -1 };
        match &self.content {
            Content::Field(input) if input.has_attribute("tabindex") => input.set_tab_index(index),
            Content::Field(_) => {}
            Content::Number { .. } | Content::Shade => self.element.set_tab_index(index),
        }
    }

    /// A text that is not in force, and whether it was refused.
    fn render_draft(&self, input: &Element, marks: &Marks, before: &Marks) {
        if marks.using != before.using {
            let using = marks
                .using
                .as_ref()
                .map(|number| ["using ", number].concat());
            write_attribute(&self.element, "data-using", using.as_deref());
        }
        if marks.invalid == before.invalid {
            return;
        }
        let invalid = marks.invalid.then_some("true");
        write_attribute(&self.element, "aria-invalid", invalid);
        write_attribute(input, "aria-invalid", invalid);
        let refusal = format!("refusal-{}", self.cell.grid.name());
        let refusal = marks.invalid.then_some(refusal.as_str());
        write_attribute(input, "aria-describedby", refusal);
    }
}

/// The shade in twentieths, which the styles have ready; `None` for 0.
pub(super) fn tint(shade: i32) -> Option<String> {
    let twentieths = (shade.abs() + 2) / 5 * shade.signum();
    (twentieths != 0).then(|| twentieths.to_string())
}

/// What stands below the number: the right number, or else what was added.
fn below(marks: &Marks) -> Option<String> {
    let right = marks.should_be.as_ref().map(|right| format!("✓ {right}"));
    right.or_else(|| marks.added.clone())
}

/// What outlines and marks say, in words.
fn description(marks: &Marks) -> Option<String> {
    let mut words = marks
        .role
        .map_or_else(String::new, |role| role.name().replace('-', " "));
    let right = marks.should_be.as_ref().map(|right| ("should be ", right));
    let using = marks
        .using
        .as_ref()
        .map(|number| ("not used, using ", number));
    for (what, number) in [right, using].into_iter().flatten() {
        if !words.is_empty() {
            words += ", ";
        }
        words += what;
        words += number;
    }
    (!words.is_empty()).then_some(words)
}

/// A cell: a field, or a number and below it what the step added. The style sheet
/// draws what was added, so that the text of the cell is its number alone. Where
/// numbers have no room the cell is empty.
pub(super) fn make_cell(line: &Element, grid: GridId, col: isize, has_number: bool) {
    let cell = append(line, "td");
    put_attribute(&cell, "data-col", &col.to_string());
    if grid.operand().is_some() {
        append(&cell, "input");
    } else if has_number {
        append(&cell, "span");
        append(&cell, "small");
    }
    dress(&cell);
}

/// Gives a cell the attributes that stay.
pub(super) fn dress(cell: &Element) {
    let Some(input) = query(cell, "input") else {
        return put_attribute(cell, "tabindex", "-1");
    };
    put_attributes(
        &input,
        &[
            ("type", "text"),
            ("inputmode", "text"),
            ("autocomplete", "off"),
            ("autocapitalize", "off"),
            ("spellcheck", "false"),
            ("enterkeyhint", "next"),
        ],
    );
    let touched = window().match_media("(pointer: coarse)").or_stop();
    if !touched.is_some_and(|query| query.matches()) {
        put_attribute(&input, "tabindex", "-1");
    }
}
