//! The frame around the lit cells of a grid.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::math::Size;
use crate::trace::Role;
use crate::view::Lit;

use super::node::{append, put_attribute, set_property, write_attribute};

/// One node that is moved: cells that light up and go dark would each be painted anew.
#[derive(Debug)]
pub(super) struct Frame {
    element: HtmlElement,
    shown: Option<Lit>,
}

impl Frame {
    /// A frame in the box that the styles lay over the cells of a table.
    pub(super) fn over(table: &Element) -> Option<Self> {
        let overlay = append(&table.parent_element()?, "div");
        put_attribute(&overlay, "class", "overlay");
        Some(Self {
            element: append(&overlay, "div").unchecked_into(),
            shown: None,
        })
    }

    /// Moves the frame on a grid of this size, inside of so many rings of padding.
    pub(super) fn render(&mut self, lit: Option<Lit>, size: Size, padding: usize) {
        if lit == self.shown {
            return;
        }
        let role = |lit: Option<Lit>| lit.map(|lit| lit.role);
        if role(lit) != role(self.shown) {
            write_attribute(&self.element, "data-role", role(lit).map(Role::name));
        }
        self.shown = lit;
        if let Some(lit) = lit {
            let [top, bottom] = distances(lit.at.row, lit.size.rows, size.rows, padding);
            let [left, right] = distances(lit.at.col, lit.size.cols, size.cols, padding);
            let inset = [&*top, &right, &bottom, &left].join(" ");
            set_property(&self.element, "inset", &inset);
        }
    }
}

/// How far `length` cells from a place on lie from the first and from the last cell of
/// `all`. Lengths that the browser shares out are right to the fraction of a pixel
/// whatever the size, on paper too. In the padding a cell has a size of its own.
fn distances(from: usize, length: usize, all: usize, padding: usize) -> [String; 2] {
    let before = from.cast_signed() - padding.cast_signed();
    let after = all.cast_signed() - before - length.cast_signed();
    let all = all.to_string();
    [before, after].map(|cells| {
        let unit = if cells < 0 {
            "var(--beyond)"
        } else {
            &["100% / ", &all].concat()
        };
        ["calc(", &cells.to_string(), " * ", unit, ")"].concat()
    })
}
