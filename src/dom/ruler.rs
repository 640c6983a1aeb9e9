//! Measuring what room the browser gives a number.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

use crate::app::Room;

use super::node::{OrStop, find};

/// The rulers are ten digits of ten pixels wide.
const TEN_DIGITS: f64 = 100.0;

/// What was laid out: a cell, and digits; nothing where there are no styles, or the
/// page is not seen.
pub(super) fn measure(root: &Element, cell: &Element) -> Option<Room> {
    let cell = cell.get_bounding_client_rect();
    let digit = |ruler| {
        let ruler = find::<Element>(root, ruler).get_bounding_client_rect();
        ruler.width() / TEN_DIGITS
    };
    let room = Room {
        width: cell.width(),
        height: cell.height(),
        digit: digit(".ruler"),
        condensed: digit(".ruler.condensed"),
    };
    (room.width > 0.0 && room.digit > 0.0).then_some(room)
}

/// The cell whose size is watched.
#[derive(Debug)]
pub(super) struct Ruler {
    cell: Element,
    observer: ResizeObserver,
    _resized: Closure<dyn FnMut()>,
}

impl Ruler {
    /// Watches a cell: the browser tells of its size before it paints it.
    pub(super) fn on(cell: Element, resized: impl FnMut() + 'static) -> Self {
        let resized = Closure::<dyn FnMut()>::new(resized);
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).or_stop();
        observer.observe(&cell);
        Self {
            cell,
            observer,
            _resized: resized,
        }
    }

    /// Watches another cell, where the one before is gone.
    pub(super) fn move_to(&mut self, cell: &Element) {
        if *cell != self.cell {
            self.observer.disconnect();
            self.observer.observe(cell);
            self.cell = cell.clone();
        }
    }
}

impl Drop for Ruler {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
