//! The current step in numbers: every cell it touches.

use crate::app::Decimals;
use crate::math::{Activation, At};
use crate::trace::{CellRef, Contribution, Frame, GridId, Step};

use super::exact::{Exact, equals_sign};
use super::grids::differ;
use super::number::{Shown, show};
use super::span::{Mark, Row, Span, Table, plain, toned};
use super::writer::{Writer, divisor};

const PRODUCTS: &[&str] = &["cells", "before", "", "contribution", "", "after"];
const SUMS: &[&str] = &["cell", "before", "", "contribution", "", "after"];
const RULES: &[&str] = &["cell", "rule", "", "value"];
const WRONG: &[&str] = &["cell", "comes out", "should be"];

/// How a number is computed, and what the shown numbers give, where that is a
/// decimal.
pub(super) type Rule = (Vec<Span>, Option<Exact>);

impl Writer<'_> {
    pub(super) fn tables(&self, step: Step, contributions: &[Contribution]) -> Vec<Table> {
        match step {
            Step::Start => Vec::new(),
            Step::Forward(at) => {
                let mut products = self.products(self.z_caption(at), contributions);
                products.rows.insert(0, self.bias_row());
                vec![products]
            }
            Step::Activation => self.activation_tables(),
            Step::ActivationGradient => vec![Table {
                caption: self.gradient_caption() + &self.cut(),
                columns: RULES,
                rows: self.each_position(Self::gradient_row),
            }],
            Step::Backward(at) => self.scatter_tables(at, contributions),
            Step::Gradient(cell) => {
                let mut tables = Vec::new();
                if !contributions.is_empty() {
                    tables.push(self.products(self.sum_caption(cell), contributions));
                }
                if self.frame.db.get(At::ORIGIN).is_some() {
                    tables.push(self.db_sum());
                }
                tables
            }
        }
    }

    /// `Z[1,0] = b + Σ X[1:3, 0:2] · W`
    fn z_caption(&self, at: At) -> String {
        let z = self.naming.cell(CellRef::new(GridId::Z, at));
        self.say(&[&z, " = $b + Σ ", &self.window(GridId::X, at), " · $W"].concat())
    }

    /// `b … 0`, at which the sum of Z starts.
    fn bias_row(&self) -> Row {
        let name = vec![plain(self.naming.grid(GridId::B))];
        let value = toned(self.number(self.layer.bias()), GridId::B);
        let mut cells = vec![name];
        cells.resize(PRODUCTS.len() - 1, Vec::new());
        cells.push(vec![value]);
        Row::from(cells)
    }

    /// `dX[1,1] = Σ W · dZ`
    fn sum_caption(&self, cell: CellRef) -> String {
        let factor = match cell.grid {
            GridId::Dw => "$X",
            _ => "$W",
        };
        self.say(&[&self.naming.cell(cell), " = Σ ", factor, " · $dZ"].concat())
    }

    /// `dZ = G ⊙ H ⊙ (1 − H)`
    fn gradient_caption(&self) -> String {
        let slope = match self.layer.activation() {
            Activation::Sigmoid => "$H ⊙ (1 − $H)",
            Activation::Tanh => "(1 − $H²)",
            Activation::Relu => "($Z > 0)",
            Activation::LeakyRelu => "(1 where $Z > 0, else 0.01)",
            Activation::Identity => "1",
        };
        self.say(&["$dZ = $G ⊙ ", slope].concat())
    }

    fn activation_tables(&self) -> Vec<Table> {
        let mut tables = vec![Table {
            caption: self.say("$H = σ($Z)") + &self.cut(),
            columns: RULES,
            rows: self.each_position(Self::activation_row),
        }];
        if self.layer.loss().has_target() {
            tables.push(Table {
                caption: self.upstream_rule() + &self.cut(),
                columns: RULES,
                rows: self.each_position(Self::difference_row),
            });
        }
        tables
    }

    fn scatter_tables(&self, at: At, contributions: &[Contribution]) -> Vec<Table> {
        let dz = self.naming.cell(CellRef::new(GridId::Dz, at));
        let [w, dw] = [GridId::W, GridId::Dw].map(|grid| self.naming.grid(grid));
        let mut to_dx = self.sums(
            GridId::Dx,
            format!("{} += {w} · {dz}", self.window(GridId::Dx, at)),
            contributions,
        );
        to_dx.rows.extend(self.dropped(at));
        let x = self.window(GridId::X, at);
        vec![
            to_dx,
            self.sums(GridId::Dw, format!("{dw} += {x} · {dz}"), contributions),
            self.db_table(at),
        ]
    }

    /// What would fall on the padding, and is dropped.
    fn dropped(&self, at: At) -> Vec<Row> {
        let Some(dz) = self.frame.dz.get(at) else {
            return Vec::new();
        };
        let dz = self.number(dz);
        let first = self.naming.first.cast_signed();
        let absent = self.layer.geometry().taps_in_padding(at);
        absent
            .map(|(kernel, [row, col])| {
                let name = format!("pad[{},{}]", row + first, col + first);
                let w = self.number(self.layer.w()[kernel]);
                Row {
                    mark: Some(Mark::ToCome),
                    ..Row::from(vec![
                        vec![plain(name.replace('-', "−"))],
                        vec![],
                        vec![],
                        vec![
                            toned(w, GridId::W),
                            plain(" · "),
                            toned(dz.clone(), GridId::Dz),
                        ],
                        vec![],
                        vec![plain("dropped")],
                    ])
                }
            })
            .collect()
    }

    /// `db  0.4283 + 0.2497 ≈ 0.6780`
    fn db_table(&self, at: At) -> Table {
        let name = self.naming.grid(GridId::Db);
        let dz = self.naming.cell(CellRef::new(GridId::Dz, at));
        Table {
            caption: [name, " += ", &dz].concat(),
            columns: SUMS,
            rows: self.db_row(at, name.to_owned()).into_iter().collect(),
        }
    }

    /// The same for each position, where db is computed as a whole.
    fn db_sum(&self) -> Table {
        let row = |writer: &Self, at| {
            let dz = CellRef::new(GridId::Dz, at);
            writer.db_row(at, writer.naming.cell_below_caption(dz))
        };
        Table {
            caption: self.say("$db = Σ $dZ") + &self.cut(),
            columns: SUMS,
            rows: self.each_position(row),
        }
    }

    fn db_row(&self, at: At, name: String) -> Option<Row> {
        let index = self.layer.geometry().output().index_of(at);
        let earlier = self.frame.dz.cells().get(..index)?;
        let dz = self.frame.dz.get(at)?;
        let before = earlier.iter().fold(0.0, |sum, dz| sum + dz);
        let [before, added, after] = [before, dz, before + dz].map(|value| self.show(value));
        let sum = || before.exact?.plus(added.exact?);
        let sign = equals_sign(sum(), after.exact);
        Some(Row::from(vec![
            vec![plain(name)],
            vec![plain(before.text)],
            vec![plain("+")],
            vec![toned(added.text, GridId::Dz)],
            vec![plain(sign)],
            vec![toned(after.text, GridId::Db)],
        ]))
    }

    /// A row for each position; a long list is cut.
    fn each_position(&self, row: fn(&Self, At) -> Option<Row>) -> Vec<Row> {
        let output = self.layer.geometry().output();
        let positions = output.positions().take(self.most_rows());
        positions.filter_map(|at| row(self, at)).collect()
    }

    /// Where a list of all positions is cut.
    fn cut(&self) -> String {
        let count = self.layer.geometry().output().cells();
        cut_after(self.most_rows(), count)
    }

    fn sums(&self, grid: GridId, caption: String, contributions: &[Contribution]) -> Table {
        let rows = contributions.iter().filter(|one| one.target.grid == grid);
        Table {
            caption,
            columns: SUMS,
            rows: rows
                .map(|one| {
                    let name = vec![plain(self.naming.cell_below_caption(one.target))];
                    Row::from(self.contribution_row(name, one))
                })
                .collect(),
        }
    }

    /// The terms of one sum, named by their factors.
    fn products(&self, caption: String, contributions: &[Contribution]) -> Table {
        let most = self.most_rows();
        let rows = contributions.iter().take(most).map(|one| {
            let [a, b] = one
                .factors
                .map(|factor| plain(self.naming.cell_below_caption(factor.cell)));
            Row::from(self.contribution_row(vec![a, plain(" · "), b], one))
        });
        Table {
            caption: caption + &cut_after(most, contributions.len()),
            columns: PRODUCTS,
            rows: rows.collect(),
        }
    }

    /// `name  before + a · b = after`
    fn contribution_row(&self, name: Vec<Span>, contribution: &Contribution) -> Vec<Vec<Span>> {
        let Sum {
            before,
            factors: [a, b],
            sign,
            after,
        } = Sum::of(contribution, self.decimals);
        let [grid_a, grid_b] = contribution.factors.map(|factor| factor.cell.grid);
        vec![
            name,
            vec![plain(before)],
            vec![plain("+")],
            vec![toned(a, grid_a), plain(" · "), toned(b, grid_b)],
            vec![plain(sign)],
            vec![plain(after)],
        ]
    }

    /// `H[0,0]  rule ≈ 0.6835`. The shown numbers of the rule give the value times
    /// `divisor`: a quotient may be no decimal.
    fn rule_row(&self, cell: CellRef, (rule, computed): Rule, divisor: Exact) -> Option<Row> {
        let value = self.show(self.frame.value(cell.grid, cell.at)?);
        let dividend = || value.exact?.times(divisor);
        Some(Row::from(vec![
            vec![plain(self.naming.cell_below_caption(cell))],
            rule,
            vec![plain(equals_sign(computed, dividend()))],
            vec![plain(value.text)],
        ]))
    }

    /// `H[0,0]  σ(0.77) ≈ 0.6835`
    fn activation_row(&self, at: At) -> Option<Row> {
        self.rule_row(
            CellRef::new(GridId::H, at),
            self.activation_rule(at)?,
            Exact::ONE,
        )
    }

    /// `σ(0.77)`
    pub(super) fn activation_rule(&self, at: At) -> Option<Rule> {
        let Shown { text, exact } = self.show(self.frame.z.get(at)?);
        let computed = exact.and_then(|z| exact_activation(self.layer.activation(), z));
        let rule = vec![plain("σ("), toned(text, GridId::Z), plain(")")];
        Some((rule, computed))
    }

    /// `G[0,0]  0.6835 − 0 = 0.6835`, or `G[0,0]  2 · (0.6835 − 0) / 4 ≈ 0.3418`
    fn difference_row(&self, at: At) -> Option<Row> {
        let [h, t] = [self.frame.h.get(at)?, self.layer.t()[at]].map(|value| self.show(value));
        let difference = || h.exact?.minus(t.exact?);
        let mut computed = difference();
        let count = divisor(self.layer);
        let (mut twice, mut over, mut divisor) = ("", String::new(), Exact::ONE);
        if !count.is_empty() {
            twice = "2 · (";
            over = [") / ", &count].concat();
            computed = computed.and_then(|difference| difference.plus(difference));
            divisor = Exact::read(&count)?;
        }
        let rule = vec![
            plain(twice),
            toned(h.text, GridId::H),
            plain(" − "),
            toned(bracketed(t.text), GridId::T),
            plain(over),
        ];
        self.rule_row(CellRef::new(GridId::G, at), (rule, computed), divisor)
    }

    /// `dZ[0,0]  1 · 0.6835 · (1 − 0.6835) ≈ 0.2163`
    fn gradient_row(&self, at: At) -> Option<Row> {
        self.rule_row(
            CellRef::new(GridId::Dz, at),
            self.gradient_rule(at)?,
            Exact::ONE,
        )
    }

    /// `1 · 0.6835 · (1 − 0.6835)`
    pub(super) fn gradient_rule(&self, at: At) -> Option<Rule> {
        let z = self.frame.z.get(at)?;
        let value = self.frame.h.get(at)?;
        let [g, h] = [self.frame.g.get(at)?, value].map(|value| self.show(value));
        let exact_h = h.exact;
        let h = bracketed(h.text);
        let (rule, slope) = match self.layer.activation() {
            Activation::Sigmoid => {
                let exact = exact_h.and_then(|h| Exact::ONE.minus(h));
                let (rest, exact) = self.rest(format!("(1 − {h})"), exact, 1.0 - value);
                let slope = || exact?.times(exact_h?);
                (format!("{h} · {rest}"), slope())
            }
            Activation::Tanh => {
                let exact = exact_h.and_then(|h| Exact::ONE.minus(h.times(h)?));
                self.rest(format!("(1 − {h}²)"), exact, 1.0 - value * value)
            }
            Activation::Identity => ("1".to_owned(), Some(Exact::ONE)),
            Activation::Relu | Activation::LeakyRelu if z > 0.0 => {
                ("1".to_owned(), Some(Exact::ONE))
            }
            Activation::Relu => ("0".to_owned(), Some(Exact::ZERO)),
            Activation::LeakyRelu => ("0.01".to_owned(), Some(Exact::HUNDREDTH)),
        };
        let product = || match g.exact? {
            // Whatever the slope is, even one with more digits than can be checked.
            g if g.is_zero() => Some(g),
            g => g.times(slope?),
        };
        let computed = product();
        let rule = vec![
            toned(bracketed(g.text), GridId::G),
            plain(" · "),
            plain(rule),
        ];
        Some((rule, computed))
    }

    /// The slope that H leaves of 1: the difference written out, and its exact
    /// value. Where the shown H is 1 that would read `(1 − 1.0000)`, a factor of 0
    /// that is not 0: there the value itself stands.
    fn rest(
        &self,
        difference: String,
        exact: Option<Exact>,
        value: f64,
    ) -> (String, Option<Exact>) {
        if value == 0.0 || !exact.is_some_and(Exact::is_zero) {
            return (difference, exact);
        }
        let Shown { text, exact } = self.show(value);
        (text, exact)
    }

    /// With a mistake in the pass: every computed cell that differs from
    /// what it should be after this step.
    pub(super) fn wrong_cells(&self, right: &Frame) -> Table {
        let mut rows = Vec::new();
        let mut compare = |name: &dyn Fn() -> String, value: Option<f64>, right: Option<f64>| {
            if let (Some(value), Some(right)) = (value, right)
                && differ(value, right)
            {
                rows.push(Row {
                    mark: Some(Mark::Wrong),
                    ..Row::from(vec![
                        vec![plain(name())],
                        vec![plain(self.number(value))],
                        vec![plain(self.number(right))],
                    ])
                });
            }
        };
        for grid in [GridId::Dz, GridId::Dx, GridId::Dw, GridId::Db] {
            for at in grid.size(self.layer.geometry()).positions() {
                let name = || self.naming.cell(CellRef::new(grid, at));
                compare(&name, self.frame.value(grid, at), right.value(grid, at));
            }
        }
        let count = rows.len();
        rows.truncate(self.most_rows());
        Table {
            caption: match count {
                0 => "Every cell is still right".to_owned(),
                1 => "1 cell is wrong".to_owned(),
                count => format!(
                    "{count} cells are wrong{}",
                    cut_after(self.most_rows(), count)
                ),
            },
            columns: WRONG,
            rows,
        }
    }
}

/// ` · the first 50 of 3844`, where a list is cut.
pub(super) fn cut_after(most: usize, count: usize) -> String {
    if count <= most {
        return String::new();
    }
    format!(" · the first {most} of {count}")
}

/// `before + a · b = after`, as it stands on the page: `=` where these numbers fit
/// exactly, else `≈`.
pub(super) struct Sum {
    pub(super) before: String,
    pub(super) factors: [String; 2],
    pub(super) sign: &'static str,
    pub(super) after: String,
}

impl Sum {
    pub(super) fn of(contribution: &Contribution, decimals: Decimals) -> Self {
        let show = |value| show(value, decimals);
        let [a, b] = contribution.factors.map(|factor| show(factor.value));
        let [before, after] = [contribution.before, contribution.after].map(show);
        let computed = add_product(before.exact, &a, &b);
        Self {
            before: before.text,
            factors: [a.text, b.text],
            sign: equals_sign(computed, after.exact),
            after: after.text,
        }
    }
}

pub(super) fn add_product(sum: Option<Exact>, a: &Shown, b: &Shown) -> Option<Exact> {
    sum?.plus(a.exact?.times(b.exact?)?)
}

/// A negative number stands in brackets where it follows a sign.
pub(super) fn bracketed(number: String) -> String {
    if number.starts_with('−') {
        format!("({number})")
    } else {
        number
    }
}

/// σ of a shown number, where the result is a decimal.
fn exact_activation(activation: Activation, z: Exact) -> Option<Exact> {
    match activation {
        Activation::Relu if z.is_negative() => Some(Exact::ZERO),
        Activation::LeakyRelu if z.is_negative() => z.times(Exact::HUNDREDTH),
        Activation::Relu | Activation::LeakyRelu | Activation::Identity => Some(z),
        Activation::Tanh if z.is_zero() => Some(Exact::ZERO),
        Activation::Sigmoid if z.is_zero() => Some(Exact::HALF),
        Activation::Tanh | Activation::Sigmoid => None,
    }
}
