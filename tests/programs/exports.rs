//! The files to take along, read back by NumPy and by Python's own `csv` and `json`.

use convscope::app::saved::open;
use convscope::app::{Export, Model};
use convscope::trace::GridId;
use convscope::view::{content, exports, file_name};

use crate::layers::Program;

/// Layers of all kinds, each at a step.
const STATES: [&str; 7] = [
    "v=1&step=9",
    "v=1&x=1,2,3,4;5,6,7,8;-1,-2,-3,-4&w=0.5,-0.25&stride=2&padding=1&bias=0.125&activation=tanh&step=3",
    "v=1&x=1,0.5,-1,2,0.3;2,1,0,1,0.2;0.1,0.2,0.3,0.4,0.5&w=1,2;3,4&dilation=2&activation=relu&step=4",
    "v=1&t=1,0;0,1&loss=squared-error&step=10&pin=dX,1,1",
    "v=1&t=1,0;0,1&loss=mean-squared-error&view=gather&step=12",
    "v=1&g=1,-2;0.5,1e-7&loss=by-hand&view=matrix&step=19&decimals=full&hide=code,legend",
    "v=1&x=1e-300&w=3&activation=leaky_relu&padding=3&step=2",
];

/// Reads the files and computes the layer again, in loops of its own.
const CHECK: &str = r#"
import csv, io, json, math
import numpy as np

def grid(name):
    return np.loadtxt(io.StringIO(FILES[f"convscope-{name}.csv"]), delimiter=",", ndmin=2)

everything = json.loads(FILES["convscope.json"])
X, W, b = grid("X"), grid("W"), everything["bias"]
s, p, d = everything["stride"], everything["padding"], everything["dilation"]
for name in ["X", "W", "G", "Z", "H", "dZ", "dX", "dW"]:
    assert np.array_equal(grid(name), np.array(everything[name.lower()])), name
assert grid("b").item() == b and grid("db").item() == everything["db"]
assert ("convscope-T.csv" in FILES) == everything["loss"].endswith("squared-error")

activations = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, h: h * (1 - h)),
    "tanh": (np.tanh, lambda z, h: 1 - h * h),
    "relu": (lambda z: np.maximum(z, 0), lambda z, h: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z, h: np.where(z > 0, 1.0, 0.01)),
}
apply, slope = activations[everything["activation"]]
padded = np.pad(X, p)
rows = (padded.shape[0] - d * (W.shape[0] - 1) - 1) // s + 1
cols = (padded.shape[1] - d * (W.shape[1] - 1) - 1) // s + 1
Z = np.full((rows, cols), b, dtype=float)
for r in range(rows):
    for c in range(cols):
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                Z[r, c] += padded[r * s + i * d, c * s + j * d] * W[i, j]
H = apply(Z)
G = {
    "sum": lambda: np.ones_like(H),
    "by-hand": lambda: grid("G"),
    "squared-error": lambda: H - grid("T"),
    "mean-squared-error": lambda: 2 * (H - grid("T")) / H.size,
}[everything["loss"]]()
dZ = G * slope(Z, H)
d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
for r in range(rows):
    for c in range(cols):
        for i in range(W.shape[0]):
            for j in range(W.shape[1]):
                d_padded[r * s + i * d, c * s + j * d] += W[i, j] * dZ[r, c]
                dW[i, j] += padded[r * s + i * d, c * s + j * d] * dZ[r, c]
dX = d_padded[p:p + X.shape[0], p:p + X.shape[1]]
computed = {"Z": Z, "H": H, "G": G, "dZ": dZ, "dX": dX, "dW": dW, "db": np.array([[dZ.sum()]])}
for name, mine in computed.items():
    assert np.allclose(grid(name), mine, rtol=1e-12, atol=1e-12), name

# The trace, whichever file has it.
def number(text):
    return None if text in ("", None) else float(text)

table = list(csv.DictReader(io.StringIO(FILES["convscope-trace.csv"])))
listed = json.loads(FILES["convscope-trace.json"])
assert len(table) == len(listed)
sums, last_step = {}, 0
for a, b in zip(table, listed):
    assert a["phase"] == b["phase"] and a["grid"] == b["grid"]
    for key in ["step", "row", "col", "cell_row", "cell_col", "before", "contribution", "after"]:
        assert number(a[key]) == b[key], (key, a, b)
    assert b["step"] in (last_step, last_step + 1), "no step is left out"
    last_step = b["step"]
    cell = (b["grid"], b["cell_row"], b["cell_col"])
    assert (b["before"] is None) == (b["phase"] != "backward")
    if b["phase"] == "backward":
        assert b["before"] == sums.get(cell, 0)
        assert math.isclose(b["before"] + b["contribution"], b["after"], rel_tol=1e-15, abs_tol=1e-300)
    sums[cell] = b["after"]
assert last_step == STEPS
for name in ["Z", "H", "dZ", "dX", "dW", "db"]:
    mine = computed[name]
    for (row, col), value in np.ndenumerate(mine):
        assert np.isclose(sums.get((name, row, col), 0), value, rtol=1e-12, atol=1e-12), (name, row, col)

# The matrices of the LaTeX, without LaTeX.
tex = FILES["convscope.tex"]
assert tex.count("{") == tex.count("}")
for environment in ["bmatrix", "align*"]:
    assert tex.count("\\begin{" + environment + "}") == tex.count("\\end{" + environment + "}")
def matrix(name):
    start = tex.index("\\[ " + name + " = \\begin{bmatrix}\n") + len("\\[ " + name + " = \\begin{bmatrix}\n")
    body = tex[start:tex.index("\n\\end{bmatrix}", start)]
    value = lambda cell: float(cell.replace(" \\cdot 10^{", "e").replace("}", ""))
    return np.array([[value(cell) for cell in row.split(" & ")] for row in body.split(" \\\\\n")])
for name in ["X", "W", "Z", "H"]:
    assert np.array_equal(matrix(name), grid(name)), name
for name in ["X", "W", "Z"]:
    assert np.array_equal(matrix("\\frac{\\partial L}{\\partial " + name + "}"), grid("d" + name)), name
print("all asserts passed")
"#;

/// For each state a program that has its files in it and checks them.
pub(crate) fn checks() -> Vec<Program> {
    let program = |state: &&str| {
        let (model, notices) = open(state);
        assert!(notices.is_empty(), "{state}: {notices:?}");
        Program {
            name: (*state).to_owned(),
            text: check_of(&model),
        }
    };
    STATES.iter().map(program).collect()
}

fn check_of(model: &Model) -> String {
    let mut text = "FILES = {\n".to_owned();
    for export in exports(model) {
        let is_program = matches!(export, Export::Program(_));
        if !is_program {
            let (name, content) = (file_name(export), content(model, export));
            text.extend(["    ", &format!("{name:?}: {content:?}"), ",\n"]);
        }
    }
    text + &format!("}}\nSTEPS = {}\n{CHECK}", model.steps().last())
}

/// One digit of dX is another one.
pub(crate) fn tampered() -> Program {
    let model = open(STATES[0]).0;
    let right = content(&model, Export::Grid(GridId::Dx));
    let wrong = right.replacen('8', "7", 1);
    assert_ne!(right, wrong);
    Program {
        name: "tampered".to_owned(),
        text: check_of(&model).replacen(&format!("{right:?}"), &format!("{wrong:?}"), 1),
    }
}
