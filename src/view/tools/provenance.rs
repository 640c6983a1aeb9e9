//! Where the number in the pinned cell comes from.

use crate::app::{Model, ToolMsg};
use crate::text::shortest;
use crate::trace::{CellRef, GridId, Term};

use super::super::block::{Block, Button, TextStyle, button, text};
use super::super::span::{Mark, Row, Span, Table, TermLook, plain, toned};
use super::super::why::WHY_THE_SLOPE;
use super::super::writer::Writer;

const TERMS: &[&str] = &["position", "term", "product", "sum", ""];

#[derive(Clone, Debug, PartialEq)]
pub struct ProvenanceLook {
    pub title: String,
    /// How many terms there are, and how many have been added.
    pub summary: String,
    pub table: Table,
}

impl ProvenanceLook {
    /// What is told below the title.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        vec![
            text(TextStyle::Hint, &self.summary),
            Block::Table(self.table.clone()),
        ]
    }
}

pub(in crate::view) fn provenance(model: &Model) -> Option<ProvenanceLook> {
    model.pinned.map(|cell| of_cell(model, cell))
}

fn of_cell(model: &Model, cell: CellRef) -> ProvenanceLook {
    let trace = model.trace().with(None);
    let finished = match model.tools.hunt {
        Some(_) => trace.frame(trace.steps().last()),
        None => model.recording().last().clone(),
    };
    let terms = trace.terms(cell, &finished);
    let provenance = Provenance {
        writer: Writer::of(model, &finished),
        cell,
    };
    ProvenanceLook {
        title: format!("Where {} comes from", model.naming.cell(cell)),
        summary: provenance.summary(&terms) + provenance.warning(),
        table: provenance.table(&terms),
    }
}

struct Provenance<'a> {
    writer: Writer<'a>,
    cell: CellRef,
}

impl Provenance<'_> {
    /// All terms, or those around the step where there are many.
    fn table(&self, terms: &[Term]) -> Table {
        let most = self.writer.most_rows();
        let step = self.writer.model.step;
        let done = terms.iter().filter(|term| term.step <= step).count();
        // Half of the list is kept while the other half changes.
        let half = most / 2;
        let start = (done / half).saturating_sub(1) * half;
        let end = start.saturating_add(most).min(terms.len());
        let cut = if end - start < terms.len() {
            format!(
                " · terms {} to {end} of {}, as they are added",
                start + 1,
                terms.len()
            )
        } else {
            String::new()
        };
        Table {
            caption: self.caption() + &cut,
            columns: TERMS,
            rows: terms[start..end]
                .iter()
                .map(|term| self.row(term))
                .collect(),
        }
    }

    fn summary(&self, terms: &[Term]) -> String {
        let step = self.writer.model.step;
        let count = terms.len();
        let done = terms.iter().filter(|term| term.step <= step).count();
        match self.cell.grid {
            GridId::Z => self.writer.say(&format!(
                "{count} cells of $X lie under $W at this position.{} {}",
                self.bias_sentence(),
                if done == count {
                    "Added."
                } else {
                    "Not computed yet."
                }
            )),
            GridId::Dx | GridId::Dw if count == 0 => {
                "No position reaches it: the sum is empty.".to_owned()
            }
            GridId::Dx => format!(
                "{} here; {done} of {count} terms added so far.{}",
                match count {
                    1 => "1 position is alone".to_owned(),
                    _ => format!("{count} positions overlap"),
                },
                match count {
                    1 => "",
                    _ => " The later the position, the earlier the kernel cell: the order is reversed, as in a rotated kernel.",
                }
            ),
            GridId::Dw => format!(
                "This kernel cell is used at {}; {done} of {count} terms added so far.",
                positions(count)
            ),
            GridId::Db => self.writer.say(&format!(
                "$b is added at every position, so each $dZ goes into $db; {done} of {count} terms added so far."
            )),
            grid => {
                let state = if done == count {
                    "Computed."
                } else {
                    "Not computed yet."
                };
                let reason = if grid == GridId::Dz { WHY_THE_SLOPE } else { "" };
                self.writer
                    .say(&["One term at one position. ", state, " ", reason].concat())
            }
        }
    }

    /// With a mistake in the pass the cell may hold another number.
    const fn warning(&self) -> &'static str {
        match (self.writer.model.tools.hunt, self.cell.grid) {
            (Some(_), GridId::Dz | GridId::Dx | GridId::Dw | GridId::Db) => {
                " These are the right terms; the pass on the page has a mistake."
            }
            _ => "",
        }
    }

    fn bias_sentence(&self) -> String {
        let bias = self.writer.number(self.writer.layer.bias());
        self.writer
            .say(&[" The sum starts at $b, ", &bias, "."].concat())
    }

    /// `dX[1,1] = Σ W · dZ = 0.2558`
    fn caption(&self) -> String {
        let rule = match self.cell.grid {
            GridId::Z => "$b + Σ $X · $W",
            GridId::H => "σ($Z)",
            GridId::Dz => "$G · σ′($Z)",
            GridId::Dw => "Σ $X · $dZ",
            GridId::Db => "Σ $dZ",
            _ => "Σ $W · $dZ",
        };
        let value = self.writer.frame.value(self.cell.grid, self.cell.at);
        let value = value.map_or_else(String::new, |value| self.writer.equals(value));
        let cell = self.writer.naming.cell(self.cell);
        let rule = self.writer.say(rule);
        format!("{cell} = {rule} {value}")
    }

    fn row(&self, term: &Term) -> Row {
        let step = term.step;
        let first = self.writer.naming.first;
        let position = term.position;
        let place = format!("[{},{}]", position.row + first, position.col + first);
        let done = step <= self.writer.model.step;
        Row {
            cells: vec![
                vec![plain(place)],
                self.term(term),
                vec![plain(self.writer.number(term.product))],
                vec![plain(self.writer.number(term.sum))],
            ],
            mark: Some(if done { Mark::Done } else { Mark::ToCome }),
            term: Some(TermLook {
                product: shortest(term.product),
                sum: shortest(term.sum),
            }),
            button: Some(Button {
                label: Some(format!("Go to this step: {step}")),
                ..button("go", ToolMsg::Sought(step))
            }),
        }
    }

    /// The factors with their cells: `W[0,1] −0.1 · dZ 0.2497`. The cell of dZ
    /// is the position.
    fn term(&self, term: &Term) -> Vec<Span> {
        let at = self.cell.at;
        let rule = match self.cell.grid {
            GridId::H => self.writer.activation_rule(at),
            GridId::Dz => self.writer.gradient_rule(at),
            _ => None,
        };
        if let Some((rule, _)) = rule {
            return rule;
        }
        let mut spans = Vec::new();
        for factor in &term.factors {
            if !spans.is_empty() {
                spans.push(plain(" · "));
            }
            let naming = self.writer.naming;
            let name = match factor.cell.grid {
                GridId::Dz => naming.grid_below_caption(GridId::Dz).to_owned(),
                _ => naming.cell_below_caption(factor.cell),
            };
            if !name.is_empty() {
                spans.push(plain(format!("{name} ")));
            }
            spans.push(toned(self.writer.number(factor.value), factor.cell.grid));
        }
        spans
    }
}

fn positions(count: usize) -> String {
    match count {
        1 => "1 position".to_owned(),
        _ => format!("{count} positions"),
    }
}
