//! What the page says of any layer: spacing, bias, loss, names.

use convscope::app::saved::open;
use convscope::app::{Decimals, Field, Language, Model, Msg, Notation, Theme, Tool, update};
use convscope::math::{Activation, At, BackwardView, Loss, Operand, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use convscope::view::{Block, Choice, page};

use crate::support::{KEEP_BIAS, LEARN};

use super::{blocks, draws, model_at, possible, rows, text, told, with};

fn spacing(stride: usize, padding: usize, dilation: usize) -> Msg {
    Msg::SpacingChosen(Spacing {
        stride,
        padding,
        dilation,
    })
}

fn model_of(saved: &str) -> Model {
    open(saved).0
}

fn bias(text: &str) -> Msg {
    Msg::Typed(Field::BIAS, text.to_owned())
}

/// A 5×4 X, a 3×2 W, stride 2, padding 1, dilation 2: rows (5 + 2 − 4 − 1)/2 + 1
/// = 2, columns ⌊(4 + 2 − 2 − 1)/2⌋ + 1 = 2.
#[test]
fn the_formula_has_the_numbers_of_the_layer() {
    let model = with([
        Msg::SizeChosen(Operand::X, Size::new(5, 4)),
        Msg::SizeChosen(Operand::W, Size::new(3, 2)),
        spacing(2, 1, 2),
    ]);
    let page = page(&model);
    let layer = told(&page, Tool::Layer);
    assert!(
        layer.contains(
            "\nrows: ⌊(5 + 2·1 − 2·(3−1) − 1)/2⌋ + 1 = 2\ncolumns: ⌊(4 + 2·1 − 2·(2−1) − 1)/2⌋ + 1 = 2\n"
        ),
        "{layer}"
    );
    assert!(layer.contains("spans 5×3"), "{layer}");
    assert!(layer.contains("is 7×6"), "{layer}");
    let settings = "X 5×4 ⋆ W 3×2 · stride 2 · padding 1 · dilation 2 → Z 2×2 · sigmoid · L = ";
    assert!(page.summary.starts_with(settings), "{}", page.summary);
}

/// A 2×2 kernel spans 4×4 with dilation 3: too much for 3×3.
#[test]
fn what_does_not_fit_is_offered_as_impossible() {
    let page = page(&Model::default());
    assert_eq!(possible(&page, Choice::Dilation), [true, true, false]);
    assert_eq!(possible(&page, Choice::Stride), [true; 3]);
    assert_eq!(possible(&page, Choice::Padding), [true; 4]);
}

/// A 3×3 kernel spans 3, 5 or 7 rows and columns, so X has 1, 2 or 3 around it; one
/// of 5×5 that spans 9 would take 4.
#[test]
fn the_padding_same_is_offered_where_it_is_one_and_told() {
    for ([rows, cols], [stride, dilation], is_offered) in [
        ([3, 3], [1, 1], true),
        ([3, 3], [1, 2], true),
        ([3, 3], [1, 3], true),
        ([7, 7], [1, 1], true),
        ([1, 1], [1, 3], true),
        ([5, 5], [1, 2], false),
        ([3, 3], [2, 1], false),
        ([3, 1], [1, 1], false),
        ([4, 4], [1, 1], false),
    ] {
        let model = with([
            Msg::SizeChosen(Operand::X, Size::new(12, 9)),
            Msg::SizeChosen(Operand::W, Size::new(rows, cols)),
            spacing(stride, 0, dilation),
        ]);
        let layer = told(&page(&model), Tool::Layer);
        let needed = "Padding “same”, with which Z has the size of X, needs stride 1 and a W that spans an odd number of rows and as many columns, at most 7.";
        assert!(layer.contains(needed), "{layer}");
        let is_idle = layer.contains("[Padding “same”] (idle)");
        assert_eq!(is_idle, !is_offered, "{rows}×{cols}, {stride}, {dilation}");
    }
}

/// What a tool lists under a choice, or else `index.html`.
fn options(choice: Choice) -> Vec<String> {
    let page = page(&Model::default());
    for block in page.tools.iter().flat_map(|(_, blocks)| blocks) {
        match block {
            Block::Choice { look, options, .. } if look.choice == choice => {
                return options.iter().map(|[value, _]| value.clone()).collect();
            }
            _ => {}
        }
    }
    let html = include_str!("../../../index.html");
    let select = format!("<select data-choice=\"{}\"", choice.name());
    let (_, list) = html.split_once(&select).expect("a select");
    let (list, _) = list.split_once("</select>").expect("its end");
    let value = |option: &str| {
        let (attributes, label) = option.split_once('>').expect("a tag");
        let value = attributes.split_once("value=\"");
        let value = value.and_then(|(_, value)| value.split_once('"'));
        value.map_or(label, |(value, _)| value).to_owned()
    };
    let options = list.split("<option").skip(1);
    options
        .map(|option| value(option.trim_end_matches("</option>")))
        .collect()
}

#[test]
fn options_are_listed_in_the_order_of_their_messages() {
    let model = Model::default();
    for choice in Choice::OF_PAGE.into_iter().chain(Choice::OF_TOOLS) {
        let messages = (0..).map_while(|place| choice.message(&model, place));
        assert_eq!(options(choice).len(), messages.count(), "{choice:?}");
    }
    let numbers = |most: usize| (1..=most).map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(options(Choice::Theme), Theme::ALL.map(Theme::name));
    assert_eq!(
        options(Choice::Activation),
        Activation::ALL.map(Activation::name)
    );
    assert_eq!(options(Choice::Loss), Loss::ALL.map(Loss::name));
    assert_eq!(
        options(Choice::View),
        BackwardView::ALL.map(BackwardView::name)
    );
    assert_eq!(options(Choice::Notation), Notation::ALL.map(Notation::name));
    assert_eq!(options(Choice::Language), Language::ALL.map(Language::name));
    for choice in [Choice::XRows, Choice::XColumns] {
        assert_eq!(options(choice), numbers(64), "{choice:?}");
    }
    for choice in [Choice::WRows, Choice::WColumns] {
        assert_eq!(options(choice), numbers(7), "{choice:?}");
    }
    for (choice, values) in [
        (Choice::Decimals, "2 3 4 5 6 7 8 full"),
        (Choice::Speed, "0.5 1 2 4 8"),
        (Choice::FirstIndex, "0 1"),
        (Choice::Stride, "1 2 3"),
        (Choice::Padding, "0 1 2 3"),
        (Choice::Dilation, "1 2 3"),
    ] {
        assert_eq!(options(choice).join(" "), values, "{choice:?}");
    }
}

/// With padding 1 the first window has X[0,0] alone, under W[1,1]:
/// Z[0,0] = 0.5 + 0.1 · 0.61 = 0.561 (0.56099… in f64).
#[test]
fn the_sum_starts_at_the_bias_and_leaves_the_padding_out() {
    let model = with([
        spacing(1, 1, 1),
        bias("0.5"),
        Msg::Left(Field::BIAS, "0.5".into()),
        Msg::NextPressed,
    ]);
    let page = page(&model);
    assert_eq!(
        text(&page.step.equation),
        "Z[0,0] = 0.5 + 0.1 · 0.61 = 0.5610"
    );
    assert_eq!(
        rows(&page),
        ["b     0.5", "X[0,0] · W[1,1] 0.5 + 0.1 · 0.61 = 0.5610"]
    );
    assert_eq!(
        page.step.tables[0].caption,
        "Z[0,0] = b + Σ X[−1:1, −1:1] · W"
    );
    let sentence = text(&page.step.sentence);
    assert!(
        sentence.contains("3 of the kernel’s cells lie over the padding"),
        "{sentence}"
    );
    let x = &page.grids[GridId::X.index()];
    assert_eq!(x.padding, 1);
    assert_eq!(x.lit_padding, [[-1, -1], [-1, 0], [0, -1]]);
    draws(&page, GridId::B, &["0.5*"]);
}

/// A 1×1 kernel and padding 1: the first position lies in the padding alone.
#[test]
fn a_position_in_the_padding_alone_has_the_bias() {
    let mut script = vec![
        Msg::SizeChosen(Operand::W, Size::new(1, 1)),
        spacing(1, 1, 1),
        bias("−2"),
        Msg::Left(Field::BIAS, "−2".into()),
    ];
    script.push(Msg::NextPressed);
    let page = page(&with(script));
    assert_eq!(text(&page.step.equation), "Z[0,0] = −2");
    assert_eq!(
        page.grids[GridId::Z.index()].cell(At::new(0, 0)).value,
        Some(-2.0)
    );
}

/// dZ[0,0] spreads to X[0,0] by W[1,1] alone; three products fall on the padding.
#[test]
fn what_falls_on_the_padding_is_dropped() {
    let identity = Msg::ActivationChosen(Activation::Identity);
    let mut model = with([spacing(1, 1, 1), identity]);
    let first = model.steps().first_backward();
    update(&mut model, Msg::Sought(first));
    let page = page(&model);
    assert_eq!(
        rows(&page),
        [
            "dX[0,0] 0 + 0.61 · 1 = 0.61",
            "pad[−1,−1]   0.4 · 1  dropped",
            "pad[−1,0]   −0.1 · 1  dropped",
            "pad[0,−1]   0.23 · 1  dropped",
            "dW[1,1] 0 + 0.1 · 1 = 0.1",
            "db 0 + 1 = 1",
        ]
    );
    let dx = &page.grids[GridId::Dx.index()];
    assert!(dx.drops);
    assert_eq!(dx.lit_padding.len(), 3);
}

/// X 8×8, W 3×3: W is too small for a frame, and under a dilated kernel X is lit here
/// and there. On dX nothing is framed that is dropped.
#[test]
fn lit_cells_that_fill_a_rectangle_of_a_large_grid_have_one_frame() {
    let [x, w, z, dx] = [GridId::X, GridId::W, GridId::Z, GridId::Dx];
    for (spaced, step, expected) in [
        (
            spacing(1, 0, 1),
            8,
            [
                (x, Some([1, 1, 3, 3]), 0),
                (w, None, 9),
                (z, Some([1, 1, 1, 1]), 0),
            ],
        ),
        (
            spacing(1, 1, 1),
            1,
            [
                (x, Some([0, 0, 3, 3]), 0),
                (w, None, 4),
                (z, Some([0, 0, 1, 1]), 0),
            ],
        ),
        (
            spacing(1, 1, 1),
            67,
            [
                (x, Some([0, 0, 3, 3]), 0),
                (w, None, 4),
                (dx, Some([1, 1, 2, 2]), 0),
            ],
        ),
        (
            spacing(1, 0, 2),
            1,
            [(x, None, 9), (w, None, 9), (z, None, 1)],
        ),
    ] {
        let page = page(&with([
            Msg::SizeChosen(Operand::X, Size::new(8, 8)),
            Msg::SizeChosen(Operand::W, Size::new(3, 3)),
            spaced,
            Msg::Sought(step),
        ]));
        for (id, frame, outlined) in expected {
            let grid = &page.grids[id.index()];
            let found = grid
                .lit
                .map(|lit| [lit.at.row, lit.at.col, lit.size.rows, lit.size.cols]);
            let count = grid
                .cells()
                .filter(|cell| cell.marks.outline.is_some())
                .count();
            assert_eq!(
                (found, count),
                (frame, outlined),
                "{:?}, step {step}",
                grid.id
            );
        }
    }
}

/// A 2×2 kernel with dilation 2 covers the corners of 3×3; the rest are holes.
#[test]
fn a_dilated_kernel_has_holes() {
    let page = page(&with([spacing(1, 0, 2), Msg::NextPressed]));
    let holes: Vec<bool> = page.grids[GridId::X.index()]
        .cells()
        .map(|cell| cell.marks.hole)
        .collect();
    let corners = [0, 2, 6, 8];
    for (index, hole) in holes.into_iter().enumerate() {
        assert_eq!(hole, !corners.contains(&index), "cell {index}");
    }
    assert_eq!(
        page.step.tables[0].caption,
        "Z[0,0] = b + Σ X[0:3:2, 0:3:2] · W"
    );
    assert!(
        page.grids[GridId::W.index()]
            .cells()
            .all(|cell| !cell.marks.hole)
    );
}

/// db of the notebook after three positions: 0.2163 + 0.2120 + 0.2497.
#[test]
fn db_accumulates() {
    let page = page(&model_at(9));
    assert_eq!(page.step.tables[2].caption, "db += dZ[1,0]");
    assert_eq!(rows(&page)[8], "db 0.4284 + 0.2497 ≈ 0.6780");
    draws(&page, GridId::Db, &["0.6780*"]);
    assert!(text(&page.step.sentence).ends_with(", and itself to db."));
    draws(&super::page(&model_at(0)), GridId::Db, &["0"]);
}

/// Gather and matrix have it with the last cell of dW: the four dZ of the notebook
/// add up to 0.9280.
#[test]
fn db_is_the_sum_of_dz_at_the_last_step_of_the_other_views() {
    for view in [BackwardView::Gather, BackwardView::Matrix] {
        let at = |step| page(&with([Msg::ViewChosen(view), Msg::Sought(step)]));
        draws(&at(18), GridId::Db, &["·"]);
        let last = at(19);
        draws(&last, GridId::Db, &["0.9280"]);
        assert_eq!(
            rows(&last)[4..],
            [
                "dZ[0,0] 0 + 0.2163 = 0.2163",
                "dZ[0,1] 0.2163 + 0.2120 ≈ 0.4284",
                "dZ[1,0] 0.4284 + 0.2497 ≈ 0.6780",
                "dZ[1,1] 0.6780 + 0.2500 = 0.9280",
            ]
        );
        let sentence = text(&last.step.sentence);
        assert!(
            sentence
                .ends_with(" Last, db ≈ 0.9280 is the sum of dZ: b is added at every position."),
            "{sentence}"
        );
    }
}

/// The H that the notebook prints: their sum, and half their squares.
#[test]
fn l_is_shown_once_h_is_known() {
    let page_of = |script: &[Msg]| page(&with(script.to_vec()));
    let first = page_of(&[Msg::Sought(4)]);
    assert!(
        first.summary.ends_with(" · sigmoid · L = ΣH"),
        "{}",
        first.summary
    );
    let known = page_of(&[Msg::Sought(5)]);
    assert!(
        known.summary.ends_with(" · sigmoid · L = ΣH ≈ 2.3616"),
        "{}",
        known.summary
    );
    assert!(
        first.root.loss.starts_with("2.36160"),
        "{}",
        first.root.loss
    );
    let squared = page_of(&[Msg::LossChosen(Loss::SquaredError), Msg::Sought(5)]);
    let h: [f64; 4] = [0.683_520_89, 0.694_851_58, 0.481_583_34, 0.501_649_99];
    let half = h.iter().map(|h| h * h).sum::<f64>() / 2.0;
    let value: f64 = squared.root.loss.parse().expect("a number");
    assert!((value - half).abs() < 1e-7, "{value}");
    assert!(squared.summary.contains(" · L = ½Σ(H − T)² ≈ "));
    assert_eq!(squared.grids.len(), 11);
    assert!(!squared.grids[GridId::G.index()].editable);
    let at_start = page_of(&[Msg::LossChosen(Loss::SquaredError)]);
    assert_eq!(
        at_start.grids[GridId::G.index()].cell(At::new(0, 0)).text,
        "·"
    );
    assert!(squared.grids[GridId::T.index()].editable);
}

/// G = H − T comes with H.
#[test]
fn g_of_the_squared_error_is_computed_with_h() {
    let page = page(&with([Msg::LossChosen(Loss::SquaredError), Msg::Sought(5)]));
    draws(&page, GridId::G, &["0.6835 0.6949", "0.4816 0.5016"]);
    assert_eq!(page.step.tables[1].caption, "G = H − T");
    assert_eq!(rows(&page)[4], "G[0,0] 0.6835 − 0 = 0.6835");
}

/// H = X = 1 2 / 3 4 differs from T in one of 4 cells: 1.5² / 4 = 0.5625.
#[test]
fn the_mean_of_the_squares_is_told_with_its_number_of_cells() {
    let model = model_of(
        "v=1&x=1,2;3,4&w=1&t=1,2;3,2.5&activation=identity&loss=mean-squared-error&step=5",
    );
    let shown = page(&model);
    assert!(
        shown.summary.ends_with(" · L = Σ(H − T)²/4 = 0.5625"),
        "{}",
        shown.summary
    );
    assert_eq!(
        text(&shown.step.sentence),
        "Apply identity to each cell of Z: H = σ(Z). With it the upstream gradient is known: G = 2(H − T)/4."
    );
    assert_eq!(shown.step.tables[1].caption, "G = 2(H − T)/4");
    let told = [
        "G[0,0] 2 · (1 − 1) / 4 = 0",
        "G[1,1] 2 · (4 − 2.5) / 4 = 0.75",
    ];
    assert_eq!([4, 7].map(|row| rows(&shown)[row].clone()), told);
    assert_eq!(
        &*shown.grids[GridId::G.index()].caption,
        "∂L/∂H · 2(H − T)/N"
    );
    assert!(!shown.grids[GridId::G.index()].editable && shown.grids[GridId::T.index()].editable);
    let lit: Vec<&str> = shown
        .code
        .iter()
        .filter(|line| line.lit)
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(lit, ["H = Z", "G = 2 * (H - T) / H.size"]);
    let learning = self::told(&shown, Tool::Learning);
    assert!(
        learning.starts_with("Loss: Σ(H − T)²/N, the mean\n"),
        "{learning}"
    );
}

/// With 3 cells G is no decimal: 2 · 0.1 / 3 = 0.0666…, and 2 · 0.6 / 3 = 0.4.
#[test]
fn a_quotient_is_equal_only_where_it_is_a_decimal() {
    let shown = page(&model_of(
        "v=1&x=0.1,0.6,-3&w=1&activation=identity&loss=mean-squared-error&step=4",
    ));
    let told = [
        "G[0,0] 2 · (0.1 − 0) / 3 ≈ 0.0667",
        "G[0,1] 2 · (0.6 − 0) / 3 = 0.4000",
        "G[0,2] 2 · (−3 − 0) / 3 = −2",
    ];
    assert_eq!(rows(&shown)[3..], told);
}

/// The notebook's Z are 0.77, 0.8229, −0.0737 and 0.0066.
#[test]
fn the_leaky_relu_is_written_out() {
    let leaky = Msg::ActivationChosen(Activation::LeakyRelu);
    let mut model = with([leaky, Msg::Sought(5)]);
    let shown = page(&model);
    assert_eq!(
        text(&shown.step.sentence),
        "Apply leaky_relu to each cell of Z: H = σ(Z)."
    );
    let rule = ["H[0,0] σ(0.77) = 0.77", "H[1,0] σ(−0.0737) ≈ −0.0007"];
    assert_eq!([0, 2].map(|row| rows(&shown)[row].clone()), rule);
    model.decimals = Decimals::Full;
    update(&mut model, Msg::Sought(6));
    let shown = page(&model);
    assert_eq!(
        shown.step.tables[0].caption,
        "dZ = G ⊙ (1 where Z > 0, else 0.01)"
    );
    assert_eq!(
        rows(&shown)[1..3],
        ["dZ[0,1] 1 · 1 = 1", "dZ[1,0] 1 · 0.01 = 0.01"]
    );
    let lit = shown
        .code
        .iter()
        .find(|line| line.lit)
        .map(|line| line.text.as_str());
    assert_eq!(lit, Some("dZ = G * np.where(Z > 0, 1, 0.01)"));
}

#[test]
fn a_step_of_learning_is_told_and_drawn() {
    let told = |model: &Model| told(&page(model), Tool::Learning);
    let chart = |model: &Model| {
        let chart = blocks(&page(model), Tool::Learning).last().cloned();
        let Some(Block::Chart(chart)) = chart else {
            panic!("a chart");
        };
        chart
    };
    let mut model = Model::default();
    assert!(chart(&model).points.is_empty());
    let before = told(&model);
    assert!(before.contains("[Reset W and b] (idle)"), "{before}");
    update(&mut model, LEARN);
    let after = told(&model);
    assert!(
        after.contains("\nStep 1: L fell from 2.3616 to 2.1663."),
        "{after}"
    );
    let chart = chart(&model);
    assert_eq!(chart.points, "0.0,0.0 100.0,100.0");
    let axes = chart.axes.join(" ");
    assert_eq!(axes, "2.3616 L 2.1663 0 steps 1");
    assert!(after.contains("[Reset W and b]\n"), "{after}");
    model.tools.learning.descent.diverged = true;
    assert!(told(&model).contains("last good kernel is kept"));
}

#[test]
fn what_a_step_of_learning_does_to_b_is_told() {
    let told = |script: &[Msg]| told(&page(&with(script.to_vec())), Tool::Learning);
    let [free, kept] = [told(&[]), told(&[KEEP_BIAS])];
    assert!(
        free.contains("[Keep b] (off)\nW ← W − η · dW, b ← b − η · db."),
        "{free}"
    );
    assert!(
        kept.contains("[Keep b] (on)\nW ← W − η · dW; b stays."),
        "{kept}"
    );
}

/// No name of ours is left where the notation has another.
#[test]
fn every_text_follows_the_notation() {
    for (notation, [x, w, z, dx, dw, dz]) in [
        (Notation::Notebook, ["X", "W", "Z", "dX", "dW", "dH"]),
        (Notation::Cs231n, ["x", "w", "out", "dx", "dw", "dout"]),
        (
            Notation::DeepLearningAi,
            ["A_prev", "W", "Z", "dA_prev", "dW", "dZ"],
        ),
        (Notation::DeepLearningBook, ["V", "K", "Z", "dV", "dK", "G"]),
        (
            Notation::PyTorch,
            [
                "input",
                "weight",
                "output",
                "grad_input",
                "grad_weight",
                "grad_output",
            ],
        ),
    ] {
        let said = [Msg::NotationChosen(notation), Msg::VerbosePressed];
        let page = page(&with(said.into_iter().chain([Msg::Sought(9)])));
        assert!(
            page.summary.starts_with(&format!("{x} 3×3 ⋆ {w} 2×2")),
            "{}",
            page.summary
        );
        assert!(page.summary.contains(&format!("→ {z} 2×2")));
        let captions: Vec<&str> = page
            .step
            .tables
            .iter()
            .map(|table| &table.caption[..])
            .collect();
        let db = match notation {
            Notation::PyTorch => "grad_bias",
            _ => "db",
        };
        assert_eq!(
            captions,
            [
                format!("{dx}[1:3, 0:2] += {w} · {dz}[1,0]"),
                format!("{dw} += {x}[1:3, 0:2] · {dz}[1,0]"),
                format!("{db} += {dz}[1,0]"),
            ]
        );
        let first = rows(&page)[0].clone();
        // A long name stands in the caption alone: the rows have no room for it.
        let named = if dx.len() > 4 { "" } else { dx };
        let start = format!("{named}[1,0] 0.0498");
        assert!(first.starts_with(&start), "{first}");
        let sentence = text(&page.step.sentence);
        for name in [dx, dw, dz, x, w] {
            assert!(sentence.contains(name), "{notation:?}: {sentence}");
        }
        assert!(
            page.announcement
                .contains(&format!("{dx}[1,0]: 0.0498 plus"))
        );
        assert_eq!(page.timeline.segments[2].label, dz);
        assert!(
            page.code
                .iter()
                .any(|line| line.text.contains(&format!("{dz}[")))
        );
        assert!(!page.code.iter().any(|line| line.text.contains("dX[")) || dx == "dX");
    }
}

#[test]
fn indices_may_count_from_1() {
    let mut model = with([Msg::FirstIndexChosen(1), Msg::Sought(9)]);
    let shown = page(&model);
    assert_eq!(
        shown.step.title,
        "Backward · position 3 of 4 · row 2, column 1"
    );
    assert_eq!(shown.step.tables[0].caption, "dX[2…3, 1…2] += W · dZ[2,1]");
    assert!(rows(&shown)[0].starts_with("dX[2,1] 0.0498"));
    // The published attributes and the code count from 0.
    assert_eq!(shown.root.position, Some(At::new(1, 0)));
    assert!(
        shown
            .code
            .iter()
            .any(|line| line.comment.starts_with("h = 1, w = 0"))
    );
    update(
        &mut model,
        Msg::Picked(CellRef::new(GridId::Dx, At::new(0, 0))),
    );
    assert!(page(&model).readout.text.starts_with("dX[1,1] = "));
}

#[test]
fn a_refused_bias_is_told_beside_it() {
    let model = with([bias("x"), Msg::Left(Field::BIAS, "x".into())]);
    let layer = told(&page(&model), Tool::Layer);
    assert!(
        layer.contains("\nBias: x\nBias “x” is not a number"),
        "{layer}"
    );
    let full = with([
        bias("1/3"),
        Msg::Left(Field::BIAS, "1/3".into()),
        Msg::DecimalsChosen(Decimals::Rounded(2)),
    ]);
    let layer = told(&page(&full), Tool::Layer);
    assert!(layer.contains("\nBias: 0.3333333333333333\n"), "{layer}");
}

/// X 3×3, W 2×2, stride 2: row and column 2 of X are reached by no position.
#[test]
fn what_the_stride_never_reached_is_named() {
    let spacing = Spacing {
        stride: 2,
        ..Spacing::default()
    };
    let shown = page(&with([
        Msg::SpacingChosen(spacing),
        Msg::ViewChosen(BackwardView::Gather),
        Msg::Sought(4),
    ]));
    let spread = &shown.step.diagrams[0];
    assert_eq!(
        spread.drawing.caption,
        "dZ spread by the stride 2, padded by 1, with 1 row and 1 column more at the end"
    );
    assert_eq!(spread.drawing.size, Size::new(4, 4));
}
