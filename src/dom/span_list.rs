//! A line of text whose pieces are coloured by role.

use web_sys::Element;

use crate::trace::Role;
use crate::view::Span;

use super::node::{TextSlot, append, write_attribute};

/// A node for each piece. Nodes are kept, and written where a piece changes.
#[derive(Debug)]
pub(super) struct SpanList {
    parent: Element,
    pieces: Vec<(TextSlot, Option<Role>)>,
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
        for (piece, _) in self.pieces.drain(spans.len().min(self.pieces.len())..) {
            piece.element().remove();
        }
        while self.pieces.len() < spans.len() {
            let piece = TextSlot::new(append(&self.parent, "span"));
            self.pieces.push((piece, None));
        }
        for ((piece, role), span) in self.pieces.iter_mut().zip(spans) {
            piece.write(&span.text);
            if *role != span.role {
                *role = span.role;
                write_attribute(piece.element(), "data-tone", span.role.map(Role::name));
            }
        }
    }
}
