//! The state as a string: the expected strings are written by hand, from the
//! published form.

use std::time::{Duration, Instant};

use convscope::app::saved::{is_state, open, packed, save};
use convscope::app::{Decimals, Language, Model, Msg, Notation, Part, notebook, update};
use convscope::math::{Activation, At, BackwardView, Grid, Layer, Loss, Operand, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use fastrand::Rng;
use proptest::prelude::{Strategy, any};
use proptest::sample::{select, subsequence};

use super::random::{assert_sound, edits};
use super::{after, cell, check, entered, picture, size, typed};
use crate::support::{CHECK, LEARN, bits, for_so_many, grid_of, layers_with_a_loss, put, spacing};

/// A layer as a person would give it.
fn layer(x: &[&[f64]], w: &[&[f64]], around: [usize; 3]) -> Layer {
    let activation = Activation::Sigmoid;
    Layer::new(
        grid_of(x),
        grid_of(w),
        None,
        spacing(around),
        0.0,
        activation,
    )
    .expect("a layer")
}

/// Puts the rows into G or T.
fn with(mut layer: Layer, operand: Operand, rows: &[&[f64]]) -> Layer {
    put(&mut layer, operand, &grid_of(rows));
    layer
}

/// Strings of version 1, each with what it means. They stay readable for ever:
/// lines are added here and never changed.
fn golden() -> Vec<(&'static str, Model)> {
    [golden_layers(), golden_settings()].concat()
}

fn golden_layers() -> Vec<(&'static str, Model)> {
    let of = Model::new;
    let identity = |mut layer: Layer| {
        layer.set_activation(Activation::Identity);
        layer
    };
    let course = layer(
        &[&[5.0, 1.0, 0.0], &[2.0, 4.0, 3.0], &[0.0, 2.0, 4.0]],
        &[&[2.0, 1.0], &[1.0, 1.0]],
        [1, 0, 1],
    );
    let counted = |rows: usize, cols: usize| {
        let mut count = 0.0;
        Grid::from_fn(Size::new(rows, cols), |_| {
            count += 1.0;
            count
        })
    };
    let exam = Layer::new(
        counted(4, 4),
        counted(3, 3),
        None,
        spacing([2, 1, 1]),
        0.0,
        Activation::Sigmoid,
    );
    let mut taught = layer(
        &[&[1.0, -1.0, 0.0], &[0.0, 1.0, 0.0], &[0.0, -1.0, 1.0]],
        &[&[1.0, -1.0], &[1.0, 1.0]],
        [1, 0, 1],
    );
    taught.set_activation(Activation::Relu);
    let mut taught = with(taught, Operand::T, &[&[1.0, 0.0], &[0.0, 1.0]]);
    taught.set_loss(Loss::SquaredError);
    let mut extreme = layer(
        &[&[1.797_693_134_862_315_7e308, -5e-324, 1e21]],
        &[&[0.1 + 0.2]],
        [3, 3, 3],
    );
    extreme.set_bias(-1e-7);
    extreme.set_activation(Activation::Tanh);
    vec![
        (
            "v=1&x=5,1,0;2,4,3;0,2,4&w=2,1;1,1&g=1,0;1,2&loss=by-hand",
            of(with(course, Operand::G, &[&[1.0, 0.0], &[1.0, 2.0]])),
        ),
        (
            "v=1&x=1,2,3,4;5,6,7,8;9,10,11,12;13,14,15,16&w=1,2,3;4,5,6;7,8,9&g=1,2;3,4\
             &stride=2&padding=1&activation=identity&loss=by-hand",
            of(with(
                identity(exam.expect("a layer")),
                Operand::G,
                &[&[1.0, 2.0], &[3.0, 4.0]],
            )),
        ),
        (
            "v=1&x=1,-1,0;0,1,0;0,-1,1&w=1,-1;1,1&t=1,0;0,1&activation=relu\
             &loss=squared-error&rate=0.5&view=matrix&step=19&pin=T,1,0",
            {
                let mut model = of(taught);
                model.tools.learning.rate = 0.5;
                model.view = BackwardView::Matrix;
                model.step = 19;
                model.pinned = Some(cell("T[1,0]"));
                model
            },
        ),
        (
            "v=1&x=1.7976931348623157e308,-5e-324,1e21&w=0.30000000000000004\
             &stride=3&padding=3&dilation=3&bias=-1e-7&activation=tanh",
            of(extreme),
        ),
    ]
}

fn golden_settings() -> Vec<(&'static str, Model)> {
    let mut by_hand = notebook();
    by_hand.set_loss(Loss::ByHand);
    vec![
        ("v=1", Model::default()),
        (
            "v=1&loss=by-hand&view=gather&step=7&pin=dX,1,1&notation=deep-learning-book\
             &index=1&decimals=full&language=pytorch&hide=code,arithmetic,timeline,legend,tools",
            {
                let mut model = Model::new(by_hand);
                model.view = BackwardView::Gather;
                model.step = 7;
                model.pinned = Some(cell("dX[1,1]"));
                model.naming.notation = Notation::DeepLearningBook;
                model.naming.first = 1;
                model.decimals = Decimals::Full;
                model.language = Language::PyTorch;
                model.hidden = Part::ALL.to_vec();
                model
            },
        ),
        (
            "v=1&step=3&notation=deeplearning.ai&decimals=8&language=rust",
            {
                let mut model = Model::default();
                model.step = 3;
                model.naming.notation = Notation::DeepLearningAi;
                model.decimals = Decimals::Rounded(8);
                model.language = Language::Rust;
                model
            },
        ),
    ]
}

/// Whether two models are the same, to the bit, in all that a state has.
#[track_caller]
pub(super) fn assert_same(found: &Model, wanted: &Model, text: &str) {
    for operand in Operand::ALL {
        let [found, wanted] = [found, wanted].map(|model| model.layer.operand(operand));
        assert_eq!(found.size(), wanted.size(), "{operand:?} of {text}");
        assert_eq!(
            bits(found.cells()),
            bits(wanted.cells()),
            "{operand:?} of {text}"
        );
    }
    assert_eq!(found.layer, wanted.layer, "{text}");
    assert_eq!(
        bits(&[found.tools.learning.rate, found.layer.bias()]),
        bits(&[wanted.tools.learning.rate, wanted.layer.bias()]),
        "{text}"
    );
    let told = |model: &Model| {
        let Model {
            view, step, pinned, ..
        } = *model;
        (
            (view, step, pinned),
            model.naming,
            (model.decimals, model.language, model.hidden.clone()),
        )
    };
    assert_eq!(told(found), told(wanted), "{text}");
}

#[test]
fn strings_of_version_1_are_read_and_written_for_ever() {
    for (text, wanted) in golden() {
        let (found, notices) = open(text);
        assert_eq!(notices, [""; 0], "{text}");
        assert_same(&found, &wanted, text);
        assert_eq!(save(&wanted), text);
    }
}

/// What a string opens, and what is said of it.
#[track_caller]
fn opens(text: &str, expected: &[&str], left_out: &[&str]) {
    let (model, said) = open(text);
    assert_eq!(picture(&model, None), expected, "{text}");
    let sentence = |part: &&str| format!("“{part}” is not understood and is left out.");
    assert_eq!(
        said,
        left_out.iter().map(sentence).collect::<Vec<_>>(),
        "{text}"
    );
}

/// The strings above are what is written; these are read as well.
#[test]
fn strings_may_be_written_otherwise() {
    for text in ["", "v=1", "&&v=1&", " step=0 ", "v=01", "g=1,1;1,1"] {
        opens(text, &["step 0/10"], &[]);
    }
    // The first of a repeated key counts, in whatever order the keys are.
    opens("step=3&v=1&step=4", &["step 3/10"], &[]);
    opens("step=19&view=matrix", &["step 19/19", "matrix"], &[]);
    // A step beyond the last is the last.
    for step in ["10", "11", "99999999999999999999999"] {
        opens(&format!("step={step}"), &["step 10/10"], &[]);
    }
    // As mail programs write it, and all of it.
    for text in [
        "x=1%2C2&w=3%2c-4",
        "x=%31,2&w=3,%E2%88%924",
        "v%3D1%26x%3D1%2C2%26w%3D3%2C-4",
        "x=1,2&w=3,−4",
        "x=1,4/2&w=+3,-4.0",
    ] {
        let expected = ["step 0/4", "X is 1×2: 1 2", "W is 1×2: 3 -4", "G is 1×1: 1"];
        opens(text, &expected, &[]);
    }
    // G that was changed is one by hand.
    opens("g=1,1;1,0.25", &["step 0/10", "G[1,1] = 0.25"], &[]);
    // Not −0.
    let (model, _) = open("bias=-0&x=-0&w=-0");
    assert_eq!(bits(&[model.layer.bias()]), [0]);
    assert_eq!(bits(model.layer.x().cells()), [0]);
    assert_eq!(
        open("hide=tools,code,tools").0.hidden,
        [Part::Code, Part::Tools]
    );
}

#[test]
fn what_is_not_understood_is_left_out_and_named() {
    let unread = [
        "x=1,2;3",
        "x=",
        "x=1,2;;3,4",
        "x=1,abc",
        "x=1e999",
        "x=NaN",
        "w=1,2,3,4,5,6,7,8",
        "g=1,1",
        "g=1,1;1,1;1,1",
        "t=1",
        "stride=9",
        "stride=0",
        "stride=1.0",
        "padding=4",
        "padding=-1",
        "dilation=0",
        "bias=b",
        "bias=Infinity",
        "activation=softmax",
        "activation=Relu",
        "loss=none",
        "rate=fast",
        "view=side",
        "step=-1",
        "step=1.5",
        "step=+1",
        "step",
        "pin=dX,3,0",
        "pin=dX,1",
        "pin=dX,1,1,1",
        "pin=dx,1,1",
        "pin=T,0,0",
        "pin=",
        "notation=mine",
        "index=2",
        "decimals=1",
        "decimals=9",
        "decimals=all",
        "language=NumPy",
        "language=c",
        "hide=everything",
        "hide=",
        "hide=code,",
        "v=0",
        "v=one",
        "v=",
        "colour=red",
        "X=1",
        "z=abc",
        "=",
        "=1",
        "x[]=1",
    ];
    for text in unread {
        let named = if text.contains('=') {
            text.to_owned()
        } else {
            format!("{text}=")
        };
        opens(text, &["step 0/10"], &[&named]);
        // And nothing else with it.
        let more = format!("step=2&{text}&rate=0.5");
        if !more.contains("step&") && !text.starts_with("step") && !text.starts_with("rate") {
            opens(&more, &["step 2/10", "learning rate 0.5"], &[&named]);
        }
    }
    opens("loss=sum&g=1,2;1,1", &["step 0/10"], &["g=1,2;1,1"]);
    // G falls back alone, and the loss with which it came stays.
    opens(
        "loss=by-hand&g=1,2,3;1,1,1",
        &["step 0/10", "loss by-hand"],
        &["g=1,2,3;1,1,1"],
    );
    let long = format!("x={}", "9,".repeat(100));
    let named = format!("x={}…", &"9,".repeat(100)[..38]);
    opens(&long, &["step 0/10"], &[&named]);
}

#[test]
fn sizes_that_the_page_does_not_offer_are_not_read() {
    let rows = |rows: usize, cols: usize| vec![vec!["1"; cols].join(","); rows].join(";");
    for (x, w, read) in [
        (rows(64, 64), rows(7, 7), true),
        (rows(64, 1), rows(7, 1), true),
        (rows(1, 64), rows(1, 7), true),
        (rows(65, 1), rows(1, 1), false),
        (rows(1, 65), rows(1, 1), false),
        (rows(9, 9), rows(8, 1), false),
        (rows(9, 9), rows(1, 8), false),
    ] {
        let (model, notices) = open(&format!("x={x}&w={w}"));
        assert_eq!(notices.is_empty(), read, "{notices:?}");
        assert_eq!(
            model.layer.w().cells()[0] == 1.0 && model.layer.x().cells()[0] == 1.0,
            read
        );
    }
}

#[test]
fn x_and_w_and_the_geometry_fall_back_together() {
    for text in [
        "x=1;2&w=1,2&stride=2",
        "x=1,2;3,4&w=1,2,3;1,2,3;1,2,3",
        "x=1,2;3,4&w=1,2;3,4&dilation=2",
        "w=1,2,3,4",
        "padding=0&dilation=3",
    ] {
        let (model, notices) = open(&[text, "&bias=2&activation=relu&step=4"].concat());
        let expected = ["step 4/10", "b[0,0] = 2", "relu"];
        assert_eq!(picture(&model, None), expected, "{text}");
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(
            notices[0].contains("“x” and “w” do not fit together"),
            "{notices:?}"
        );
    }
}

#[test]
fn a_later_version_opens_as_far_as_it_can() {
    let (model, notices) = open("v=12&step=3&channels=2");
    assert_eq!(picture(&model, None), ["step 3/10"]);
    assert_eq!(
        notices,
        [
            "This is of version 12, a later one: it is opened as far as it is understood.",
            "“channels=2” is not understood and is left out."
        ]
    );
}

#[test]
fn not_all_that_is_unknown_is_named() {
    let text = "a=1&b=2&c=3&d=4&e=5&f=6&g=7";
    let (_, notices) = open(text);
    assert_eq!(notices.len(), 7);
    assert_eq!(
        notices[6],
        "There is more that is not understood and is left out."
    );
}

#[test]
fn what_names_nothing_is_no_state() {
    for text in [
        "v=1",
        "x=1",
        "foo&step=1",
        "z=abc",
        "v%3D1",
        "colour=red&pin",
    ] {
        assert!(is_state(text), "{text}");
    }
    for text in ["", "layer", "colour=red", "&", "V=1", "/path", ":~:text=x"] {
        assert!(!is_state(text), "{text}");
    }
}

#[test]
fn a_packed_part_stands_before_all_else() {
    let both = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    assert_eq!(packed("v=1&z=AbC_-9"), both("AbC_-9", "v=1"));
    assert_eq!(packed("v%3D1%26z%3Dq"), both("q", "v=1"));
    assert_eq!(packed("z=a&step=3&z=b"), both("a", "step=3"));
    assert_eq!(packed("v=1&x=1"), None);
    assert_eq!(packed("zz=1"), None);
}

#[test]
fn everything_that_a_script_does_is_written() {
    let model = after([
        size(Operand::X, 2, 2),
        size(Operand::W, 1, 2),
        typed("X[0,0]", "-1e-7"),
        entered("X[0,0]", "-1e-7"),
        typed("G[1,0]", "1/4"),
        entered("G[1,0]", "1/4"),
        Msg::ActivationChosen(Activation::Relu),
        Msg::ViewChosen(BackwardView::Gather),
        Msg::NotationChosen(Notation::Cs231n),
        Msg::FirstIndexChosen(1),
        Msg::LanguageChosen(Language::Rust),
        Msg::Sought(4),
        Msg::Picked(cell("dX[1,1]")),
    ]);
    let text = "v=1&x=-1e-7,0.2;0.37,1.09&w=0.4,-0.1&g=1;0.25&activation=relu&loss=by-hand\
                &view=gather&step=4&pin=dX,1,1&notation=cs231n&index=1&language=rust";
    assert_eq!(save(&model), text);
}

/// Opened while something else is there: undo leads back to that.
#[test]
fn undo_leads_back_from_a_state_that_was_opened() {
    let before = [
        typed("X[0,0]", "7"),
        entered("X[0,0]", "7"),
        Msg::LastPressed,
    ];
    let opened = Msg::Opened("x=1,2&w=3&view=gather&step=2&decimals=6&theme=dark".to_owned());
    let mut model = after(before.into_iter().chain([opened.clone()]));
    let expected = [
        "step 2/7",
        "X is 1×2: 1 2",
        "W is 1×1: 3",
        "G is 1×2: 1 1",
        "gather",
        "decimals Rounded(6)",
        "can undo",
        "“theme=dark” is not understood and is left out.",
    ];
    assert_eq!(picture(&model, None), expected);
    assert_sound(&model, None);
    update(&mut model, Msg::UndoPressed);
    assert_eq!(model.layer.x().cells()[0], 7.0);
    assert_sound(&model, None);
    // The page's own layer is nobody's, and the same layer once more no change.
    let opened = |text: &str| Msg::Opened(text.to_owned());
    check([opened("step=2")], &["step 2/10"]);
    let twice = [opened("v=1&bias=2"), opened("v=1&bias=2&step=1")];
    check(twice, &["step 1/10", "b[0,0] = 2"]);
    let other = [opened("v=1&bias=2"), opened("v=1")];
    check(other, &["step 0/10", "can undo"]);
}

#[test]
fn what_is_no_state_changes_nothing() {
    let script = [
        typed("X[0,0]", "7"),
        entered("X[0,0]", "7"),
        Msg::Sought(3),
        Msg::Opened("legend".to_owned()),
    ];
    let said = "“legend=” is not understood and is left out.";
    check(script, &["step 3/10", "X[0,0] = 7", "can undo", said]);
}

/// A page that plays, hunts a mistake or has a draft is not disturbed by any of it.
#[test]
fn a_state_can_be_opened_at_any_time() {
    let opened = || Msg::Opened("v=1&x=1,2,3&w=1,2&step=1".to_owned());
    for script in [
        vec![Msg::PlayPressed],
        vec![Msg::ToolPressed(convscope::app::Tool::SpotTheBug)],
        vec![CHECK],
        vec![Msg::Picked(cell("dX[2,2]")), Msg::Focused(cell("X[2,2]"))],
        vec![typed("X[2,2]", "abc"), entered("X[2,2]", "abc")],
        vec![LEARN, LEARN],
    ] {
        let mut model = after(script);
        let effect = update(&mut model, opened());
        assert_sound(&model, effect);
        assert_eq!(model.step, 1);
        assert!(!model.playing && model.drafts.is_empty() && model.tools.hunt.is_none());
        assert_eq!(save(&model), "v=1&x=1,2,3&w=1,2&step=1");
    }
}

/// Any finite number, of any size.
fn a_number() -> impl Strategy<Value = f64> {
    let finite = |bits: u64| Some(f64::from_bits(bits) + 0.0).filter(|number| number.is_finite());
    any::<u64>().prop_filter_map("not finite", finite)
}

fn models() -> impl Strategy<Value = Model> {
    let numbers = (a_number(), a_number(), a_number());
    let told = (
        select(&BackwardView::ALL),
        select(&Notation::ALL),
        select(&Decimals::ALL),
        select(&Language::ALL),
        subsequence(Part::ALL.to_vec(), 0..=5),
    );
    let places = (
        any::<usize>(),
        any::<bool>(),
        select(&GridId::ALL),
        0..9_usize,
        0..9_usize,
    );
    let layers = layers_with_a_loss(9);
    (layers, numbers, told, places).prop_map(|(layer, (x, bias, rate), told, places)| {
        let mut model = Model::new(layer);
        model.layer.set(Operand::X, At::new(0, 0), x);
        model.layer.set_bias(bias);
        model.tools.learning.rate = rate;
        let (step, has_pin, grid, row, col) = places;
        (
            model.view,
            model.naming.notation,
            model.decimals,
            model.language,
            model.hidden,
        ) = told;
        model.naming.first = step % 2;
        model.step = step % (model.steps().last() + 1);
        let pinned = CellRef::new(grid, At::new(row, col));
        model.pinned = Some(pinned).filter(|&cell| has_pin && model.has(cell));
        model
    })
}

#[test]
fn a_thousand_models_come_back_to_the_bit() {
    for_so_many(1000, &models(), |model| {
        let text = save(&model);
        let (opened, notices) = open(&text);
        assert_eq!(notices, [""; 0], "{text}");
        assert_same(&opened, &model, &text);
        assert_eq!(save(&opened), text);
        assert!(text.starts_with("v=1") && !text.contains('+') && !text.contains("-0&"));
    });
}

/// Also the largest layer that the page offers, and what undo and learning leave.
#[test]
fn what_scripts_make_comes_back() {
    for_so_many(200, &edits(), |script| {
        let mut model = after(script);
        model.pinned = None;
        let text = save(&model);
        let (opened, notices) = open(&text);
        assert_eq!(notices, [""; 0], "{text}");
        assert_same(&opened, &model, &text);
    });
    let mut random = Rng::with_seed(7);
    let mut number = || random.f64() - 0.5;
    let mut grid = |size| Grid::from_fn(size, |_| number());
    let (x, w, g) = (Size::new(64, 64), Size::new(1, 1), Size::new(70, 70));
    let around = Spacing {
        padding: 3,
        ..Spacing::default()
    };
    let layer = Layer::new(
        grid(x),
        grid(w),
        Some(grid(g)),
        around,
        0.5,
        Activation::Tanh,
    );
    let mut layer = layer.expect("a layer");
    put(&mut layer, Operand::T, &grid(g));
    let model = Model::new(layer);
    let text = save(&model);
    assert!(text.len() > 250_000);
    assert_same(&open(&text).0, &model, "the largest");
}

/// One text made a little different.
fn mutate(text: &str, all: &[&str], random: &mut Rng) -> String {
    const SIGNS: &[u8] = b"&=;,%.-+eE019vxwgtz 2dXTNaNinf\0\x7f#?/";
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.usize(..6) {
        let at = random.usize(..=bytes.len());
        let end = (at + random.usize(..8)).min(bytes.len());
        match random.u8(..8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.insert(at, SIGNS[random.usize(..SIGNS.len())]),
            3 if at < bytes.len() => bytes[at] = SIGNS[random.usize(..SIGNS.len())],
            4 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..7),
            5 => {
                let piece = bytes[at..end].repeat(random.usize(1..40));
                bytes.splice(at..at, piece);
            }
            6 => bytes.extend(all[random.usize(..all.len())].bytes()),
            _ => bytes.splice(at..at, "−½٣€😀".bytes()).for_each(drop),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_mutated_string_does_harm() {
    let golden = golden();
    let all: Vec<&str> = golden.iter().map(|&(text, _)| text).collect();
    let mut random = Rng::with_seed(1);
    let mut differing = 0;
    for _ in 0..100_000 {
        let text = mutate(all[random.usize(..all.len())], &all, &mut random);
        let (model, notices) = open(&text);
        assert_sound(&model, None);
        assert!(notices.len() <= 27, "{notices:?}");
        assert!(
            notices.iter().all(|notice| notice.chars().count() < 120),
            "{notices:?}"
        );
        let again = save(&model);
        let (opened, notices) = open(&again);
        assert_eq!(notices, [""; 0], "{text:?}");
        assert_eq!(save(&opened), again, "{text:?}");
        differing += usize::from(!all.contains(&again.as_str()));
    }
    assert!(
        differing > 10_000,
        "the mutations change something: {differing}"
    );
}

/// Nothing takes long, whatever comes so often.
#[test]
fn long_strings_take_no_time_and_no_room() {
    for piece in [
        "&", "&x", "&x=1", ",", ";", "1", "1,", "1;", "%", "%2", "%2C", "=", "é", "&a=b", "9",
    ] {
        for before in [
            "", "x=", "w=", "g=", "step=", "pin=", "hide=", "bias=", "v=", "z=",
        ] {
            for length in [1 << 20, (1 << 20) + 1, 1 << 22] {
                let text = [before, &piece.repeat(length / piece.len() - 2)].concat();
                let start = Instant::now();
                let (model, notices) = open(&text);
                assert!(start.elapsed() < Duration::from_secs(2), "{before}{piece}…");
                assert_sound(&model, None);
                assert!(notices.len() < 30);
                assert!(notices.iter().all(|notice| notice.len() < 400));
            }
        }
    }
}
