//! What is the program in Rust? Loops over vectors, with no library.

use std::fmt::Write as _;

use crate::math::{Activation, BackwardView, Grid};
use crate::trace::{GridId, Phase};
use crate::view::number::round_trip;

use super::answers::{Answer, Answers};
use super::listing::{Line, Pair, Ran};
use super::setting::{CELL, Names, Setting};

/// The functions that every program has.
const ALWAYS: &str = "
type Grid = Vec<Vec<f64>>;

fn grid<const C: usize>(rows: &[[f64; C]]) -> Grid {
    rows.iter().map(|row| row.to_vec()).collect()
}

fn zeros(rows: usize, cols: usize) -> Grid {
    vec![vec![0.0; cols]; rows]
}

fn cells(rows: usize, cols: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |row| (0..cols).map(move |col| (row, col)))
}

fn dot(grid: &Grid, other: impl Fn(usize, usize) -> f64) -> f64 {
    let products = cells(grid.len(), grid[0].len()).map(|(row, col)| grid[row][col] * other(row, col));
    products.fold(0.0, |sum, product| sum + product)
}

/// |a - b| <= 1e-12 * max(scale, |a|, |b|)
fn agree(name: &str, got: &Grid, page: &Grid, scale: f64) {
    assert_eq!((got.len(), got[0].len()), (page.len(), page[0].len()), \"{name}\");
    for (a, b) in got.iter().flatten().zip(page.iter().flatten()) {
        let same = a == b || a.is_nan() && b.is_nan();
        let near = (a - b).abs() < 1e-12 * a.abs().max(b.abs()).max(scale);
        assert!(same || near, \"{name}: {a} is not {b}\");
    }
}
";

/// The functions that some have: those that they call.
const SOMETIMES: [(&str, &str); 8] = [
    (
        "sigmoid",
        "
fn sigmoid(z: f64) -> f64 {
    let e = (-z.abs()).exp();
    if z >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}
",
    ),
    (
        "relu",
        "
fn relu(z: f64) -> f64 {
    if z <= 0.0 { 0.0 } else { z }
}
",
    ),
    (
        "map(",
        "
fn map(grid: &Grid, f: impl Fn(f64) -> f64) -> Grid {
    grid.iter().map(|row| row.iter().map(|&cell| f(cell)).collect()).collect()
}
",
    ),
    (
        "zip(",
        "
fn zip(one: &Grid, other: &Grid, f: impl Fn(f64, f64) -> f64) -> Grid {
    let row = |(one, other): (&Vec<f64>, &Vec<f64>)| one.iter().zip(other).map(|(&a, &b)| f(a, b)).collect();
    one.iter().zip(other).map(row).collect()
}
",
    ),
    (
        "lay(",
        "
/// A grid among zeros, its first cell below `top` rows and after `left` columns.
fn lay(grid: &Grid, top: usize, left: usize, rows: usize, cols: usize) -> Grid {
    let mut larger = zeros(rows, cols);
    for (row, cells) in grid.iter().enumerate() {
        larger[top + row][left..left + cells.len()].copy_from_slice(cells);
    }
    larger
}
",
    ),
    (
        "crop(",
        "
fn crop(grid: &Grid, p: usize) -> Grid {
    let inner = &grid[p..grid.len() - p];
    inner.iter().map(|row| row[p..row.len() - p].to_vec()).collect()
}
",
    ),
    (
        "rotated(",
        "
fn rotated(grid: &Grid) -> Grid {
    grid.iter().rev().map(|row| row.iter().rev().copied().collect()).collect()
}
",
    ),
    (
        "spread(",
        "
fn spread(grid: &Grid, s: usize) -> Grid {
    let mut larger = zeros((grid.len() - 1) * s + 1, (grid[0].len() - 1) * s + 1);
    for (row, col) in cells(grid.len(), grid[0].len()) {
        larger[row * s][col * s] = grid[row][col];
    }
    larger
}
",
    ),
];

/// The whole program.
pub(super) fn program(setting: &Setting<'_>) -> String {
    let core = core(setting);
    let mut text = String::from("#![allow(non_snake_case)]\n\nfn main() {\n");
    text += &inputs(setting);
    text += "\n";
    for line in &core {
        push(&mut text, &commented(line));
    }
    text += "\n";
    text += &rest(setting, &setting.names());
    text += &asserts(setting);
    text += "}\n";
    text += ALWAYS;
    for (call, function) in SOMETIMES {
        if core.iter().any(|line| line.text.contains(call)) {
            text += function;
        }
    }
    text
}

fn commented(Line { text, note, .. }: &Line) -> String {
    match note.as_str() {
        "" => text.clone(),
        note => format!("{text} // {note}"),
    }
}

/// Adds a line of `main`.
fn push(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "    {line}");
}

/// A number that rustc reads back as the same one.
fn number(value: f64) -> String {
    match round_trip(value).as_str() {
        "NaN" => "f64::NAN".to_owned(),
        "Infinity" => "f64::INFINITY".to_owned(),
        "-Infinity" => "f64::NEG_INFINITY".to_owned(),
        finite if finite.contains(['.', 'e']) => finite.to_owned(),
        whole => format!("{whole}.0"),
    }
}

/// The rows of a grid, one on each line.
fn grid(grid: &Grid) -> String {
    let row = |row: &[f64]| {
        let cells: Vec<String> = row.iter().copied().map(number).collect();
        format!("        [{}],\n", cells.join(", "))
    };
    format!(
        "grid(&[\n{}    ])",
        grid.rows().map(row).collect::<String>()
    )
}

/// The grids that are given, the settings and the sizes.
fn inputs(setting: &Setting<'_>) -> String {
    let mut text = String::new();
    for (name, values) in setting.given() {
        push(&mut text, &format!("let {name} = {};", grid(values)));
    }
    let Names { x, w, z, b, .. } = setting.names();
    if setting.has_bias() {
        let bias = number(setting.layer.bias());
        push(&mut text, &format!("let {b} = {bias};"));
    }
    let spacing = setting.layer.geometry().spacing();
    let (s, p, d) = (spacing.stride, spacing.padding, spacing.dilation);
    for line in [
        format!("let (s, p, d) = ({s}, {p}, {d}); // stride, padding, dilation"),
        format!("let (x_H, x_W) = ({x}.len(), {x}[0].len());"),
        format!("let (kh, kw) = ({w}.len(), {w}[0].len());"),
        "let (m_H, m_W) = (x_H + 2 * p, x_W + 2 * p);".to_owned(),
        "let n_H = (m_H - d * (kh - 1) - 1) / s + 1;".to_owned(),
        "let n_W = (m_W - d * (kw - 1) - 1) / s + 1;".to_owned(),
        format!("let mut {z} = zeros(n_H, n_W);"),
    ] {
        push(&mut text, &line);
    }
    text
}

/// What the page knows besides.
fn rest(setting: &Setting<'_>, names: &Names) -> String {
    let Names {
        h, g, dz, db, loss, ..
    } = names;
    let mut text = String::new();
    if !setting.has_bias() {
        push(&mut text, &sum_of(db, dz));
    }
    let sum = if setting.is_squared_error() {
        format!("let {loss} = 0.5 * dot(&{g}, |row, col| {g}[row][col]);")
    } else {
        format!("let {loss} = dot(&{g}, |row, col| {h}[row][col]);")
    };
    push(&mut text, &sum);
    text
}

fn sum_of(name: &str, grid: &str) -> String {
    format!("let {name}: f64 = {grid}.iter().flatten().sum();")
}

/// `agree("Z", &Z, …)` for every result, and the last words.
fn asserts(setting: &Setting<'_>) -> String {
    let Answers {
        grids,
        numbers,
        gap,
    } = Answers::of(setting);
    let mut text = String::new();
    if let Some(gap) = gap {
        push(&mut text, &format!("// {gap}"));
    }
    let mut assert = |name: &str, got: &str, page: &str, scale: f64| {
        let scale = number(scale);
        push(
            &mut text,
            &format!("agree(\"{name}\", &{got}, &{page}, {scale});"),
        );
    };
    for Answer { name, value, scale } in grids {
        assert(name, name, &grid(&value), scale);
    }
    for Answer { name, value, scale } in numbers {
        let page = format!("grid(&[[{}]])", number(value));
        assert(name, &format!("grid(&[[{name}]])"), &page, scale);
    }
    let names = setting.names();
    push(&mut text, "println!(\"all asserts passed\");");
    for name in [names.dx, names.dw, names.db] {
        push(&mut text, &format!("println!(\"{name} = {{{name}:?}}\");"));
    }
    text
}

/// What the page lists.
pub(super) fn core(setting: &Setting<'_>) -> Vec<Line> {
    let names = &setting.names();
    let mut lines = start(setting, names);
    lines.extend(forward(setting, names));
    lines.extend(setting.elementwise(elementwise(setting, names)));
    lines.extend(match setting.view {
        BackwardView::Scatter => scatter(setting, names),
        BackwardView::Gather => gather(setting, names),
        BackwardView::Matrix => matrix(setting, names),
    });
    lines
}

fn start(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        x,
        xp,
        dx,
        dxp,
        dw,
        db,
        ..
    } = names;
    let start = |text| Line::ran(Ran::In(Phase::Start), text);
    let mut lines = Vec::new();
    if setting.is_padded() {
        lines.push(start(format!("let {xp} = lay(&{x}, p, p, m_H, m_W);")));
    }
    let scatters = setting.view == BackwardView::Scatter;
    let dx = if scatters && setting.is_padded() {
        format!("let mut {dxp} = zeros(m_H, m_W);")
    } else {
        format!("let mut {dx} = zeros(x_H, x_W);")
    };
    lines.push(start(dx));
    lines.push(start(format!("let mut {dw} = zeros(kh, kw);")));
    if scatters && setting.has_bias() {
        lines.push(start(format!("let mut {db} = 0.0;")));
    }
    if setting.view == BackwardView::Matrix {
        let [c, p] = [("C", "m_H * m_W"), ("P", "kh * kw")]
            .map(|(matrix, cols)| format!("let mut {matrix} = zeros(n_H * n_W, {cols});"));
        lines.extend([start(c), start(p)]);
    }
    lines
}

/// `for (h, w) in cells(n_H, n_W) {`
fn head(ran: Ran, [row, col]: Pair, [rows, cols]: Pair) -> Line {
    let text = format!("for ({row}, {col}) in cells({rows}, {cols}) {{");
    Line::head(ran, [row, col], text)
}

const POSITIONS: Pair = ["n_H", "n_W"];
const KERNEL: Pair = ["kh", "kw"];

/// The head of the loop over the kernel within the one over the positions.
fn kernel_head([row, col]: Pair) -> Line {
    Line::new(format!("    for ({row}, {col}) in cells(kh, kw) {{"))
}

/// The row and the column of the padded X under a kernel cell at a position.
fn under(setting: &Setting<'_>, names: &Names) -> [String; 2] {
    [0, 1].map(|axis| {
        let position = setting.strided(names.at[axis]);
        format!("{position} + {}", setting.dilated(names.tap[axis]))
    })
}

fn forward(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        w, z, xp, at, tap, ..
    } = names;
    let ran = |text| Line::ran(Ran::In(Phase::Forward), text);
    let ([row, col], [i, j]) = (*at, *tap);
    let [under_row, under_col] = under(setting, names);
    let b = setting.plus_bias();
    let mut lines = vec![head(Ran::In(Phase::Forward), *at, POSITIONS)];
    if setting.view == BackwardView::Matrix {
        let matrix_row = format!("{row}*n_W + {col}");
        lines.push(kernel_head(*tap));
        lines.push(ran(format!(
            "        let (r, c) = ({under_row}, {under_col});"
        )));
        lines.push(ran(format!(
            "        C[{matrix_row}][r*m_W + c] = {w}[{i}][{j}];"
        )));
        lines.push(ran(format!(
            "        P[{matrix_row}][{i}*kw + {j}] = {xp}[r][c];"
        )));
        lines.push(Line::new("    }"));
        lines.push(ran(format!(
            "    {z}[{row}][{col}] = dot(&{xp}, |r, c| C[{matrix_row}][r*m_W + c]){b};"
        )));
    } else {
        lines.push(ran(format!(
            "    {z}[{row}][{col}] = dot(&{w}, |{i}, {j}| {xp}[{under_row}][{under_col}]){b};"
        )));
    }
    lines.push(Line::new("}"));
    lines
}

/// H, G of the squared error, and dZ.
fn elementwise(setting: &Setting<'_>, names: &Names) -> [String; 3] {
    let Names { z, h, g, t, dz, .. } = names;
    let (activation, gradient) = match setting.layer.activation() {
        Activation::Sigmoid => (
            format!("map(&{z}, sigmoid)"),
            format!("zip(&{g}, &{h}, |g, h| g * h * (1.0 - h))"),
        ),
        Activation::Tanh => (
            format!("map(&{z}, f64::tanh)"),
            format!("zip(&{g}, &{h}, |g, h| g * (1.0 - h * h))"),
        ),
        Activation::Relu => (
            format!("map(&{z}, relu)"),
            format!("zip(&{g}, &{z}, |g, z| g * f64::from(z > 0.0))"),
        ),
        Activation::Identity => (format!("{z}.clone()"), format!("{g}.clone()")),
    };
    [
        format!("let {h} = {activation};"),
        format!("let {g} = zip(&{h}, &{t}, |h, t| h - t);"),
        format!("let {dz} = {gradient};"),
    ]
}

fn scatter(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        w,
        xp,
        dx,
        dxp,
        dw,
        dz,
        db,
        at,
        tap,
        ..
    } = names;
    let backward = Ran::In(Phase::Backward);
    let ran = |text| Line::ran(backward, text);
    let ([row, col], [i, j]) = (*at, *tap);
    let mut lines = vec![head(backward, *at, POSITIONS), kernel_head(*tap)];
    let [mut r, mut c] = under(setting, names);
    if setting.is_strided() || setting.is_dilated() {
        lines.push(ran(format!("        let (r, c) = ({r}, {c});")));
        [r, c] = CELL.map(str::to_owned);
    }
    let dz_at = format!("{dz}[{row}][{col}]");
    lines.push(ran(format!(
        "        {dxp}[{r}][{c}] += {w}[{i}][{j}] * {dz_at};"
    )));
    lines.push(ran(format!(
        "        {dw}[{i}][{j}] += {xp}[{r}][{c}] * {dz_at};"
    )));
    lines.push(Line::new("    }"));
    if setting.has_bias() {
        lines.push(ran(format!("    {db} += {dz_at};")));
    }
    lines.push(Line::new("}"));
    if setting.is_padded() {
        let crop = format!("let {dx} = crop(&{dxp}, p);");
        lines.push(Line::ran(Ran::Last, crop));
    }
    lines
}

/// A loop that sums up one cell after the other of a gradient.
fn sums(grid: GridId, variables: Pair, size: Pair, sum: String) -> [Line; 3] {
    let ran = Ran::For(grid);
    [
        head(ran, variables, size),
        Line::ran(ran, sum),
        Line::new("}"),
    ]
}

fn gather(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        w,
        xp,
        dx,
        dw,
        dz,
        at,
        tap,
        spread,
        ..
    } = names;
    let ([h, v], [r, c], [i, j]) = (*at, CELL, *tap);
    let [di, dj] = [i, j].map(|variable| setting.dilated(variable));
    let reach = KERNEL.map(|kernel| setting.reach(kernel)).join(", ");
    let mut lines = Vec::new();
    if setting.is_strided() {
        let line = Line::new(format!("let U = spread(&{dz}, s);"));
        lines.push(line.noting("zeros between"));
    }
    lines.push(Line::new(format!("let (q_H, q_W) = ({reach});")));
    let frame = format!("let E = lay(&{spread}, q_H, q_W, m_H + q_H, m_W + q_W);");
    lines.push(Line::new(frame));
    if setting.is_padded() {
        lines.push(Line::new("let E = crop(&E, p);"));
    }
    let rotated = Line::new(format!("let R = rotated(&{w});"));
    lines.push(rotated.noting("by 180°"));
    let under = format!("E[{r} + {di}][{c} + {dj}]");
    lines.extend(sums(
        GridId::Dx,
        CELL,
        ["x_H", "x_W"],
        format!("    {dx}[{r}][{c}] = dot(&R, |{i}, {j}| {under});"),
    ));
    lines.extend(sums(
        GridId::Dw,
        *tap,
        KERNEL,
        format!("    {dw}[{i}][{j}] = dot(&{spread}, |{h}, {v}| {xp}[{h} + {di}][{v} + {dj}]);"),
    ));
    lines.extend(bias_gradient(setting, names));
    lines
}

fn matrix(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        dx,
        dw,
        dz,
        at,
        tap,
        ..
    } = names;
    let ([h, v], [r, c], [i, j]) = (*at, CELL, *tap);
    let [row, col] = CELL.map(|variable| {
        if setting.is_padded() {
            format!("({variable}+p)")
        } else {
            variable.to_owned()
        }
    });
    let position = format!("{h}*n_W + {v}");
    let col = col.trim_matches(['(', ')']);
    let mut lines = Vec::new();
    lines.extend(sums(
        GridId::Dx,
        CELL,
        ["x_H", "x_W"],
        format!("    {dx}[{r}][{c}] = dot(&{dz}, |{h}, {v}| C[{position}][{row}*m_W + {col}]);"),
    ));
    lines.extend(sums(
        GridId::Dw,
        *tap,
        KERNEL,
        format!("    {dw}[{i}][{j}] = dot(&{dz}, |{h}, {v}| P[{position}][{i}*kw + {j}]);"),
    ));
    lines.extend(bias_gradient(setting, names));
    lines
}

/// db at once, as a sum.
fn bias_gradient(setting: &Setting<'_>, Names { db, dz, .. }: &Names) -> Option<Line> {
    let sum = || Line::ran(Ran::Last, sum_of(db, dz));
    setting.has_bias().then(sum)
}
