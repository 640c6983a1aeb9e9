//! The tables that are printed, and how numbers stand in them.

use std::fmt::{Display, Write as _};

/// The columns of a [`Row`].
pub(crate) const COLUMNS: [&str; 6] = ["", "median", "quartiles", "ratio", "target", "verdict"];

/// A measurement beside what it is compared with and what was wanted.
pub(crate) type Row = [String; 6];

/// How a number is written with its unit.
pub(crate) type Unit = fn(f64) -> String;

/// Milliseconds, in the unit that suits.
pub(crate) fn time(value: f64) -> String {
    match value {
        ..1.0 => format!("{} µs", three_digits(value * 1e3)),
        ..1e3 => format!("{} ms", three_digits(value)),
        _ => format!("{} s", three_digits(value / 1e3)),
    }
}

/// 10⁹ additions and multiplications a second.
pub(crate) fn gigaflops(value: f64) -> String {
    format!("{} GFLOP/s", three_digits(value))
}

/// A part of the whole.
pub(crate) fn share(value: f64) -> String {
    format!("{:.0} %", value * 100.0)
}

/// How many times as much.
pub(crate) fn times(value: f64) -> String {
    format!("{}×", three_digits(value))
}

/// What is counted.
pub(crate) fn count(value: f64) -> String {
    format!("{value:.0}")
}

/// Three significant digits, or all before the point if those are more.
pub(crate) fn three_digits(value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}

/// The title of the rows that follow.
pub(crate) fn heading(title: impl Display) -> Row {
    let mut row = Row::default();
    row[0] = format!("**{title}**");
    row
}

/// A row of samples in any order.
pub(crate) fn row(what: impl Into<String>, samples: &[f64], unit: Unit) -> Row {
    let mut row = Row::default();
    row[0] = what.into();
    match [1, 2, 3].map(|quarters| quartile(samples, quarters)) {
        [Some(low), Some(median), Some(high)] => {
            row[1] = unit(median);
            if low != high {
                row[2] = format!("{} – {}", unit(low), unit(high));
            }
        }
        _ => row[5].push_str("not measured"),
    }
    row
}

/// The row with what was wanted of a number: this or less.
pub(crate) fn at_most(mut row: Row, value: f64, bound: f64, unit: Unit) -> Row {
    row[4] = format!("≤ {}", unit(bound));
    row[5] = verdict(value <= bound);
    row
}

/// The row with what was wanted of a number: this or more.
pub(crate) fn at_least(mut row: Row, value: f64, bound: f64, unit: Unit) -> Row {
    row[4] = format!("≥ {}", unit(bound));
    row[5] = verdict(value >= bound);
    row
}

fn verdict(is_met: bool) -> String {
    if is_met { "met" } else { "**missed**" }.to_owned()
}

/// The middle of some samples; NaN of none.
pub(crate) fn median(samples: &[f64]) -> f64 {
    quartile(samples, 2).unwrap_or(f64::NAN)
}

/// The number below which so many quarters of the samples lie, on the line
/// between the two next to it.
fn quartile(samples: &[f64], quarters: usize) -> Option<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let place = quarters * sorted.len().checked_sub(1)?;
    let [below, above] = [sorted[place / 4], sorted[place.div_ceil(4)]];
    Some(below + (above - below) * (place % 4) as f64 / 4.0)
}

/// The rows as a table that reads well as it is and as Markdown.
pub(crate) fn markdown<const N: usize>(columns: [&str; N], rows: &[[String; N]]) -> String {
    let columns = columns.map(str::to_owned);
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().chain([&columns]).map(|row| &row[column]);
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max(3)
    });
    let rule = widths.map(|width| "-".repeat(width));
    let mut table = String::new();
    for row in [&columns, &rule].into_iter().chain(rows) {
        for (cell, width) in row.iter().zip(widths) {
            // Writing to a string cannot fail.
            let _ = write!(table, "| {cell:<width$} ");
        }
        table.push_str("|\n");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_and_a_unit_that_suits() {
        for (written, expected) in [
            (time(0.001_234), "1.23 µs"),
            (time(0.99), "990 µs"),
            (time(12.34), "12.3 ms"),
            (time(2034.0), "2.03 s"),
            (times(1234.5), "1234×"),
            (times(8.0), "8.00×"),
            (share(0.343), "34 %"),
            (count(58_027.0), "58027"),
        ] {
            assert_eq!(written, expected);
        }
    }

    // Expected: Python's statistics.quantiles(…, n=4, method="inclusive").
    #[test]
    fn quartiles_are_those_of_python() {
        for (samples, expected) in [
            (&[5.0, 1.0, 4.0, 2.0, 3.0][..], [2.0, 3.0, 4.0]),
            (&[10.0, 2.0, 7.0, 4.0], [3.5, 5.5, 7.75]),
            (&[6.0, 1.0], [2.25, 3.5, 4.75]),
            (&[7.0], [7.0, 7.0, 7.0]),
        ] {
            let quartiles = [1, 2, 3].map(|quarters| quartile(samples, quarters));
            assert_eq!(quartiles, expected.map(Some), "{samples:?}");
        }
        assert_eq!(quartile(&[], 2), None);
    }

    #[test]
    fn a_goal_is_met_at_its_bound_and_missed_beyond() {
        let least = |value| at_least(Row::default(), value, 8.0, times)[5].clone();
        assert_eq!([least(8.0), least(7.9)], ["met", "**missed**"]);
        let most = |value| at_most(Row::default(), value, 1.4, times)[5].clone();
        assert_eq!([most(1.4), most(1.5)], ["met", "**missed**"]);
    }

    #[test]
    fn the_table_is_aligned_markdown() {
        let rows = [
            heading("512×512"),
            at_least(row("plain", &[15.0, 14.0, 17.0], time), 3.5, 4.0, times),
            row("NumPy", &[], time),
        ];
        let expected = "\
|             | median  | quartiles         | ratio | target  | verdict      |
| ----------- | ------- | ----------------- | ----- | ------- | ------------ |
| **512×512** |         |                   |       |         |              |
| plain       | 15.0 ms | 14.5 ms – 16.0 ms |       | ≥ 4.00× | **missed**   |
| NumPy       |         |                   |       |         | not measured |
";
        assert_eq!(markdown(COLUMNS, &rows), expected);
    }
}
