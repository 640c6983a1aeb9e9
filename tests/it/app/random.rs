//! Random scripts: whatever happens, the model stays sound.

use convscope::app::{
    Clip, Copied, Decimals, Direction, Effect, Field, Language, Model, Msg, Notation, Tool, update,
};
use convscope::math::{Activation, At, BackwardView, Bug, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use convscope::view::{Memo, page, page_with};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;
use proptest::sample::select;

use super::size;
use crate::support::{
    CHECK, CLEAR, KEEP_BIAS, LEARN, NEXT_BUG, RANDOM, RESET, SAME_PADDING, compared, for_all,
    guessed, picked,
};

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

/// Every state has a picture, and the picture has no NaN where L has none. What is
/// kept from one picture to the next makes no difference.
#[test]
fn every_state_can_be_shown() {
    for_all(&script(), |script| {
        let mut model = Model::default();
        let mut memo = Memo::default();
        let mut shown = page_with(&model, &mut memo);
        for msg in script {
            if happens(&msg, &model.layer) {
                update(&mut model, msg);
                shown = page_with(&model, &mut memo);
            }
        }
        let page = page(&model);
        shown.tools.clone_from(&page.tools);
        assert_eq!(format!("{shown:?}"), format!("{page:?}"));
        assert!(!page.summary.contains("NaN"), "{}", page.summary);
        assert_eq!(page.grids.len(), if uses_t(&model.layer) { 11 } else { 10 });
        assert_eq!(page.provenance.is_some(), model.pinned.is_some());
    });
}

fn uses_t(layer: &Layer) -> bool {
    layer.loss().has_target()
}

/// Only cells that are there can be typed into, picked or double-clicked; all
/// other messages may come late, when their cell is gone.
pub(super) fn happens(msg: &Msg, layer: &Layer) -> bool {
    match msg {
        Msg::Typed(field, _) => field.cell().is_none_or(|cell| exists(layer, cell)),
        Msg::Picked(cell) | Msg::DoubleClicked(cell) => exists(layer, *cell),
        _ => true,
    }
}

#[track_caller]
pub(super) fn assert_sound(model: &Model, effect: Option<Effect>) {
    let layer = &model.layer;
    let n = layer.g().cells().len();
    let last = n
        + 2
        + match model.view {
            BackwardView::Scatter => n,
            _ => layer.x().cells().len() + layer.w().cells().len(),
        };
    assert!(model.step <= last, "step {} of {last}", model.step);
    assert!(!(model.playing && model.step == last), "plays at the end");

    let fields = model.drafts.keys().filter_map(|field| field.cell());
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
    if let Some(Effect::Focus(cell) | Effect::FocusIfLost(cell)) = effect {
        named.push(cell);
    }
    for cell in named {
        assert!(exists(layer, cell), "{cell} does not exist");
    }

    for grid in Operand::ALL.map(|operand| layer.operand(operand)) {
        assert!(grid.cells().iter().all(|cell| cell.is_finite()), "{grid:?}");
    }
    for operand in Operand::ALL {
        let typed = model
            .drafts
            .keys()
            .any(|field| matches!(field, Field::Cell { operand: one, .. } if *one == operand));
        assert!(
            !typed || model.is_editable(operand),
            "a draft in {operand:?}"
        );
    }
    assert!(layer.bias().is_finite() && model.tools.learning.rate.is_finite());
    let ones = layer.g().cells().iter().all(|&g| g == 1.0);
    assert!(layer.loss() != Loss::Sum || ones, "ΣH with {:?}", layer.g());

    let (x, w, g) = (layer.x().size(), layer.w().size(), layer.g().size());
    let Spacing {
        stride: s,
        padding: p,
        dilation: d,
    } = layer.geometry().spacing();
    let along = |input, kernel| (input + 2 * p - d * (kernel - 1) - 1) / s + 1;
    assert_eq!(g, Size::new(along(x.rows, w.rows), along(x.cols, w.cols)));
    assert_eq!(layer.t().size(), g);
    assert!(x.rows.max(x.cols) <= 64 && w.rows.max(w.cols) <= 7);
    assert!((1..=3).contains(&s) && p <= 3 && (1..=3).contains(&d));

    // A hunt lasts as long as its tool, in the loop that has the mistake.
    if let Some(hunt) = model.tools.hunt {
        assert_eq!(model.open, Some(Tool::SpotTheBug));
        assert_eq!(model.view, BackwardView::Scatter);
        assert!(hunt.bug.shows_in(layer));
    }
    let losses = model.tools.learning.descent.losses.len();
    assert_eq!(model.tools.learning.descent.start.is_some(), losses > 0);
    assert_ne!(losses, 1);
    if let Some(check) = &model.tools.gradient_check.check {
        let cells = x.rows * x.cols + w.rows * w.cols + 1 + n;
        assert_eq!(check.cells.len(), cells, "a check of another layer");
    }
}

/// Without the geometry of `src`: by the sizes of the grids that were given.
fn exists(layer: &Layer, CellRef { grid, at }: CellRef) -> bool {
    let like = match grid {
        GridId::X | GridId::Dx => layer.x(),
        GridId::W | GridId::Dw => layer.w(),
        GridId::B | GridId::Db => return (at.row, at.col) == (0, 0),
        GridId::Z | GridId::H | GridId::Dz | GridId::G => layer.g(),
        GridId::T if !uses_t(layer) => return false,
        GridId::T => layer.t(),
    };
    at.row < like.size().rows && at.col < like.size().cols
}

/// Any messages, also about cells and sizes that do not exist.
fn script() -> impl Strategy<Value = Vec<Msg>> {
    let one = prop_oneof![
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Typed(field, text)),
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Changed(field, text)),
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
        Msg::RoomPressed,
        Msg::PasteDropped,
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
        Msg::ToolPressed(Tool::Layer),
        Msg::ToolPressed(Tool::GradientCheck),
        Msg::ToolPressed(Tool::SpotTheBug),
        Msg::ToolPressed(Tool::Learning),
        Msg::EscapePressedIn(Field::BIAS),
        Msg::DraftDropped(Field::LearningRate),
        Msg::Tabbed { back: true },
        Msg::CaretWanted,
        Msg::Hidden,
        Msg::UnpinPressed,
        CHECK,
        picked(7),
        guessed(Bug::Assigned),
        NEXT_BUG,
        Msg::CopyPressed(Clip::Program),
        Msg::CopyEnded(Clip::Link, Copied::Refused),
        Msg::LinkChosen { to_start: true },
        Msg::ToolPressed(Tool::Share),
        Msg::Opened("v=1&x=1,2,3;4,5,6&w=1,2&view=gather&step=20&pin=dX,1,2".to_owned()),
        Msg::Opened("loss=squared-error&step=11&pin=T,0,0&more=x".to_owned()),
        Msg::KeepingFailed,
        Msg::NotationChosen(Notation::PyTorch),
        Msg::FirstIndexChosen(1),
        Msg::LanguageChosen(Language::Rust),
        Msg::DecimalsChosen(Decimals::Full),
        Msg::ScalePressed,
        Msg::VerbosePressed,
        Msg::SkipPressed,
        Msg::GradientTyped("0.0865 0.0632".to_owned()),
        compared(GridId::Dx),
        compared(GridId::Db),
        Msg::ViewChosen(BackwardView::Scatter),
        Msg::ViewChosen(BackwardView::Gather),
        Msg::ViewChosen(BackwardView::Matrix),
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
        a_cell().prop_map(Msg::Walked),
        a_field().prop_map(Msg::Clicked),
        a_field().prop_map(Msg::EscapePressedIn),
        (a_field(), text()).prop_map(|(field, text)| Msg::EnteredUp(field, text)),
        (a_field(), a_block()).prop_map(|(field, text)| Msg::Pasted(field, text)),
        (a_cell(), directions).prop_map(|(cell, to)| Msg::ArrowPressed(cell, to)),
    ]
}

/// Fewer than the 100 edits that can be undone.
pub(super) fn edits() -> impl Strategy<Value = Vec<Msg>> {
    vec(edit(), 0..40).prop_map(|script| script.concat())
}

/// What may change the layer: a number, a size or all of it.
fn edit() -> impl Strategy<Value = Vec<Msg>> {
    let number = (a_field(), text()).prop_map(|(field, text)| {
        let typed = Msg::Typed(field, text.clone());
        vec![typed, Msg::Left(field, text)]
    });
    let sizes = (select(&Operand::ALL), 0..=15_usize, 0..=15_usize);
    let sizes = sizes.prop_map(|(operand, rows, cols)| vec![size(operand, rows, cols)]);
    let spacing = (0..=4_usize, 0..=4_usize, 0..=4_usize);
    let spacing = spacing.prop_map(|(stride, padding, dilation)| {
        vec![Msg::SpacingChosen(Spacing {
            stride,
            padding,
            dilation,
        })]
    });
    let actions = vec![
        Msg::ExampleChosen(0),
        Msg::ExampleChosen(7),
        Msg::ExampleChosen(99),
        CLEAR,
        RANDOM,
        LEARN,
        RESET,
        KEEP_BIAS,
        SAME_PADDING,
        Msg::LossChosen(Loss::Sum),
        Msg::LossChosen(Loss::SquaredError),
        Msg::LossChosen(Loss::MeanSquaredError),
        Msg::LossChosen(Loss::ByHand),
        Msg::ActivationChosen(Activation::Relu),
        Msg::ActivationChosen(Activation::Identity),
        Msg::ActivationChosen(Activation::LeakyRelu),
    ];
    let actions = select(actions).prop_map(|action| vec![action]);
    prop_oneof![3 => number, 3 => sizes, 1 => spacing, 1 => actions]
}

/// Up to 9×9 numbers, and at times something else in between.
fn a_block() -> impl Strategy<Value = String> {
    let number = prop_oneof![20 => (-9..=9_i32).prop_map(|number| number.to_string()), 1 => text()];
    let rows = (1..=9_usize, 1..=9_usize, vec(number, 81));
    rows.prop_map(|(rows, cols, numbers)| {
        let lines = numbers.chunks(cols).take(rows).map(|row| row.join("\t"));
        lines.collect::<Vec<_>>().join("\n")
    })
}

fn a_field() -> impl Strategy<Value = Field> {
    let cell = (select(&Operand::ALL), a_place());
    let cell = cell.prop_map(|(operand, at)| Field::Cell { operand, at });
    prop_oneof![8 => cell, 1 => select(&[Field::BIAS, Field::LearningRate])]
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
