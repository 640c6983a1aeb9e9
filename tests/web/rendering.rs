//! The document changes where the picture does, and nowhere else.

use std::collections::BTreeSet;

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement};

use crate::support::Stage;
use crate::support::browser::{changes, choose, type_into, watch};
use crate::support::layers::{DW, DX, DZ, H, Z};
use crate::support::stage::GRIDS;

#[wasm_bindgen_test]
fn the_grids_are_as_published() {
    let stage = Stage::open();
    assert!(stage.root.has_attribute("data-ready"));
    for (grid, rows, cols) in [
        ("X", 3, 3),
        ("W", 2, 2),
        ("Z", 2, 2),
        ("H", 2, 2),
        ("dX", 3, 3),
        ("dW", 2, 2),
        ("dZ", 2, 2),
        ("G", 2, 2),
    ] {
        assert_eq!(stage.cells(grid).len(), rows * cols, "{grid}");
        for row in 0..rows {
            for col in 0..cols {
                let cell = stage.cell(grid, row, col);
                let inputs = cell.query_selector_all("input").unwrap();
                if ["X", "W", "G"].contains(&grid) {
                    assert_eq!(inputs.length(), 1, "{grid}");
                    let selector = "input[type=text][inputmode=text]";
                    assert!(cell.query_selector(selector).unwrap().is_some(), "{grid}");
                } else {
                    assert_eq!(inputs.length(), 0, "{grid}");
                }
            }
        }
    }
}

#[wasm_bindgen_test]
fn a_value_is_absent_until_it_is_computed() {
    let stage = Stage::open();
    for step in 0..=10 {
        let computed = |grid| {
            stage
                .values(grid)
                .iter()
                .filter(|value| value.is_some())
                .count()
        };
        assert_eq!(computed("Z"), step.min(4), "at {step}");
        assert_eq!(computed("H"), if step >= 5 { 4 } else { 0 }, "at {step}");
        assert_eq!(computed("dZ"), if step >= 6 { 4 } else { 0 }, "at {step}");
        assert_eq!(computed("dX"), 9, "at {step}");
        assert_eq!(computed("dW"), 4, "at {step}");
        stage.press("Next step");
    }
    assert_eq!(stage.step(), 10);
    for (grid, printed) in [("Z", Z), ("H", H), ("dZ", DZ), ("dX", DX), ("dW", DW)] {
        let digits = |value: &Option<String>| {
            let value: f64 = value.as_ref().unwrap().parse().unwrap();
            format!("{value:.8}")
        };
        let shown: Vec<String> = stage.values(grid).iter().map(digits).collect();
        assert_eq!(shown.join(" "), printed.replace(" | ", " "), "{grid}");
    }
}

/// Nothing waits for a frame or a timer.
#[wasm_bindgen_test]
fn the_root_says_the_step_when_the_click_returns() {
    let stage = Stage::open();
    for (step, phase, row, col) in [
        (0, "start", "", ""),
        (1, "forward", "0", "0"),
        (2, "forward", "0", "1"),
        (3, "forward", "1", "0"),
        (4, "forward", "1", "1"),
        (5, "activation", "", ""),
        (6, "activation-gradient", "", ""),
        (7, "backward", "0", "0"),
        (8, "backward", "0", "1"),
        (9, "backward", "1", "0"),
        (10, "backward", "1", "1"),
        // At the end it stays.
        (10, "backward", "1", "1"),
    ] {
        let range: HtmlInputElement = stage.find("input[type=range]");
        assert_eq!(stage.step(), step);
        assert_eq!(stage.state("data-steps"), "10");
        assert_eq!(stage.state("data-phase"), phase, "at {step}");
        assert_eq!(stage.state("data-row"), row, "at {step}");
        assert_eq!(stage.state("data-col"), col, "at {step}");
        assert_eq!(stage.root.has_attribute("data-row"), !row.is_empty());
        assert_eq!(
            (range.value(), range.max()),
            (step.to_string(), "10".to_owned())
        );
        stage.press("Next step");
    }
}

fn all_cells(stage: &Stage) -> Vec<Element> {
    GRIDS.iter().flat_map(|grid| stage.cells(grid)).collect()
}

#[wasm_bindgen_test]
fn cells_stay_the_same_nodes_over_steps_and_edits() {
    let stage = Stage::open();
    let cells = all_cells(&stage);
    let field = stage.field("X", 0, 0);
    assert_eq!(cells.len(), 42);
    stage.advance(10);
    stage.press("First step");
    stage.enter("X", 0, 0, "5");
    stage.enter("W", 1, 1, "abc");
    stage.enter("G", 1, 0, "−1");
    for name in ["Fill at random", "Clear to zeros", "Undo", "Redo"] {
        stage.press(name);
    }
    choose(&stage.select("[data-choice=example]"), "Notebook example");
    assert_eq!(stage.values("X")[0].as_deref(), Some("0.1"));
    assert_eq!(all_cells(&stage), cells);
    assert_eq!(stage.field("X", 0, 0), field);
}

#[wasm_bindgen_test]
fn a_size_change_rebuilds_only_the_grids_whose_size_changes() {
    for (control, extent, kept) in [
        // X 4×3, Z 3×2.
        ("X rows", 4, &["W", "dW"][..]),
        // W 3×2, Z 1×2.
        ("W rows", 3, &["X", "dX"]),
        // To what it is.
        ("X columns", 3, &GRIDS),
    ] {
        let stage = Stage::open();
        let before = GRIDS.map(|grid| stage.cells(grid));
        stage.resize(control, extent);
        for (grid, before) in GRIDS.into_iter().zip(before) {
            let same = stage.cells(grid) == before;
            assert_eq!(same, kept.contains(&grid), "{grid} after {control}");
            // Rebuilt means rebuilt: none of the old nodes is left.
            let connected = before.iter().any(|cell| cell.is_connected());
            assert_eq!(connected, same, "{grid} after {control}");
        }
    }
}

/// A cell of a grid.
type Place = (String, usize, usize);

/// The changed cells, by whether only their shade changed.
#[derive(Debug, Default)]
struct Touched {
    content: BTreeSet<Place>,
    shade: BTreeSet<Place>,
}

impl Touched {
    fn by(stage: &Stage, action: impl FnOnce()) -> Self {
        let watched = watch(&stage.root);
        action();
        let mut touched = Self::default();
        for change in changes(&watched) {
            let words: Vec<&str> = change.split(' ').collect();
            let (&[grid, row, col, what], true) = (words.first_chunk().unwrap(), words.len() == 4)
            else {
                panic!("{change}");
            };
            if row == "-" {
                // Outside of cells; a grid's own nodes must stay, too.
                assert!(
                    grid == "-" || what != "content" || is_text_size(stage, grid),
                    "{change}"
                );
                continue;
            }
            let place = (grid.to_owned(), row.parse().unwrap(), col.parse().unwrap());
            let kind = if what == "style" {
                &mut touched.shade
            } else {
                &mut touched.content
            };
            kind.insert(place);
        }
        touched.shade = &touched.shade - &touched.content;
        touched
    }

    fn content(&self, grid: &str) -> BTreeSet<(usize, usize)> {
        of_grid(&self.content, grid)
    }

    fn all(&self, grid: &str) -> BTreeSet<(usize, usize)> {
        &self.content(grid) | &of_grid(&self.shade, grid)
    }
}

/// A grid's own style says how long its longest number is.
fn is_text_size(stage: &Stage, grid: &str) -> bool {
    stage
        .find::<Element>(&format!("[data-grid={grid}]"))
        .has_attribute("style")
}

fn of_grid(places: &BTreeSet<Place>, grid: &str) -> BTreeSet<(usize, usize)> {
    let here = places.iter().filter(|place| place.0 == grid);
    here.map(|&(_, row, col)| (row, col)).collect()
}

/// X 6×6 and W 3×3 of random numbers, so Z is 4×4.
fn larger_layer() -> Stage {
    let stage = Stage::open();
    for control in ["X rows", "X columns"] {
        stage.resize(control, 6);
    }
    for control in ["W rows", "W columns"] {
        stage.resize(control, 3);
    }
    stage.press("Fill at random");
    assert_eq!(stage.cells("Z").len(), 16);
    assert_eq!(stage.state("data-steps"), "34");
    stage
}

/// The 3×3 cells under the kernel at position number k of 4×4.
fn field(position: usize) -> BTreeSet<(usize, usize)> {
    let (row, col) = (position / 4, position % 4);
    let cells = (0..3).flat_map(|i| (0..3).map(move |j| (row + i, col + j)));
    cells.collect()
}

fn place(position: usize) -> (usize, usize) {
    (position / 4, position % 4)
}

/// The receptive field moves: cells in the old and the new one stay outlined.
/// Computed cells of Z may change their shade, which is relative to the
/// grid's largest magnitude.
#[wasm_bindgen_test]
fn a_forward_step_touches_only_the_cells_it_must() {
    let stage = larger_layer();
    stage.press("Next step");
    for position in 1..16 {
        let touched = Touched::by(&stage, || stage.press("Next step"));
        assert_eq!(stage.step(), position + 1);
        let (old, new) = (position - 1, position);
        assert_eq!(
            touched.all("X"),
            &field(old) ^ &field(new),
            "X at {position}"
        );
        assert_eq!(
            touched.content("Z"),
            [place(old), place(new)].into(),
            "Z at {position}"
        );
        assert!(
            touched
                .all("Z")
                .iter()
                .all(|&(row, col)| row * 4 + col <= new),
            "Z at {position}"
        );
        for grid in ["W", "H", "dX", "dW", "dZ", "G"] {
            assert_eq!(touched.all(grid), BTreeSet::new(), "{grid} at {position}");
        }
    }
}

/// dX and dW show what is added; their shades may change with the largest
/// magnitude.
#[wasm_bindgen_test]
fn a_backward_step_touches_only_the_cells_it_must() {
    let stage = larger_layer();
    // N + 3, the first backward step.
    type_into(&stage.find("input[type=range]"), "19");
    assert_eq!(stage.state("data-phase"), "backward");
    for position in 1..16 {
        let touched = Touched::by(&stage, || stage.press("Next step"));
        assert_eq!(stage.step(), position + 19);
        let (old, new) = (position - 1, position);
        assert_eq!(
            touched.all("X"),
            &field(old) ^ &field(new),
            "X at {position}"
        );
        assert_eq!(
            touched.all("dZ"),
            [place(old), place(new)].into(),
            "dZ at {position}"
        );
        let accumulated = &field(old) | &field(new);
        assert!(
            touched.content("dX").is_subset(&accumulated),
            "dX at {position}"
        );
        assert!(
            touched.content("dX").is_superset(&field(new)),
            "dX at {position}"
        );
        assert_eq!(touched.content("dW").len(), 9, "dW at {position}");
        for grid in ["W", "Z", "H", "G"] {
            assert_eq!(touched.all(grid), BTreeSet::new(), "{grid} at {position}");
        }
    }
}

/// At an end there is nothing to do, so nothing is done.
#[wasm_bindgen_test]
fn a_press_that_changes_nothing_touches_no_cell() {
    let stage = larger_layer();
    for (end, press) in [("First step", "Previous step"), ("Last step", "Next step")] {
        stage.press(end);
        let touched = Touched::by(&stage, || stage.press(press));
        assert!(
            touched.content.is_empty() && touched.shade.is_empty(),
            "{touched:?}"
        );
    }
}

/// One value of W changes Z everywhere, but no other operand.
#[wasm_bindgen_test]
fn an_edit_touches_no_other_operand() {
    let stage = larger_layer();
    stage.press("Last step");
    let touched = Touched::by(&stage, || stage.enter("W", 1, 1, "9"));
    assert_eq!(stage.values("W")[4].as_deref(), Some("9"));
    assert!(touched.content("W").contains(&(1, 1)));
    assert_eq!(touched.content("Z").len(), 16);
    assert!(touched.content("G").is_empty());
}
