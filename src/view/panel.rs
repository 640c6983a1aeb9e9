//! The current step in words and numbers.

use crate::app::{Decimals, Model};
use crate::math::{Activation, At, Layer};
use crate::trace::{CellRef, Contribution, Frame, GridId, Role, Step};

use super::exact::{Exact, equals_sign};
use super::number::shown;

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// The role of the cell it stands for, if it stands for one.
    pub role: Option<Role>,
}

/// What the step panel says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepPanel {
    /// Phase and position.
    pub title: String,
    /// What the step does.
    pub sentence: Vec<Span>,
    /// The full sum of products of a forward step; else empty.
    pub equation: Vec<Span>,
    /// The arithmetic, cell by cell.
    pub tables: Vec<Table>,
}

/// A table of arithmetic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The line that is worked out below.
    pub caption: String,
    /// The heads of the columns.
    pub columns: &'static [&'static str],
    /// The cells of each row.
    pub rows: Vec<Vec<Vec<Span>>>,
}

const PRODUCTS: &[&str] = &["cells", "before", "", "contribution", "", "after"];
const SUMS: &[&str] = &["cell", "before", "", "contribution", "", "after"];
const RULES: &[&str] = &["cell", "rule", "", "value"];

fn plain(text: impl Into<String>) -> Span {
    Span {
        text: text.into(),
        role: None,
    }
}

fn toned(text: impl Into<String>, grid: GridId) -> Span {
    Span {
        text: text.into(),
        role: Some(Role::on(grid)),
    }
}

pub(super) fn panel(
    model: &Model,
    step: Step,
    frame: &Frame,
    contributions: &[Contribution],
) -> StepPanel {
    let writer = Writer {
        layer: &model.layer,
        frame,
        contributions,
        decimals: model.decimals,
    };
    StepPanel {
        title: writer.title(step),
        sentence: writer
            .sentence(step)
            .into_iter()
            .chain(writer.overflow())
            .collect(),
        equation: writer.equation(step),
        tables: writer.tables(step),
    }
}

struct Writer<'a> {
    layer: &'a Layer,
    frame: &'a Frame,
    contributions: &'a [Contribution],
    decimals: Decimals,
}

impl Writer<'_> {
    fn number(&self, value: f64) -> String {
        shown(value, self.decimals)
    }

    fn title(&self, step: Step) -> String {
        let output = self.layer.geometry().output();
        let positioned = |pass: &str, at: At| {
            let number = output.index_of(at) + 1;
            let At { row, col } = at;
            format!(
                "{pass} · position {number} of {} · row {row}, column {col}",
                output.cells()
            )
        };
        match step {
            Step::Start => "Start · nothing computed yet".to_owned(),
            Step::Forward(at) => positioned("Forward", at),
            Step::Activation => "Activation · all of H at once".to_owned(),
            Step::ActivationGradient => "Activation gradient · all of dZ at once".to_owned(),
            Step::Backward(at) => positioned("Backward", at),
        }
    }

    fn sentence(&self, step: Step) -> Vec<Span> {
        let [x, dx, dw] = [GridId::X, GridId::Dx, GridId::Dw].map(|grid| toned(grid.name(), grid));
        match step {
            Step::Start => vec![plain(
                "X, W and G are given. Z, H and dZ are not computed; dX and dW start at 0. Press Next step or the → key.",
            )],
            Step::Forward(at) => vec![
                plain("Multiply the receptive field "),
                toned(format!("X[{}]", self.field(at)), GridId::X),
                plain(" by "),
                toned("W", GridId::W),
                plain(", cell by cell, and add up: the sum is "),
                toned(self.cell_value(GridId::Z, at), GridId::Z),
                plain("."),
            ],
            Step::Activation => vec![
                plain(format!(
                    "Apply {} to each cell of Z: ",
                    self.layer.activation().name()
                )),
                toned("H = σ(Z)", GridId::H),
                plain("."),
            ],
            Step::ActivationGradient => vec![
                plain("Multiply the upstream gradient G by the slope of the activation: "),
                toned("dZ = G ⊙ σ′(Z)", GridId::Dz),
                plain("."),
            ],
            Step::Backward(at) => vec![
                plain("Spread "),
                toned(self.cell_value(GridId::Dz, at), GridId::Dz),
                plain(" through the kernel into the receptive field of "),
                dx,
                plain(", and through the receptive field of "),
                x,
                plain(" into "),
                dw,
                plain("."),
            ],
        }
    }

    /// What ∞ and NaN mean, where there are any.
    fn overflow(&self) -> Option<Span> {
        let Frame { z, h, dz, sums } = self.frame;
        let computed = [
            z.cells(),
            h.cells(),
            dz.cells(),
            sums.dx.cells(),
            sums.dw.cells(),
        ];
        let finite = computed
            .iter()
            .all(|cells| cells.iter().all(|value| value.is_finite()));
        (!finite).then(|| {
            plain(" ∞ and NaN stand where a result is larger than an f64 can hold, about 1.8e308.")
        })
    }

    /// `Z[1,0] = −0.0737`
    fn cell_value(&self, grid: GridId, at: At) -> String {
        let value = self.frame.value(self.layer, grid, at);
        let value = value.map_or_else(String::new, |value| self.number(value));
        format!("{} = {value}", CellRef::new(grid, at))
    }

    /// `1:3, 0:2`, the slices of the receptive field.
    fn field(&self, position: At) -> String {
        let [rows, cols] = self.layer.geometry().field(position);
        format!("{}:{}, {}:{}", rows.start, rows.end, cols.start, cols.end)
    }

    /// `Z[1,0] = 0.37 · 0.4 + 1.09 · (−0.1) + … ≈ −0.0737`
    fn equation(&self, step: Step) -> Vec<Span> {
        let Step::Forward(at) = step else {
            return Vec::new();
        };
        let Some(z) = self.frame.z.get(at) else {
            return Vec::new();
        };
        let mut spans = vec![
            toned(CellRef::new(GridId::Z, at).to_string(), GridId::Z),
            plain(" = "),
        ];
        let mut sum = Some(Exact::ZERO);
        for (index, contribution) in self.contributions.iter().enumerate() {
            if index > 0 {
                spans.push(plain(" + "));
            }
            let [a, b] = contribution.factors.map(|factor| self.number(factor.value));
            sum = add_product(sum, &a, &b);
            let [x, w] = contribution.factors.map(|factor| factor.cell.grid);
            spans.extend([toned(bracketed(a), x), plain(" · "), toned(bracketed(b), w)]);
        }
        let result = self.number(z);
        spans.push(plain(format!(" {} ", equals_sign(sum, &result))));
        spans.push(toned(result, GridId::Z));
        spans
    }

    fn tables(&self, step: Step) -> Vec<Table> {
        match step {
            Step::Start => Vec::new(),
            Step::Forward(at) => vec![Table {
                caption: format!("Z{at} = Σ X[{}] · W", self.field(at)),
                columns: PRODUCTS,
                rows: self
                    .contributions
                    .iter()
                    .map(|one| self.product_row(one))
                    .collect(),
            }],
            Step::Activation => vec![Table {
                caption: "H = σ(Z)".to_owned(),
                columns: RULES,
                rows: self.each_position(|at| self.activation_row(at)),
            }],
            Step::ActivationGradient => vec![Table {
                caption: format!("dZ = G ⊙ {}", slope(self.layer.activation())),
                columns: RULES,
                rows: self.each_position(|at| self.gradient_row(at)),
            }],
            Step::Backward(at) => {
                let field = self.field(at);
                vec![
                    self.sums(GridId::Dx, format!("dX[{field}] += W · dZ{at}")),
                    self.sums(GridId::Dw, format!("dW += X[{field}] · dZ{at}")),
                ]
            }
        }
    }

    fn each_position<T>(&self, row: impl FnMut(At) -> Option<T>) -> Vec<T> {
        let output = self.layer.geometry().output();
        output.positions().filter_map(row).collect()
    }

    fn sums(&self, grid: GridId, caption: String) -> Table {
        let rows = self
            .contributions
            .iter()
            .filter(|one| one.target.grid == grid);
        Table {
            caption,
            columns: SUMS,
            rows: rows
                .map(|one| self.contribution_row(vec![plain(one.target.to_string())], one))
                .collect(),
        }
    }

    /// A term of Z, named by its factors.
    fn product_row(&self, contribution: &Contribution) -> Vec<Vec<Span>> {
        let [x, w] = contribution
            .factors
            .map(|factor| plain(factor.cell.to_string()));
        self.contribution_row(vec![x, plain(" · "), w], contribution)
    }

    /// `name  before + a · b = after`
    fn contribution_row(&self, name: Vec<Span>, contribution: &Contribution) -> Vec<Vec<Span>> {
        let [a, b] = contribution.factors.map(|factor| self.number(factor.value));
        let [grid_a, grid_b] = contribution.factors.map(|factor| factor.cell.grid);
        vec![
            name,
            vec![plain(self.number(contribution.before))],
            vec![plain("+")],
            vec![toned(a, grid_a), plain(" · "), toned(b, grid_b)],
            vec![plain(sign_of(contribution, self.decimals))],
            vec![plain(self.number(contribution.after))],
        ]
    }

    /// `H[0,0]  σ(0.77) ≈ 0.6835`
    fn activation_row(&self, at: At) -> Option<Vec<Vec<Span>>> {
        let (z, h) = (self.frame.z.get(at)?, self.frame.h.get(at)?);
        let (shown_z, shown_h) = (self.number(z), self.number(h));
        let exact = |z| exact_activation(self.layer.activation(), z, &shown_z);
        let computed = Exact::read(&shown_z).and_then(exact);
        Some(vec![
            vec![plain(CellRef::new(GridId::H, at).to_string())],
            vec![plain("σ("), toned(shown_z, GridId::Z), plain(")")],
            vec![plain(equals_sign(computed, &shown_h))],
            vec![plain(shown_h)],
        ])
    }

    /// `dZ[0,0]  1 · 0.6835 · (1 − 0.6835) ≈ 0.2163`
    fn gradient_row(&self, at: At) -> Option<Vec<Vec<Span>>> {
        let (z, h, dz) = (
            self.frame.z.get(at)?,
            self.frame.h.get(at)?,
            self.frame.dz.get(at)?,
        );
        let [g, h, dz] = [self.layer.g()[at], h, dz].map(|value| self.number(value));
        let exact_h = Exact::read(&h);
        let h = bracketed(h);
        let (rule, slope) = match self.layer.activation() {
            Activation::Sigmoid => (
                format!("{h} · (1 − {h})"),
                exact_h.and_then(|h| Exact::ONE.minus(h)?.times(h)),
            ),
            Activation::Tanh => (
                format!("(1 − {h}²)"),
                exact_h.and_then(|h| Exact::ONE.minus(h.times(h)?)),
            ),
            Activation::Relu if z <= 0.0 => ("0".to_owned(), Some(Exact::ZERO)),
            Activation::Relu | Activation::Identity => ("1".to_owned(), Some(Exact::ONE)),
        };
        let product = || Exact::read(&g)?.times(slope?);
        Some(vec![
            vec![plain(CellRef::new(GridId::Dz, at).to_string())],
            vec![
                toned(bracketed(g.clone()), GridId::G),
                plain(" · "),
                plain(rule),
            ],
            vec![plain(equals_sign(product(), &dz))],
            vec![plain(dz)],
        ])
    }
}

/// `=` where the shown before, factors and after fit exactly, else `≈`.
pub(super) fn sign_of(contribution: &Contribution, decimals: Decimals) -> &'static str {
    let number = |value| shown(value, decimals);
    let [a, b] = contribution.factors.map(|factor| number(factor.value));
    let sum = add_product(Exact::read(&number(contribution.before)), &a, &b);
    equals_sign(sum, &number(contribution.after))
}

fn add_product(sum: Option<Exact>, a: &str, b: &str) -> Option<Exact> {
    sum?.plus(Exact::read(a)?.times(Exact::read(b)?)?)
}

/// A negative number after a sign stands in brackets.
fn bracketed(number: String) -> String {
    if number.starts_with('−') {
        format!("({number})")
    } else {
        number
    }
}

/// σ′(Z) in terms of H.
const fn slope(activation: Activation) -> &'static str {
    match activation {
        Activation::Sigmoid => "H ⊙ (1 − H)",
        Activation::Tanh => "(1 − H²)",
        Activation::Relu => "(Z > 0)",
        Activation::Identity => "1",
    }
}

/// σ of a shown number, where that is a decimal.
fn exact_activation(activation: Activation, z: Exact, shown: &str) -> Option<Exact> {
    match activation {
        Activation::Relu if shown.starts_with('−') => Some(Exact::ZERO),
        Activation::Relu | Activation::Identity => Some(z),
        Activation::Tanh if z.is_zero() => Some(Exact::ZERO),
        Activation::Sigmoid if z.is_zero() => Some(Exact::HALF),
        Activation::Tanh | Activation::Sigmoid => None,
    }
}
