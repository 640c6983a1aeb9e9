//! The files to take along.

use convscope::app::saved::open;
use convscope::app::{Export, Model};
use convscope::trace::GridId;
use convscope::view::{content, exports, file_name};

fn written(state: &str, export: Export) -> String {
    content(&open(state).0, export)
}

#[test]
fn the_files_have_the_names_that_were_promised() {
    let names = |state: &str| -> Vec<String> {
        let files = exports(&open(state).0).into_iter();
        files.map(file_name).collect()
    };
    let mut expected: Vec<String> = "X W b Z H dX dW db dZ G"
        .split(' ')
        .map(|grid| format!("convscope-{grid}.csv"))
        .collect();
    let others = "convscope.json convscope.py convscope-pytorch.py convscope.rs convscope.tex \
                  convscope-trace.csv convscope-trace.json";
    expected.extend(others.split(' ').map(str::to_owned));
    assert_eq!(names("v=1"), expected);
    expected.insert(10, "convscope-T.csv".to_owned());
    assert_eq!(names("v=1&loss=squared-error"), expected);
}

#[test]
fn a_grid_is_numbers_alone() {
    assert_eq!(
        written("v=1", Export::Grid(GridId::X)),
        "0.1,0.2,1.3\n0.37,1.09,1.02\n0.12,-0.23,-0.45\n"
    );
    // Whatever the step; 1e-7 has an ASCII minus, and 0 no sign.
    assert_eq!(
        written(
            "v=1&x=-0,1e-7&w=1&activation=identity",
            Export::Grid(GridId::Z)
        ),
        "0,1e-7\n"
    );
    assert_eq!(
        written(
            "v=1&x=1e308,-1e308&w=10&activation=identity",
            Export::Grid(GridId::Z)
        ),
        "inf,-inf\n"
    );
}

/// By hand: Z = 2 · 3 + 0.5, and all slopes are 1.
#[test]
fn the_trace_has_each_cell_of_each_step() {
    let state = "v=1&x=2&w=3&bias=0.5&activation=identity";
    assert_eq!(
        written(state, Export::TraceTable),
        "step,phase,row,col,grid,cell_row,cell_col,before,contribution,after\n\
         1,forward,0,0,Z,0,0,,,6.5\n\
         2,activation,,,H,0,0,,,6.5\n\
         3,activation-gradient,,,dZ,0,0,,,1\n\
         4,backward,0,0,dX,0,0,0,3,3\n\
         4,backward,0,0,dW,0,0,0,2,2\n\
         4,backward,0,0,db,0,0,0,1,1\n"
    );
    let list = written(state, Export::TraceList);
    assert!(list.starts_with(
        "[\n{\"step\":1,\"phase\":\"forward\",\"row\":0,\"col\":0,\"grid\":\"Z\",\"cell_row\":0,\"cell_col\":0,\"before\":null,\"contribution\":null,\"after\":6.5},\n"
    ));
    assert!(list.ends_with("\"after\":1}\n]\n"));
}

/// G follows from T once H is known, and db comes with the last cell of dW.
#[test]
fn the_trace_follows_the_loss_and_the_view() {
    let state = "v=1&x=2,1&w=3&activation=identity&loss=squared-error&t=5,5&view=gather";
    let trace = written(state, Export::TraceTable);
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
    let tex = written("v=1&step=1", Export::Tex);
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
    let tiny = written("v=1&x=1.5e-7&w=1", Export::Tex);
    assert!(tiny.contains("\n1.5 \\cdot 10^{-7}\n"), "{tiny}");
    // Nothing is added where all cells come at once.
    assert!(!written("v=1&step=5", Export::Tex).contains("align"));
}

/// A mistake that is looked for does not leave the page.
#[test]
fn files_have_the_right_numbers() {
    let mut model = Model::default();
    let right: Vec<String> = exports(&model)
        .into_iter()
        .map(|file| content(&model, file))
        .collect();
    convscope::app::update(
        &mut model,
        convscope::app::Msg::ToolPressed(convscope::app::Tool::SpotTheBug),
    );
    assert!(model.tools.hunt.is_some());
    model.step = 0;
    let now: Vec<String> = exports(&model)
        .into_iter()
        .map(|file| content(&model, file))
        .collect();
    assert_eq!(now, right);
}
