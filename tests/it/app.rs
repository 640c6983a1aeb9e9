//! The program without a screen: what a person does, as messages, and the
//! picture that results. A picture names what differs from the page as it
//! opens, so that a test shows all that its script has changed and nothing else.

mod attention;
mod blocks;
mod editing;
mod examples;
mod kept;
mod layer;
mod looking;
mod loss;
mod machine;
mod pasting;
mod random;
mod readers;
mod saved;
mod script;
mod settings;
mod sheet;
mod stepping;
mod typing;
mod undo;
mod views;

use convscope::app::{Decimals, Effect, Field, Model, Msg, Speed, Theme, notebook, update};
use convscope::math::{Activation, At, BackwardView, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use convscope::view::page;

use crate::support::{bits, cells_of, grid_of};
use random::assert_sound;

/// The notebook's data, as it prints them.
#[test]
fn the_page_opens_with_the_notebook_s_layer() {
    let model = Model::default();
    let x = grid_of(&[[0.1, 0.2, 1.3], [0.37, 1.09, 1.02], [0.12, -0.23, -0.45]]);
    let w = grid_of(&[[0.4, -0.1], [0.23, 0.61]]);
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Activation::Sigmoid);
    assert_eq!(Ok(model.layer), layer);
    assert_eq!(model.speed, Speed::One);
    assert_eq!(model.theme, Theme::System);
    assert_eq!(model.decimals, Decimals::Rounded(4));
}

#[test]
fn it_opens_paused_at_step_0() {
    check([], &["step 0/10"]);
}

/// What a script makes of the page as it opens, and what it asks for at last.
#[track_caller]
fn check(script: impl IntoIterator<Item = Msg>, expected: &[&str]) {
    let mut model = Model::default();
    let mut effect = None;
    for msg in script {
        effect = update(&mut model, msg);
        assert_sound(&model, effect);
    }
    assert_eq!(picture(&model, effect), expected);
}

fn after(script: impl IntoIterator<Item = Msg>) -> Model {
    let mut model = Model::default();
    for msg in script {
        update(&mut model, msg);
    }
    model
}

/// The step, and all that differs from the page as it opens.
fn picture(model: &Model, effect: Option<Effect>) -> Vec<String> {
    let mut lines = vec![format!("step {}/{}", model.step, model.steps().last())];
    let mut line = |line: Option<String>| lines.extend(line);
    line(model.playing.then(|| "playing".to_owned()));
    let squared = model.layer.loss().has_target();
    for operand in Operand::ALL {
        if operand == Operand::T && !squared {
            continue;
        }
        for change in changes(model, operand) {
            line(Some(change));
        }
    }
    for (field, draft) in &model.drafts {
        let refused = if draft.error.is_some() {
            ", refused"
        } else {
            ""
        };
        line(Some(format!(
            "{} says “{}”{refused}",
            name_of(*field),
            draft.text
        )));
    }
    let layer = &model.layer;
    let spacing = layer.geometry().spacing();
    line((spacing != Spacing::default()).then(|| {
        let Spacing {
            stride,
            padding,
            dilation,
        } = spacing;
        format!("stride {stride}, padding {padding}, dilation {dilation}")
    }));
    line((layer.activation() != Activation::Sigmoid).then(|| layer.activation().name().to_owned()));
    // An edited G says by itself that it is by hand.
    let edited = layer.g().cells().iter().any(|&g| g != 1.0);
    let told = layer.loss() == Loss::Sum || edited && !squared;
    line((!told).then(|| format!("loss {}", layer.loss().name())));
    line((model.view != BackwardView::Scatter).then(|| model.view.name().to_owned()));
    line(
        (model.tools.learning.rate != 0.1)
            .then(|| format!("learning rate {}", model.tools.learning.rate)),
    );
    line(model.focused.map(|cell| format!("focus on {cell}")));
    line(model.pinned.map(|cell| format!("pinned {cell}")));
    line(model.attention.map(|cell| format!("attention to {cell}")));
    line(model.open.map(|tool| format!("tool {tool:?}")));
    line((model.speed != Speed::One).then(|| format!("speed {:?}", model.speed)));
    line((model.theme != Theme::System).then(|| format!("theme {}", model.theme.name())));
    let decimals = model.decimals;
    line((decimals != Decimals::Rounded(4)).then(|| format!("decimals {decimals:?}")));
    line(model.history.can_undo().then(|| "can undo".to_owned()));
    line(model.history.can_redo().then(|| "can redo".to_owned()));
    line(model.notice.as_ref().map(|_| page(model).status));
    line(effect.map(|effect| match effect {
        Effect::Focus(cell) => format!("then focus {cell}"),
        Effect::FocusIfLost(cell) => format!("then focus {cell} if it is lost"),
        Effect::FocusPage => "then focus the page".to_owned(),
        Effect::FocusSteps => "then focus the steps".to_owned(),
        Effect::SelectText => "then select the text".to_owned(),
        Effect::PlaceCaret => "then place the caret".to_owned(),
        Effect::FocusTool(tool) => format!("then focus {tool:?}"),
        Effect::FocusToolButton(tool) => format!("then focus the button of {tool:?}"),
        Effect::Copy(what) => format!("then copy the {what:?}"),
        Effect::KeepExamples { refocus: false } => "then keep the examples".to_owned(),
        Effect::KeepExamples { refocus: true } => "then keep them and say so".to_owned(),
        Effect::SaveExamples => "then save the examples".to_owned(),
        Effect::Save(file) => format!("then save {file:?}"),
    }));
    lines
}

fn name_of(field: Field) -> String {
    match field {
        Field::LearningRate => "learning rate".to_owned(),
        Field::Cell { operand, at } => CellRef::new(operand.into(), at).to_string(),
    }
}

/// The cells of a grid that differ from the notebook's, or the whole of it
/// where it has another size.
fn changes(model: &Model, operand: Operand) -> Vec<String> {
    let name = GridId::from(operand).name();
    let notebook = notebook();
    let (grid, opened) = (model.layer.operand(operand), notebook.operand(operand));
    if grid.size() != opened.size() {
        let row = |row: &[f64]| row.iter().map(f64::to_string).collect::<Vec<_>>().join(" ");
        let rows: Vec<String> = grid.rows().map(row).collect();
        return vec![format!("{name} is {}: {}", grid.size(), rows.join(" | "))];
    }
    let changed = |at: &At| bits(&[grid[*at]]) != bits(&[opened[*at]]);
    let cells = cells_of(grid.size()).into_iter().filter(changed);
    cells
        .map(|at| format!("{name}{at} = {}", grid[at]))
        .collect()
}

/// A script and what comes after it.
fn then<const N: usize>(script: &[Msg], more: [Msg; N]) -> Vec<Msg> {
    script.iter().cloned().chain(more).collect()
}

fn typed(name: &str, text: &str) -> Msg {
    Msg::Typed(field(name), text.to_owned())
}

fn left(name: &str, text: &str) -> Msg {
    Msg::Left(field(name), text.to_owned())
}

fn entered(name: &str, text: &str) -> Msg {
    Msg::Entered(field(name), text.to_owned())
}

const fn size(operand: Operand, rows: usize, cols: usize) -> Msg {
    Msg::SizeChosen(operand, Size::new(rows, cols))
}

fn field(name: &str) -> Field {
    Field::of(cell(name)).expect("an editable cell")
}

/// The cell of a name such as `dX[1,0]`.
fn cell(name: &str) -> CellRef {
    let (grid, at) = name
        .trim_end_matches(']')
        .split_once('[')
        .expect("grid[row,col]");
    let (row, col) = at.split_once(',').expect("row,col");
    let number = |text: &str| text.parse().expect("a number");
    let grid = GridId::named(grid).expect("a grid");
    CellRef::new(grid, At::new(number(row), number(col)))
}
