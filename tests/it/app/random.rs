//! Random scripts: whatever happens, the model stays sound.

use convscope::app::{Direction, Effect, Field, Model, Msg, Panel, update};
use convscope::math::{At, Layer, Operand, Size};
use convscope::trace::{CellRef, GridId};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;
use proptest::sample::select;

use super::size;
use crate::support::for_all;

#[test]
fn no_script_breaks_the_model() {
    for_all(&script(), |script| {
        let mut model = Model::default();
        for msg in script {
            if happens(&msg, &model.layer) {
                let effect = update(&mut model, msg);
                assert_sound(&model, effect);
            }
        }
    });
}

/// Only cells that are there can be typed into, picked or double-clicked; all
/// other messages may come late, when their cell is gone.
pub(super) fn happens(msg: &Msg, layer: &Layer) -> bool {
    match msg {
        Msg::Typed(field, _) => exists(layer, field.cell()),
        Msg::Picked(cell) | Msg::DoubleClicked(cell) => exists(layer, *cell),
        _ => true,
    }
}

#[track_caller]
pub(super) fn assert_sound(model: &Model, effect: Option<Effect>) {
    let layer = &model.layer;
    let last = 2 * layer.g().cells().len() + 2;
    assert!(model.step <= last, "step {} of {last}", model.step);
    assert!(!(model.playing && model.step == last), "plays at the end");

    let fields = model.drafts.keys().map(|field| field.cell());
    let tab_stops = model.tab_stops.iter();
    let mut named: Vec<CellRef> = tab_stops
        .map(|(&grid, &at)| CellRef::new(grid, at))
        .collect();
    named.extend(fields);
    named.extend(
        [model.focused, model.pinned, model.attention]
            .into_iter()
            .flatten(),
    );
    if let Some(Effect::Focus(cell)) = effect {
        named.push(cell);
    }
    for cell in named {
        assert!(exists(layer, cell), "{cell} does not exist");
    }

    for grid in Operand::ALL.map(|operand| layer.operand(operand)) {
        assert!(grid.cells().iter().all(|cell| cell.is_finite()), "{grid:?}");
    }
    let (x, w, g) = (layer.x().size(), layer.w().size(), layer.g().size());
    // The page leaves stride, padding and dilation as they are.
    assert_eq!(g, Size::new(x.rows - w.rows + 1, x.cols - w.cols + 1));
    assert!(x.rows.max(x.cols) <= 12 && w.rows.max(w.cols) <= 7);
}

/// Without the geometry of `src`: by the sizes of the grids that were given.
fn exists(layer: &Layer, CellRef { grid, at }: CellRef) -> bool {
    let like = match grid {
        GridId::X | GridId::Dx => layer.x(),
        GridId::W | GridId::Dw => layer.w(),
        GridId::Z | GridId::H | GridId::Dz | GridId::G => layer.g(),
    };
    at.row < like.size().rows && at.col < like.size().cols
}

/// Any messages, also about cells and sizes that do not exist.
fn script() -> impl Strategy<Value = Vec<Msg>> {
    let one = prop_oneof![
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Typed(field, text)),
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Left(field, text)),
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Entered(field, text)),
        2 => about_a_cell(),
        2 => without_a_cell(),
    ];
    let some = prop_oneof![1 => edit(), 3 => one.prop_map(|msg| vec![msg])];
    vec(some, 0..60).prop_map(|script| script.concat())
}

fn without_a_cell() -> impl Strategy<Value = Msg> {
    let buttons = select(vec![
        Msg::EscapePressed,
        Msg::Unfocused,
        Msg::Hovered(None),
        Msg::FirstPressed,
        Msg::PreviousPressed,
        Msg::PlayPressed,
        Msg::NextPressed,
        Msg::LastPressed,
        Msg::Ticked,
        Msg::UndoPressed,
        Msg::RedoPressed,
        Msg::PanelPressed(Panel::Layer),
        Msg::PanelPressed(Panel::Help),
    ]);
    let steps = prop_oneof![0..400_usize, Just(usize::MAX)];
    prop_oneof![8 => buttons, 1 => steps.prop_map(Msg::Sought)]
}

fn about_a_cell() -> impl Strategy<Value = Msg> {
    use Direction::{Down, Left, Right, RowEnd, RowStart, Up};
    let directions = select(vec![Up, Down, Left, Right, RowStart, RowEnd]);
    prop_oneof![
        a_cell().prop_map(Msg::Focused),
        a_cell().prop_map(|cell| Msg::Hovered(Some(cell))),
        a_cell().prop_map(Msg::Picked),
        a_cell().prop_map(Msg::DoubleClicked),
        (a_cell(), directions).prop_map(|(cell, to)| Msg::ArrowPressed(cell, to)),
    ]
}

/// Fewer than the 200 edits that can be undone.
pub(super) fn edits() -> impl Strategy<Value = Vec<Msg>> {
    vec(edit(), 0..40).prop_map(|script| script.concat())
}

/// What may change the layer: a number, a size or all of it.
fn edit() -> impl Strategy<Value = Vec<Msg>> {
    let number = (a_field(), text()).prop_map(|(field, text)| {
        let typed = Msg::Typed(field, text.clone());
        vec![typed, Msg::Left(field, text)]
    });
    let sizes = (select(&Operand::ALL), 0..=13_usize, 0..=13_usize);
    let sizes = sizes.prop_map(|(operand, rows, cols)| vec![size(operand, rows, cols)]);
    let actions = [Msg::NotebookPressed, Msg::ClearPressed, Msg::RandomPressed];
    let actions = select(actions.to_vec()).prop_map(|action| vec![action]);
    prop_oneof![3 => number, 3 => sizes, 1 => actions]
}

fn a_field() -> impl Strategy<Value = Field> {
    (select(&Operand::ALL), a_place()).prop_map(|(operand, at)| Field { operand, at })
}

fn a_cell() -> impl Strategy<Value = CellRef> {
    (select(&GridId::ALL), a_place()).prop_map(|(grid, at)| CellRef::new(grid, at))
}

/// Mostly within the notebook's grids.
fn a_place() -> impl Strategy<Value = At> {
    let coordinate = || prop_oneof![4 => 0..3_usize, 1 => 0..14_usize];
    (coordinate(), coordinate()).prop_map(|(row, col)| At::new(row, col))
}

/// Numbers, and texts that are made of what numbers are made of.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        (-9..=9_i32).prop_map(|number| number.to_string()),
        "[ 0-9.,/eE+−-]{0,6}",
        "[0-9]{1,3}e[0-9]{1,3}",
        select(vec!["abc", "inf", "NaN", "1e999", "1/0", "−1/3"]).prop_map(str::to_owned),
    ]
}
