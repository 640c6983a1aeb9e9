//! Pieces of text and tables of them.

use crate::trace::{GridId, Role};

use super::block::Button;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    /// The role of the cell it stands for, if it stands for one.
    pub role: Option<Role>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What is worked out below.
    pub caption: String,
    pub columns: &'static [&'static str],
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub cells: Vec<Vec<Span>>,
    pub mark: Option<Mark>,
    /// The term of a cell's sum that it stands for, if it stands for one.
    pub term: Option<TermLook>,
    /// A button in its first empty cell.
    pub button: Option<Button>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Done,
    ToCome,
    Wrong,
    Chosen,
}

/// The numbers of a term as the shortest decimals that read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermLook {
    pub product: String,
    /// The sum up to this term, and with it.
    pub sum: String,
}

/// A row as one line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub spans: Vec<Span>,
    pub mark: Option<Mark>,
}

impl Table {
    /// Its heads and its rows as lines of text: a browser lays out a line in half
    /// the time of a row. Where all characters have the same width the columns
    /// stand below one another.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let heads = self.columns.iter().map(|head| vec![plain(*head)]);
        let heads = Row::from(heads.collect::<Vec<_>>());
        let mut widths = vec![0; self.columns.len()];
        for row in [&heads].into_iter().chain(&self.rows) {
            for (width, cell) in widths.iter_mut().zip(&row.cells) {
                *width = width_of(cell).max(*width);
            }
        }
        let rows = [&heads].into_iter().chain(&self.rows);
        rows.map(|row| row.line(&widths)).collect()
    }
}

impl Row {
    fn line(&self, widths: &[usize]) -> Line {
        let mut spans = Vec::new();
        let [mut length, mut column] = [0; 2];
        for (cell, width) in self.cells.iter().zip(widths) {
            for _ in length..column {
                join(&mut spans, None, " ");
            }
            for span in cell {
                join(&mut spans, span.role, &span.text);
            }
            length = column + width_of(cell);
            column += width + 1;
        }
        // So that the clipboard, or a script, finds lines.
        join(&mut spans, None, "\n");
        Line {
            spans,
            mark: self.mark,
        }
    }
}

/// A text without a role is appended to one without a role before it.
fn join(spans: &mut Vec<Span>, role: Option<Role>, text: &str) {
    match spans.last_mut() {
        Some(last) if last.role.is_none() && role.is_none() => last.text += text,
        _ => spans.push(Span {
            text: text.to_owned(),
            role,
        }),
    }
}

fn width_of(cell: &[Span]) -> usize {
    cell.iter().map(|span| span.text.chars().count()).sum()
}

impl From<Vec<Vec<Span>>> for Row {
    fn from(cells: Vec<Vec<Span>>) -> Self {
        Self {
            cells,
            ..Self::default()
        }
    }
}

pub(super) fn plain(text: impl Into<String>) -> Span {
    Span {
        text: text.into(),
        role: None,
    }
}

pub(super) fn toned(text: impl Into<String>, grid: GridId) -> Span {
    Span {
        text: text.into(),
        role: Some(Role::on(grid)),
    }
}

pub(super) fn text_of(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_one_another() {
        let row = |name, a, after| {
            let product = vec![toned(a, GridId::W), plain(" · "), toned("−2", GridId::Dz)];
            Row::from(vec![
                vec![plain(name)],
                vec![plain("+")],
                product,
                vec![plain(after)],
            ])
        };
        let table = Table {
            caption: String::new(),
            columns: &["cell", "", "product", "after"],
            rows: vec![row("dX[0,0]", "0.25", "−0.5"), row("dX[0,10]", "−1", "2")],
        };
        let lines = table.lines();
        let texts: Vec<String> = lines.iter().map(|line| text_of(&line.spans)).collect();
        assert_eq!(
            texts,
            [
                "cell       product   after\n",
                "dX[0,0]  + 0.25 · −2 −0.5\n",
                "dX[0,10] + −1 · −2   2\n",
            ]
        );
        assert_eq!(lines[1].spans.len(), 5);
        assert_eq!(lines[1].spans[1], toned("0.25", GridId::W));
    }
}
