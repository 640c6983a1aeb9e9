//! Random scripts of messages, and what holds of a model whatever happened.

use convscope::app::{
    Clip, Copied, Decimals, Direction, Effect, Export, Field, KeptMsg, Language, Model, Msg,
    Notation, OwnGradient, Room, Speed, Theme, Tool, ToolMsg,
};
use convscope::math::{Activation, At, BackwardView, Bug, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;
use proptest::sample::select;

use super::script::Script;
use super::size;
use crate::support::{
    CHECK, CLEAR, KEEP_BIAS, LEARN, NEXT_BUG, RANDOM, RESET, SAME_PADDING, compared, guessed,
    picked,
};

pub(super) fn uses_t(layer: &Layer) -> bool {
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
pub(super) fn script() -> impl Strategy<Value = Script> {
    let one = prop_oneof![
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Typed(field, text)),
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Changed(field, text)),
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Left(field, text)),
        1 => (a_field(), text()).prop_map(|(field, text)| Msg::Entered(field, text)),
        2 => about_a_cell(),
        4 => without_a_cell(),
        1 => about_a_kept_example(),
        1 => a_room().prop_map(Msg::Measured),
    ];
    let some = prop_oneof![1 => edit(), 3 => one.prop_map(|msg| vec![msg])];
    vec(some, 0..60).prop_map(|script| Script(script.concat()))
}

fn without_a_cell() -> impl Strategy<Value = Msg> {
    let mut buttons = vec![
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
        Msg::Ticked,
        Msg::UnfoldPressed,
        Msg::EscapePressedIn(Field::BIAS),
        Msg::DraftDropped(Field::LearningRate),
        Msg::Tabbed { back: true },
        Msg::Tabbed { back: false },
        Msg::CaretWanted,
        Msg::Hidden,
        Msg::UnpinPressed,
        CHECK,
        picked(7),
        NEXT_BUG,
        Msg::CopyPressed(Clip::Program),
        Msg::CopyEnded(Clip::Link, Copied::Refused),
        Msg::CopyEnded(Clip::Program, Copied::Done),
        Msg::LinkChosen { to_start: true },
        Msg::LinkChosen { to_start: false },
        Msg::Opened("v=1&x=1,2,3;4,5,6&w=1,2&view=gather&step=20&pin=dX,1,2".to_owned()),
        Msg::Opened("loss=squared-error&step=11&pin=T,0,0&more=x".to_owned()),
        Msg::Opened("legend".to_owned()),
        Msg::KeepingFailed,
        Msg::SavePressed,
        Msg::SavingFailed(Export::Everything),
        Msg::Tool(ToolMsg::Saved(Export::Grid(GridId::Dx))),
        Msg::FirstIndexChosen(0),
        Msg::FirstIndexChosen(1),
        Msg::ScalePressed,
        Msg::VerbosePressed,
        Msg::SkipPressed,
        Msg::GradientTyped("0.0865 0.0632".to_owned()),
        Msg::GradientTyped("[[1, 2], [3, 4]]".to_owned()),
    ];
    for _ in 0..3 {
        buttons.extend([Msg::UndoPressed, Msg::RedoPressed]);
        buttons.extend(BackwardView::ALL.map(Msg::ViewChosen));
    }
    buttons.extend(Tool::ALL.iter().map(|&(tool, _)| Msg::ToolPressed(tool)));
    buttons.extend(Bug::ALL.map(guessed));
    buttons.extend(OwnGradient::GRIDS.map(compared));
    buttons.extend(Notation::ALL.map(Msg::NotationChosen));
    buttons.extend(Language::ALL.map(Msg::LanguageChosen));
    buttons.extend(Decimals::ALL.map(Msg::DecimalsChosen));
    buttons.extend(Speed::ALL.map(Msg::SpeedChosen));
    buttons.extend(Theme::ALL.map(Msg::ThemeChosen));
    let steps = || prop_oneof![0..40_usize, 0..400_usize, Just(usize::MAX)];
    prop_oneof![
        6 => select(buttons),
        3 => steps().prop_map(Msg::Sought),
        1 => steps().prop_map(|step| Msg::Tool(ToolMsg::Sought(step))),
    ]
}

fn about_a_kept_example() -> impl Strategy<Value = Msg> {
    let lists = || {
        select(vec![
            "",
            "a\tv=1&bias=2\n",
            "no tab\nb\tv=1&x=1,2&w=3&step=2",
        ])
    };
    let place = || 0..3_usize;
    let one = prop_oneof![
        lists().prop_map(|text| KeptMsg::Found(text.to_owned())),
        lists().prop_map(|text| KeptMsg::FileRead(Some(text.to_owned()))),
        Just(KeptMsg::FileRead(None)),
        text().prop_map(KeptMsg::Named),
        (place(), text()).prop_map(|(place, name)| KeptMsg::Renamed(place, name)),
        place().prop_map(KeptMsg::Deleted),
        place().prop_map(KeptMsg::Opened),
        Just(KeptMsg::PutBackPressed),
        Just(KeptMsg::Refused),
    ];
    one.prop_map(Msg::Kept)
}

/// What a browser may give a cell, from a window of no height to a wall.
fn a_room() -> impl Strategy<Value = Room> {
    let length = || prop_oneof![4 => 15.0..90_f64, 1 => 0.1..2000_f64];
    let digit = 0.4..0.7_f64;
    (length(), length(), digit).prop_map(|(width, height, digit)| Room {
        width,
        height,
        digit,
        condensed: 0.8 * digit,
    })
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
    let extent = || prop_oneof![30 => 0..=9_usize, 4 => 10..=20_usize, 1 => 60..=65_usize];
    let sizes = (select(&Operand::ALL), extent(), extent());
    let sizes = sizes.prop_map(|(operand, rows, cols)| vec![size(operand, rows, cols)]);
    let spacing = (0..=4_usize, 0..=4_usize, 0..=4_usize);
    let spacing = spacing.prop_map(|(stride, padding, dilation)| {
        vec![Msg::SpacingChosen(Spacing {
            stride,
            padding,
            dilation,
        })]
    });
    let mut actions = vec![
        Msg::ExampleChosen(0),
        Msg::ExampleChosen(7),
        Msg::ExampleChosen(99),
        CLEAR,
        RANDOM,
        LEARN,
        RESET,
        KEEP_BIAS,
        SAME_PADDING,
    ];
    actions.extend(Loss::ALL.map(Msg::LossChosen));
    actions.extend(Activation::ALL.map(Msg::ActivationChosen));
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
        select(vec!["abc", "inf", "nan", "1e999", "1/0", "−1/3"]).prop_map(str::to_owned),
    ]
}
