//! The one table that is printed: what was measured, and what was wanted.

use std::fmt::{self, Display, Formatter};

use crate::statistics::Summary;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Milliseconds, shown in the unit that suits.
    Time,
    /// 10⁹ additions and multiplications a second.
    Gigaflops,
    /// 10⁹ bytes a second.
    Gigabytes,
    /// Bytes.
    Bytes,
    /// Frames that were not shown.
    Frames,
    /// How many times as much.
    Times,
    /// A part of the whole.
    Share,
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quantity(pub(crate) f64, pub(crate) Unit);

impl Display for Quantity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let &Self(value, unit) = self;
        match unit {
            Unit::Time if value < 1.0 => write!(f, "{} µs", three_digits(value * 1e3)),
            Unit::Time if value < 1e3 => write!(f, "{} ms", three_digits(value)),
            Unit::Time => write!(f, "{} s", three_digits(value / 1e3)),
            Unit::Gigaflops => write!(f, "{} GFLOP/s", three_digits(value)),
            Unit::Gigabytes => write!(f, "{} GB/s", three_digits(value)),
            Unit::Bytes => write!(f, "{value:.0} bytes"),
            Unit::Frames => write!(f, "{value:.0}"),
            Unit::Times => write!(f, "{}×", three_digits(value)),
            Unit::Share => write!(f, "{:.0} %", value * 100.0),
        }
    }
}

/// Three significant digits, or all before the point if those are more.
fn three_digits(value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

/// What is wanted of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// This or more.
    AtLeast(Quantity),
    /// This or less.
    AtMost(Quantity),
}

impl Goal {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtLeast(Quantity(bound, _)) => value >= bound,
            Self::AtMost(Quantity(bound, _)) => value <= bound,
        }
    }
}

impl Display for Goal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(bound) => write!(f, "≥ {bound}"),
            Self::AtMost(bound) => write!(f, "≤ {bound}"),
        }
    }
}

/// A row: a heading, a measurement, or the reason why there is none.
#[derive(Clone, Debug)]
pub(crate) struct Row([String; COLUMNS.len()]);

const COLUMNS: [&str; 6] = ["", "median", "quartiles", "ratio", "target", "verdict"];

impl Row {
    /// The title of the rows that follow.
    pub(crate) fn heading(title: impl Display) -> Self {
        Self::named(format!("**{title}**"))
    }

    /// What was to be measured, and why it was not: the first line of it.
    pub(crate) fn absent(what: impl Display, why: impl Display) -> Self {
        let mut row = Self::named(what);
        row.0[5].extend(why.to_string().lines().next());
        row
    }

    /// A measurement in its unit.
    pub(crate) fn measured(what: impl Display, summary: Summary, unit: Unit) -> Self {
        let mut row = Self::named(what);
        let [low, high] = summary.quartiles;
        row.0[1] = Quantity(summary.median, unit).to_string();
        if low != high {
            row.0[2] = format!("{} – {}", Quantity(low, unit), Quantity(high, unit));
        }
        row
    }

    /// Adds how the measurement relates to a baseline.
    pub(crate) fn compared(mut self, ratio: Quantity, baseline: impl Display) -> Self {
        self.0[3] = format!("{ratio} {baseline}");
        self
    }

    /// Adds what was wanted, and whether `value` is that.
    pub(crate) fn judged(mut self, value: f64, goal: Goal) -> Self {
        self.0[4] = goal.to_string();
        let verdict = if goal.is_met_by(value) {
            "met"
        } else {
            "**missed**"
        };
        verdict.clone_into(&mut self.0[5]);
        self
    }

    fn named(what: impl Display) -> Self {
        let mut row = Self(Default::default());
        row.0[0] = what.to_string();
        row
    }
}

/// The rows as a table that reads well as it is and as Markdown.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let header = COLUMNS.map(str::to_owned);
    let cells: Vec<_> = [&header]
        .into_iter()
        .chain(rows.iter().map(|row| &row.0))
        .collect();
    let widths: [usize; COLUMNS.len()] = std::array::from_fn(|column| {
        let lengths = cells.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0).max(3)
    });
    let line = |row: &[String; COLUMNS.len()]| {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!(" {cell:<width$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = widths.map(|width| "-".repeat(width));
    let body = cells[1..].iter().map(|row| line(row));
    format!(
        "{}{}{}",
        line(&header),
        line(&rule),
        body.collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_and_a_unit_that_suits() {
        for (value, unit, expected) in [
            (0.001_234, Unit::Time, "1.23 µs"),
            (0.99, Unit::Time, "990 µs"),
            (12.34, Unit::Time, "12.3 ms"),
            (2034.0, Unit::Time, "2.03 s"),
            (1234.5, Unit::Times, "1234×"),
            (8.0, Unit::Times, "8.00×"),
            (0.5, Unit::Times, "0.50×"),
            (0.343, Unit::Share, "34 %"),
            (58_027.0, Unit::Bytes, "58027 bytes"),
        ] {
            assert_eq!(Quantity(value, unit).to_string(), expected);
        }
    }

    #[test]
    fn a_goal_is_met_at_its_bound_and_missed_beyond() {
        let least = Goal::AtLeast(Quantity(8.0, Unit::Times));
        assert!(least.is_met_by(8.0) && !least.is_met_by(7.9));
        let most = Goal::AtMost(Quantity(1.4, Unit::Times));
        assert!(most.is_met_by(1.4) && !most.is_met_by(1.5));
    }

    #[test]
    fn the_table_is_aligned_markdown() {
        let time = Summary {
            median: 15.0,
            quartiles: [14.5, 16.0],
        };
        let rows = [
            Row::heading("512×512"),
            Row::measured("tfjs", time, Unit::Time)
                .compared(Quantity(7.5, Unit::Times), "convscope")
                .judged(7.5, Goal::AtLeast(Quantity(8.0, Unit::Times))),
            Row::absent("PyTorch", "not here"),
        ];
        let expected = "\
|             | median  | quartiles         | ratio           | target  | verdict    |
| ----------- | ------- | ----------------- | --------------- | ------- | ---------- |
| **512×512** |         |                   |                 |         |            |
| tfjs        | 15.0 ms | 14.5 ms – 16.0 ms | 7.50× convscope | ≥ 8.00× | **missed** |
| PyTorch     |         |                   |                 |         | not here   |
";
        assert_eq!(markdown(&rows), expected);
    }
}
