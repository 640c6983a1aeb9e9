//! Measuring what room the browser gives a number.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

use crate::app::Room;

use super::node::{OrStop, find};

/// The rulers are ten digits wide, at a font size of ten pixels.
const TEN_DIGITS: f64 = 100.0;

/// The room that a cell and the rulers got; `None` where there are no styles or the
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

/// Tells when the browser has laid out watched elements: when one has another size,
/// or is watched for the first time.
#[derive(Debug)]
pub(super) struct Ruler {
    watched: [Option<Element>; 2],
    observer: ResizeObserver,
    _laid_out: Closure<dyn FnMut()>,
}

impl Ruler {
    /// Calls `laid_out` after such a layout, and before the browser paints it.
    pub(super) fn new(laid_out: impl FnMut() + 'static) -> Self {
        let laid_out = Closure::<dyn FnMut()>::new(laid_out);
        let observer = ResizeObserver::new(laid_out.as_ref().unchecked_ref()).or_stop();
        Self {
            watched: [None, None],
            observer,
            _laid_out: laid_out,
        }
    }

    pub(super) fn watch(&mut self, elements: [Option<&Element>; 2]) {
        for (watched, element) in self.watched.iter_mut().zip(elements) {
            if watched.as_ref() == element {
                continue;
            }
            if let Some(before) = watched.take() {
                self.observer.unobserve(&before);
            }
            if let Some(element) = element {
                self.observer.observe(element);
                *watched = Some(element.clone());
            }
        }
    }
}

impl Drop for Ruler {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
