//! What the reader sees. Expected texts are worked out elsewhere: with Python's
//! floats and `'%.4f'`, or by hand.

mod explaining;
mod exporting;
mod extremes;
mod fitting;
mod large;
mod numbers;
mod own_gradient;
mod settings;
mod shades;
mod why;

use std::rc::Rc;

use convscope::app::{Field, Model, Msg, Speed, Tool, update};
use convscope::math::{Activation, At, BackwardView, Grid, Layer, Operand, Size, Spacing};
use convscope::trace::{GridId, Role};
use convscope::view::{Block, CellLook, Choice, GridLook, Memo, Page, Span, page, page_with};

/// A model to which all of this has happened.
fn with(script: impl IntoIterator<Item = Msg>) -> Model {
    let mut model = Model::default();
    for msg in script {
        update(&mut model, msg);
    }
    model
}

fn model_at(step: usize) -> Model {
    let mut model = Model::default();
    update(&mut model, Msg::Sought(step));
    model
}

/// A grid as lines of text: `*` marks a lit cell, `(…)` what was just added.
fn drawn(grid: &GridLook) -> Vec<String> {
    let cell = |look: &CellLook| {
        let mark = if look.marks.role.is_some() { "*" } else { "" };
        let added = look
            .marks
            .added
            .as_ref()
            .map_or_else(String::new, |added| format!("({added})"));
        format!("{}{mark}{added}", look.text)
    };
    let cells: Vec<CellLook> = grid.cells().collect();
    let rows = cells.chunks(grid.size.cols);
    rows.map(|row| row.iter().map(cell).collect::<Vec<_>>().join(" "))
        .collect()
}

/// Captions and drawings are made once in a run, whichever step is shown.
#[test]
fn no_step_makes_anew_what_it_does_not_change() {
    for view in [BackwardView::Gather, BackwardView::Matrix] {
        let mut model = with([Msg::ViewChosen(view)]);
        let mut memo = Memo::default();
        let mut shown = |step| {
            update(&mut model, Msg::Sought(step));
            page_with(&model, &mut memo)
        };
        let [first, later] = [7, 13].map(&mut shown);
        for (first, later) in first.grids.iter().zip(&later.grids) {
            assert!(Rc::ptr_eq(&first.caption, &later.caption));
        }
        let (first, later) = (&first.step.diagrams, &later.step.diagrams);
        assert!(!first.is_empty());
        for (first, later) in first.iter().zip(later) {
            assert!(Rc::ptr_eq(&first.drawing, &later.drawing));
        }
    }
}

/// What a tool shows.
fn blocks(page: &Page, tool: Tool) -> &[Block] {
    let mut tools = page.tools.iter();
    let tool = tools.find(|(known, _)| *known == tool);
    &tool.expect("a tool").1
}

/// The same as text.
fn told(page: &Page, tool: Tool) -> String {
    let texts: Vec<String> = blocks(page, tool).iter().map(Block::to_text).collect();
    texts.join("\n")
}

/// Which options of a tool's choice can be chosen.
fn possible(page: &Page, choice: Choice) -> Vec<bool> {
    let of_tools = page.tools.iter().flat_map(|(_, blocks)| blocks);
    let mut looks = of_tools.filter_map(|block| match block {
        Block::Choice { look, .. } => Some(look),
        _ => None,
    });
    let look = looks.find(|look| look.choice == choice);
    look.expect("each choice is there").possible.clone()
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

fn rows(page: &Page) -> Vec<String> {
    let tables = page.step.tables.iter();
    tables
        .flat_map(|table| &table.rows)
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| text(cell))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[track_caller]
fn draws(page: &Page, id: GridId, expected: &[&str]) {
    let grid = page
        .grids
        .iter()
        .find(|grid| grid.id == id)
        .expect("each grid is there");
    assert_eq!(drawn(grid), expected, "{id:?}");
}

#[test]
fn the_third_backward_step_of_the_notebook() {
    let page = page(&model_at(9));
    draws(
        &page,
        GridId::X,
        &["0.1 0.2 1.3", "0.37* 1.09* 1.02", "0.12* −0.23* −0.45"],
    );
    draws(&page, GridId::W, &["0.4* −0.1*", "0.23* 0.61*"]);
    draws(&page, GridId::Z, &["0.77 0.8229", "−0.0737 0.0066"]);
    draws(&page, GridId::H, &["0.6835 0.6949", "0.4816 0.5016"]);
    draws(&page, GridId::Dz, &["0.2163 0.2120", "0.2497* 0.2500"]);
    draws(&page, GridId::G, &["1 1", "1 1"]);
    draws(
        &page,
        GridId::Dx,
        &[
            "0.0865 0.0632 −0.0212",
            "0.1496*(+0.0999) 0.1558*(−0.0250) 0.1293",
            "0.0574*(+0.0574) 0.1523*(+0.1523) 0",
        ],
    );
    draws(
        &page,
        GridId::Dw,
        &[
            "0.1564*(+0.0924) 0.5910*(+0.2721)",
            "0.3411*(+0.0300) 0.3946*(−0.0574)",
        ],
    );
    assert_eq!(
        page.step.title,
        "Backward · position 3 of 4 · row 1, column 0"
    );
    assert_eq!(
        rows(&page),
        [
            "dX[1,0] 0.0498 + 0.4 · 0.2497 ≈ 0.1496",
            "dX[1,1] 0.1807 + −0.1 · 0.2497 ≈ 0.1558",
            "dX[2,0] 0 + 0.23 · 0.2497 ≈ 0.0574",
            "dX[2,1] 0 + 0.61 · 0.2497 ≈ 0.1523",
            "dW[0,0] 0.0640 + 0.37 · 0.2497 ≈ 0.1564",
            "dW[0,1] 0.3189 + 1.09 · 0.2497 ≈ 0.5910",
            "dW[1,0] 0.3112 + 0.12 · 0.2497 ≈ 0.3411",
            "dW[1,1] 0.4521 + −0.23 · 0.2497 ≈ 0.3946",
            "db 0.4284 + 0.2497 ≈ 0.6780",
        ]
    );
}

/// 0.37 · 0.4 − 1.09 · 0.1 + 0.12 · 0.23 − 0.23 · 0.61, worked by hand.
#[test]
fn the_third_forward_step_of_the_notebook() {
    let page = page(&model_at(3));
    assert_eq!(
        text(&page.step.equation),
        "Z[1,0] = 0.37 · 0.4 + 1.09 · (−0.1) + 0.12 · 0.23 + (−0.23) · 0.61 = −0.0737"
    );
    let rows = rows(&page);
    assert_eq!(rows[0], "b     0");
    assert_eq!(rows[1], "X[1,0] · W[0,0] 0 + 0.37 · 0.4 = 0.148");
    assert_eq!(rows.len(), 5);
    draws(&page, GridId::Z, &["0.77 0.8229", "−0.0737* ·"]);
    draws(&page, GridId::H, &["· ·", "· ·"]);
    draws(&page, GridId::Dx, &["0 0 0", "0 0 0", "0 0 0"]);
}

#[test]
fn the_activation_steps_of_the_notebook() {
    let activation = page(&model_at(5));
    assert_eq!(rows(&activation)[2], "H[1,0] σ(−0.0737) ≈ 0.4816");
    draws(
        &activation,
        GridId::H,
        &["0.6835* 0.6949*", "0.4816* 0.5016*"],
    );
    let gradient = page(&model_at(6));
    assert_eq!(
        rows(&gradient)[0],
        "dZ[0,0] 1 · 0.6835 · (1 − 0.6835) ≈ 0.2163"
    );
    draws(
        &gradient,
        GridId::Dz,
        &["0.2163* 0.2120*", "0.2497* 0.2500*"],
    );
}

#[test]
fn not_computed_is_not_zero() {
    let page = page(&model_at(0));
    let z = &page.grids[GridId::Z.index()].cell(At::new(0, 0));
    assert_eq!((z.text.as_str(), z.value, z.shade), ("·", None, 0));
    let dx = &page.grids[GridId::Dx.index()].cell(At::new(0, 0));
    assert_eq!((dx.text.as_str(), dx.value), ("0", Some(0.0)));
}

#[test]
fn a_lit_cell_has_the_role_of_its_grid() {
    let page = page(&model_at(9));
    let role = |id: GridId, cell: usize| {
        let grid = &page.grids[id.index()];
        grid.cell(grid.size.at(cell)).marks.role
    };
    assert_eq!(role(GridId::X, 3), Some(Role::ReceptiveField));
    assert_eq!(role(GridId::W, 0), Some(Role::Kernel));
    assert_eq!(role(GridId::Dx, 3), Some(Role::Accumulated));
    assert_eq!(role(GridId::Db, 0), Some(Role::Accumulated));
    assert_eq!(role(GridId::Dz, 2), Some(Role::Output));
}

#[test]
fn the_lines_that_just_ran_are_lit() {
    let lit = |step| {
        let lines = page(&model_at(step))
            .code
            .into_iter()
            .filter(|line| line.lit);
        lines
            .map(|line| line.text.trim().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lit(0),
        ["dX, dW = np.zeros_like(X), np.zeros_like(W)", "db = 0"]
    );
    assert_eq!(lit(1), ["Z[h, w] = np.sum(X[h:h+kh, w:w+kw] * W) + b"]);
    assert_eq!(lit(5), ["H = sigmoid(Z)"]);
    assert_eq!(lit(6), ["dZ = G * H * (1 - H)"]);
    assert_eq!(
        lit(7),
        [
            "dX[h:h+kh, w:w+kw] += W * dZ[h, w]",
            "dW += X[h:h+kh, w:w+kw] * dZ[h, w]",
            "db += dZ[h, w]",
        ]
    );
    let comments = page(&model_at(9)).code.into_iter().map(|line| line.comment);
    let comments: Vec<String> = comments.filter(|comment| !comment.is_empty()).collect();
    assert_eq!(
        comments,
        ["the notebook's dH", "h = 1, w = 0", "dZ[1, 0] ≈ 0.2497"]
    );
}

#[test]
fn the_timeline_tells_how_far_each_phase_is() {
    let timeline = page(&model_at(9)).timeline;
    let labels = timeline.segments.map(|segment| segment.label);
    assert_eq!(labels, ["forward 4/4", "H", "dZ", "backward 3/4"]);
    assert_eq!((timeline.step, timeline.steps), (9, 10));
}

#[test]
fn a_step_is_read_out_as_sentences() {
    let said = |step| page(&with([Msg::VerbosePressed, Msg::Sought(step)])).announcement;
    let announcement = said(9);
    assert!(
        announcement.starts_with(
            "Backward, position 3 of 4, row 1, column 0. dX[1,0]: 0.0498 plus 0.4 times 0.2497 equals about 0.1496. dX[1,1]: 0.1807 plus −0.1 times"
        ),
        "{announcement}"
    );
    assert!(announcement.ends_with("dW[1,1]: 0.4521 plus −0.23 times 0.2497 equals about 0.3946."));
    let forward = said(3);
    assert!(
        forward.ends_with("Z[1,0]: 0.37 times 0.4 plus 1.09 times −0.1 plus 0.12 times 0.23 plus −0.23 times 0.61 equals −0.0737."),
        "{forward}"
    );
}

/// 16 products of 1 and 0.5.
#[test]
fn a_long_sum_is_read_out_as_its_result() {
    let sixteen = |value| Grid::filled(Size::new(4, 4), value);
    let layer = Layer::new(
        sixteen(1.0),
        sixteen(0.5),
        None,
        Spacing::default(),
        0.0,
        Activation::Sigmoid,
    );
    let mut model = Model::new(layer.expect("4×4 fits into 4×4"));
    update(&mut model, Msg::VerbosePressed);
    update(&mut model, Msg::NextPressed);
    assert_eq!(
        page(&model).announcement,
        "Forward, position 1 of 1, row 0, column 0. The sum of 16 products is 8."
    );
}

/// Unless one asks for more.
#[test]
fn a_step_is_read_out_briefly_and_a_slider_tells_its_place() {
    for (step, place, more) in [
        (0, "Start", "nothing computed yet"),
        (3, "Forward, position 3 of 4", "row 1, column 0"),
        (5, "Activation", "all of H at once"),
        (6, "Activation gradient", "all of dZ at once"),
        (9, "Backward, position 3 of 4", "row 1, column 0"),
    ] {
        let page = page(&model_at(step));
        assert_eq!(page.step.place, place);
        assert_eq!(page.announcement, format!("{place}, {more}."));
    }
    let gather = [Msg::ViewChosen(BackwardView::Gather), Msg::Sought(8)];
    let page = page(&with(gather));
    assert_eq!(page.step.place, "Backward, cell 2 of 9 of dX");
    assert_eq!(page.announcement, "Backward, cell 2 of 9 of dX, dX[0,1].");
}

#[test]
fn what_plays_is_not_read_out_until_it_is_paused() {
    for verbose in [None, Some(Msg::VerbosePressed)] {
        let mut model = with(verbose);
        update(&mut model, Msg::Sought(2));
        for speed in Speed::ALL {
            update(&mut model, Msg::SpeedChosen(speed));
            update(&mut model, Msg::PlayPressed);
            update(&mut model, Msg::Ticked);
            assert_eq!(page(&model).announcement, "", "{speed:?}");
            update(&mut model, Msg::PlayPressed);
            let said = page(&model).announcement;
            assert!(said.starts_with(&page(&model).step.place), "{said}");
        }
    }
}

#[test]
fn a_field_shows_all_digits_while_one_edits_it() {
    let mut model = Model::default();
    model.layer.set(Operand::X, At::new(0, 1), 1.0 / 3.0);
    let shown = |model: &Model| {
        page(model).grids[GridId::X.index()]
            .cell(At::new(0, 1))
            .text
    };
    assert_eq!(shown(&model), "0.3333");
    let field = Field::Cell {
        operand: Operand::X,
        at: At::new(0, 1),
    };
    update(&mut model, Msg::Focused(field.cell().expect("a cell")));
    assert_eq!(shown(&model), "0.3333333333333333");
    update(&mut model, Msg::Typed(field, "0,2x".to_owned()));
    assert_eq!(shown(&model), "0,2x");
    update(&mut model, Msg::Left(field, "0,2x".to_owned()));
    let look = &page(&model).grids[GridId::X.index()];
    let cell = look.cell(At::new(0, 1));
    assert!(cell.marks.invalid);
    assert_eq!(cell.value, Some(1.0 / 3.0));
    assert_eq!(
        look.refusal,
        "X[0,1] “0,2x” is not a number: type one such as 1.5, −2, 1e-3 or 1/4."
    );
}

#[test]
fn the_readout_names_the_cell_with_all_its_digits() {
    let mut model = model_at(10);
    assert_eq!(page(&model).readout.text, "");
    let cell = convscope::trace::CellRef::new(GridId::Dx, At::new(1, 1));
    update(&mut model, Msg::Picked(cell));
    let readout = page(&model).readout.text;
    assert!(readout.starts_with("dX[1,1] = 0.25575"), "{readout}");
    assert!(
        readout.ends_with(" · +0.1000 at this step · 4 of 4 contributions added · pinned"),
        "{readout}"
    );
    // The step before adds −0.1 · 0.24966083 there, and nothing to dX[0,0].
    model.step = 9;
    let readout = page(&model).readout.text;
    assert!(
        readout.contains(" · −0.0250 at this step · 3 of 4"),
        "{readout}"
    );
    model.pinned = None;
    model.attention = Some(convscope::trace::CellRef::new(GridId::Dx, At::new(0, 0)));
    let readout = page(&model).readout.text;
    assert!(!readout.contains("at this step"), "{readout}");
}

#[test]
fn only_sizes_that_fit_can_be_chosen() {
    let page = page(&Model::default());
    let x: Vec<bool> = (1..=64).map(|rows| rows >= 2).collect();
    let w: Vec<bool> = (1..=7).map(|rows| rows <= 3).collect();
    for (choice, expected) in [
        (Choice::XRows, &x),
        (Choice::XColumns, &x),
        (Choice::WRows, &w),
        (Choice::WColumns, &w),
    ] {
        assert_eq!(possible(&page, choice), *expected, "{choice:?}");
    }
}
