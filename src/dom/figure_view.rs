//! The grids that a view of the backward pass adds, drawn small as SVG.

use std::fmt::Write;

use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::math::At;
use crate::view::{Figure, Lit};

use super::node::{append, document};

const SVG: &str = "http://www.w3.org/2000/svg";

/// A cell's width and height in units of the drawing, with a number in it and
/// without.
const ROOMY: (usize, usize) = (46, 26);
const TIGHT: (usize, usize) = (8, 8);

/// What a character of a number takes of a cell's width, and what stays free.
const DIGIT: usize = 8;
const MARGIN: usize = 4;

/// The least width of a figure without numbers, in pixels.
const SMALLEST: usize = 140;

/// Figures side by side.
#[derive(Debug)]
pub(super) struct FigureList {
    parent: Element,
    shown: Vec<FigureView>,
}

impl FigureList {
    pub(super) const fn new(parent: Element) -> Self {
        Self {
            parent,
            shown: Vec::new(),
        }
    }

    /// Draws anew what is another picture; what is lit is moved.
    pub(super) fn render(&mut self, figures: &[Figure]) -> Result<(), JsValue> {
        let same = self.shown.len() == figures.len()
            && self
                .shown
                .iter()
                .zip(figures)
                .all(|(view, figure)| view.draws(figure));
        if !same {
            self.parent.set_text_content(None);
            let views = figures
                .iter()
                .map(|figure| FigureView::draw(&self.parent, figure));
            self.shown = views.collect::<Result<_, _>>()?;
        }
        for (view, figure) in self.shown.iter_mut().zip(figures) {
            view.light(&figure.lit)?;
        }
        Ok(())
    }
}

#[derive(Debug)]
struct FigureView {
    /// What is drawn; lit is what is lit.
    figure: Figure,
    lights: Element,
}

impl FigureView {
    fn draw(parent: &Element, figure: &Figure) -> Result<Self, JsValue> {
        let element = append(parent, "figure")?;
        element.set_attribute("class", "mini")?;
        append(&element, "figcaption")?.set_text_content(Some(&figure.caption));
        let (width, height) = unit(figure);
        let (width, height) = (figure.size.cols * width, figure.size.rows * height);
        let drawing = shape(&element, "svg")?;
        drawing.set_attribute("viewBox", &format!("-2 -2 {} {}", width + 4, height + 4))?;
        drawing.set_attribute("role", "img")?;
        drawing.set_attribute("aria-label", &figure.caption)?;
        let least = if figure.labels.is_empty() {
            SMALLEST
        } else {
            0
        };
        let natural = width.max(least) + 4;
        drawing.set_attribute("style", &format!("--natural: {natural}px"))?;
        let cells = shape(&drawing, "g")?;
        if figure.turned {
            cells.set_attribute("class", "turned")?;
        }
        let ground = shape(&cells, "path")?;
        ground.set_attribute("class", "ground")?;
        ground.set_attribute("d", &format!("M0 0h{width}v{height}h-{width}z"))?;
        for (shade, places) in &figure.shades {
            let path = shape(&cells, "path")?;
            path.set_attribute("d", &squares(figure, places))?;
            path.set_attribute("style", &format!("--shade: {shade}"))?;
        }
        for (at, label) in &figure.labels {
            let text = shape(&cells, "text")?;
            let (width, height) = unit(figure);
            text.set_attribute("x", &(at.col * width + width / 2).to_string())?;
            text.set_attribute("y", &(at.row * height + height / 2).to_string())?;
            text.set_text_content(Some(label));
        }
        Ok(Self {
            figure: Figure {
                lit: Vec::new(),
                ..figure.clone()
            },
            lights: shape(&drawing, "g")?,
        })
    }

    /// Whether the picture is the same, whatever is lit.
    fn draws(&self, figure: &Figure) -> bool {
        let shown = &self.figure;
        (shown.size, shown.turned) == (figure.size, figure.turned)
            && shown.caption == figure.caption
            && shown.shades == figure.shades
            && shown.labels == figure.labels
    }

    fn light(&mut self, lit: &[Lit]) -> Result<(), JsValue> {
        if self.figure.lit == lit {
            return Ok(());
        }
        self.lights.set_text_content(None);
        let (width, height) = unit(&self.figure);
        for Lit { at, size, role } in lit {
            let frame = shape(&self.lights, "rect")?;
            for (name, value) in [
                ("x", at.col * width),
                ("y", at.row * height),
                ("width", size.cols * width),
                ("height", size.rows * height),
            ] {
                frame.set_attribute(name, &value.to_string())?;
            }
            frame.set_attribute("data-lit", role.name())?;
        }
        self.figure.lit = lit.to_vec();
        Ok(())
    }
}

fn unit(figure: &Figure) -> (usize, usize) {
    let lengths = figure.labels.iter().map(|(_, label)| label.chars().count());
    let (width, height) = ROOMY;
    lengths.max().map_or(TIGHT, |longest| {
        (width.max(longest * DIGIT + MARGIN), height)
    })
}

/// One path for all cells of a shade: thousands of them stay few nodes.
fn squares(figure: &Figure, places: &[At]) -> String {
    let (width, height) = unit(figure);
    let mut path = String::new();
    for at in places {
        let (x, y) = (at.col * width, at.row * height);
        // Writing to a string does not fail.
        let _ = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
    }
    path
}

fn shape(parent: &Element, tag: &str) -> Result<Element, JsValue> {
    let element = document()?.create_element_ns(Some(SVG), tag)?;
    parent.append_child(&element)?;
    Ok(element)
}
