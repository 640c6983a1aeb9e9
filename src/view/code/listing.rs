//! Which lines of a program does the page list, and what does it show beside
//! them after a step?

use crate::app::Notation;
use crate::text::fill;
use crate::trace::{CellRef, GridId, Step};

use super::variant::Variant;
use super::{comment_mark, template};

/// So many characters of a line are seen without scrolling.
const WIDTH: usize = 51;

/// Characters between code and comment.
const GAP: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// The code with its indentation.
    pub text: String,
    /// What follows it as a comment, without the `#` or `//`.
    pub comment: String,
    /// Whether the current step ran it.
    pub lit: bool,
    /// Whether it is the head of the loop that the current step is in.
    at_head: bool,
}

/// The lines that the page lists. They are the same at every step of a variant.
#[derive(Debug)]
pub(crate) struct Listing {
    variant: Variant,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    text: String,
    /// The comment that always stands beside it.
    note: String,
    /// The steps that run it, or `…-loop` where it is the head of their loop.
    tag: &'static str,
}

impl Listing {
    /// The marked lines of the language's file.
    pub(crate) fn of(variant: Variant) -> Self {
        let holds = |condition: &str| variant.holds(condition);
        let lines = fill(template(variant.language), &holds, &|name| {
            variant.name(name)
        });
        let lines = lines.into_iter().filter(|line| line.is_marked);
        let mark = comment_mark(variant.language);
        let mut lines: Vec<Line> = lines
            .map(|line| {
                let place = place_of(mark, &line.text);
                let parts = place.and_then(|place| line.text.split_at_checked(place));
                let (text, note) = parts.unwrap_or((&line.text, ""));
                let note = note.strip_prefix(mark).unwrap_or_default();
                Line {
                    text: text.trim_end().to_owned(),
                    note: note.trim_start().to_owned(),
                    tag: line.tag,
                }
            })
            .collect();
        let indentation = |line: &Line| line.text.len() - line.text.trim_start().len();
        let least = lines.iter().map(indentation).min().unwrap_or_default();
        for line in &mut lines {
            line.text.drain(..least);
        }
        Self { variant, lines }
    }

    /// The lines after a step. Those that it ran are lit, with the loop variables
    /// and the cell that it computed; `value` gives the sign and the number of a
    /// cell.
    pub(crate) fn after(
        &self,
        moment: Moment,
        value: impl Fn(CellRef) -> Option<(&'static str, String)>,
    ) -> Vec<CodeLine> {
        let lines = self.lines.iter();
        let mut lines: Vec<CodeLine> = lines.map(|line| self.line_after(line, moment)).collect();
        let said = moment.cell().and_then(|cell| Some((cell, value(cell)?)));
        if let Some((cell, value)) = said {
            say_value(&mut lines, self.variant.notation, cell, value);
        }
        lines
    }

    fn line_after(&self, line: &Line, moment: Moment) -> CodeLine {
        let head = line.tag.strip_suffix("-loop");
        let ran = moment.runs(head.unwrap_or(line.tag));
        let at_head = ran && head.is_some();
        CodeLine {
            text: line.text.clone(),
            comment: if at_head {
                self.loop_variables(moment.step)
            } else {
                line.note.clone()
            },
            lit: ran && !at_head,
            at_head,
        }
    }

    /// `h = 1, w = 0`
    fn loop_variables(&self, step: Step) -> String {
        let [h, w, i, j] = self.variant.loops();
        let (at, [row, col]) = match (step.position(), step.target()) {
            (Some(at), _) => (at, [h, w]),
            (
                None,
                Some(CellRef {
                    grid: GridId::Dw,
                    at,
                }),
            ) => (at, [i, j]),
            (None, Some(CellRef { at, .. })) => (at, ["r", "c"]),
            (None, None) => return String::new(),
        };
        format!("{row} = {}, {col} = {}", at.row, at.col)
    }
}

/// Where a part begins in a short text. The search of the standard library is made
/// for long texts, and would add more bytes to the page than all that is done with
/// it here.
fn place_of(part: &str, text: &str) -> Option<usize> {
    let mut places = text.as_bytes().windows(part.len());
    places.position(|place| place == part.as_bytes())
}

/// The step that ran last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) step: Step,
    pub(crate) is_last: bool,
}

impl Moment {
    /// Whether it ran the lines with this tag: the name of its phase, of the
    /// grid of the one cell that it computed, or `last`.
    fn runs(self, tag: &str) -> bool {
        let target = self.step.target().map(|cell| cell.grid.name());
        tag == self.step.phase().name() || Some(tag) == target || (tag == "last" && self.is_last)
    }

    /// The one cell that stands for the step.
    fn cell(self) -> Option<CellRef> {
        match self.step {
            Step::Forward(at) => Some(CellRef::new(GridId::Z, at)),
            Step::Backward(at) => Some(CellRef::new(GridId::Dz, at)),
            Step::Gradient(cell) => Some(cell),
            Step::Start | Step::Activation | Step::ActivationGradient => None,
        }
    }
}

/// Says the value of a cell beside the first lit line that names its grid and
/// has room for it, else at the head of the loop, else beside that line all the
/// same.
fn say_value(
    lines: &mut [CodeLine],
    notation: Notation,
    cell: CellRef,
    (sign, number): (&str, String),
) {
    let CellRef { grid, at } = cell;
    let name = notation.grid(grid);
    let said = format!("{name}[{}, {}] {sign} {number}", at.row, at.col);
    let short = format!(", {name} {number}");
    let length = |line: &CodeLine| line.text.chars().count() + GAP + line.comment.chars().count();
    let fits = |line: &CodeLine, more: &str| length(line) + more.chars().count() <= WIDTH;
    let names_it = |line: &CodeLine| {
        line.lit && line.comment.is_empty() && place_of(name, &line.text).is_some()
    };
    let roomy = lines
        .iter()
        .position(|line| names_it(line) && fits(line, &said));
    let head = lines
        .iter()
        .position(|line| line.at_head && fits(line, &short));
    let tight = lines.iter().position(names_it);
    match (roomy, head, tight) {
        (None, Some(head), _) => lines[head].comment.push_str(&short),
        (Some(line), _, _) | (None, None, Some(line)) => lines[line].comment = said,
        (None, None, None) => {}
    }
}
