//! The files to take along, as static/export.js writes them in Node, read back by NumPy
//! and by Python's own `csv` and `json`.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use convscope::app::saved::open;
use convscope::app::{Export, Model};
use convscope::text::host::shortest;
use convscope::trace::GridId;
use convscope::view::{Material, exports, file_name};

use crate::layers::Program;
use crate::python::folder;

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
    let files = exports(model).into_iter();
    let data: Vec<Export> = files
        .filter(|file| !matches!(file, Export::Program(_)))
        .collect();
    let mut text = "FILES = {\n".to_owned();
    for (export, content) in data.iter().zip(written(model, &data)) {
        let name = file_name(*export);
        text.extend(["    ", &format!("{name:?}: {content:?}"), ",\n"]);
    }
    text + &format!("}}\nSTEPS = {}\n{CHECK}", model.steps().last())
}

/// One digit of dX is another one.
pub(crate) fn tampered() -> Program {
    let model = open(STATES[0]).0;
    let right = &written(&model, &[Export::Grid(GridId::Dx)])[0];
    let wrong = &right.replacen('8', "7", 1);
    assert_ne!(right, wrong);
    Program {
        name: "tampered".to_owned(),
        text: check_of(&model).replacen(&format!("{right:?}"), &format!("{wrong:?}"), 1),
    }
}

/// What stands in files of a model.
fn written(model: &Model, files: &[Export]) -> Vec<String> {
    let folder = folder();
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/export.js");
    fs::copy(module, folder.join("export.mjs")).expect("a folder to write to");
    let calls = files.iter().map(|&file| {
        let name = file_name(file);
        let Material {
            state,
            grids,
            touches,
        } = Material::of(model, file);
        let touches: Vec<String> = touches.into_iter().map(shortest).collect();
        let touches = touches.join(",");
        format!(
            "writeFileSync({name:?}, write('unstamped', {name:?}, {state:?}, {grids:?}, new Float64Array([{touches}])));\n"
        )
    });
    let imports =
        "import { writeFileSync } from 'node:fs';\nimport { write } from './export.mjs';\n";
    let script = imports.to_owned() + &calls.collect::<String>();
    fs::write(folder.join("write.mjs"), script).expect("a folder to write to");
    let node = env::var_os("CONVSCOPE_NODE").unwrap_or_else(|| "node".into());
    let output = Command::new(node)
        .arg("write.mjs")
        .current_dir(&folder)
        .output()
        .expect("Node; run `cargo xtask test`, which finds or installs it");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    let texts = files.iter().map(|&file| {
        let text = fs::read_to_string(folder.join(file_name(file)));
        text.expect("a file")
    });
    let texts = texts.collect();
    fs::remove_dir_all(&folder).expect("a folder of our own");
    texts
}

fn written_of(state: &str, file: Export) -> String {
    written(&open(state).0, &[file]).remove(0)
}

#[test]
fn a_grid_is_numbers_alone() {
    assert_eq!(
        written_of("v=1", Export::Grid(GridId::X)),
        "0.1,0.2,1.3\n0.37,1.09,1.02\n0.12,-0.23,-0.45\n"
    );
    // Whatever the step; 1e-7 has an ASCII minus, and 0 no sign.
    assert_eq!(
        written_of(
            "v=1&x=-0,1e-7&w=1&activation=identity",
            Export::Grid(GridId::Z)
        ),
        "0,1e-7\n"
    );
    assert_eq!(
        written_of(
            "v=1&x=1e308,-1e308&w=10&activation=identity",
            Export::Grid(GridId::Z)
        ),
        "inf,-inf\n"
    );
}

/// By hand: Z = ∞ − ∞.
#[test]
fn what_is_no_number_is_null_in_json() {
    let state = "v=1&x=1e308,-1e308&w=10,10&activation=identity&bias=1e21";
    let grid = written_of(state, Export::Grid(GridId::Z));
    assert_eq!(grid, "nan\n");
    let everything = written_of(state, Export::Everything);
    for line in [
        "\n  \"x\": [[1e+308,-1e+308]],\n",
        "\n  \"z\": [[null]],\n",
        "\n  \"bias\": 1e+21,\n",
        "\n  \"pin\": null,\n",
        "\n  \"decimals\": 4\n}\n",
    ] {
        assert!(everything.contains(line), "{line}: {everything}");
    }
    let tex = written_of(state, Export::Tex);
    assert!(
        tex.contains("[ Z = \\begin{bmatrix}\n\\text{NaN}\n"),
        "{tex}"
    );
}

/// All that a state can say; what it leaves out is as DESIGN.md has it.
#[test]
fn everything_has_the_settings_of_the_state() {
    let told = written_of(
        "v=1&x=1,2,3&w=1&stride=2&padding=1&dilation=3&bias=-1.5&activation=relu&loss=by-hand&rate=0.25&view=gather\
         &step=7&pin=dX,0,1&notation=pytorch&index=1&decimals=full&language=rust&hide=code,legend",
        Export::Everything,
    );
    let [_, settings] = told
        .split_once("\"bias\"")
        .map(<[&str; 2]>::from)
        .expect("a bias");
    assert_eq!(
        settings,
        ": -1.5,\n  \"rate\": 0.25,\n  \"stride\": 2,\n  \"padding\": 1,\n  \"dilation\": 3,\n  \"step\": 7,\n  \"index\": 1,\n  \
         \"activation\": \"relu\",\n  \"loss\": \"by-hand\",\n  \"view\": \"gather\",\n  \"notation\": \"pytorch\",\n  \
         \"language\": \"rust\",\n  \"hide\": \"code,legend\",\n  \"pin\": \"dX,0,1\",\n  \"decimals\": \"full\"\n}\n"
    );
    let left_out = written_of("v=1", Export::Everything);
    let [_, settings] = left_out
        .split_once("\"bias\"")
        .map(<[&str; 2]>::from)
        .expect("a bias");
    assert_eq!(
        settings,
        ": 0,\n  \"rate\": 0.1,\n  \"stride\": 1,\n  \"padding\": 0,\n  \"dilation\": 1,\n  \"step\": 0,\n  \"index\": 0,\n  \
         \"activation\": \"sigmoid\",\n  \"loss\": \"sum\",\n  \"view\": \"scatter\",\n  \"notation\": \"ours\",\n  \
         \"language\": \"numpy\",\n  \"hide\": \"\",\n  \"pin\": null,\n  \"decimals\": 4\n}\n"
    );
}

/// By hand: Z = 2 · 3 + 0.5, and all slopes are 1.
#[test]
fn the_trace_has_each_cell_of_each_step() {
    let state = "v=1&x=2&w=3&bias=0.5&activation=identity";
    assert_eq!(
        written_of(state, Export::TraceTable),
        "step,phase,row,col,grid,cell_row,cell_col,before,contribution,after\n\
         1,forward,0,0,Z,0,0,,,6.5\n\
         2,activation,,,H,0,0,,,6.5\n\
         3,activation-gradient,,,dZ,0,0,,,1\n\
         4,backward,0,0,dX,0,0,0,3,3\n\
         4,backward,0,0,dW,0,0,0,2,2\n\
         4,backward,0,0,db,0,0,0,1,1\n"
    );
    let list = written_of(state, Export::TraceList);
    assert!(list.starts_with(
        "[\n{\"step\":1,\"phase\":\"forward\",\"row\":0,\"col\":0,\"grid\":\"Z\",\"cell_row\":0,\"cell_col\":0,\"before\":null,\"contribution\":null,\"after\":6.5},\n"
    ));
    assert!(list.ends_with("\"after\":1}\n]\n"));
}

/// G follows from T once H is known, and db comes with the last cell of dW.
#[test]
fn the_trace_follows_the_loss_and_the_view() {
    let state = "v=1&x=2,1&w=3&activation=identity&loss=squared-error&t=5,5&view=gather";
    let trace = written_of(state, Export::TraceTable);
    let lines: Vec<&str> = trace.lines().collect();
    assert_eq!(
        lines[3..],
        [
            "3,activation,,,H,0,0,,,6",
            "3,activation,,,H,0,1,,,3",
            "3,activation,,,G,0,0,,,1",
            "3,activation,,,G,0,1,,,-2",
            "4,activation-gradient,,,dZ,0,0,,,1",
            "4,activation-gradient,,,dZ,0,1,,,-2",
            "5,backward,0,0,dX,0,0,0,3,3",
            "6,backward,0,1,dX,0,1,0,-6,-6",
            "7,backward,0,0,dW,0,0,0,2,2",
            "7,backward,0,0,dW,0,0,2,-2,0",
            "7,backward,0,0,db,0,0,0,1,1",
            "7,backward,0,0,db,0,0,1,-2,-1",
        ]
    );
}

#[test]
fn latex_has_matrices_and_the_step() {
    let tex = written_of("v=1&step=1", Export::Tex);
    assert!(
        tex.contains(
            "\\[ W = \\begin{bmatrix}\n0.4 & -0.1 \\\\\n0.23 & 0.61\n\\end{bmatrix} \\]\n"
        )
    );
    assert!(tex.contains("\\[ \\frac{\\partial L}{\\partial X} = \\begin{bmatrix}\n"));
    let step = "% step 1\n\\begin{align*}\nZ_{0,0} &= 0 + 0.1 \\cdot 0.4 + 0.2 \\cdot (-0.1) + 0.37 \\cdot 0.23 + 1.09 \\cdot 0.61 = 0.77\n\\end{align*}\n";
    let [before, _] = tex.split_once("= 0.7").map_or(["", ""], |(a, b)| [a, b]);
    let [wanted, _] = step.split_once("= 0.7").map_or(["", ""], |(a, b)| [a, b]);
    assert!(before.ends_with(wanted), "{tex}");
    // X 1, W 2, G 1 by hand: dX = W·dZ.
    let back = written_of("v=1&x=1&w=2&activation=identity&step=4", Export::Tex);
    let wanted = "\\frac{\\partial L}{\\partial X_{0,0}} &= 0 + 2 \\cdot 1 = 2";
    assert!(back.contains(wanted), "{back}");
    assert!(back.contains("% stride 1, padding 0, dilation 1, activation identity, loss sum\n"));
    let tiny = written_of("v=1&x=1.5e-7&w=1", Export::Tex);
    assert!(tiny.contains("\n1.5 \\cdot 10^{-7}\n"), "{tiny}");
    // Nothing is added where all cells come at once.
    assert!(!written_of("v=1&step=5", Export::Tex).contains("align"));
}
