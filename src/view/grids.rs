//! The grids: what each cell shows and how it is marked.

use litemap::LiteMap;

use crate::app::{Decimals, Model, Naming};
use crate::math::{At, BackwardView, Geometry, Loss, Operand, Size};
use crate::trace::{
    CellRef, Contribution, Frame, GridId, Highlight, Partial, Phase, Recording, Role, Step, Trace,
};

use super::figures::Lit;
use super::number::{round_trip, shown};
use super::writer::Writer;

/// So many lit cells of a map are marked one by one: more than any window has.
const MOST_MARKED: usize = 128;

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
    /// The rectangle around the lit cells, those of the padding too, counted
    /// from the first cell of the padding.
    pub lit: Option<Lit>,
    /// Whether the step's contribution to absent cells is dropped.
    pub drops: bool,
    /// Whether one can type into it.
    pub editable: bool,
    /// Where the step's position is in this grid: one that scrolls keeps it
    /// in sight. Nothing scrolls away under the pointer.
    pub follow: Option<At>,
    /// What is wrong with the drafts in it, a sentence for each refused one.
    pub errors: Vec<String>,
    /// Whether its numbers are written. A cell of a large grid is a shade, and
    /// the number of the one pointed at is told elsewhere.
    pub has_numbers: bool,
    /// How numbers are written.
    pub decimals: Decimals,
    /// The magnitude with the strongest shade: the largest at the end of the
    /// run, so that a shade means the same at every step.
    pub largest: f64,
    /// The cells that are computed.
    pub values: Partial,
    /// The cells that show more than their value.
    pub marks: LiteMap<At, Marks>,
}

/// What a cell shows besides its value.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one attribute of the cell, independent of the others"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Its part in what is highlighted.
    pub role: Option<Role>,
    /// What the current step added to it, with its sign.
    pub added: Option<String>,
    /// What it should be, where a mistake made it something else.
    pub should_be: Option<String>,
    /// Whether the dilated kernel leaves it out at this step.
    pub hole: bool,
    /// Whether the highlight is pinned to it.
    pub pinned: bool,
    /// Whether Tab leads to it.
    pub tab_stop: bool,
    /// Its number in words, where it is pointed at and its grid has no numbers.
    pub told: Option<String>,
    /// Whether it is edited: then it shows all its digits.
    pub edited: bool,
    /// The text that was typed and is not in force.
    pub draft: Option<String>,
    /// Whether that was refused.
    pub invalid: bool,
}

/// One cell as it is seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellLook {
    /// Its value, once computed.
    pub value: Option<f64>,
    /// Its text.
    pub text: String,
    /// −100 … 100: the value as a share of the grid's largest magnitude.
    pub shade: i32,
    /// What else it shows.
    pub marks: Marks,
}

impl GridLook {
    /// One cell.
    #[must_use]
    pub fn cell(&self, at: At) -> CellLook {
        let value = self.values.get(at);
        let marks = self.marks.get(&at).cloned().unwrap_or_default();
        CellLook {
            value,
            text: self.text(value, &marks),
            shade: value.map_or(0, |value| shade(value, self.largest)),
            marks,
        }
    }

    /// All its cells, row-major.
    pub fn cells(&self) -> impl Iterator<Item = CellLook> {
        self.size.positions().map(|at| self.cell(at))
    }

    /// The number, with all its digits where one edits them.
    fn text(&self, value: Option<f64>, marks: &Marks) -> String {
        match (&marks.draft, value) {
            (Some(draft), _) => draft.clone(),
            (None, None) if self.has_numbers => "·".to_owned(),
            (None, Some(value)) if marks.edited => round_trip(value).replace('-', "−"),
            (None, Some(value)) if self.has_numbers || self.id.operand().is_some() => {
                shown(value, self.decimals)
            }
            (None, _) => String::new(),
        }
    }

    /// The cells that look other than before, each once. Only what changed is
    /// looked at closely: a step in a large grid changes few of its cells.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<At> {
        let scale = |look: &Self| (look.largest.to_bits(), look.decimals, look.has_numbers);
        if scale(self) != scale(before) || self.size != before.size {
            return self.size.positions().collect();
        }
        let value = |look: &Self, at| look.values.get(at).map(f64::to_bits);
        let only_marked = |at: &&At| {
            self.marks.get(at) != before.marks.get(at) && value(self, **at) == value(before, **at)
        };
        let unmarked = before
            .marks
            .keys()
            .filter(|at| !self.marks.contains_key(at));
        let marked = self.marks.keys().chain(unmarked).filter(only_marked);
        let values = self.values.changes(&before.values);
        values.chain(marked.copied()).collect()
    }
}

/// All that are in use, in the order of [`GridId::ALL`].
pub(super) fn grids(
    model: &Model,
    frame: &Frame,
    recording: &Recording,
    contributions: &[Contribution],
    highlight: &Highlight,
    loss: &str,
) -> Vec<GridLook> {
    let hunting = model.hunt.is_some();
    let painter = Painter {
        writer: Writer::of(model, frame),
        model,
        frame,
        recording,
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
    recording: &'a Recording,
    right: Option<Frame>,
    contributions: &'a [Contribution],
    highlight: &'a Highlight,
    loss: &'a str,
}

impl Painter<'_> {
    fn grid(&self, id: GridId) -> GridLook {
        let geometry = self.model.layer.geometry();
        let size = id.size(geometry);
        let padding = match id {
            GridId::X | GridId::Dx => geometry.spacing().padding,
            _ => 0,
        };
        let lit_padding = self.lit_padding(id);
        GridLook {
            id,
            lit: self.lit(id, padding, &lit_padding),
            naming: self.model.naming,
            what: fitting(self.what(id)),
            note: self.note(id),
            size,
            padding,
            dilation: geometry.spacing().dilation,
            lit_padding,
            drops: id == GridId::Dx,
            editable: id
                .operand()
                .is_some_and(|operand| self.model.is_editable(operand)),
            follow: self.follow(id),
            errors: self.errors(id),
            has_numbers: self.has_numbers(id),
            decimals: self.model.decimals,
            largest: self.recording.largest(id),
            values: self.frame.grid(id).clone(),
            marks: self.marks(id),
        }
    }

    fn has_numbers(&self, id: GridId) -> bool {
        matches!(id, GridId::W | GridId::Dw) || !is_large(self.model.layer.geometry())
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

    fn lit(&self, id: GridId, padding: usize, beside: &[[isize; 2]]) -> Option<Lit> {
        let cells = self.highlight.cells(id);
        let cells = cells.map(|at| [at.row, at.col].map(usize::cast_signed));
        let places = cells.chain(beside.iter().copied());
        let corners = places.fold(None, |corners, [row, col]| {
            let [[top, left], [bottom, right]] = corners.unwrap_or([[row, col]; 2]);
            Some([
                [row.min(top), col.min(left)],
                [row.max(bottom), col.max(right)],
            ])
        });
        let [[top, left], [bottom, right]] = corners?;
        let in_padded = |place: isize| usize::try_from(place.saturating_add_unsigned(padding)).ok();
        Some(Lit {
            at: At::new(in_padded(top)?, in_padded(left)?),
            size: Size::new(bottom.abs_diff(top) + 1, right.abs_diff(left) + 1),
            role: Role::on(id),
        })
    }

    /// What the cells of a grid show besides their values.
    fn marks(&self, id: GridId) -> LiteMap<At, Marks> {
        let model = self.model;
        let mut marks: LiteMap<At, Marks> = LiteMap::new();
        // Where thousands of cells light up, the frame around them says it.
        let lit = || self.highlight.cells(id);
        if self.has_numbers(id) || lit().nth(MOST_MARKED).is_none() {
            for at in lit() {
                marks.entry(at).or_default().role = Some(Role::on(id));
            }
        }
        for at in self.holes(id) {
            marks.entry(at).or_default().hole = true;
        }
        for (at, text) in self.added(id) {
            marks.entry(at).or_default().added = Some(text);
        }
        for (at, text) in self.should_be(id) {
            marks.entry(at).or_default().should_be = Some(text);
        }
        if let Some(CellRef { at, .. }) = model.pinned.filter(|cell| cell.grid == id) {
            marks.entry(at).or_default().pinned = true;
        }
        let Some(operand) = id.operand() else {
            let tab_stop = model.tab_stops.get(&id).copied().unwrap_or(At::new(0, 0));
            marks.entry(tab_stop).or_default().tab_stop = true;
            if let Some(cell) = model.attention.filter(|cell| cell.grid == id) {
                marks.entry(cell.at).or_default().told = Some(self.writer.all_digits(cell));
            }
            return marks;
        };
        let focused = model.focused.filter(|cell| cell.grid == id);
        if let Some(CellRef { at, .. }) = focused.filter(|_| model.is_editable(operand)) {
            marks.entry(at).or_default().edited = true;
        }
        for (field, draft) in &model.drafts {
            if let Some(CellRef { at, .. }) = field.cell().filter(|cell| cell.grid == id) {
                let cell = marks.entry(at).or_default();
                cell.draft = Some(draft.text.clone());
                cell.invalid = draft.error.is_some();
            }
        }
        marks
    }

    /// The cells between those that the dilated kernel covers.
    fn holes(&self, id: GridId) -> Vec<At> {
        let geometry = self.model.layer.geometry();
        let dilated = geometry.spacing().dilation > 1;
        let Some(position) = self.window_over(id).filter(|_| dilated) else {
            return Vec::new();
        };
        let [rows, cols] = geometry.field(position);
        let inside = |coordinate: isize| usize::try_from(coordinate).ok();
        let cells = rows.filter_map(inside).flat_map(|row| {
            let cols = cols.clone().filter_map(inside);
            cols.map(move |col| At::new(row, col))
        });
        let covered: Vec<At> = geometry.taps(position).map(|tap| tap.input).collect();
        cells
            .filter(|at| geometry.input().contains(*at) && !covered.contains(at))
            .collect()
    }

    /// The right numbers, where a mistake in the pass made them others.
    fn should_be(&self, id: GridId) -> Vec<(At, String)> {
        let Some(right) = &self.right else {
            return Vec::new();
        };
        let [values, right] = [self.frame.grid(id), right.grid(id)];
        let cells = values.size().positions().zip(values.cells());
        cells
            .zip(right.cells())
            .filter(|((_, value), right)| differ(**value, **right))
            .map(|((at, _), &right)| (at, self.writer.number(right)))
            .collect()
    }

    /// What a position has added to the cells of dX or dW.
    fn added(&self, id: GridId) -> Vec<(At, String)> {
        let scatters = self.model.view == BackwardView::Scatter && self.model.hunt.is_none();
        if !scatters || !matches!(id, GridId::Dx | GridId::Dw) {
            return Vec::new();
        }
        let here = self
            .contributions
            .iter()
            .filter(|one| one.target.grid == id);
        here.map(|one| {
            let text = self.writer.number(one.product());
            let sign = if text.starts_with('−') { "" } else { "+" };
            (one.target.at, format!("{sign}{text}"))
        })
        .collect()
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

/// Whether the grids are too large for their numbers to be read.
pub(super) fn is_large(geometry: &Geometry) -> bool {
    const LAST_READABLE: usize = 12;
    let input = geometry.input();
    input.rows.max(input.cols) > LAST_READABLE
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
#[must_use]
pub fn shade(value: f64, largest: f64) -> i32 {
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
