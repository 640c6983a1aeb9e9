//! The current step in words.

use crate::math::{At, BackwardView, Size, Spacing};
use crate::trace::{CellRef, Contribution, GridId, Recording, Step};

use super::arithmetic::{add_product, bracketed};
use super::diagrams::{Diagram, diagrams};
use super::drawing::is_large;
use super::exact::equals_sign;
use super::number::all_digits;
use super::scene::Scene;
use super::span::{Span, Table, plain, toned};
use super::writer::Writer;

#[derive(Clone, Debug, PartialEq)]
pub struct StepLook {
    /// Phase and position: `Backward · position 3 of 4 · row 1, column 0`.
    pub title: String,
    /// The same to be spoken.
    pub spoken: String,
    /// The same without its last part: `Backward, position 3 of 4`.
    pub place: String,
    pub sentence: Vec<Span>,
    /// Why it is so; empty where there is nothing to say.
    pub why: String,
    /// What a view adds to the picture.
    pub diagrams: Vec<Diagram>,
    /// The full sum of products of a forward step; else empty.
    pub equation: Vec<Span>,
    pub tables: Vec<Table>,
    /// Whether the only table lists the cells that a mistake made wrong.
    pub tells_of_mistake: bool,
    /// At the end: whether the view agrees with scatter; else empty.
    pub comparison: String,
}

pub(super) fn step_look(scene: &Scene<'_>, writer: &Writer<'_>) -> StepLook {
    let Scene {
        model,
        step,
        contributions,
        ..
    } = *scene;
    let mut sentence = writer.sentence(step);
    sentence.extend(writer.overflow());
    let is_backward = matches!(step, Step::Backward(_) | Step::Gradient(_));
    // The mistake is in the backward pass.
    let is_concerned = is_backward || step == Step::ActivationGradient;
    let right = scene.right.filter(|_| is_concerned);
    let is_last = model.step == model.steps().last();
    let heading = writer.heading(step);
    StepLook {
        title: heading.join(" · "),
        spoken: heading.join(", "),
        place: heading[..heading.len() - 1].join(", "),
        sentence,
        why: writer.why(scene),
        diagrams: diagrams(scene, writer),
        equation: writer.equation(step, contributions),
        tells_of_mistake: right.is_some(),
        tables: match right {
            Some(right) => vec![writer.wrong_cells(right)],
            None => writer.tables(step, contributions),
        },
        comparison: if is_last && model.tools.hunt.is_none() && model.view != BackwardView::Scatter
        {
            comparison(scene.recording)
        } else {
            String::new()
        },
    }
}

/// Compares the results of a view with those of scatter, in every cell of dX and
/// dW.
fn comparison(recording: &Recording) -> String {
    let trace = recording.trace();
    let layer = trace.layer();
    let scatter = layer.backward(&layer.forward()).sums;
    let other = recording.last();
    let dx = scatter.dx.cells().iter().zip(other.dx.cells());
    let dw = scatter.dw.cells().iter().zip(other.dw.cells());
    let count = dx.len() + dw.len();
    // Any NaN equals any other.
    let differing = dx
        .chain(dw)
        .filter(|(a, b)| a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan()));
    let largest = differing
        .map(|(a, b)| (a - b).abs())
        .reduce(|most, one| if most >= one { most } else { one });
    match largest {
        None => format!("Identical to scatter in all {count} cells, to the last bit."),
        Some(difference) => format!(
            "Scatter’s numbers differ by at most {}.",
            all_digits(difference)
        ),
    }
}

impl Writer<'_> {
    /// Its phase, the position where it has one, and more about it.
    fn heading(&self, step: Step) -> Vec<String> {
        let geometry = self.layer.geometry();
        let first = self.naming.first;
        let counted = |what: &str, size: Size, at: At| {
            format!("{what} {} of {}", size.index_of(at) + 1, size.cells())
        };
        let positioned = |pass: &str, at: At| {
            let (row, col) = (at.row + first, at.col + first);
            vec![
                pass.to_owned(),
                counted("position", geometry.output(), at),
                format!("row {row}, column {col}"),
            ]
        };
        let whole = |pass: &str, what: &str| vec![pass.to_owned(), self.say(what)];
        match step {
            Step::Start => whole("Start", "nothing computed yet"),
            Step::Forward(at) => positioned("Forward", at),
            Step::Activation => whole("Activation", "all of $H at once"),
            Step::ActivationGradient => whole("Activation gradient", "all of $dZ at once"),
            Step::Backward(at) => positioned("Backward", at),
            Step::Gradient(cell) => {
                let place = counted("cell", cell.grid.size(geometry), cell.at);
                vec![
                    "Backward".to_owned(),
                    [&place, " of ", self.naming.grid(cell.grid)].concat(),
                    self.naming.cell(cell),
                ]
            }
        }
    }

    fn sentence(&self, step: Step) -> Vec<Span> {
        match step {
            Step::Start => vec![plain(self.start_sentence())],
            Step::Forward(at) => self.forward_sentence(at),
            Step::Activation => self.activation_sentence(),
            Step::ActivationGradient => vec![
                plain(
                    self.say("Multiply the upstream gradient $G by the slope of the activation: "),
                ),
                toned(self.say("$dZ = $G ⊙ σ′($Z)"), GridId::Dz),
                plain("."),
            ],
            Step::Backward(at) => self.backward_sentence(at),
            Step::Gradient(cell) => self.gradient_sentence(cell),
        }
    }

    fn start_sentence(&self) -> String {
        let given = if self.layer.loss().has_target() {
            "$T"
        } else {
            "$G"
        };
        let gradients = match self.view {
            BackwardView::Scatter => "$dZ are not computed; $dX, $dW and $db start at 0",
            BackwardView::Gather | BackwardView::Matrix => "the gradients are not computed",
        };
        let sentences = [
            "$X, $W, $b and ",
            given,
            " are given. $Z, $H and ",
            gradients,
            ". Press Next step or the → key.",
        ];
        self.say(&sentences.concat())
    }

    fn forward_sentence(&self, at: At) -> Vec<Span> {
        let mut spans = vec![
            plain("Multiply the receptive field "),
            toned(self.window(GridId::X, at), GridId::X),
            plain(" by "),
            self.named(GridId::W),
            plain(" cell by cell and add up, from "),
            toned(self.cell_value(GridId::B, At::ORIGIN), GridId::B),
            plain(" on: "),
            toned(self.cell_value(GridId::Z, at), GridId::Z),
            plain("."),
        ];
        let absent = self.layer.geometry().taps_in_padding(at).count();
        if absent > 0 {
            spans.push(plain(format!(
                " {absent} of the kernel’s cells lie over the padding, where there is nothing to add."
            )));
        }
        spans
    }

    fn activation_sentence(&self) -> Vec<Span> {
        let activation = self.layer.activation().name();
        let mut spans = vec![
            plain(self.say(&["Apply ", activation, " to each cell of $Z: "].concat())),
            toned(self.say("$H = σ($Z)"), GridId::H),
            plain("."),
        ];
        if self.layer.loss().has_target() {
            let rule = self.upstream_rule();
            let sentence = [" With it the upstream gradient is known: ", &rule, "."];
            spans.push(plain(sentence.concat()));
        }
        spans
    }

    fn backward_sentence(&self, at: At) -> Vec<Span> {
        vec![
            plain("Add "),
            toned(self.cell_value(GridId::Dz, at), GridId::Dz),
            plain(" times "),
            self.named(GridId::W),
            plain(" to its receptive field in "),
            self.named(GridId::Dx),
            plain(", times that field of "),
            self.named(GridId::X),
            plain(" to "),
            self.named(GridId::Dw),
            plain(", and itself to "),
            self.named(GridId::Db),
            plain("."),
        ]
    }

    fn gradient_sentence(&self, cell: CellRef) -> Vec<Span> {
        let Spacing {
            stride, dilation, ..
        } = self.layer.geometry().spacing();
        let spread = match stride {
            1 => "$dZ".to_owned(),
            _ => format!("$dZ spread by the stride {stride}"),
        };
        let apart = match dilation {
            1 => String::new(),
            _ => format!(", its cells {dilation} apart"),
        };
        let size = cell.grid.size(self.layer.geometry());
        let index = size.index_of(cell.at) + self.naming.first;
        let how = match (self.view, cell.grid) {
            (BackwardView::Matrix, GridId::Dw) => format!(
                " is column {index} of P times $dZ: row after row of P holds the cells of $X under the kernel, so $Z − $b = P · $W and $dW = Pᵀ · $dZ."
            ),
            (BackwardView::Matrix, _) => format!(
                " is column {index} of C times $dZ: C holds $W once for each position, so $Z − $b = C · $X and $dX = Cᵀ · $dZ."
            ),
            (_, GridId::Dw) => format!(
                " is one cell of the valid correlation of $X with {spread}: nothing is rotated{}.",
                match dilation {
                    1 => String::new(),
                    _ => format!(", and the window moves by the dilation {dilation}"),
                }
            ),
            _ => format!(
                " is one cell of the correlation of {spread} with $W rotated by 180°{apart}."
            ),
        };
        let mut spans = vec![
            toned(self.cell_value(cell.grid, cell.at), cell.grid),
            plain(self.say(&how)),
        ];
        if self.frame.db.get(At::ORIGIN).is_some() {
            spans.extend([
                plain(" Last, "),
                toned(self.cell_value(GridId::Db, At::ORIGIN), GridId::Db),
                plain(self.say(" is the sum of $dZ: $b is added at every position.")),
            ]);
        }
        if self.view == BackwardView::Matrix && is_large(self.layer.geometry()) {
            let matrix = if cell.grid == GridId::Dw { "P" } else { "C" };
            spans.push(plain(format!(" {matrix} is too large to be drawn here.")));
        }
        if self.model.trace().taps_into(cell).is_empty() {
            spans.push(plain(" No position reaches it: the sum is empty."));
        }
        spans
    }

    fn named(&self, grid: GridId) -> Span {
        toned(self.naming.grid(grid), grid)
    }

    /// What ∞ and NaN mean, where there are any.
    fn overflow(&self) -> Option<Span> {
        let grids = GridId::ALL.map(|grid| self.frame.grid(grid).cells());
        let finite = grids
            .iter()
            .all(|cells| cells.iter().all(|value| value.is_finite()));
        (!finite).then(|| {
            plain(" ∞ and NaN stand where a result is larger than an f64 can hold, about 1.8e308.")
        })
    }

    /// `Z[1,0] = 0.37 · 0.4 + 1.09 · (−0.1) + … ≈ −0.0737`, after the bias
    /// where there is one.
    fn equation(&self, step: Step, contributions: &[Contribution]) -> Vec<Span> {
        let Step::Forward(at) = step else {
            return Vec::new();
        };
        let Some(z) = self.frame.z.get(at) else {
            return Vec::new();
        };
        let cell = CellRef::new(GridId::Z, at);
        let mut spans = vec![toned(self.naming.cell(cell), GridId::Z), plain(" = ")];
        let result = self.show(z);
        let bias = self.show(self.layer.bias());
        let has_bias = self.layer.bias() != 0.0;
        let mut sum = bias.exact;
        if has_bias {
            spans.push(plain(bias.text));
        }
        for (index, contribution) in contributions.iter().enumerate() {
            if index > 0 || has_bias {
                spans.push(plain(" + "));
            }
            let [a, b] = contribution.factors.map(|factor| self.show(factor.value));
            sum = add_product(sum, &a, &b);
            let [x, w] = contribution.factors.map(|factor| factor.cell.grid);
            let [a, b] = [a, b].map(|factor| bracketed(factor.text));
            spans.extend([toned(a, x), plain(" · "), toned(b, w)]);
        }
        if contributions.is_empty() {
            // The kernel lies on the padding alone: there is only the bias.
            spans.truncate(2);
        } else {
            spans.push(plain(format!(" {} ", equals_sign(sum, result.exact))));
        }
        spans.push(toned(result.text, GridId::Z));
        spans
    }
}
