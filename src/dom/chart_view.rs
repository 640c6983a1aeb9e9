//! A chart with its two axes: the picture is SVG, the words beside it are HTML, so
//! that their size does not depend on the picture's.

use web_sys::Element;

use crate::view::Chart;

use super::node::{TextSlot, append, append_svg, put_attribute, set_attribute};

#[derive(Debug)]
pub(super) struct ChartView {
    element: Element,
    line: Element,
    dots: Element,
    axes: Vec<TextSlot>,
}

impl ChartView {
    pub(super) fn new(element: &Element) -> Self {
        put_attribute(element, "role", "img");
        put_attribute(element, "class", "chart");
        let picture = append_svg(element, "svg");
        put_attribute(&picture, "viewBox", "0 0 100 100");
        put_attribute(&picture, "preserveAspectRatio", "none");
        let line = append_svg(&picture, "path");
        let dots = append_svg(&picture, "path");
        put_attribute(&dots, "class", "dots");
        let mut axes = Vec::new();
        for class in ["y", "x"] {
            let axis = append(element, "p");
            put_attribute(&axis, "class", class);
            for _ in 0..3 {
                axes.push(TextSlot::new(append(&axis, "span")));
            }
        }
        Self {
            element: element.clone(),
            line,
            dots,
            axes,
        }
    }

    pub(super) fn render(&mut self, chart: &Chart) {
        let is_empty = chart.points.is_empty();
        set_attribute(&self.element, "hidden", is_empty.then_some(""));
        set_attribute(&self.element, "aria-label", Some(&chart.description));
        if is_empty {
            return;
        }
        let line = ["M", &chart.points].concat();
        put_attribute(&self.line, "d", &line);
        // A line of no length with round ends is a dot, whatever the picture's shape.
        let dots = [&line.replace(' ', "h0M"), "h0"].concat();
        put_attribute(&self.dots, "d", &dots);
        for (slot, words) in self.axes.iter_mut().zip(&chart.axes) {
            slot.write(words);
        }
    }
}
