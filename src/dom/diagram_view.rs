//! The grids that a view of the backward pass adds, drawn small as SVG.

use std::fmt::Write;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::math::{At, Size};
use crate::view::{Diagram, Drawing, Lit};

use super::cell_view::tint;
use super::node::{
    OrStop, TextSlot, append, append_svg, put_attribute, rewrite, set_attribute, set_number,
    write_text,
};

/// A cell's width and height in units of the drawing, with a number in it and
/// without.
const ROOMY: (usize, usize) = (46, 26);
const TIGHT: (usize, usize) = (8, 8);

/// What a character takes of the width of a cell, and what stays free.
const DIGIT: usize = 8;
const MARGIN: usize = 4;

/// The least width of a diagram without numbers, in pixels.
const SMALLEST: usize = 140;

#[derive(Debug)]
pub(super) struct DiagramList {
    parent: Element,
    shown: Vec<DiagramView>,
}

impl DiagramList {
    pub(super) const fn new(parent: Element) -> Self {
        Self {
            parent,
            shown: Vec::new(),
        }
    }

    /// Redraws all where a grid of another kind is there, else what differs.
    pub(super) fn render(&mut self, diagrams: &[Diagram]) {
        let shown = self.shown.iter();
        let same = self.shown.len() == diagrams.len()
            && shown
                .zip(diagrams)
                .all(|(view, diagram)| view.fits(&diagram.drawing));
        if !same {
            self.parent.set_text_content(None);
            let views = diagrams
                .iter()
                .map(|diagram| DiagramView::new(&self.parent, &diagram.drawing));
            self.shown = views.collect();
        }
        for (view, diagram) in self.shown.iter_mut().zip(diagrams) {
            view.render(diagram);
        }
    }
}

#[derive(Debug)]
struct DiagramView {
    size: Size,
    turned: bool,
    /// What was drawn last.
    drawn: Option<Rc<Drawing>>,
    /// A cell's width and height.
    unit: (usize, usize),
    caption: TextSlot,
    svg: Element,
    cells: Element,
    /// The path of each shade.
    shades: Vec<(Element, (i32, Vec<At>))>,
    labels: Vec<(Element, (At, String))>,
    lights: Element,
    lit: Vec<Lit>,
}

impl DiagramView {
    fn new(parent: &Element, drawing: &Drawing) -> Self {
        let element = append(parent, "figure");
        put_attribute(&element, "class", "mini");
        let caption = TextSlot::new(append(&element, "figcaption"));
        let unit = unit(drawing);
        let (width, height) = (drawing.size.cols * unit.0, drawing.size.rows * unit.1);
        let svg = append_svg(&element, "svg");
        put_attribute(
            &svg,
            "viewBox",
            &format!("-2 -2 {} {}", width + 4, height + 4),
        );
        put_attribute(&svg, "role", "img");
        let least = if drawing.labels.is_empty() {
            SMALLEST
        } else {
            0
        };
        let natural = width.max(least) + 4;
        // A drawing has a style as elements of HTML do.
        set_number(svg.unchecked_ref(), "--natural", natural);
        let cells = append_svg(&svg, "g");
        if drawing.turned {
            put_attribute(&cells, "class", "turned");
        }
        let ground = append_svg(&cells, "path");
        put_attribute(&ground, "class", "ground");
        put_attribute(&ground, "d", &format!("M0 0h{width}v{height}h-{width}z"));
        Self {
            size: drawing.size,
            turned: drawing.turned,
            drawn: None,
            unit,
            caption,
            cells,
            shades: Vec::new(),
            labels: Vec::new(),
            lights: append_svg(&svg, "g"),
            lit: Vec::new(),
            svg,
        }
    }

    /// Whether it can show this grid: size and shape are the same.
    fn fits(&self, drawing: &Drawing) -> bool {
        (self.size, self.turned, self.unit) == (drawing.size, drawing.turned, unit(drawing))
    }

    fn render(&mut self, diagram: &Diagram) {
        let drawn = self.drawn.as_ref();
        if drawn.is_none_or(|drawn| !Rc::ptr_eq(drawn, &diagram.drawing)) {
            self.draw(&diagram.drawing);
            self.drawn = Some(Rc::clone(&diagram.drawing));
        }
        self.light(&diagram.lit);
    }

    fn draw(&mut self, drawing: &Drawing) {
        self.caption.write(&drawing.caption);
        set_attribute(&self.svg, "aria-label", Some(&drawing.caption));
        let unit = self.unit;
        let first_label = self.labels.first().map(|(node, _)| node.clone());
        let new_path = || {
            // Below the numbers.
            let path = append_svg(&self.cells, "path");
            if let Some(label) = &first_label {
                self.cells.insert_before(&path, Some(label)).or_stop();
            }
            path
        };
        rewrite(
            &mut self.shades,
            &drawing.shades,
            new_path,
            |path, shade| {
                put_attribute(path, "d", &squares(unit, &shade.1));
                set_attribute(path, "data-shade", tint(shade.0).as_deref());
            },
        );
        let new_label = || append_svg(&self.cells, "text");
        rewrite(
            &mut self.labels,
            &drawing.labels,
            new_label,
            |text, (at, label)| {
                let (width, height) = unit;
                put_attribute(text, "x", &(at.col * width + width / 2).to_string());
                put_attribute(text, "y", &(at.row * height + height / 2).to_string());
                write_text(text, label);
            },
        );
    }

    fn light(&mut self, lit: &[Lit]) {
        if self.lit == lit {
            return;
        }
        self.lights.set_text_content(None);
        let (width, height) = self.unit;
        for Lit { at, size, role } in lit {
            let frame = append_svg(&self.lights, "rect");
            for (name, value) in [
                ("x", at.col * width),
                ("y", at.row * height),
                ("width", size.cols * width),
                ("height", size.rows * height),
            ] {
                put_attribute(&frame, name, &value.to_string());
            }
            put_attribute(&frame, "data-lit", role.name());
        }
        self.lit = lit.to_vec();
    }
}

fn unit(drawing: &Drawing) -> (usize, usize) {
    let lengths = drawing
        .labels
        .iter()
        .map(|(_, label)| label.chars().count());
    let (width, height) = ROOMY;
    lengths.max().map_or(TIGHT, |longest| {
        (width.max(longest * DIGIT + MARGIN), height)
    })
}

/// One path for all cells of a shade, so that thousands of them take few nodes.
fn squares((width, height): (usize, usize), places: &[At]) -> String {
    let mut path = String::new();
    for at in places {
        let (x, y) = (at.col * width, at.row * height);
        // Writing to a string does not fail.
        let _ = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
    }
    path
}
