//! Why a step is as it is: what stands in the books beside the formula.

use crate::math::{Activation, BackwardView, FullCorrelation, Geometry, Spacing};
use crate::trace::{CellRef, GridId, Recording, Step};

use super::backdrop::{Backdrop, Windows};
use super::scene::Scene;
use super::writer::Writer;

/// Why σ′ stands between G and dZ.
pub(super) const WHY_THE_SLOPE: &str = "The convolution ends in $Z, the loss begins at $H; σ lies between them. So the chain rule puts its slope σ′ between $G = ∂L/∂$H and $dZ = ∂L/∂$Z.";

/// From here down a slope nearly vanishes.
const FLAT: f64 = 0.01;

/// Gradients of no more than this part of G have nearly vanished.
const SMALL: f64 = 0.1;

/// What kind of correlation it is, by its padding on both axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// No padding: the window never leaves what it slides over.
    Valid,
    /// As much padding as keeps the size.
    Same,
    /// As much padding as lets the window overlap in a single cell.
    Full,
    Other,
}

impl Writer<'_> {
    pub(super) fn why(&self, scene: &Scene<'_>) -> String {
        let step = scene.step;
        let reason = match step {
            Step::Start | Step::Activation => self.view_in_words().to_owned(),
            Step::Forward(_) => forward_kind(self.layer.geometry()),
            Step::ActivationGradient => WHY_THE_SLOPE.to_owned(),
            Step::Backward(_) => self.why_it_accumulates(scene.backdrop),
            Step::Gradient(cell) => self.why_it_correlates(cell),
        };
        let is_backward = matches!(
            step,
            Step::ActivationGradient | Step::Backward(_) | Step::Gradient(_)
        );
        let flat = if is_backward {
            self.flat(scene.recording)
        } else {
            ""
        };
        let pause = if reason.is_empty() || flat.is_empty() {
            ""
        } else {
            " "
        };
        self.say(&[flat, pause, &reason].concat())
    }

    /// What the chosen view of the backward pass does.
    const fn view_in_words(&self) -> &'static str {
        match self.view {
            BackwardView::Scatter => {
                "View scatter: backward runs the loop over the positions, and each adds its share to a window of $dX and to $dW."
            }
            BackwardView::Gather => {
                "View gather: backward computes cell after cell, each of $dX as a correlation of $dZ with $W rotated by 180°, each of $dW as one of $X with $dZ."
            }
            BackwardView::Matrix => {
                "View matrix: with $X as a column, $Z − $b = C · $X, a row of C for each position; so $dX = Cᵀ · $dZ."
            }
        }
    }

    fn why_it_accumulates(&self, backdrop: &Backdrop) -> String {
        let geometry = self.layer.geometry();
        let Windows { overlap, leave_out } = backdrop.windows(geometry);
        let reason = if overlap {
            "Windows overlap, and all positions share $W and $b. The chain rule adds up all the ways to L, hence +=."
        } else if geometry.output().cells() > 1 {
            "No windows overlap here, but all positions share $W and $b. The chain rule adds up all the ways to L, hence +=."
        } else {
            "There is one position: += adds to 0."
        };
        let unreached = if leave_out {
            " No window reaches some cells of $X: their $dX is 0."
        } else {
            ""
        };
        let moves = match geometry.spacing().stride {
            1 => String::new(),
            stride => format!(
                "With stride {stride} the window moves by {stride} cells, backward as forward. "
            ),
        };
        [&moves, reason, unreached].concat()
    }

    fn why_it_correlates(&self, cell: CellRef) -> String {
        match (self.view, cell.grid) {
            (BackwardView::Gather, GridId::Dw) => {
                let padding = match self.layer.geometry().spacing().padding {
                    0 => "",
                    _ => " with its padding",
                };
                ["Valid: $dZ slides within $X", padding, ". Nothing is rotated: at each position the cell of $X under a kernel cell meets the $dZ of that position."].concat()
            }
            (BackwardView::Gather, _) => {
                let geometry = self.layer.geometry();
                let Spacing {
                    stride, dilation, ..
                } = geometry.spacing();
                let [name, meaning] = match kind_of_dx(geometry) {
                    Kind::Full => ["Full: ", "every overlap with $W counts"],
                    Kind::Same if stride == 1 => {
                        ["Same: ", "as $X is, so that $dX has the size of $dZ"]
                    }
                    Kind::Same => ["Same: ", "as $X is"],
                    Kind::Valid => ["Valid: ", "$W stays within it"],
                    Kind::Other => ["", "neither valid (0) nor full (p = 0)"],
                };
                let rule = if dilation == 1 {
                    "k − 1 − p"
                } else {
                    "d(k − 1) − p"
                };
                let padding = padding_of_dz(geometry);
                let spread = if stride == 1 {
                    ""
                } else {
                    " The stride puts zeros between the cells of $dZ."
                };
                let kind = [
                    name,
                    "$dZ is padded by ",
                    rule,
                    " = ",
                    &padding,
                    ": ",
                    meaning,
                    ".",
                    spread,
                ];
                kind.concat() + &self.why_it_is_rotated(cell)
            }
            _ => String::new(),
        }
    }

    /// By the positions that reach a cell of dX.
    fn why_it_is_rotated(&self, cell: CellRef) -> String {
        let taps = self.model.trace().taps_into(cell);
        let name = |grid, at| self.naming.cell(CellRef::new(grid, at));
        match &taps[..] {
            [first, .., last] => [
                " Rotated, since the order is reversed: ",
                &name(GridId::Dz, first.position),
                " reaches ",
                &name(GridId::Dx, cell.at),
                " with ",
                &name(GridId::W, first.kernel),
                ", ",
                &name(GridId::Dz, last.position),
                " with ",
                &name(GridId::W, last.kernel),
                ".",
            ]
            .concat(),
            _ => " Rotated, since the order is reversed: a later position reaches a cell with an earlier cell of $W.".to_owned(),
        }
    }

    /// What a slope near 0 all over does.
    fn flat(&self, recording: &Recording) -> &'static str {
        let last = recording.last();
        let activation = self.layer.activation();
        let mut cells = last.z.cells().iter().zip(last.h.cells());
        let most = if activation == Activation::Relu {
            0.0
        } else {
            FLAT
        };
        if !cells.all(|(&z, &h)| activation.derivative(z, h) <= most) {
            return "";
        }
        let largest = |grids: &[GridId]| {
            let magnitudes = grids.iter().map(|&grid| recording.largest(grid));
            magnitudes.fold(0.0, f64::max)
        };
        let gradients = largest(&[GridId::Dx, GridId::Dw, GridId::Db, GridId::Dz]);
        match activation {
            Activation::Sigmoid | Activation::Tanh if gradients > SMALL * largest(&[GridId::G]) => {
                "σ is saturated here: its slope nearly vanishes, and $dZ beside $G. Numbers as large as these in $X or $W make up for it."
            }
            Activation::Sigmoid | Activation::Tanh => {
                "σ is saturated here: its slope, and with it every gradient, nearly vanishes."
            }
            Activation::Relu => {
                "ReLU is dead here: no $Z is above 0, so its slope, and with it every gradient, is 0."
            }
            Activation::LeakyRelu | Activation::Identity => "",
        }
    }
}

/// What the forward pass is called with its padding.
fn forward_kind(geometry: &Geometry) -> String {
    let Spacing {
        stride, padding, ..
    } = geometry.spacing();
    let paddings = [padding.cast_signed(); 2];
    match kind(paddings, geometry, stride) {
        Kind::Valid => "Valid: no padding, $W stays within $X.".to_owned(),
        Kind::Same => format!("Same: with padding {padding} $Z has the size of $X."),
        Kind::Full => format!(
            "Full: padding {padding} = d(k − 1), so that every overlap of $W and $X counts."
        ),
        Kind::Other => format!("Padding {padding}: so many zeros on each side of $X."),
    }
}

/// What the correlation of dZ that gives dX is called.
fn kind_of_dx(geometry: &Geometry) -> Kind {
    // Once dZ is spread, the window moves by single cells.
    kind(FullCorrelation::of(geometry).padding, geometry, 1)
}

fn kind(paddings: [isize; 2], geometry: &Geometry, stride: usize) -> Kind {
    let span = geometry.span();
    let reach = [span.rows - 1, span.cols - 1].map(usize::cast_signed);
    let is = |wanted: [isize; 2]| paddings == wanted;
    if is([0, 0]) {
        Kind::Valid
    } else if stride == 1 && is(reach) {
        Kind::Full
    } else if stride == 1
        && is(reach.map(|reach| reach / 2))
        && reach.iter().all(|reach| reach % 2 == 0)
    {
        Kind::Same
    } else {
        Kind::Other
    }
}

/// `1`, or `1 and 2` where rows and columns differ.
fn padding_of_dz(geometry: &Geometry) -> String {
    let [rows, cols] = FullCorrelation::of(geometry).padding;
    let text = |padding: isize| padding.to_string().replace('-', "−");
    if rows == cols {
        text(rows)
    } else {
        [&text(rows), " for rows and ", &text(cols), " for columns"].concat()
    }
}
