//! The step panel: words, arithmetic, code.

use web_sys::{Element, HtmlTextAreaElement};

use crate::app::Copied;
use crate::view::{CodeLine, Page, StepPanel};

use super::figure_view::FigureList;
use super::line_list::LineLists;
use super::node::{OrStop, TextSlot, append, emptied, rewrite, set_attribute, slot};
use super::span_list::SpanList;

/// Title, sentence, figures, sum of products, tables.
#[derive(Debug)]
pub(super) struct StepView {
    title: TextSlot,
    views: Element,
    sentence: SpanList,
    figures: FigureList,
    equation: SpanList,
    tables: LineLists,
    comparison: TextSlot,
}

impl StepView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            title: TextSlot::find(root, "title"),
            views: slot(root, "views"),
            sentence: SpanList::new(emptied(slot(root, "sentence"))),
            figures: FigureList::new(slot(root, "figures")),
            equation: SpanList::new(slot(root, "equation")),
            tables: LineLists::new(slot(root, "tables")),
            comparison: TextSlot::find(root, "comparison"),
        }
    }

    pub(super) fn render(&mut self, panel: &StepPanel) {
        self.title.write(&panel.title);
        set_attribute(&self.views, "hidden", (!panel.has_views).then_some(""));
        self.sentence.write(&panel.sentence);
        self.figures.render(&panel.figures);
        self.equation.write(&panel.equation);
        self.tables.render(&panel.tables);
        self.comparison.write(&panel.comparison);
    }
}

/// The program with the lines that just ran.
#[derive(Debug)]
pub(super) struct CodeView {
    parent: Element,
    lines: Vec<(Element, CodeLine)>,
    /// The first line that is lit.
    lit: Option<usize>,
    copied: TextSlot,
    program: HtmlTextAreaElement,
}

impl CodeView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            parent: emptied(slot(root, "code")),
            lines: Vec::new(),
            lit: None,
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

    /// Scrolls the lines that just ran to the middle. That costs a layout, but most
    /// steps run the same lines as the one before.
    pub(super) fn follow(&self) {
        let line = self.lit.and_then(|lit| self.lines.get(lit));
        if let Some((line, _)) = line {
            let [line, view] = [line, &self.parent].map(Element::get_bounding_client_rect);
            let distance = line.top() - view.top() - view.height() / 2.0;
            let top = self.parent.scroll_top();
            self.parent.set_scroll_top(top + pixels(distance));
        }
    }

    fn render_lines(&mut self, code: &[CodeLine], mark: &str) {
        let new = || append(&self.parent, "code");
        rewrite(&mut self.lines, code, new, |node, _, line| {
            write_line(node, line, mark);
        });
        let lit = code.iter().position(|line| line.lit);
        if lit != self.lit {
            self.lit = lit;
            self.follow();
        }
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
