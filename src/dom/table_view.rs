//! Tables of numbers and words.

use web_sys::Element;

use crate::app::ToolMsg;
use crate::view::{Mark, Row, Table};

use super::blocks::ButtonView;
use super::node::{OrStop, TextSlot, append, set_attribute};
use super::span_list::SpanList;

/// A table. Its nodes are kept as long as the columns are the same.
#[derive(Debug)]
pub(super) struct TableView {
    columns: &'static [&'static str],
    caption: TextSlot,
    body: Element,
    rows: Vec<RowView>,
}

impl TableView {
    pub(super) fn new(parent: &Element, table: &Table) -> Self {
        let element = append(parent, "table");
        let caption = TextSlot::new(append(&element, "caption"));
        let head = append(&append(&element, "thead"), "tr");
        for name in table.columns {
            let cell = append(&head, if name.is_empty() { "td" } else { "th" });
            cell.set_text_content(Some(name));
        }
        Self {
            columns: table.columns,
            caption,
            body: append(&element, "tbody"),
            rows: Vec::new(),
        }
    }

    pub(super) fn fits(&self, table: &Table) -> bool {
        self.columns == table.columns
    }

    /// What pressing a button means; `None` where it is in none of the rows.
    pub(super) fn message(&self, button: &Element) -> Option<ToolMsg> {
        let mut buttons = self.rows.iter().filter_map(|row| row.button.as_ref());
        buttons.find_map(|view| view.message(button))
    }

    pub(super) fn render(&mut self, table: &Table) {
        self.caption.write(&table.caption);
        for row in self.rows.drain(table.rows.len().min(self.rows.len())..) {
            row.element.remove();
        }
        while self.rows.len() < table.rows.len() {
            self.rows.push(RowView::new(&self.body, self.columns.len()));
        }
        for (view, row) in self.rows.iter_mut().zip(&table.rows) {
            view.render(row);
        }
    }
}

#[derive(Debug)]
struct RowView {
    element: Element,
    cells: Vec<SpanList>,
    button: Option<ButtonView>,
    shown: Row,
}

impl RowView {
    fn new(body: &Element, columns: usize) -> Self {
        let element = append(body, "tr");
        let mut cells = Vec::with_capacity(columns);
        for _ in 0..columns {
            cells.push(SpanList::new(append(&element, "td")));
            // So that the clipboard, or a script, finds separate words.
            element.append_with_str_1(" ").or_stop();
        }
        Self {
            element,
            cells,
            button: None,
            shown: Row::default(),
        }
    }

    fn render(&mut self, row: &Row) {
        if self.shown == *row {
            return;
        }
        for (view, spans) in self.cells.iter_mut().zip(&row.cells) {
            view.write(spans);
        }
        set_attribute(&self.element, "data-mark", row.mark.map(mark_name));
        let term = row.term.as_ref();
        set_attribute(&self.element, "data-term", term.map(|_| ""));
        let product = term.map(|term| term.product.as_str());
        set_attribute(&self.element, "data-product", product);
        let sum = term.map(|term| term.sum.as_str());
        set_attribute(&self.element, "data-sum", sum);
        self.render_button(row);
        self.shown.clone_from(row);
    }

    fn render_button(&mut self, row: &Row) {
        let Some(look) = &row.button else {
            if let Some(button) = self.button.take() {
                button.remove();
            }
            return;
        };
        if self.button.is_none() {
            let empty = row.cells.iter().position(Vec::is_empty);
            let cell = self.cells.get(empty.unwrap_or(row.cells.len()));
            self.button = cell.map(|cell| ButtonView::new(cell.parent()));
        }
        if let Some(button) = &mut self.button {
            button.render(look);
        }
    }
}

pub(super) const fn mark_name(mark: Mark) -> &'static str {
    match mark {
        Mark::Done => "done",
        Mark::ToCome => "to-come",
        Mark::Wrong => "wrong",
        Mark::Chosen => "chosen",
    }
}
