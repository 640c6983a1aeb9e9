//! The frame around the lit cells of a grid.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::view::{GridLook, Lit};

use super::node::{append, put_attribute, set_attribute, set_property};

/// One node that is moved. Outlines of cells that come and go would each be painted
/// anew.
#[derive(Debug)]
pub(super) struct Frame {
    element: HtmlElement,
    shown: Option<Lit>,
}

impl Frame {
    /// A frame in a box that the styles lay over the cells of a table.
    pub(super) fn over(table: &Element) -> Self {
        let overlay = append(table, "div");
        put_attribute(&overlay, "class", "overlay");
        Self {
            element: append(&overlay, "div").unchecked_into(),
            shown: None,
        }
    }

    /// Moves the frame in the grid that it was made for. The browser divides the
    /// lengths, so they are right to the fraction of a pixel at any size, in print
    /// too. In the padding a cell has a size of its own.
    pub(super) fn render(&mut self, look: &GridLook) {
        if look.lit == self.shown {
            return;
        }
        self.shown = look.lit;
        let role = look.lit.map(|lit| lit.role.name());
        set_attribute(&self.element, "data-role", role);
        let Some(lit) = look.lit else {
            return;
        };
        let (size, padding) = (look.size, look.padding.cast_signed());
        let mut inset = String::new();
        let mut add = |cells: isize, all: usize| {
            inset += "calc(";
            inset += &cells.to_string();
            if cells < 0 {
                inset += " * var(--beyond)) ";
            } else {
                inset += " * 100% / ";
                inset += &all.to_string();
                inset += ") ";
            }
        };
        let [top, left] = [lit.at.row, lit.at.col].map(|place| place.cast_signed() - padding);
        let after = |before: isize, length: usize, all: usize| {
            all.cast_signed() - before - length.cast_signed()
        };
        add(top, size.rows);
        add(after(left, lit.size.cols, size.cols), size.cols);
        add(after(top, lit.size.rows, size.rows), size.rows);
        add(left, size.cols);
        set_property(&self.element, "inset", &inset);
    }
}
