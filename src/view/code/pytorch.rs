//! What is the program in Python with PyTorch? Each pass in its own words, and
//! all of it once more by autograd.

use crate::math::{Activation, BackwardView, Grid};
use crate::trace::{GridId, Phase};

use super::answers::Answers;
use super::listing::{Line, Ran};
use super::python;
use super::setting::{Names, Setting};

const IMPORTS: &str = "\
import math

import torch
import torch.nn.functional as F
";

/// The whole program.
pub(super) fn program(setting: &Setting<'_>) -> String {
    let mut text = String::from(IMPORTS);
    if setting.view == BackwardView::Scatter {
        text += "from torch.nn.grad import conv2d_input, conv2d_weight\n";
    }
    text += "\n";
    text += &python::inputs(setting, tensor);
    text += "spacing = dict(stride=s, padding=p, dilation=d)\n\n";
    text += &python::core(&core(setting));
    text += &rest(setting, &setting.names());
    text += "\n\n";
    text += &python::agree("doubles");
    text += "\n\n";
    let answers = Answers::of(setting);
    text += &python::asserts(&answers);
    if answers.gap.is_none() {
        text += &autograd(setting, &setting.names(), &answers);
    }
    text + &python::farewell(setting)
}

fn tensor(grid: &Grid) -> String {
    format!("torch.tensor({}, dtype=torch.float64)", python::rows(grid))
}

/// What the page knows besides, and how a number or tensor is compared.
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
        python::push(&mut text, &format!("{db} = {dz}.sum()"));
    }
    let sum = if setting.is_squared_error() {
        format!("{loss} = (({h} - {t})**2).sum() / 2")
    } else {
        format!("{loss} = ({g} * {h}).sum()")
    };
    python::push(&mut text, &sum);
    text += "\n\ndef doubles(numbers):\n";
    text + "    return torch.as_tensor(numbers, dtype=torch.float64)\n"
}

/// The gradients once more, by no formula of ours.
fn autograd(setting: &Setting<'_>, names: &Names, answers: &Answers) -> String {
    let Names {
        x,
        w,
        g,
        t,
        dx,
        dw,
        dz,
        b,
        db,
        ..
    } = names;
    let how = spacing(setting);
    let bias = if setting.has_bias() { b } else { "0" };
    let activation = match setting.layer.activation() {
        Activation::Sigmoid => "torch.sigmoid(z)",
        Activation::Tanh => "torch.tanh(z)",
        Activation::Relu => "torch.relu(z)",
        Activation::Identity => "z",
    };
    let sum = if setting.is_squared_error() {
        format!("((h - {t})**2).sum() / 2")
    } else {
        format!("({g} * h).sum()")
    };
    let mut text = format!(
        "

def by_autograd(*leaves):
    x, w, b = (doubles(leaf).clone().requires_grad_() for leaf in leaves)
    z = F.conv2d(x[None, None], w[None, None], b[None]{how})[0, 0]
    h = {activation}
    return torch.autograd.grad({sum}, [z, x, w, b])


grads = by_autograd({x}, {w}, {bias})
"
    );
    for (index, name) in [dz, dx, dw, db].into_iter().enumerate() {
        let title = format!("{name} by autograd");
        let grad = format!("grads[{index}]");
        let line = python::assert(&title, &grad, name, answers.scale(name));
        python::push(&mut text, &line);
    }
    text
}

/// What the page lists.
pub(super) fn core(setting: &Setting<'_>) -> Vec<Line> {
    let names = &setting.names();
    let mut lines = start(setting, names);
    lines.push(forward(setting, names));
    lines.extend(setting.elementwise(elementwise(setting, names)));
    lines.extend(match setting.view {
        BackwardView::Scatter => scatter(setting, names),
        BackwardView::Gather => gather(setting, names),
        BackwardView::Matrix => matrix(names),
    });
    if setting.has_bias() {
        let sum = format!("{} = {}.sum()", names.db, names.dz);
        lines.push(Line::ran(Ran::Last, sum));
    }
    lines
}

/// `, **spacing`, where it is another one than PyTorch's own.
fn spacing(setting: &Setting<'_>) -> &'static str {
    if setting.is_strided() || setting.is_padded() || setting.is_dilated() {
        ", **spacing"
    } else {
        ""
    }
}

fn start(setting: &Setting<'_>, Names { x, w, .. }: &Names) -> Vec<Line> {
    let start = |text| Line::ran(Ran::In(Phase::Start), text);
    let four = format!("{x}4, {w}4 = {x}[None, None], {w}[None, None]");
    let mut lines = vec![start(four)];
    if setting.view == BackwardView::Matrix {
        let how = spacing(setting);
        let eye = format!("eye = torch.eye({x}.numel(), dtype=torch.float64)");
        let pictures = format!("eye = eye.view(-1, 1, *{x}.shape)");
        let columns = format!("C = F.conv2d(eye, {w}4{how}).flatten(1).T");
        let patches = format!("P = F.unfold({x}4, (kh, kw){how})[0].T");
        lines.extend([eye, pictures, columns, patches].map(start));
    }
    lines
}

fn forward(setting: &Setting<'_>, Names { x, w, z, .. }: &Names) -> Line {
    let how = spacing(setting);
    let b = setting.plus_bias();
    let text = if setting.view == BackwardView::Matrix {
        format!("{z} = (C @ {x}.flatten()).view(n_H, n_W){b}")
    } else {
        format!("{z} = F.conv2d({x}4, {w}4{how})[0, 0]{b}")
    };
    Line::ran(Ran::In(Phase::Forward), text)
}

/// H, G of the squared error, and dZ.
fn elementwise(setting: &Setting<'_>, names: &Names) -> [String; 3] {
    let Names { z, h, g, t, dz, .. } = names;
    let (activation, gradient) = match setting.layer.activation() {
        Activation::Sigmoid => ("torch.sigmoid", format!("{g} * {h} * (1 - {h})")),
        Activation::Tanh => ("torch.tanh", format!("{g} * (1 - {h} * {h})")),
        Activation::Relu => ("torch.relu", format!("{g} * ({z} > 0)")),
        Activation::Identity => ("", (*g).to_owned()),
    };
    let activation = match activation {
        "" => (*z).to_owned(),
        function => format!("{function}({z})"),
    };
    [
        format!("{h} = {activation}"),
        format!("{g} = {h} - {t}"),
        format!("{dz} = {gradient}"),
    ]
}

/// The line of all of dX and that of all of dW.
fn gradients([ran_dx, ran_dw]: [Ran; 2], [dx, dw]: [String; 2]) -> [Line; 2] {
    [Line::ran(ran_dx, dx), Line::ran(ran_dw, dw)]
}

const CELL_BY_CELL: [Ran; 2] = [Ran::For(GridId::Dx), Ran::For(GridId::Dw)];

fn scatter(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        x, w, dx, dw, dz, ..
    } = names;
    let how = spacing(setting);
    let mut lines = vec![Line::new(format!("{dz}4 = {dz}[None, None]"))];
    lines.extend(gradients(
        [Ran::In(Phase::Backward); 2],
        [
            format!("{dx} = conv2d_input({x}4.shape, {w}4, {dz}4{how})[0, 0]"),
            format!("{dw} = conv2d_weight({x}4, {w}4.shape, {dz}4{how})[0, 0]"),
        ],
    ));
    lines
}

fn gather(setting: &Setting<'_>, names: &Names) -> Vec<Line> {
    let Names {
        x,
        w,
        dx,
        dw,
        dz,
        spread,
        extent,
        ..
    } = names;
    let mut lines = Vec::new();
    if setting.is_strided() {
        lines.push(Line::new("u_H, u_W = (n_H-1)*s + 1, (n_W-1)*s + 1"));
        lines.push(Line::new(format!("U = {dz}.new_zeros(u_H, u_W)")));
        lines.push(Line::new(format!("U[::s, ::s] = {dz}")).noting("spread by the stride"));
    }
    // What is negative is cropped.
    let minus_padding = if setting.is_padded() { "-p" } else { "" };
    for (zeros, kernel, axis) in [("rows", "kh", "H"), ("cols", "kw", "W")] {
        let before = format!("{}{minus_padding}", setting.reach(kernel));
        let after = format!("m_{axis}-{extent}_{axis}{minus_padding}");
        lines.push(Line::new(format!("{zeros} = {before}, {after}")));
    }
    lines.push(Line::new(format!(
        "E = F.pad({spread}, (*cols, *rows))[None, None]"
    )));

    let dilation = if setting.is_dilated() {
        ", dilation=d"
    } else {
        ""
    };
    let mut step = String::new();
    for (given, argument) in [
        (setting.is_padded(), ", padding=p"),
        (setting.is_dilated(), ", stride=d"),
    ] {
        step += if given { argument } else { "" };
    }
    let spread = format!("{spread}[None, None]");
    // A stride may leave rows that no position reached.
    let crop = if setting.is_strided() {
        ", :kh, :kw"
    } else {
        ""
    };
    lines.extend(gradients(
        CELL_BY_CELL,
        [
            format!("{dx} = F.conv2d(E, {w}4.flip(2, 3){dilation})[0, 0]"),
            format!("{dw} = F.conv2d({x}4, {spread}{step})[0, 0{crop}]"),
        ],
    ));
    lines
}

fn matrix(names: &Names) -> Vec<Line> {
    let Names {
        x, w, dx, dw, dz, ..
    } = names;
    let texts = [
        format!("{dx} = (C.T @ {dz}.flatten()).view_as({x})"),
        format!("{dw} = (P.T @ {dz}.flatten()).view_as({w})"),
    ];
    Vec::from(gradients(CELL_BY_CELL, texts))
}
