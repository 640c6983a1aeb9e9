//! The step panel: words, arithmetic, code.

use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::view::{CodeLine, Span, StepPanel, Table};

use super::node::{TextSlot, append, set_attribute, slot};
use super::span_list::SpanList;

/// Title, sentence, sum of products, tables.
#[derive(Debug)]
pub(super) struct StepView {
    title: TextSlot,
    sentence: SpanList,
    equation: SpanList,
    tables: Element,
    shown: Vec<TableView>,
}

impl StepView {
    pub(super) fn find(root: &Element) -> Result<Self, JsValue> {
        Ok(Self {
            title: TextSlot::find(root, "title")?,
            sentence: SpanList::new(slot(root, "sentence")?),
            equation: SpanList::new(slot(root, "equation")?),
            tables: slot(root, "tables")?,
            shown: Vec::new(),
        })
    }

    pub(super) fn render(&mut self, panel: &StepPanel) -> Result<(), JsValue> {
        self.title.write(&panel.title);
        self.sentence.write(&panel.sentence)?;
        self.equation.write(&panel.equation)?;
        let columns = |table: &Table| table.columns;
        if !self
            .shown
            .iter()
            .map(|view| view.columns)
            .eq(panel.tables.iter().map(columns))
        {
            self.tables.set_text_content(None);
            let views = panel
                .tables
                .iter()
                .map(|table| TableView::new(&self.tables, table));
            self.shown = views.collect::<Result<_, _>>()?;
        }
        for (view, table) in self.shown.iter_mut().zip(&panel.tables) {
            view.render(table)?;
        }
        Ok(())
    }
}

#[derive(Debug)]
struct TableView {
    columns: &'static [&'static str],
    caption: TextSlot,
    body: Element,
    rows: Vec<RowView>,
}

impl TableView {
    fn new(parent: &Element, table: &Table) -> Result<Self, JsValue> {
        let element = append(parent, "table")?;
        let caption = TextSlot::new(append(&element, "caption")?);
        let head = append(&append(&element, "thead")?, "tr")?;
        for name in table.columns {
            let cell = append(&head, if name.is_empty() { "td" } else { "th" })?;
            cell.set_text_content(Some(name));
        }
        Ok(Self {
            columns: table.columns,
            caption,
            body: append(&element, "tbody")?,
            rows: Vec::new(),
        })
    }

    fn render(&mut self, table: &Table) -> Result<(), JsValue> {
        self.caption.write(&table.caption);
        for row in self.rows.drain(table.rows.len().min(self.rows.len())..) {
            row.element.remove();
        }
        while self.rows.len() < table.rows.len() {
            self.rows
                .push(RowView::new(&self.body, self.columns.len())?);
        }
        for (view, row) in self.rows.iter_mut().zip(&table.rows) {
            view.render(row)?;
        }
        Ok(())
    }
}

#[derive(Debug)]
struct RowView {
    element: Element,
    cells: Vec<SpanList>,
}

impl RowView {
    fn new(body: &Element, columns: usize) -> Result<Self, JsValue> {
        let element = append(body, "tr")?;
        let mut cells = Vec::with_capacity(columns);
        for _ in 0..columns {
            cells.push(SpanList::new(append(&element, "td")?));
            // Whoever copies the text, or reads it by script, finds words.
            element.append_with_str_1(" ")?;
        }
        Ok(Self { element, cells })
    }

    fn render(&mut self, row: &[Vec<Span>]) -> Result<(), JsValue> {
        for (view, spans) in self.cells.iter_mut().zip(row) {
            view.write(spans)?;
        }
        Ok(())
    }
}

/// The program with the lines that just ran.
#[derive(Debug)]
pub(super) struct CodeView {
    parent: Element,
    lines: Vec<(Element, CodeLine)>,
}

impl CodeView {
    pub(super) fn find(root: &Element) -> Result<Self, JsValue> {
        Ok(Self {
            parent: slot(root, "code")?,
            lines: Vec::new(),
        })
    }

    pub(super) fn render(&mut self, code: &[CodeLine]) -> Result<(), JsValue> {
        for ((node, shown), line) in self.lines.iter_mut().zip(code) {
            if shown != line {
                write_line(node, line)?;
                shown.clone_from(line);
            }
        }
        for line in &code[self.lines.len().min(code.len())..] {
            let node = append(&self.parent, "code")?;
            write_line(&node, line)?;
            self.lines.push((node, line.clone()));
        }
        Ok(())
    }
}

fn write_line(node: &Element, line: &CodeLine) -> Result<(), JsValue> {
    node.set_text_content(Some(line.text));
    if !line.comment.is_empty() {
        append(node, "i")?.set_text_content(Some(&format!("  # {}", line.comment)));
    }
    node.append_with_str_1("\n")?;
    set_attribute(node, "aria-current", line.lit.then_some("step"))
}
