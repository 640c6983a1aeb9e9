//! A grid whose numbers have no room: one picture of shades behind its cells.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};

use crate::math::Size;
use crate::view::{GridLook, shade};

use super::node::{
    OrStop, create, document, lacks, put_attribute, root_element, set_number, window,
};

type Colour = [u8; 3];

/// Where nothing is computed, one cell in so many is grey on each diagonal.
const HATCH: usize = 3;
const HATCH_COLOUR: [u8; 4] = [128, 128, 128, 64];

/// One pixel a cell, enlarged by the style sheet. It costs the same however many
/// cells change: thousands of them need not be styled one by one.
#[derive(Debug)]
pub(super) struct MapView {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    size: Size,
    palette: Palette,
}

/// The ends of the scale, as the style sheet has them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    positive: Colour,
    negative: Colour,
}

impl Palette {
    pub(super) fn read() -> Self {
        Self {
            positive: colour("--map-positive"),
            negative: colour("--map-negative"),
        }
    }
}

impl MapView {
    /// A picture right before a table, in the same box, inside the rings of its
    /// padding.
    pub(super) fn behind(table: &Element, size: Size, palette: Palette) -> Self {
        let canvas: HtmlCanvasElement = create(&document(), "canvas").unchecked_into();
        put_attribute(&canvas, "class", "map");
        put_attribute(&canvas, "aria-hidden", "true");
        let extent = |cells| u32::try_from(cells).unwrap_or(u32::MAX);
        canvas.set_width(extent(size.cols));
        canvas.set_height(extent(size.rows));
        set_number(&canvas, "--columns", size.cols);
        set_number(&canvas, "--rows", size.rows);
        let context = canvas.get_context("2d").or_stop();
        let context = context.and_then(|context| context.dyn_into().ok());
        table.before_with_node_1(&canvas).or_stop();
        Self {
            context: context.unwrap_or_else(|| lacks("a canvas")),
            size,
            palette,
            canvas,
        }
    }

    pub(super) fn draw(&self, look: &GridLook) {
        let cells = look.values.cells();
        let mut pixels = Vec::with_capacity(4 * self.size.cells());
        for at in self.size.positions() {
            pixels.extend(match cells.get(self.size.index_of(at)) {
                Some(&value) => self.pixel(shade(value, look.largest)),
                None if (at.row + at.col) % HATCH == 0 => HATCH_COLOUR,
                None => [0; 4],
            });
        }
        let picture = ImageData::new_with_u8_clamped_array(Clamped(&pixels), self.canvas.width());
        let drawn = self.context.put_image_data(&picture.or_stop(), 0.0, 0.0);
        drawn.or_stop();
    }

    pub(super) fn remove(self) {
        self.canvas.remove();
    }

    /// A weak shade lets the neutral ground show through.
    fn pixel(&self, shade: i32) -> [u8; 4] {
        let [red, green, blue] = if shade < 0 {
            self.palette.negative
        } else {
            self.palette.positive
        };
        let strength = shade.unsigned_abs() * u32::from(u8::MAX) / 100;
        [red, green, blue, u8::try_from(strength).unwrap_or(u8::MAX)]
    }
}

/// A colour of the style sheet, written `#rrggbb`.
fn colour(name: &str) -> Colour {
    let style = window().get_computed_style(&root_element()).or_stop();
    let style = style.unwrap_or_else(|| lacks("styles"));
    let text = style.get_property_value(name).or_stop();
    let number = u32::from_str_radix(text.trim().trim_start_matches('#'), 16);
    let [_, red, green, blue] = number.unwrap_or_default().to_be_bytes();
    [red, green, blue]
}
