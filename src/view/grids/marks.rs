//! What cells show besides their values.

use litemap::LiteMap;

use crate::app::{Notice, PasteNotice, Pasted};
use crate::math::{At, Operand};
use crate::trace::{CellRef, GridId, Role};

use super::super::number::{all_digits, signed};
use super::{Painter, differ};

/// No more lit cells of a map than these are marked one by one. No window has as
/// many.
const MOST_MARKED: usize = 128;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one attribute of the cell, independent of the others"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Its part in what is highlighted.
    pub role: Option<Role>,
    /// The same, where the cell has an outline and no frame stands around all of
    /// them.
    pub outline: Option<Role>,
    /// What the current step added to it, with its sign.
    pub added: Option<String>,
    /// What it should be, where a mistake made it something else.
    pub should_be: Option<String>,
    /// Whether the dilated kernel leaves it out at this step.
    pub hole: bool,
    pub pinned: bool,
    /// Whether Tab enters its grid there.
    pub tab_stop: bool,
    /// Its number in words, where it is pointed at and its grid has no numbers.
    pub told: Option<String>,
    /// Whether it is edited: then it shows all its digits.
    pub edited: bool,
    /// The text that was typed and is not in force.
    pub draft: Option<String>,
    pub invalid: bool,
    /// The number in force, beside a refused text that the person has left.
    pub using: Option<String>,
}

impl Painter<'_> {
    pub(super) fn marks(&self, id: GridId, is_framed: bool) -> LiteMap<At, Marks> {
        let model = self.scene.model;
        let mut marks: LiteMap<At, Marks> = LiteMap::new();
        // Where thousands of cells light up, the frame around them says it.
        let lit = self.scene.highlight.cells(id);
        if self.has_numbers(id) || lit.len() <= MOST_MARKED {
            for at in lit {
                let marks = marks.entry(at).or_default();
                marks.role = Some(Role::on(id));
                marks.outline = marks.role.filter(|_| !is_framed);
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
        marks.entry(model.tab_stop(id)).or_default().tab_stop = true;
        let Some(operand) = id.operand() else {
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
            if let Some(cell) = field.cell().filter(|cell| cell.grid == id) {
                let marks = marks.entry(cell.at).or_default();
                marks.draft = Some(draft.text.clone());
                marks.invalid = draft.error.is_some();
                let is_left = marks.invalid && model.focused != Some(cell);
                let value = || self.writer.number(model.value_of(*field));
                marks.using = is_left.then(value);
            }
        }
        marks
    }

    /// The cells between those that the dilated kernel covers.
    fn holes(&self, id: GridId) -> Vec<At> {
        let geometry = self.scene.model.layer.geometry();
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

    /// The right numbers of the cells that a mistake in the pass made wrong.
    fn should_be(&self, id: GridId) -> Vec<(At, String)> {
        let Some(right) = self.scene.right else {
            return Vec::new();
        };
        let [values, right] = [self.scene.frame.grid(id), right.grid(id)];
        let cells = values.size().positions().zip(values.cells());
        cells
            .zip(right.cells())
            .filter(|((_, value), right)| differ(**value, **right))
            .map(|((at, _), &right)| (at, self.writer.number(right)))
            .collect()
    }

    /// What a position has added to the cells of dX or dW. In the caption db has no
    /// room for it.
    fn added(&self, id: GridId) -> Vec<(At, String)> {
        if id == GridId::Db || self.fit.is_some_and(|fit| fit.is_dense) {
            return Vec::new();
        }
        // A product is no larger than the product of the largest.
        let beside = if id == GridId::Dx {
            GridId::W
        } else {
            GridId::X
        };
        let [factor, dz] = [beside, GridId::Dz].map(|id| self.scene.recording.largest(id));
        let format = self.format(id).added(factor * dz);
        let text = |product| signed(product, |size| format.text(size));
        let added = self.scene.added(id);
        added
            .into_iter()
            .map(|(at, product)| (at, text(product)))
            .collect()
    }

    /// Why a text in a grid is refused: the text that has the focus, or else the
    /// last one; and how many others are refused.
    pub(super) fn refusal(&self, id: GridId) -> String {
        let model = self.scene.model;
        if let Some(sentence) = self.refused_block(id) {
            return sentence;
        }
        let mut told = None;
        let mut count = 0;
        for (field, draft) in &model.drafts {
            let cell = field.cell().filter(|cell| cell.grid == id);
            let (Some(cell), Some(error)) = (cell, &draft.error) else {
                continue;
            };
            count += 1;
            let is_focused = |(cell, ..): &(CellRef, _, _)| model.focused == Some(*cell);
            if !told.as_ref().is_some_and(is_focused) {
                told = Some((cell, error, model.value_of(*field)));
            }
        }
        let Some((cell, error, value)) = told else {
            return String::new();
        };
        let mut sentence = [&model.naming.cell(cell), " ", &error.to_string()].concat();
        if model.focused != Some(cell) {
            sentence = [&sentence, "; using ", &all_digits(value)].concat();
        }
        sentence.push('.');
        if count > 1 {
            let others = (count - 1).to_string();
            sentence = [&sentence, " Refused besides: ", &others, "."].concat();
        }
        sentence
    }

    /// Why a block is not pasted into a grid, or what that would change.
    fn refused_block(&self, id: GridId) -> Option<String> {
        let Some(Notice::Paste(notice)) = &self.scene.model.notice else {
            return None;
        };
        let naming = self.writer.naming;
        let name = naming.grid(id);
        let (operand, sentence) = match &**notice {
            PasteNotice::Filled(_) => return None,
            PasteNotice::Unread(operand, error) => {
                (operand, ["Not pasted. ", &error.to_string()].concat())
            }
            PasteNotice::NeedsRoom(Pasted { operand, block, .. }, grown) => (
                operand,
                format!(
                    "{} block into {name}, which becomes {grown}: Enter does it, Escape drops it.",
                    block.size()
                ),
            ),
            PasteNotice::TooLarge(Pasted { operand, at, block }) => {
                let first = naming.cell(CellRef::new(id, *at));
                let reason = match operand {
                    Operand::G | Operand::T => "which has the shape of $Z",
                    Operand::B => "which is one number",
                    Operand::X | Operand::W => "which cannot become so large here",
                };
                let size = block.size();
                let sentence =
                    format!("The {size} block does not fit from {first} on into {name}, {reason}.");
                (operand, naming.say(&sentence))
            }
        };
        (GridId::from(*operand) == id).then_some(sentence)
    }
}
