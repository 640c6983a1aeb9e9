//! What do the two Python programs have in common? How numbers are written,
//! and how results are compared.

use std::fmt::Write as _;

use crate::math::Grid;
use crate::view::number::round_trip;

use super::answers::{Answer, Answers};
use super::listing::Line;
use super::setting::Setting;

/// Python's own comparison has the tolerance of the page.
const AGREE: &str = "\
def agree(name, got, page, scale=1):
    # |a - b| <= 1e-12 * max(scale, |a|, |b|)
    got, page = SHAPED(got), SHAPED(page)
    assert got.shape == page.shape, f\"{name} has another shape\"
    for a, b in zip(got.flatten().tolist(), page.flatten().tolist()):
        near = math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * scale)
        assert near or a != a and b != b, f\"{name}: {a} is not {b}\"
";

/// The definition of `agree`, whose arguments `shaped` makes into arrays.
pub(super) fn agree(shaped: &str) -> String {
    AGREE.replace("SHAPED", shaped)
}

/// A number that Python reads back as the same one.
pub(super) fn number(value: f64) -> String {
    match round_trip(value).as_str() {
        "NaN" => "math.nan".to_owned(),
        "Infinity" => "math.inf".to_owned(),
        "-Infinity" => "-math.inf".to_owned(),
        finite => finite.to_owned(),
    }
}

/// A list of rows, one on each line.
pub(super) fn rows(grid: &Grid) -> String {
    let row = |row: &[f64]| {
        let cells: Vec<String> = row.iter().copied().map(number).collect();
        format!("    [{}],\n", cells.join(", "))
    };
    format!("[\n{}]", grid.rows().map(row).collect::<String>())
}

/// The grids that are given, each `X = array([…])`; the settings; and Z's size.
pub(super) fn inputs(setting: &Setting<'_>, array: impl Fn(&Grid) -> String) -> String {
    let mut text = String::new();
    for (name, grid) in setting.given() {
        push(&mut text, &format!("{name} = {}", array(grid)));
    }
    let names = setting.names();
    if setting.has_bias() {
        let bias = number(setting.layer.bias());
        push(&mut text, &format!("{} = {bias}", names.b));
    }
    let spacing = setting.layer.geometry().spacing();
    push(
        &mut text,
        &format!(
            "s, p, d = {}, {}, {}  # stride, padding, dilation",
            spacing.stride, spacing.padding, spacing.dilation
        ),
    );
    push(&mut text, &format!("kh, kw = {}.shape", names.w));
    push(
        &mut text,
        &format!("m_H, m_W = (n + 2*p for n in {}.shape)", names.x),
    );
    for (size, kernel) in [("H", "kh"), ("W", "kw")] {
        push(
            &mut text,
            &format!("n_{size} = (m_{size} - d*({kernel}-1) - 1) // s + 1"),
        );
    }
    text
}

/// The core as it is copied.
pub(super) fn core(lines: &[Line]) -> String {
    let mut text = String::new();
    for Line {
        text: code, note, ..
    } in lines
    {
        match note.as_str() {
            "" => push(&mut text, code),
            note => push(&mut text, &format!("{code}  # {note}")),
        }
    }
    text
}

/// `agree("Z", Z, […])` for every result.
pub(super) fn asserts(answers: &Answers) -> String {
    let mut text = String::new();
    if let Some(gap) = answers.gap {
        push(&mut text, &format!("# {gap}"));
    }
    for Answer { name, value, scale } in &answers.grids {
        push(&mut text, &assert(name, name, &rows(value), *scale));
    }
    for Answer { name, value, scale } in &answers.numbers {
        push(&mut text, &assert(name, name, &number(*value), *scale));
    }
    text
}

/// `agree("Z", Z, page)`, with a scale where it is not 1.
pub(super) fn assert(title: &str, name: &str, page: &str, scale: f64) -> String {
    if scale == 1.0 {
        format!("agree(\"{title}\", {name}, {page})")
    } else {
        format!("agree(\"{title}\", {name}, {page}, scale={scale:e})")
    }
}

/// The last lines of a program.
pub(super) fn farewell(setting: &Setting<'_>) -> String {
    let mut text = String::from("print(\"all asserts passed\")\n");
    let names = setting.names();
    for name in [names.dx, names.dw] {
        push(&mut text, &format!("print(\"{name} =\", {name}.tolist())"));
    }
    push(
        &mut text,
        &format!("print(\"{0} =\", float({0}))", names.db),
    );
    text
}

/// Adds a line.
pub(super) fn push(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
