//! Where a number comes from: views, provenance, the gradient check, and
//! mistakes. Numbers are the notebook's.

use convscope::app::{Hunt, Model, Msg, Tool, ToolMsg, update};
use convscope::math::{Activation, At, BackwardView, Bug, Grid, Layer, Size, Spacing};
use convscope::trace::{CellRef, GridId};
use convscope::view::{Block, CellLook, GridLook, Mark, Page, TextStyle, page};

use crate::support::{CHECK, CLEAR, NEXT_BUG, grid_of, guessed, picked};

use super::{blocks, draws, rows, text, told};

fn at(view: BackwardView, step: usize) -> Model {
    let mut model = Model::default();
    update(&mut model, Msg::ViewChosen(view));
    update(&mut model, Msg::Sought(step));
    model
}

fn pinned(grid: GridId, row: usize, col: usize, step: usize) -> Page {
    let mut model = at(BackwardView::Scatter, step);
    let cell = CellRef::new(grid, At::new(row, col));
    update(&mut model, Msg::Picked(cell));
    page(&model)
}

/// The terms as lines: position, factors, product, sum.
fn terms(page: &Page) -> Vec<String> {
    let provenance = page.provenance.as_ref().expect("a pinned cell");
    let rows = provenance.table.rows.iter();
    rows.map(|row| {
        row.cells
            .iter()
            .map(|cell| text(cell))
            .collect::<Vec<_>>()
            .join(" | ")
    })
    .collect()
}

#[test]
fn every_term_of_a_cell_of_dx() {
    let page = pinned(GridId::Dx, 1, 1, 9);
    assert_eq!(
        terms(&page),
        [
            "[0,0] | W[1,1] 0.61 · dZ 0.2163 | 0.1320 | 0.1320",
            "[0,1] | W[1,0] 0.23 · dZ 0.2120 | 0.0488 | 0.1807",
            "[1,0] | W[0,1] −0.1 · dZ 0.2497 | −0.0250 | 0.1558",
            "[1,1] | W[0,0] 0.4 · dZ 0.2500 | 0.1000 | 0.2558",
        ]
    );
    let provenance = page.provenance.expect("a pinned cell");
    assert_eq!(provenance.title, "Where dX[1,1] comes from");
    assert_eq!(
        provenance.summary,
        "4 positions overlap here; 3 of 4 terms added so far. The later the position, the earlier the kernel cell: the order is reversed, as in a rotated kernel."
    );
    let marks: Vec<_> = provenance.table.rows.iter().map(|row| row.mark).collect();
    assert_eq!(marks[..3], [Some(Mark::Done); 3]);
    assert_eq!(marks[3], Some(Mark::ToCome));
    let buttons = provenance
        .table
        .rows
        .iter()
        .filter_map(|row| row.button.as_ref());
    assert_eq!(
        buttons.map(|button| button.msg).collect::<Vec<_>>(),
        [7, 8, 9, 10].map(ToolMsg::Sought)
    );
    let term = provenance.table.rows[3].term.as_ref().expect("a term");
    let sum: f64 = term.sum.parse().expect("a number");
    assert!((sum - 0.255_755_64).abs() < 1e-8);
}

#[test]
fn every_term_of_a_cell_of_dw() {
    assert_eq!(
        terms(&pinned(GridId::Dw, 0, 1, 0)),
        [
            "[0,0] | X[0,1] 0.2 · dZ 0.2163 | 0.0433 | 0.0433",
            "[0,1] | X[0,2] 1.3 · dZ 0.2120 | 0.2756 | 0.3189",
            "[1,0] | X[1,1] 1.09 · dZ 0.2497 | 0.2721 | 0.5910",
            "[1,1] | X[1,2] 1.02 · dZ 0.2500 | 0.2550 | 0.8460",
        ]
    );
}

#[test]
fn the_terms_of_the_other_grids() {
    assert_eq!(
        terms(&pinned(GridId::Z, 1, 0, 0))[1],
        "[1,0] | X[1,1] 1.09 · W[0,1] −0.1 | −0.1090 | 0.0390"
    );
    assert_eq!(
        terms(&pinned(GridId::H, 0, 0, 0)),
        ["[0,0] | σ(0.77) | 0.6835 | 0.6835"]
    );
    assert_eq!(
        terms(&pinned(GridId::Dz, 0, 0, 0)),
        ["[0,0] | 1 · 0.6835 · (1 − 0.6835) | 0.2163 | 0.2163"]
    );
    assert!(page(&Model::default()).provenance.is_none());
}

/// dX[1,1] is the fifth cell: four before it are computed, the rest are not.
#[test]
fn gather_computes_cell_by_cell() {
    let page = page(&at(BackwardView::Gather, 11));
    assert_eq!(page.root.steps, 19);
    assert_eq!(page.root.position, Some(At::new(1, 1)));
    assert_eq!(page.root.target, Some(GridId::Dx));
    assert_eq!(page.root.view, "gather");
    assert_eq!(page.step.title, "Backward · cell 5 of 9 of dX · dX[1,1]");
    draws(
        &page,
        GridId::Dx,
        &["0.0865 0.0632 −0.0212", "0.1496 0.2558* ·", "· · ·"],
    );
    draws(&page, GridId::Dw, &["· ·", "· ·"]);
    assert_eq!(
        rows(&page),
        [
            "W[1,1] · dZ[0,0] 0 + 0.61 · 0.2163 ≈ 0.1320",
            "W[1,0] · dZ[0,1] 0.1320 + 0.23 · 0.2120 ≈ 0.1807",
            "W[0,1] · dZ[1,0] 0.1807 + −0.1 · 0.2497 ≈ 0.1558",
            "W[0,0] · dZ[1,1] 0.1558 + 0.4 · 0.2500 = 0.2558",
        ]
    );
    let [spread, turned] = &page.step.diagrams[..] else {
        panic!("two diagrams");
    };
    assert_eq!(spread.drawing.caption, "dZ, padded by 1");
    assert_eq!((spread.drawing.size.rows, spread.drawing.size.cols), (4, 4));
    assert!(turned.drawing.turned);
    let labels: Vec<&str> = turned
        .drawing
        .labels
        .iter()
        .map(|(_, label)| &label[..])
        .collect();
    assert_eq!(labels, ["0.61", "0.23", "−0.1", "0.4"]);
}

#[test]
fn matrix_lights_the_column_of_the_cell() {
    let page = page(&at(BackwardView::Matrix, 11));
    let [c] = &page.step.diagrams[..] else {
        panic!("one diagram");
    };
    assert_eq!((c.drawing.size.rows, c.drawing.size.cols), (4, 9));
    assert_eq!((c.lit[0].at, c.lit[0].size.rows), (At::new(0, 4), 4));
    // X's cells row by row: W's second row lies three columns after its first.
    let labels = c.drawing.labels.iter();
    let labels: Vec<String> = labels
        .map(|(at, label)| format!("{},{} {label}", at.row, at.col))
        .collect();
    let rows = [
        "0,0 0.4 0,1 −0.1 0,3 0.23 0,4 0.61",
        "1,1 0.4 1,2 −0.1 1,4 0.23 1,5 0.61",
        "2,3 0.4 2,4 −0.1 2,6 0.23 2,7 0.61",
        "3,4 0.4 3,5 −0.1 3,7 0.23 3,8 0.61",
    ];
    assert_eq!(labels.join(" "), rows.join(" "));
    let [p] = &super::page(&at(BackwardView::Matrix, 17)).step.diagrams[..] else {
        panic!("one diagram");
    };
    let labels: Vec<&str> = p
        .drawing
        .labels
        .iter()
        .map(|(_, label)| &label[..])
        .collect();
    let patches = "0.1 0.2 0.37 1.09 0.2 1.3 1.09 1.02 0.37 1.09 0.12 −0.23 1.09 1.02 −0.23 −0.45";
    assert_eq!(labels.join(" "), patches);
    assert_eq!(p.lit[0].at, At::new(0, 1));
    let forward = super::page(&at(BackwardView::Matrix, 2));
    assert_eq!(forward.step.diagrams[0].lit[0].at, At::new(1, 0));
}

#[test]
fn every_view_ends_by_comparing_itself_with_scatter() {
    for view in [BackwardView::Gather, BackwardView::Matrix] {
        let before = page(&at(view, 18));
        assert_eq!(before.step.comparison, "");
        let end = page(&at(view, 19));
        assert_eq!(
            end.step.comparison,
            "Identical to scatter in all 13 cells, to the last bit."
        );
        draws(&end, GridId::Dw, &["0.4289 0.8460", "0.2836 0.2821*"]);
        assert!(end.announcement.ends_with(&end.step.comparison));
    }
}

#[test]
fn the_check_names_the_experiment() {
    let mut model = Model::default();
    assert_eq!(page(&model).root.check, "none");
    update(&mut model, CHECK);
    update(&mut model, picked(4));
    let page = page(&model);
    assert_eq!(page.root.check, "pass");
    // One's own gradient comes first: a field, buttons, and what came of it.
    let [_, _, _, verdict, experiment, Block::Table(table), ..] =
        blocks(&page, Tool::GradientCheck)
    else {
        panic!("verdict, experiment, table");
    };
    assert!(
        verdict
            .to_text()
            .starts_with("The check passes: all 18 compared cells of the page’s gradients agree. ‖a − n‖ / (‖a‖ + ‖n‖) = ")
    );
    let experiment = experiment.to_text();
    // 3e-5 / 0.61, the largest of W, with one digit.
    assert!(experiment.starts_with("Move X[1,1] both ways by h = 0.00005, and"));
    assert!(experiment.contains("\na = dX[1,1] = 0.25575"));
    assert_eq!(table.rows.len(), 18);
    assert_eq!(table.rows[4].mark, Some(Mark::Chosen));
    let names: Vec<&str> = table
        .rows
        .iter()
        .filter_map(|row| row.button.as_ref().map(|button| &button.text[..]))
        .collect();
    assert_eq!(names[0], "dX[0,0]");
    assert_eq!(names[9], "dW[0,0]");
    assert_eq!(names[13], "db");
    assert_eq!(names[17], "dZ[1,1]");
}

/// With = for += the last window over a cell wins: dX[1,1] = 0.4 · 0.25.
#[test]
fn wrong_cells_are_marked_with_the_right_number() {
    let mut model = Model::default();
    update(&mut model, Msg::LastPressed);
    update(&mut model, Msg::ToolPressed(Tool::SpotTheBug));
    while model.tools.hunt.expect("a hunt").bug != Bug::Assigned {
        update(&mut model, NEXT_BUG);
    }
    let shown = page(&model);
    let dx: Vec<CellLook> = shown.grids[GridId::Dx.index()].cells().collect();
    assert_eq!(
        (&dx[4].text[..], dx[4].marks.should_be.as_deref()),
        ("0.1000", Some("0.2558"))
    );
    // One window alone covers the corner.
    assert_eq!(
        (&dx[0].text[..], dx[0].marks.should_be.as_deref()),
        ("0.0865", None)
    );
    assert_eq!(shown.root.check, "fail");
    assert!(
        shown.step.tables[0]
            .rows
            .iter()
            .all(|row| row.mark == Some(Mark::Wrong))
    );
    let told = |model: &Model| told(&page(model), Tool::SpotTheBug);
    // Five of dX, which windows share, all of dW, and db; dW[1,1] is −0.45 · 0.25 in
    // place of 0.28214144. The distance is Python's: 0.4857.
    let verdict = "The check fails: 10 of 18 compared cells of the page’s gradients differ. ‖a − n‖ / (‖a‖ + ‖n‖) = 0.49";
    let first = told(&model);
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(
        lines,
        [
            "Mistake 2: which is it?",
            "[Another mistake]",
            "[= instead of +=]",
            "[gradients not zeroed]",
            "[σ′ left out]",
            "[kernel flipped where it must not be]",
            "[stride forgotten in the backward pass]",
            "[arguments of the correlation swapped]",
            "[divided by the number of positions]",
            "[dW multiplied by W once more]",
            "Step through the backward pass: wrong cells are dashed, with the right number under a ✓. The code is the right one.",
            verdict,
        ]
    );
    update(&mut model, guessed(Bug::Divided));
    let missed = told(&model);
    assert!(
        missed.contains(
            "[divided by the number of positions] ✕\n[dW multiplied by W once more]\nNo, "
        ),
        "{missed}"
    );
    update(&mut model, guessed(Bug::Assigned));
    let found = told(&model);
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found[2], "[= instead of +=] ✓");
    assert_eq!(
        found[10..13],
        [
            "Yes: = instead of +=.",
            "wrong: dX[h:h+kh, w:w+kw] = W * dZ[h, w]",
            "right: dX[h:h+kh, w:w+kw] += W * dZ[h, w]",
        ]
    );
    assert!(found[13].starts_with("Windows overlap."));
    assert_eq!(found[14..], [verdict]);
    // What stands above the answers stays.
    for later in [&missed.lines().collect::<Vec<_>>(), &found] {
        assert_eq!(later[..2], lines[..2]);
    }
    // Solved, the failing check is no alarm.
    let solved = page(&model);
    let styles = blocks(&solved, Tool::SpotTheBug)
        .iter()
        .filter_map(|block| match block {
            Block::Text { style, .. } => Some(*style),
            _ => None,
        });
    let styles: Vec<TextStyle> = styles.collect();
    let plain = TextStyle::Plain;
    assert_eq!(styles, [plain, TextStyle::Right, plain, plain]);
    update(&mut model, Msg::EscapePressed);
    let dx = &page(&model).grids[GridId::Dx.index()];
    assert_eq!(dx.cell(At::new(1, 1)).text, "0.2558");
}

/// X and W of zeros: only db is wrong, which stands in no cell.
#[test]
fn a_wrong_db_is_shown_beside_dw() {
    let mut model = Model::default();
    update(&mut model, CLEAR);
    update(&mut model, Msg::LastPressed);
    update(&mut model, Msg::ToolPressed(Tool::SpotTheBug));
    while model.tools.hunt.expect("a hunt").bug != Bug::Divided {
        update(&mut model, NEXT_BUG);
    }
    // Four positions with σ′(0) = ¼ each.
    let shown = page(&model);
    let db = shown.grids[GridId::Db.index()].cell(At::new(0, 0));
    assert_eq!(
        (&db.text[..], db.marks.should_be.as_deref()),
        ("0.25", Some("1"))
    );
    assert_eq!(shown.step.tables[0].caption, "1 cell is wrong");
}

/// ReLU is off everywhere: products with 0 may be −0, which is not wrong.
#[test]
fn minus_zero_is_not_wrong() {
    let mut model = Model::default();
    let x = Grid::filled(Size::new(3, 3), -1.0);
    let w = Grid::from_cells(Size::new(2, 2), vec![1.0, -0.25, 1.0, 1.0]).expect("2×2");
    let layer = Layer::new(x, w, None, Spacing::default(), 0.0, Activation::Relu);
    model.layer = layer.expect("a valid layer");
    model.tools.hunt = Some(Hunt {
        bug: Bug::Assigned,
        guess: None,
        number: 1,
    });
    model.step = model.steps().last();
    let shown = page(&model);
    let mut cells = shown.grids.iter().flat_map(GridLook::cells);
    assert!(cells.all(|cell| cell.marks.should_be.is_none()));
    assert_eq!(shown.step.tables[0].caption, "Every cell is still right");
}

/// The check of a layer as it is told, and as the root says it.
fn checked(layer: Layer) -> (String, &'static str) {
    let mut model = Model::new(layer);
    update(&mut model, CHECK);
    let page = page(&model);
    (told(&page, Tool::GradientCheck), page.root.check)
}

fn layer(x: &[&[f64]], w: &[&[f64]], activation: Activation) -> Layer {
    let (x, w) = (grid_of(x), grid_of(w));
    Layer::new(x, w, None, Spacing::default(), 0.0, activation).expect("a valid layer")
}

/// H is 1 up to the rounding; 1e308² is more than an f64 holds.
#[test]
fn a_check_that_compares_nothing_cannot_tell() {
    let saturated = layer(
        &[
            &[20.0, 21.0, 22.0],
            &[23.0, 24.0, 25.0],
            &[26.0, 27.0, 28.0],
        ],
        &[&[0.3, 0.4], &[0.2, 0.1]],
        Activation::Sigmoid,
    );
    let infinite = layer(&[&[1e308]], &[&[1e308]], Activation::Identity);
    for (layer, count, why, experiment) in [
        (
            saturated,
            18,
            "too small to measure here",
            "scale: too small to measure here.",
        ),
        (
            infinite,
            4,
            "not finite",
            "A number here does not fit into an f64.",
        ),
    ] {
        let (text, state) = checked(layer);
        let verdict =
            format!("The check cannot tell: no cell is compared. Not compared: {count} {why}.\n");
        assert!(text.contains(&verdict), "{text}");
        assert!(text.contains(experiment), "{text}");
        assert!(!text.contains("NaN"), "{text}");
        assert_eq!(state, "none");
        assert!(
            !text.contains("passes") && !text.contains("gradients agree"),
            "{text}"
        );
    }
}

/// X moves none of two positions that a ReLU has at 0, Z and b do.
#[test]
fn what_is_not_compared_is_counted_with_its_reason() {
    let relu = layer(&[&[0.0, 2.0]], &[&[1.0]], Activation::Relu);
    let (text, state) = checked(relu);
    let verdict = "The check passes: all 3 compared cells of the page’s gradients agree. Not compared: 3 at a kink. ‖a − n‖ / (‖a‖ + ‖n‖) = ";
    assert!(text.contains(verdict), "{text}");
    assert_eq!(text.matches("passes").count(), 1, "{text}");
    assert_eq!(state, "pass");
}
