//! The explanation of the step: words, arithmetic, code.

use web_sys::{Element, HtmlTextAreaElement};

use crate::app::Copied;
use crate::view::{CodeLine, Page, StepLook};

use super::diagram_view::DiagramList;
use super::line_list::LineLists;
use super::node::{OrStop, TextSlot, append, emptied, rewrite, set_attribute, slot};
use super::span_list::SpanList;

#[derive(Debug)]
pub(super) struct StepView {
    title: TextSlot,
    sentence: SpanList,
    why: TextSlot,
    diagrams: DiagramList,
    equation: SpanList,
    tables: LineLists,
    comparison: TextSlot,
}

impl StepView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            title: TextSlot::find(root, "title"),
            sentence: SpanList::new(emptied(slot(root, "sentence"))),
            why: TextSlot::find(root, "why"),
            diagrams: DiagramList::new(slot(root, "figures")),
            equation: SpanList::new(slot(root, "equation")),
            tables: LineLists::new(slot(root, "tables")),
            comparison: TextSlot::find(root, "comparison"),
        }
    }

    pub(super) fn render(&mut self, look: &StepLook) {
        self.title.write(&look.title);
        self.sentence.write(&look.sentence);
        self.why.write(&look.why);
        self.diagrams.render(&look.diagrams);
        self.equation.write(&look.equation);
        self.tables.render(&look.tables);
        self.comparison.write(&look.comparison);
    }
}

#[derive(Debug)]
pub(super) struct CodeView {
    parent: Element,
    lines: Vec<(Element, CodeLine)>,
    copied: TextSlot,
    program: HtmlTextAreaElement,
}

impl CodeView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            parent: emptied(slot(root, "code")),
            lines: Vec::new(),
            copied: TextSlot::find(root, "copied"),
            program: slot(root, "program"),
        }
    }

    pub(super) fn render(&mut self, page: &Page) {
        self.copied.write(match page.copied {
            None => "",
            Some(Copied::Done) => {
                "Copied: a complete program with your numbers, which asserts these results."
            }
            Some(Copied::Refused) => {
                "This browser does not let the page copy. Here is the program:"
            }
        });
        let refused = page.copied == Some(Copied::Refused);
        set_attribute(&self.program, "hidden", (!refused).then_some(""));
        self.render_lines(&page.code, page.comment_mark);
    }

    /// Puts the complete program where it can be copied by hand.
    pub(super) fn offer(&self, program: &str) {
        self.program.set_value(program);
    }

    /// The first line that just ran.
    pub(super) fn lit_line(&self) -> Option<&Element> {
        let lit = self.lines.iter().find(|(_, line)| line.lit);
        lit.map(|(node, _)| node)
    }

    /// Scrolls that line to the middle. The page must be laid out.
    pub(super) fn follow(&self) {
        if let Some(line) = self.lit_line() {
            let [line, view] = [line, &self.parent].map(Element::get_bounding_client_rect);
            let distance = line.top() - view.top() - view.height() / 2.0;
            let top = self.parent.scroll_top();
            self.parent.set_scroll_top(top + pixels(distance));
        }
    }

    fn render_lines(&mut self, code: &[CodeLine], mark: &str) {
        let new = || append(&self.parent, "code");
        rewrite(&mut self.lines, code, new, |node, line| {
            write_line(node, line, mark);
        });
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
const fn pixels(distance: f64) -> i32 {
    distance as i32
}

fn write_line(node: &Element, line: &CodeLine, mark: &str) {
    node.set_text_content(Some(&line.text));
    if !line.comment.is_empty() {
        append(node, "i").set_text_content(Some(&format!("  {mark} {}", line.comment)));
    }
    node.append_with_str_1("\n").or_stop();
    set_attribute(node, "aria-current", line.lit.then_some("step"));
}
