//! When does a line of a program run, and what does the page show beside it?

use crate::app::Notation;
use crate::math::At;
use crate::trace::{CellRef, GridId, Phase, Step};

use super::CodeLine;

/// The characters that the page has room for without scrolling.
const WIDTH: usize = 51;

/// Characters between code and comment.
const GAP: usize = 4;

/// A pair of loop variables.
pub(super) type Pair = [&'static str; 2];

/// The steps that run a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ran {
    /// None: the line stands between them.
    Between,
    /// Each step of this phase.
    In(Phase),
    /// Each step that computes a cell of this gradient.
    For(GridId),
    /// The last step.
    Last,
}

/// A line of the core of a program: what the page lists and what is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The code with its indentation.
    pub(super) text: String,
    /// What is always said beside it.
    pub(super) note: String,
    ran: Ran,
    /// The variables of a loop, whose head says where it is instead of being lit.
    head_of: Option<Pair>,
}

impl Line {
    /// A line that no step is the run of.
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self::ran(Ran::Between, text)
    }

    /// A line that these steps run.
    pub(super) fn ran(ran: Ran, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            note: String::new(),
            ran,
            head_of: None,
        }
    }

    /// The head of a loop of these steps.
    pub(super) fn head(ran: Ran, variables: Pair, text: impl Into<String>) -> Self {
        Self {
            head_of: Some(variables),
            ..Self::ran(ran, text)
        }
    }

    /// The same with something said beside it.
    pub(super) fn noting(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// The line as a step leaves it.
    pub(super) fn after(self, moment: Moment) -> CodeLine {
        let ran = moment.runs(self.ran);
        let index = self.head_of.filter(|_| ran).zip(moment.at());
        let comment = match index {
            Some(([row, col], at)) => format!("{row} = {}, {col} = {}", at.row, at.col),
            None => self.note,
        };
        CodeLine {
            text: self.text,
            comment,
            lit: ran && self.head_of.is_none(),
            at_head: index.is_some(),
        }
    }
}

/// The step that ran last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// The step.
    pub(super) step: Step,
    /// Whether no other follows.
    pub(super) is_last: bool,
}

impl Moment {
    fn runs(self, ran: Ran) -> bool {
        match ran {
            Ran::Between => false,
            Ran::In(phase) => self.step.phase() == phase,
            Ran::For(grid) => self.step.target().is_some_and(|cell| cell.grid == grid),
            Ran::Last => self.is_last,
        }
    }

    /// Where its loop is.
    fn at(self) -> Option<At> {
        let target = self.step.target().map(|cell| cell.at);
        self.step.position().or(target)
    }

    /// The one cell that stands for what it did.
    pub(super) fn cell(self) -> Option<CellRef> {
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
pub(super) fn say_value(lines: &mut [CodeLine], notation: Notation, cell: CellRef, value: &str) {
    let CellRef { grid, at } = cell;
    let name = notation.grid(grid);
    let said = format!("{name}[{}, {}] = {value}", at.row, at.col);
    let short = format!(", {name} {value}");
    let length = |line: &CodeLine| line.text.chars().count() + GAP + line.comment.chars().count();
    let fits = |line: &CodeLine, more: &str| length(line) + more.chars().count() <= WIDTH;
    let names_it =
        |line: &CodeLine| line.lit && line.comment.is_empty() && line.text.contains(name);
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
