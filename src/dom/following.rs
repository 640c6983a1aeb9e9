//! Keeping the cell of the step in sight.

use web_sys::Element;

use crate::view::Lit;

/// A cell that the step has moved to, as it was measured.
#[derive(Debug)]
pub(super) struct Followed {
    view: Element,
    /// How far its grid is to be scrolled, where the cell is out of sight.
    left: Option<f64>,
    /// Its top and bottom, where it is lit.
    lit: Option<(f64, f64)>,
}

impl Followed {
    /// Measures a cell in its table, and whether what is lit around it is seen.
    pub(super) fn measure(table: &Element, cell: &Element, lit: Option<Lit>) -> Option<Self> {
        let view = table.parent_element()?;
        let [rect, outer] = [cell, &view].map(Element::get_bounding_client_rect);
        let width = f64::from(view.client_width());
        let reach = lit.map_or(1.0, |lit| lit.size.cols as f64 / 2.0) * rect.width();
        let middle = rect.left() - outer.left() + rect.width() / 2.0;
        let in_sight = middle - reach >= 0.0 && middle + reach <= width;
        let left = f64::from(view.scroll_left()) + middle - width / 2.0;
        Some(Self {
            left: (!in_sight).then_some(left),
            lit: lit.map(|_| (rect.top(), rect.bottom())),
            view,
        })
    }
}

/// Scrolls each grid whose cell is out of sight inside of its box, so that it
/// comes to the middle, and the picture up or down as little as it takes to show
/// the lit cells and what is right above and below them, the last of them first
/// of all.
pub(super) fn scroll(picture: &Element, followed: &[Followed]) {
    // All reading before any writing: each reading after it costs a layout.
    let outer = picture.get_bounding_client_rect();
    let mut distance = 0.0;
    for (top, bottom) in followed.iter().filter_map(|cell| cell.lit) {
        let margin = 3.0 * (bottom - top);
        let above = (outer.top() + margin - (top - distance)).max(0.0);
        let below = (bottom - distance + margin - outer.bottom()).max(0.0);
        distance += below - above;
    }
    for Followed { view, left, .. } in followed {
        if let Some(left) = left {
            view.set_scroll_left(pixels(*left));
        }
    }
    if pixels(distance) != 0 {
        picture.set_scroll_top(picture.scroll_top() + pixels(distance));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
const fn pixels(distance: f64) -> i32 {
    distance as i32
}
