//! The arithmetic of a step: captions, and below each its lines.

use web_sys::Element;

use crate::view::{Line, Mark, Table};

use super::node::{TextSlot, append, put_attribute, write_attribute};
use super::span_list::SpanList;
use super::table_view::mark_name;

#[derive(Debug)]
pub(super) struct LineLists {
    parent: Element,
    shown: Vec<LineList>,
}

impl LineLists {
    pub(super) const fn new(parent: Element) -> Self {
        Self {
            parent,
            shown: Vec::new(),
        }
    }

    pub(super) fn render(&mut self, tables: &[Table]) {
        if self.shown.len() != tables.len() {
            self.parent.set_text_content(None);
            let lists = tables.iter().map(|_| LineList::new(&self.parent));
            self.shown = lists.collect();
        }
        for (list, table) in self.shown.iter_mut().zip(tables) {
            list.caption.write(&[&table.caption, "\n"].concat());
            list.render(&table.lines());
        }
    }
}

#[derive(Debug)]
struct LineList {
    caption: TextSlot,
    list: Element,
    lines: Vec<(SpanList, Option<Mark>)>,
}

impl LineList {
    fn new(parent: &Element) -> Self {
        let caption = TextSlot::new(append(parent, "h3"));
        let list = append(parent, "ul");
        // Without the role Safari does not treat a list without bullets as a list.
        put_attribute(&list, "role", "list");
        Self {
            caption,
            list,
            lines: Vec::new(),
        }
    }

    fn render(&mut self, lines: &[Line]) {
        while self.lines.len() > lines.len()
            && let Some((line, _)) = self.lines.pop()
        {
            line.parent().remove();
        }
        while self.lines.len() < lines.len() {
            let line = SpanList::new(append(&self.list, "li"));
            self.lines.push((line, None));
        }
        for ((view, mark), line) in self.lines.iter_mut().zip(lines) {
            view.write(&line.spans);
            if *mark != line.mark {
                *mark = line.mark;
                write_attribute(view.parent(), "data-mark", line.mark.map(mark_name));
            }
        }
    }
}
