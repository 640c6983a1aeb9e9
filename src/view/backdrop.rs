//! What no step changes: made again only for another layer, or in other words.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::app::{Decimals, Language, Model, Naming};
use crate::math::{BackwardView, Geometry};
use crate::trace::{GridId, Recording};

use super::code::{Listing, Variant};
use super::diagrams::Drawing;
use super::grids::caption;

/// All that the page shows alike at each step of a run.
#[derive(Debug)]
pub(super) struct Backdrop {
    run: Rc<Recording>,
    terms: Terms,
    pub(super) listing: Listing,
    /// The layer in one line, but for L.
    pub(super) summary: String,
    /// Of all grids.
    captions: Vec<Rc<str>>,
    windows: OnceCell<Windows>,
    /// The drawings of the steps that compute dX and of those that compute dW.
    drawings: [OnceCell<Vec<Rc<Drawing>>>; 2],
}

/// How the windows lie on X.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Windows {
    /// Whether a cell lies in several.
    pub(super) overlap: bool,
    /// Whether a cell lies in none.
    pub(super) leave_out: bool,
}

/// In which words, numbers and shades a run is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Terms {
    language: Language,
    naming: Naming,
    decimals: Decimals,
    one_scale: bool,
}

impl Terms {
    const fn of(model: &Model) -> Self {
        Self {
            language: model.language,
            naming: model.naming,
            decimals: model.decimals,
            one_scale: model.one_scale,
        }
    }
}

impl Backdrop {
    pub(super) fn of(model: &Model, run: Rc<Recording>) -> Self {
        let Model {
            language,
            naming,
            layer,
            view,
            ..
        } = model;
        let captions = GridId::ALL.iter().map(|&id| caption(model, id));
        Self {
            run,
            terms: Terms::of(model),
            listing: Listing::of(Variant::of(*language, naming.notation, layer, *view)),
            summary: summary(model),
            captions: captions.map(Rc::from).collect(),
            windows: OnceCell::new(),
            drawings: [OnceCell::new(), OnceCell::new()],
        }
    }

    /// Whether it is still what stands behind the steps of a model, whose run is
    /// given.
    pub(super) fn fits(&self, model: &Model, run: &Rc<Recording>) -> bool {
        Rc::ptr_eq(&self.run, run) && self.terms == Terms::of(model)
    }

    pub(super) fn caption(&self, id: GridId) -> Rc<str> {
        Rc::clone(&self.captions[id.index()])
    }

    pub(super) fn windows(&self, geometry: &Geometry) -> Windows {
        *self.windows.get_or_init(|| {
            let mut windows = Windows::default();
            for at in geometry.input().positions() {
                let count = BackwardView::Matrix.taps_into_dx(geometry, at).len();
                windows.overlap |= count > 1;
                windows.leave_out |= count == 0;
            }
            windows
        })
    }

    /// The drawings beside the steps that compute a grid.
    pub(super) fn drawings(&self, grid: GridId, draw: &dyn Fn() -> Vec<Drawing>) -> &[Rc<Drawing>] {
        let kept = &self.drawings[usize::from(grid == GridId::Dw)];
        kept.get_or_init(|| draw().into_iter().map(Rc::new).collect())
    }
}

/// `X 3×3 ⋆ W 2×2 · stride 1 · padding 0 · dilation 1 → Z 2×2 · sigmoid`
fn summary(model: &Model) -> String {
    let geometry = model.layer.geometry();
    let spacing = geometry.spacing();
    model.naming.say(&format!(
        "$X {} ⋆ $W {} · stride {} · padding {} · dilation {} → $Z {} · {}",
        geometry.input(),
        geometry.kernel(),
        spacing.stride,
        spacing.padding,
        spacing.dilation,
        geometry.output(),
        model.layer.activation().name()
    ))
}
