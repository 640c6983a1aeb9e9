//! A line of text whose pieces are coloured by role.

use web_sys::Element;

use crate::trace::Role;
use crate::view::Span;

use super::node::{append, rewrite, write_attribute, write_text};

/// Nodes for the pieces; kept, and written only where a piece changes.
#[derive(Debug)]
pub(super) struct SpanList {
    parent: Element,
    pieces: Vec<(Element, Span)>,
}

impl SpanList {
    pub(super) const fn new(parent: Element) -> Self {
        Self {
            parent,
            pieces: Vec::new(),
        }
    }

    /// The node that holds the line.
    pub(super) const fn parent(&self) -> &Element {
        &self.parent
    }

    pub(super) fn write(&mut self, spans: &[Span]) {
        let new = || append(&self.parent, "span");
        rewrite(&mut self.pieces, spans, new, write);
    }
}

fn write(node: &Element, shown: Option<&Span>, span: &Span) {
    write_text(node, &span.text);
    if shown.and_then(|shown| shown.role) != span.role {
        write_attribute(node, "data-tone", span.role.map(Role::name));
    }
}
