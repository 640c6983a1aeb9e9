//! The grids: what each cell shows and how it is marked.

use crate::app::{Field, Model, Naming};
use crate::math::{At, BackwardView, Loss, Operand, Size};
use crate::trace::{CellRef, Contribution, Frame, GridId, Highlight, Phase, Role, Step, Trace};

use super::number::{round_trip, shown};
use super::writer::Writer;

/// One grid as it is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct GridLook {
    /// Which grid.
    pub id: GridId,
    /// How it and its cells are named.
    pub naming: Naming,
    /// What it is, in a few words.
    pub what: String,
    /// What belongs to it besides its cells: b, db, L; empty where nothing does.
    pub note: String,
    /// Rows × columns.
    pub size: Size,
    /// Rings of absent cells around it.
    pub padding: usize,
    /// How many cells apart the kernel's cells lie on X.
    pub dilation: usize,
    /// The absent cells under the kernel at this step, by row and column
    /// counted from the first cell.
    pub lit_padding: Vec<[isize; 2]>,
    /// Whether the step's contribution to absent cells is dropped.
    pub drops: bool,
    /// Whether one can type into it.
    pub editable: bool,
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
    /// Whether the dilated kernel leaves it out at this step.
    pub hole: bool,
    /// What it should be, where a mistake made it something else.
    pub should_be: Option<String>,
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

/// All that are in use, in the order of [`GridId::ALL`].
pub(super) fn grids(
    model: &Model,
    frame: &Frame,
    contributions: &[Contribution],
    highlight: &Highlight,
    loss: &str,
) -> Vec<GridLook> {
    let hunting = model.hunt.is_some();
    let painter = Painter {
        writer: Writer::of(model, frame),
        model,
        frame,
        right: hunting.then(|| Trace::of(&model.layer).frame(model.step)),
        contributions,
        highlight,
        loss,
    };
    let used = GridId::ALL
        .into_iter()
        .filter(|&id| id != GridId::T || model.is_editable(Operand::T));
    used.map(|id| painter.grid(id)).collect()
}

struct Painter<'a> {
    writer: Writer<'a>,
    model: &'a Model,
    frame: &'a Frame,
    right: Option<Frame>,
    contributions: &'a [Contribution],
    highlight: &'a Highlight,
    loss: &'a str,
}

impl Painter<'_> {
    fn grid(&self, id: GridId) -> GridLook {
        let geometry = self.model.layer.geometry();
        let size = id.size(geometry);
        let value = |at| self.frame.value(id, at);
        let largest = size
            .positions()
            .filter_map(value)
            .map(f64::abs)
            .filter(|magnitude| magnitude.is_finite())
            .fold(0.0, f64::max);
        let padding = match id {
            GridId::X | GridId::Dx => geometry.spacing().padding,
            _ => 0,
        };
        GridLook {
            id,
            naming: self.model.naming,
            what: fitting(self.what(id)),
            note: self.note(id),
            size,
            padding,
            dilation: geometry.spacing().dilation,
            lit_padding: self.lit_padding(id),
            drops: id == GridId::Dx,
            editable: id
                .operand()
                .is_some_and(|operand| self.model.is_editable(operand)),
            follow: self.follow(id),
            errors: self.errors(id),
            cells: size
                .positions()
                .map(|at| self.cell(CellRef::new(id, at), value(at), largest))
                .collect(),
        }
    }

    fn what(&self, id: GridId) -> String {
        let layer = &self.model.layer;
        let name = |grid| self.writer.naming.grid(grid);
        let loss = match self.writer.naming.notation.loss() {
            "loss" => "L",
            short => short,
        };
        let by = |grid: GridId| format!("∂{loss}/∂{}", name(grid));
        let adding = match self.model.view {
            BackwardView::Scatter => "accumulates",
            BackwardView::Gather | BackwardView::Matrix => "cell by cell",
        };
        match id {
            GridId::X => "input · editable".to_owned(),
            GridId::W => "kernel · editable".to_owned(),
            GridId::Z if layer.bias() == 0.0 => {
                format!("pre-activation · {} ⋆ {}", name(GridId::X), name(GridId::W))
            }
            GridId::Z => format!(
                "pre-activation · {} ⋆ {} + {}",
                name(GridId::X),
                name(GridId::W),
                self.writer.naming.notation.bias()
            ),
            GridId::H => format!("activation · σ({})", name(GridId::Z)),
            // Where the view can be chosen, the choice stands in its place.
            GridId::Dx if self.in_backward() => by(GridId::X),
            GridId::Dx => format!("{} · {adding}", by(GridId::X)),
            GridId::Dw => format!("{} · {adding}", by(GridId::W)),
            GridId::Dz => format!(
                "{} · {} ⊙ σ′({})",
                by(GridId::Z),
                name(GridId::G),
                name(GridId::Z)
            ),
            GridId::G if layer.loss() == Loss::SquaredError => {
                format!(
                    "{} · {} − {}",
                    by(GridId::H),
                    name(GridId::H),
                    name(GridId::T)
                )
            }
            GridId::G => format!("{} · editable", by(GridId::H)),
            GridId::T => "target · editable".to_owned(),
        }
    }

    fn in_backward(&self) -> bool {
        let model = self.model;
        model.steps().step(model.step).phase() == Phase::Backward
    }

    /// b beside W, db beside dW, L beside H.
    fn note(&self, id: GridId) -> String {
        let bias = self.model.layer.bias();
        let notation = self.writer.naming.notation;
        match id {
            GridId::W if bias != 0.0 => {
                format!("{} = {}", notation.bias(), self.writer.number(bias))
            }
            GridId::Dw if bias != 0.0 || self.right_db().is_some() => {
                let number = |value| self.writer.number(value);
                let value = self.frame.db.map_or_else(|| "·".to_owned(), number);
                let right = self.right_db().map(|right| format!(" ✓ {}", number(right)));
                let right = right.unwrap_or_default();
                format!("{} = {value}{right}", notation.bias_gradient())
            }
            GridId::H => self.loss.to_owned(),
            _ => String::new(),
        }
    }

    /// The right db, where a mistake in the pass made it another.
    fn right_db(&self) -> Option<f64> {
        let right = self.right.as_ref()?.db?;
        differ(self.frame.db?, right).then_some(right)
    }

    /// The padding under the kernel at a forward or backward step.
    fn lit_padding(&self, id: GridId) -> Vec<[isize; 2]> {
        let Some(position) = self.window_over(id) else {
            return Vec::new();
        };
        let absent = self.model.layer.geometry().taps_in_padding(position);
        absent.map(|(_, place)| place).collect()
    }

    /// The position whose window the step shows on X or dX.
    fn window_over(&self, id: GridId) -> Option<At> {
        let model = self.model;
        if model.spotlight().is_some() {
            return None;
        }
        match (id, model.steps().step(model.step)) {
            (GridId::X, Step::Forward(at) | Step::Backward(at))
            | (GridId::Dx, Step::Backward(at)) => Some(at),
            _ => None,
        }
    }

    /// Whether the cell lies between those that the dilated kernel covers.
    fn is_hole(&self, CellRef { grid, at }: CellRef) -> bool {
        let geometry = self.model.layer.geometry();
        if geometry.spacing().dilation == 1 {
            return false;
        }
        let Some(position) = self.window_over(grid) else {
            return false;
        };
        let [rows, cols] = geometry.field(position);
        let covered = || geometry.taps(position).any(|tap| tap.input == at);
        rows.contains(&at.row.cast_signed()) && cols.contains(&at.col.cast_signed()) && !covered()
    }

    fn follow(&self, id: GridId) -> Option<At> {
        let model = self.model;
        if model.attention.is_some() {
            return None;
        }
        let step = model.steps().step(model.step);
        if let Some(target) = step.target() {
            return (target.grid == id).then_some(target.at);
        }
        let position = step.position()?;
        let geometry = model.layer.geometry();
        let taps = || geometry.taps(position);
        let middle = || taps().nth(taps().count() / 2);
        match id {
            GridId::X | GridId::Dx => Some(middle()?.input),
            GridId::W | GridId::Dw => Some(middle()?.kernel),
            GridId::Z | GridId::H | GridId::Dz | GridId::G | GridId::T => Some(position),
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
            hole: self.is_hole(cell),
            should_be: self.should_be(cell, value),
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
        let operand = cell.grid.operand();
        self.model.focused == Some(cell)
            && operand.is_some_and(|operand| self.model.is_editable(operand))
    }

    /// The right number, where a mistake in the pass made it another.
    fn should_be(&self, cell: CellRef, value: Option<f64>) -> Option<String> {
        let right = self.right.as_ref()?.value(cell.grid, cell.at)?;
        differ(value?, right).then(|| shown(right, self.model.decimals))
    }

    /// What a position has added to a cell of dX or dW.
    fn added(&self, cell: CellRef) -> Option<String> {
        let scatters = self.model.view == BackwardView::Scatter && self.model.hunt.is_none();
        if !scatters || !matches!(cell.grid, GridId::Dx | GridId::Dw) {
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
            .filter_map(|(field, draft)| {
                let cell = field.cell().filter(|cell| cell.grid == id)?;
                let error = draft.error.as_ref()?;
                Some(format!("{} {error}.", self.model.naming.cell(cell)))
            })
            .collect()
    }
}

/// A caption that is too long for its grid keeps its first part: the names of
/// some notations are long.
fn fitting(what: String) -> String {
    const MOST: usize = 26;
    match what.split_once(" · ") {
        Some((first, _)) if what.chars().count() > MOST => first.to_owned(),
        _ => what,
    }
}

/// Whether two numbers are different: −0 is 0, and one NaN is as good as another.
pub(super) fn differ(a: f64, b: f64) -> bool {
    a != b && !(a.is_nan() && b.is_nan())
}

/// One diverging scale: 0 is neutral, the grid's largest magnitude is ±100.
pub(super) fn shade(value: f64, largest: f64) -> i32 {
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
