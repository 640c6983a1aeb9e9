//! What is the program in Python with NumPy? The notebook's loops, and what
//! other settings add to them.

use crate::math::{Activation, BackwardView, Grid};
use crate::trace::{GridId, Phase};

use super::answers::Answers;
use super::listing::{Line, Pair, Ran};
use super::python;
use super::setting::{CELL, Names, Setting};

/// The most characters of a line whose window stands in it.
const WIDTH: usize = 56;

/// A logistic function without overflow.
const SIGMOID: &str = "
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


";

/// The whole program.
pub(super) fn program(setting: &Setting<'_>) -> String {
    let mut text = String::from("import math\n\nimport numpy as np\n\n");
    text += &python::inputs(setting, array);
    let names = setting.names();
    python::push(&mut text, &format!("{} = np.zeros((n_H, n_W))", names.z));
    text += "\n";
    if setting.layer.activation() == Activation::Sigmoid {
        text += SIGMOID;
    }
    text += &python::core(&core(setting));
    text += &rest(setting, &names);
    text += "\n\n";
    text += &python::agree("np.asarray");
    text += "\n\n";
    text += &python::asserts(&Answers::of(setting));
    text + &python::farewell(setting)
}

fn array(grid: &Grid) -> String {
    format!("np.array({}, dtype=float)", python::rows(grid))
}

/// What the page knows besides.
fn rest(setting: &Setting<'_>, names: &Names) -> String {
    let Names {
        h,
        g,
        t,
        db,
        dz,
        loss,
        ..
    } = names;
    let mut text = String::new();
    if !setting.has_bias() {
        python::push(&mut text, &format!("{db} = np.sum({dz})"));
    }
    let sum = if setting.is_squared_error() {
        format!("{loss} = np.sum(({h} - {t})**2) / 2")
    } else {
        format!("{loss} = np.sum({g} * {h})")
    };
    python::push(&mut text, &sum);
    text
}

/// What the page lists.
pub(super) fn core(setting: &Setting<'_>) -> Vec<Line> {
    let names = &setting.names();
    let forward = Ran::In(Phase::Forward);
    let mut lines = start(setting, names);
    lines.extend(loops(names.at, forward));
    lines.extend(forward_body(setting, names));
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
        w,
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
        lines.push(start(format!("{xp} = np.pad({x}, p)")));
    }
    let (dx, x) = match setting.view {
        BackwardView::Scatter => (dxp.as_str(), xp.as_str()),
        BackwardView::Gather | BackwardView::Matrix => (*dx, *x),
    };
    let zeros = format!("{dx}, {dw} = np.zeros_like({x}), np.zeros_like({w})");
    lines.push(start(zeros));
    match setting.view {
        BackwardView::Scatter if setting.has_bias() => lines.push(start(format!("{db} = 0"))),
        BackwardView::Matrix => {
            lines.push(start("C = np.zeros((n_H, n_W, m_H, m_W))".to_owned()));
            lines.push(start("P = np.zeros((n_H, n_W, kh, kw))".to_owned()));
        }
        _ => {}
    }
    lines
}

fn loops([row, col]: Pair, ran: Ran) -> [Line; 2] {
    [
        Line::new(format!("for {row} in range(n_H):")),
        Line::head(ran, [row, col], format!("    for {col} in range(n_W):")),
    ]
}

/// `for r, c in np.ndindex(*X.shape):`
fn cells([row, col]: Pair, grid: GridId, of: &str) -> Line {
    let text = format!("for {row}, {col} in np.ndindex(*{of}.shape):");
    Line::head(Ran::For(grid), [row, col], text)
}

/// The receptive field of a position, as an index; where it is long, with a
/// line that gives it a name.
fn window(setting: &Setting<'_>, names: &Names) -> (Option<String>, String) {
    let [row, col] = names.at;
    let slices = format!(
        "{}, {}",
        slice(setting, &setting.strided(row), "kh"),
        slice(setting, &setting.strided(col), "kw")
    );
    let length = z_line(setting, names, &slices).len();
    if setting.is_strided() || setting.is_dilated() || length > WIDTH {
        let named = format!("        field = np.s_[{slices}]");
        (Some(named), "field".to_owned())
    } else {
        (None, slices)
    }
}

/// `h:h+kh`, with a dilation `h:h+d*kh:d`
fn slice(setting: &Setting<'_>, first: &str, kernel: &str) -> String {
    if setting.is_dilated() {
        format!("{first}:{first}+d*{kernel}:d")
    } else {
        format!("{first}:{first}+{kernel}")
    }
}

fn z_line(setting: &Setting<'_>, names: &Names, window: &str) -> String {
    let Names { xp, w, z, at, .. } = names;
    let at = at.join(", ");
    let b = setting.plus_bias();
    format!("        {z}[{at}] = np.sum({xp}[{window}] * {w}){b}")
}

fn forward_body(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names { xp, w, z, at, .. } = names;
    let ran = |text| Line::ran(Ran::In(Phase::Forward), text);
    let (named, window) = window(setting, names);
    let mut lines: Vec<Line> = named.into_iter().map(ran).collect();
    if setting.view == BackwardView::Matrix {
        let at = at.join(", ");
        let b = setting.plus_bias();
        lines.push(ran(format!("        C[{at}][{window}] = {w}")));
        lines.push(ran(format!("        P[{at}] = {xp}[{window}]")));
        lines.push(ran(format!(
            "        {z}[{at}] = np.sum(C[{at}] * {xp}){b}"
        )));
    } else {
        lines.push(ran(z_line(setting, names, &window)));
    }
    lines
}

/// H, G of the squared error, and dZ.
fn elementwise(setting: &Setting<'_>, names: &Names) -> [String; 3] {
    let Names { z, h, g, t, dz, .. } = names;
    let (activation, gradient) = match setting.layer.activation() {
        Activation::Sigmoid => (format!("sigmoid({z})"), format!("{g} * {h} * (1 - {h})")),
        Activation::Tanh => (format!("np.tanh({z})"), format!("{g} * (1 - {h} * {h})")),
        Activation::Relu => (format!("np.maximum({z}, 0)"), format!("{g} * ({z} > 0)")),
        Activation::Identity => ((*z).to_owned(), (*g).to_owned()),
    };
    [
        format!("{h} = {activation}"),
        format!("{g} = {h} - {t}"),
        format!("{dz} = {gradient}"),
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
        ..
    } = names;
    let backward = Ran::In(Phase::Backward);
    let ran = |text| Line::ran(backward, text);
    let (named, window) = window(setting, names);
    let mut lines = Vec::from(loops(*at, backward));
    let at = at.join(", ");
    lines.extend(named.map(ran));
    lines.push(ran(format!("        {dxp}[{window}] += {w} * {dz}[{at}]")));
    lines.push(ran(format!("        {dw} += {xp}[{window}] * {dz}[{at}]")));
    if setting.has_bias() {
        lines.push(ran(format!("        {db} += {dz}[{at}]")));
    }
    if setting.is_padded() {
        let crop = format!("{dx} = {dxp}[p:-p, p:-p]");
        lines.push(Line::ran(Ran::Last, crop));
    }
    lines
}

fn gather(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        x,
        w,
        xp,
        dx,
        dw,
        dz,
        tap,
        spread,
        extent,
        ..
    } = names;
    let [above, before] = ["kh", "kw"].map(|kernel| setting.reach(kernel));
    let mut lines = Vec::new();
    if setting.is_strided() {
        lines.push(Line::new("u_H, u_W = (n_H-1)*s + 1, (n_W-1)*s + 1"));
        lines.push(Line::new("U = np.zeros((u_H, u_W))"));
        lines.push(Line::new(format!("U[::s, ::s] = {dz}")).noting("spread by the stride"));
    }
    let frame = format!("E = np.zeros((m_H + {above}, m_W + {before}))");
    let fill = format!("E[{above}:, {before}:][:{extent}_H, :{extent}_W] = {spread}");
    lines.push(Line::new(frame));
    lines.push(Line::new(fill));
    if setting.is_padded() {
        lines.push(Line::new("E = E[p:-p, p:-p]"));
    }
    lines.push(Line::new(format!("R = {w}[::-1, ::-1]")).noting("rotated by 180°"));

    let [r, c] = CELL;
    let under = [slice(setting, r, "kh"), slice(setting, c, "kw")].join(", ");
    let cell = format!("    {dx}[{r}, {c}] = np.sum(E[{under}] * R)");
    lines.push(cells(CELL, GridId::Dx, x));
    lines.push(Line::ran(Ran::For(GridId::Dx), cell));

    let [i, j] = *tap;
    let [row, col] = [i, j].map(|variable| setting.dilated(variable));
    let under = format!("{row}:{row}+{extent}_H, {col}:{col}+{extent}_W");
    let cell = format!("    {dw}[{i}, {j}] = np.sum({xp}[{under}] * {spread})");
    lines.push(cells(*tap, GridId::Dw, w));
    lines.push(Line::ran(Ran::For(GridId::Dw), cell));
    lines.extend(bias_gradient(setting, names));
    lines
}

fn matrix(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        x,
        w,
        dx,
        dw,
        dz,
        tap,
        ..
    } = names;
    let mut lines = Vec::new();
    if setting.is_padded() {
        lines.push(Line::new("C = C[:, :, p:-p, p:-p]"));
    }
    let columns = [
        (CELL, GridId::Dx, x, dx, "C"),
        (*tap, GridId::Dw, w, dw, "P"),
    ];
    for (variables, grid, of, gradient, matrix) in columns {
        let at = variables.join(", ");
        let cell = format!("    {gradient}[{at}] = np.sum({matrix}[:, :, {at}] * {dz})");
        lines.push(cells(variables, grid, of));
        lines.push(Line::ran(Ran::For(grid), cell));
    }
    lines.extend(bias_gradient(setting, names));
    lines
}

/// db at once, as a sum.
fn bias_gradient(setting: &Setting<'_>, Names { db, dz, .. }: &Names) -> Option<Line> {
    let sum = || Line::ran(Ran::Last, format!("{db} = np.sum({dz})"));
    setting.has_bias().then(sum)
}
