//! The grids: what each cell shows and how it is marked.

mod caption;
mod look;
mod marks;

use crate::math::{At, Operand, Size};
use crate::trace::{GridId, Role, Step};

pub(super) use self::caption::caption;
pub use self::look::{CellLook, GridLook};
pub use self::marks::Marks;
use super::drawing::{Lit, is_large};
use super::fit::{CellFormat, Fit};
use super::scene::Scene;
use super::writer::Writer;

pub(super) fn grids(scene: &Scene<'_>, writer: &Writer<'_>, fit: Option<Fit>) -> Vec<GridLook> {
    let painter = Painter { scene, writer, fit };
    let used = GridId::ALL
        .into_iter()
        .filter(|&id| id != GridId::T || scene.model.is_editable(Operand::T));
    used.map(|id| painter.grid(id)).collect()
}

struct Painter<'a> {
    scene: &'a Scene<'a>,
    writer: &'a Writer<'a>,
    fit: Option<Fit>,
}

impl Painter<'_> {
    fn grid(&self, id: GridId) -> GridLook {
        let geometry = self.scene.model.layer.geometry();
        let size = id.size(geometry);
        let padding = match id {
            GridId::X | GridId::Dx => geometry.spacing().padding,
            _ => 0,
        };
        let lit_padding = self.lit_padding(id);
        let drops = id == GridId::Dx;
        let lit = self.lit(id, padding, if drops { &[] } else { &lit_padding });
        GridLook {
            id,
            lit,
            naming: self.scene.model.naming,
            caption: self.scene.backdrop.caption(id),
            size,
            padding,
            dilation: geometry.spacing().dilation,
            lit_padding,
            drops,
            editable: id
                .operand()
                .is_some_and(|operand| self.scene.model.is_editable(operand)),
            refusal: self.refusal(id),
            has_numbers: self.has_numbers(id),
            format: self.format(id),
            largest: self.largest(id),
            values: self.scene.frame.grid(id).clone(),
            marks: self.marks(id, lit.is_some()),
        }
    }

    /// As many decimals as have room at every step, so that no step changes their
    /// number.
    pub(super) fn format(&self, id: GridId) -> CellFormat {
        let recording = self.scene.recording;
        let has_negative = |id| recording.has_negative(id);
        let is_signed = match id {
            GridId::Dx => has_negative(GridId::W) || has_negative(GridId::Dz),
            GridId::Dw => has_negative(GridId::X) || has_negative(GridId::Dz),
            GridId::Db => has_negative(GridId::Dz),
            _ => has_negative(id),
        };
        let fit = match id {
            GridId::B | GridId::Db => self.scene.model.room.map(Fit::in_caption),
            _ => self.fit,
        };
        CellFormat::of(
            self.scene.model.decimals,
            fit,
            recording.largest(id),
            is_signed,
        )
    }

    /// The magnitude of the strongest shade. Where all cells of G, or of T, are
    /// equal, they tell the least. At full strength that grid would be the loudest
    /// of the page, so its shade is a quarter of the strongest.
    fn largest(&self, id: GridId) -> f64 {
        let recording = self.scene.recording;
        let largest = recording.largest(id);
        let cells = recording.last().grid(id).cells();
        let is_constant = cells.iter().all(|cell| Some(cell) == cells.first());
        if is_constant && matches!(id, GridId::G | GridId::T) {
            return (4.0 * largest).min(f64::MAX);
        }
        self.scene.shared_largest(id).unwrap_or(largest)
    }

    fn has_numbers(&self, id: GridId) -> bool {
        matches!(id, GridId::W | GridId::B | GridId::Dw | GridId::Db)
            || !is_large(self.scene.model.layer.geometry())
    }

    /// The padding under the kernel at a forward or backward step.
    fn lit_padding(&self, id: GridId) -> Vec<[isize; 2]> {
        let Some(position) = self.window_over(id) else {
            return Vec::new();
        };
        let absent = self.scene.model.layer.geometry().taps_in_padding(position);
        absent.map(|(_, place)| place).collect()
    }

    /// The position whose window the step shows on X or dX.
    fn window_over(&self, id: GridId) -> Option<At> {
        let model = self.scene.model;
        if model.attention.is_some() {
            return None;
        }
        match (id, self.scene.step) {
            (GridId::X, Step::Forward(at) | Step::Backward(at))
            | (GridId::Dx, Step::Backward(at)) => Some(at),
            _ => None,
        }
    }

    /// The frame around the lit cells of a map, and of a grid of many cells where
    /// they fill a rectangle: one frame costs the browser less than outlines that
    /// come and go. In a small grid it is the other way round.
    fn lit(&self, id: GridId, padding: usize, beside: &[[isize; 2]]) -> Option<Lit> {
        const FIRST_FRAMED: usize = 5;
        let cells = self.scene.highlight.cells(id).into_iter();
        let cells = cells.map(|at| [at.row, at.col].map(usize::cast_signed));
        let mut count = 0;
        let places = cells.chain(beside.iter().copied());
        let corners = places.fold(None, |corners, [row, col]| {
            count += 1;
            let [[top, left], [bottom, right]] = corners.unwrap_or([[row, col]; 2]);
            Some([
                [row.min(top), col.min(left)],
                [row.max(bottom), col.max(right)],
            ])
        });
        let [[top, left], [bottom, right]] = corners?;
        let size = Size::new(bottom.abs_diff(top) + 1, right.abs_diff(left) + 1);
        let grid = id.size(self.scene.model.layer.geometry());
        let has_many = grid.rows.min(grid.cols) >= FIRST_FRAMED;
        if self.has_numbers(id) && !(has_many && count == size.cells()) {
            return None;
        }
        let in_padded = |place: isize| usize::try_from(place.saturating_add_unsigned(padding)).ok();
        Some(Lit {
            at: At::new(in_padded(top)?, in_padded(left)?),
            size,
            role: Role::on(id),
        })
    }
}

/// Whether two numbers differ: −0 equals 0, and any NaN equals any other.
pub(super) fn differ(a: f64, b: f64) -> bool {
    a != b && !(a.is_nan() && b.is_nan())
}
