//! The eight grids: what each cell shows and how it is marked.

use crate::app::{Field, Model};
use crate::math::{At, Size};
use crate::trace::{CellRef, Contribution, Frame, GridId, Highlight, Role};

use super::number::{round_trip, shown};

/// One grid as it is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct GridLook {
    /// Which grid.
    pub id: GridId,
    /// Rows × columns.
    pub size: Size,
    /// Where the step's position is in this grid: one that scrolls keeps it
    /// in sight. Nothing scrolls away under the pointer.
    pub follow: Option<At>,
    /// What is wrong with the drafts in it, a sentence for each refused one.
    pub errors: Vec<String>,
    /// The cells, row-major.
    pub cells: Vec<CellLook>,
}

/// One cell as it is seen.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one attribute of the cell, independent of the others"
)]
#[derive(Clone, Debug, PartialEq)]
pub struct CellLook {
    /// Its text.
    pub text: String,
    /// Its value as the shortest decimal that reads back, once computed.
    pub value: Option<String>,
    /// What the current step added to it, with its sign.
    pub added: Option<String>,
    /// −100 … 100: the value as a share of the grid's largest magnitude.
    pub shade: i32,
    /// Its part in what is highlighted.
    pub role: Option<Role>,
    /// Whether the highlight is pinned to it.
    pub pinned: bool,
    /// Whether its text was typed and is not in force.
    pub draft: bool,
    /// Whether its text may be one that is being typed.
    pub being_typed: bool,
    /// Whether its draft was refused.
    pub invalid: bool,
    /// Whether Tab leads to it.
    pub tab_stop: bool,
}

/// All eight, in the order of [`GridId::ALL`].
pub(super) fn grids(
    model: &Model,
    frame: &Frame,
    contributions: &[Contribution],
    highlight: &Highlight,
) -> Vec<GridLook> {
    let painter = Painter {
        model,
        frame,
        contributions,
        highlight,
    };
    GridId::ALL.into_iter().map(|id| painter.grid(id)).collect()
}

struct Painter<'a> {
    model: &'a Model,
    frame: &'a Frame,
    contributions: &'a [Contribution],
    highlight: &'a Highlight,
}

impl Painter<'_> {
    fn grid(&self, id: GridId) -> GridLook {
        let size = id.size(self.model.layer.geometry());
        let value = |at| self.frame.value(&self.model.layer, id, at);
        let largest = size
            .positions()
            .filter_map(value)
            .map(f64::abs)
            .filter(|magnitude| magnitude.is_finite())
            .fold(0.0, f64::max);
        GridLook {
            id,
            size,
            follow: self.follow(id),
            errors: self.errors(id),
            cells: size
                .positions()
                .map(|at| self.cell(CellRef::new(id, at), value(at), largest))
                .collect(),
        }
    }

    fn follow(&self, id: GridId) -> Option<At> {
        let model = self.model;
        if model.attention.is_some() {
            return None;
        }
        let position = model.steps().step(model.step).position()?;
        let geometry = model.layer.geometry();
        let taps = || geometry.taps(position);
        let middle = || taps().nth(taps().count() / 2);
        match id {
            GridId::X | GridId::Dx => Some(middle()?.input),
            GridId::W | GridId::Dw => Some(middle()?.kernel),
            GridId::Z | GridId::H | GridId::Dz | GridId::G => Some(position),
        }
    }

    fn cell(&self, cell: CellRef, value: Option<f64>, largest: f64) -> CellLook {
        let model = self.model;
        let draft = Field::of(cell).and_then(|field| model.drafts.get(&field));
        CellLook {
            text: draft.map_or_else(|| self.text(cell, value), |draft| draft.text.clone()),
            value: value.map(round_trip),
            added: self.added(cell),
            shade: value.map_or(0, |value| shade(value, largest)),
            role: self.highlight.role(cell),
            pinned: model.pinned == Some(cell),
            draft: draft.is_some(),
            being_typed: draft.is_some() || self.editing(cell),
            invalid: draft.is_some_and(|draft| draft.error.is_some()),
            tab_stop: model.tab_stops.get(&cell.grid).unwrap_or(&At::new(0, 0)) == &cell.at,
        }
    }

    /// The number, with all its digits where one can edit them.
    fn text(&self, cell: CellRef, value: Option<f64>) -> String {
        match value {
            None => "·".to_owned(),
            Some(value) if self.editing(cell) => round_trip(value).replace('-', "−"),
            Some(value) => shown(value, self.model.decimals),
        }
    }

    fn editing(&self, cell: CellRef) -> bool {
        self.model.focused == Some(cell) && cell.grid.operand().is_some()
    }

    /// The contribution to a cell of dX or dW.
    fn added(&self, cell: CellRef) -> Option<String> {
        if !matches!(cell.grid, GridId::Dx | GridId::Dw) {
            return None;
        }
        let contribution = self.contributions.iter().find(|one| one.target == cell)?;
        let text = shown(contribution.product(), self.model.decimals);
        Some(if text.starts_with('−') {
            text
        } else {
            format!("+{text}")
        })
    }

    fn errors(&self, id: GridId) -> Vec<String> {
        let drafts = self.model.drafts.iter();
        drafts
            .filter(|(field, _)| field.cell().grid == id)
            .filter_map(|(field, draft)| {
                let error = draft.error.as_ref()?;
                Some(format!("{} {error}.", field.cell()))
            })
            .collect()
    }
}

/// One diverging scale: 0 is neutral, the grid's largest magnitude is ±100.
fn shade(value: f64, largest: f64) -> i32 {
    if largest == 0.0 || value.is_nan() {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is within −100 … 100")]
    let shade = (100.0 * (value / largest).clamp(-1.0, 1.0)).round() as i32;
    shade
}

#[cfg(test)]
mod tests {
    use super::shade;

    #[test]
    fn zero_is_neutral_and_the_scale_symmetric() {
        assert_eq!(shade(0.0, 2.0), 0);
        assert_eq!(shade(-1.0, 2.0), -50);
        assert_eq!(shade(2.0, 2.0), 100);
        assert_eq!(shade(0.0, 0.0), 0);
        assert_eq!(shade(f64::INFINITY, 2.0), 100);
        assert_eq!(shade(f64::NAN, 2.0), 0);
        assert_eq!(shade(1e-320, 1e-320), 100);
    }
}
