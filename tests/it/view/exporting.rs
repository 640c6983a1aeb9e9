//! The files to take along, and what static/export.js writes them from. What it writes
//! is in `tests/programs/exports.rs`.

use convscope::app::saved::open;
use convscope::app::{Export, Language, Model, Msg, Tool, ToolMsg, update};
use convscope::trace::GridId;
use convscope::view::{Material, exports, file_name, page, program_of};

fn material(state: &str, export: Export) -> Material {
    Material::of(&open(state).0, export)
}

/// Step, row and column; grid, row and column; before, a, b, after.
fn touches(material: &Material) -> Vec<[f64; 10]> {
    let (touches, rest) = material.touches.as_chunks();
    assert!(rest.is_empty());
    touches.to_vec()
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

/// By hand: Z = 2 · 3 + 0.5, and all slopes are 1.
#[test]
fn the_trace_has_each_cell_of_each_step() {
    let state = "v=1&x=2&w=3&bias=0.5&activation=identity";
    let material = material(state, Export::TraceTable);
    assert_eq!(material.state, state);
    assert_eq!(
        material.grids,
        "&X=2&W=3&b=0.5&Z=6.5&H=6.5&dX=3&dW=2&db=1&dZ=1&G=1&T=0"
    );
    let [z, h, dx, dw, db, dz] = [3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    assert_eq!(
        touches(&material),
        [
            [1.0, 0.0, 0.0, z, 0.0, 0.0, 0.0, 0.0, 0.0, 6.5],
            [2.0, 0.0, 0.0, h, 0.0, 0.0, 0.0, 0.0, 0.0, 6.5],
            [3.0, 0.0, 0.0, dz, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
            [4.0, 0.0, 0.0, dx, 0.0, 0.0, 0.0, 3.0, 1.0, 3.0],
            [4.0, 0.0, 0.0, dw, 0.0, 0.0, 0.0, 2.0, 1.0, 2.0],
            [4.0, 0.0, 0.0, db, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
        ]
    );
}

/// G follows from T once H is known, and db comes with the last cell of dW.
#[test]
fn the_trace_follows_the_loss_and_the_view() {
    let state = "v=1&x=2,1&w=3&activation=identity&loss=squared-error&t=5,5&view=gather";
    let material = material(state, Export::TraceList);
    let [g, dx, dw, db] = [9.0, 5.0, 6.0, 7.0];
    let touches = touches(&material);
    assert_eq!(touches[4], [3.0, 0.0, 0.0, g, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(
        touches[8..],
        [
            [5.0, 0.0, 0.0, dx, 0.0, 0.0, 0.0, 3.0, 1.0, 3.0],
            [6.0, 0.0, 1.0, dx, 0.0, 1.0, 0.0, 3.0, -2.0, -6.0],
            [7.0, 0.0, 0.0, dw, 0.0, 0.0, 0.0, 2.0, 1.0, 2.0],
            [7.0, 0.0, 0.0, dw, 0.0, 0.0, 2.0, 1.0, -2.0, 0.0],
            [7.0, 0.0, 0.0, db, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
            [7.0, 0.0, 0.0, db, 0.0, 0.0, 1.0, -2.0, 1.0, -1.0],
        ]
    );
}

#[test]
fn latex_has_the_products_of_the_step() {
    let of_step = |step: &str| {
        let state = ["v=1&x=2&w=3&bias=0.5&activation=identity&step=", step].concat();
        touches(&material(&state, Export::Tex))
    };
    let [z, dx, dw] = [3.0, 5.0, 6.0];
    assert_eq!(
        of_step("1"),
        [[1.0, 0.0, 0.0, z, 0.0, 0.0, 0.5, 2.0, 3.0, 6.5]]
    );
    assert_eq!(
        of_step("4"),
        [
            [4.0, 0.0, 0.0, dx, 0.0, 0.0, 0.0, 3.0, 1.0, 3.0],
            [4.0, 0.0, 0.0, dw, 0.0, 0.0, 0.0, 2.0, 1.0, 2.0],
        ]
    );
    assert!(of_step("2").is_empty());
}

#[test]
fn a_file_that_was_not_saved_is_named_until_something_else_is_done() {
    let mut model = Model::default();
    let file = Export::Grid(GridId::Dx);
    update(&mut model, Msg::SavingFailed(file));
    let said = page(&model).status;
    assert!(
        said.starts_with("convscope-dX.csv is not saved: "),
        "{said}"
    );
    update(&mut model, Msg::Tool(ToolMsg::Saved(file)));
    assert_eq!(page(&model).status, "");
}

/// A mistake that is looked for does not leave the page.
#[test]
fn files_have_the_right_numbers() {
    let mut model = Model::default();
    let of_all = |model: &Model| -> Vec<Material> {
        let files = exports(model).into_iter();
        files.map(|file| Material::of(model, file)).collect()
    };
    let programs = |model: &Model| Language::ALL.map(|language| program_of(model, language));
    let right = (of_all(&model), programs(&model));
    update(&mut model, Msg::ToolPressed(Tool::SpotTheBug));
    assert!(model.tools.hunt.is_some());
    model.step = 0;
    assert_eq!((of_all(&model), programs(&model)), right);
}
