//! Through both passes, forwards and backwards in time.

use std::thread;
use std::time::Duration;

use fantoccini::key::Key;
use fastrand::Rng;

use serde_json::json;

use crate::browser::{Page, visit, wait_until};
use crate::oracle::{Cells, Equation, Layer};
use crate::state::State;

/// The notebook's layer has four positions forward and backward, and one step each for
/// H and dZ between; in gather nine and four steps backward.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn a_click_on_a_phase_in_the_timeline_leads_into_it() {
    visit(|page| {
        let places = "return [...document.querySelectorAll('.segments > *')].flatMap(segment => { \
                      const { left, right, top } = segment.getBoundingClientRect(); \
                      return [left + 4, (left + right) / 2, right - 4].map(x => [x, top + 5]); })";
        for (view, wanted) in [
            ("scatter", [1, 2, 4, 5, 5, 5, 6, 6, 6, 7, 9, 10]),
            ("gather", [1, 2, 4, 5, 5, 5, 6, 6, 6, 7, 13, 19]),
        ] {
            page.choose("View of dX", view);
            let mut steps = Vec::new();
            for [x, y] in page.run::<Vec<[f64; 2]>>(places, &[]) {
                for kind in ["mousePressed", "mouseReleased"] {
                    let event =
                        json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
                    page.devtools("Input.dispatchMouseEvent", &event);
                }
                steps.push(page.state().step());
            }
            // Where the middle of a phase is between two of its steps, either will do.
            for middle in [1, 10] {
                assert!(
                    steps[middle].abs_diff(wanted[middle]) <= 1,
                    "{view}: {steps:?}"
                );
                steps[middle] = wanted[middle];
            }
            assert_eq!(steps, wanted, "{view}");
        }
    });
}

#[test]
fn steps_through_the_notebook_by_buttons_and_shows_what_the_oracle_computes() {
    visit(|page| {
        let layer = Layer::notebook();
        let mut seen = vec![page.state()];
        for step in 1..=layer.steps() {
            page.press("Next step");
            let state = page.state();
            state.assert_shows(&layer, step);
            assert_lit(page, &layer, step);
            seen.push(state);
        }
        page.press("Next step");
        page.state()
            .assert_same(&seen[10], "there is nothing after the last step");
        assert_printed(&seen[10]);

        for step in (0..layer.steps()).rev() {
            page.press("Previous step");
            page.state().assert_same(&seen[step], "on the way back");
        }
        page.press("Previous step");
        page.state()
            .assert_same(&seen[0], "there is nothing before step 0");
        page.press("Last step");
        page.state().assert_same(&seen[10], "«Last step»");
        page.press("First step");
        page.state().assert_same(&seen[0], "«First step»");
    });
}

#[test]
fn the_arithmetic_carries_out_each_sum_in_numbers() {
    visit(|page| {
        page.choose("Decimals", "8");
        let layer = Layer::notebook();
        for step in 1..=layer.steps() {
            page.press("Next step");
            let text: String = page.run(
                "return app.querySelector('[data-step-arithmetic]').innerText",
                &[],
            );
            let mut rest = text.as_str();
            for Equation { cell, numbers } in layer.frame(step).equations {
                let Some((_, after)) = rest.split_once(&cell) else {
                    panic!("step {step} does not name {cell} (next):\n{text}");
                };
                rest = after;
                assert_written_out(rest, &cell, &numbers, step);
            }
        }
    });
}

#[test]
fn random_layers_walked_and_scrubbed_show_what_the_oracle_computes() {
    visit(|page| {
        let mut random = Rng::with_seed(20_261_124);
        for _ in 0..4 {
            let x = (random.usize(1..=6), random.usize(1..=6));
            let w = (random.usize(1..=x.0.min(4)), random.usize(1..=x.1.min(4)));
            let layer = Layer::random(&mut random, x, w);
            enter(page, &layer);
            walk_and_scrub(page, &layer, &mut random);
        }
    });
}

#[test]
fn the_largest_layer_shows_what_the_oracle_computes() {
    visit(|page| {
        page.press("Layer");
        page.resize("X", (12, 12));
        page.resize("W", (7, 7));
        page.press("Fill at random");
        page.keys(&Key::Escape);
        walk_and_scrub(page, &page.state().layer(), &mut Rng::with_seed(12));
    });
}

#[test]
fn plays_to_the_end_and_stops_there() {
    visit(|page| {
        let layer = Layer::notebook();
        page.choose("Speed", "8×");
        page.press("Play");
        assert!(page.has_button("Pause"), "Play has become Pause");
        wait_until("it has played to the end", || page.has_button("Play"));
        page.state().assert_shows(&layer, layer.steps());

        page.choose("Speed", "2×");
        page.press("Play");
        assert!(page.state().step() < 5, "Play at the end starts over");
        wait_until("it has played a step", || page.state().step() > 0);
        page.press("Pause");
        assert!(page.has_button("Play"), "Pause has become Play");
        let paused = page.state();
        assert!(paused.step() < layer.steps(), "it was paused on the way");
        paused.assert_shows(&layer, paused.step());
        // The time of two steps, in which nothing may happen.
        thread::sleep(Duration::from_secs(1));
        page.state()
            .assert_same(&paused, "nothing moves while paused");
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn nothing_moves_gradually_where_motion_is_unwelcome() {
    visit(|page| {
        page.emulate_media("prefers-reduced-motion", "reduce");
        for _ in 0..10 {
            page.press("Next step");
            let motions: Vec<String> = page.run("return motions()", &[]);
            assert!(motions.is_empty(), "these move: {motions:#?}");
        }
    });
}

/// Sets a layer as a person would: sizes in the tool, then number by number.
#[track_caller]
fn enter(page: &Page, layer: &Layer) {
    page.press("Layer");
    let size = |matrix: &[Vec<f64>]| (matrix.len(), matrix[0].len());
    page.resize("W", (1, 1)); // so that every X can be chosen
    page.resize("X", size(&layer.x));
    page.resize("W", size(&layer.w));
    page.keys(&Key::Escape);
    for (grid, matrix) in [("X", &layer.x), ("W", &layer.w), ("G", &layer.g)] {
        page.cell(grid, 0, 0).click();
        for value in matrix.iter().flatten() {
            page.chord(&[Key::Control], 'a');
            page.keys(&format!("{value}{}", Key::Tab));
        }
    }
    page.press("First step");
}

/// Every step by key, forward and back, then some by the slider.
#[track_caller]
fn walk_and_scrub(page: &Page, layer: &Layer, random: &mut Rng) {
    page.press("First step");
    page.run::<()>("document.activeElement.blur()", &[]);
    let mut seen = vec![page.state()];
    seen[0].assert_shows(layer, 0);
    for step in 1..=layer.steps() {
        page.keys(&Key::Right);
        let state = page.state();
        state.assert_shows(layer, step);
        seen.push(state);
    }
    for step in (0..layer.steps()).rev() {
        page.keys(&Key::Left);
        page.state().assert_same(&seen[step], "on the way back");
    }
    for _ in 0..layer.steps() {
        let step = random.usize(..=layer.steps());
        page.seek(step).assert_same(&seen[step], "by the slider");
    }

    page.run::<()>("app.querySelector('input[type=range]').focus()", &[]);
    for (key, step) in [
        (Key::End, layer.steps()),
        (Key::Left, layer.steps() - 1),
        (Key::Home, 0),
        (Key::Right, 1),
        (Key::Up, 2),
    ] {
        page.keys(&key);
        page.state()
            .assert_same(&seen[step], "by a key on the slider");
    }
}

/// The results that NumPy prints for the notebook.
#[track_caller]
fn assert_printed(last: &State) {
    let printed: [(&str, &[&[f64]]); 5] = [
        ("Z", &[&[0.77, 0.8229], &[-0.0737, 0.0066]]),
        (
            "H",
            &[&[0.683_520_89, 0.694_851_58], &[0.481_583_34, 0.501_649_99]],
        ),
        (
            "dZ",
            &[&[0.216_320_08, 0.212_032_86], &[0.249_660_83, 0.249_997_28]],
        ),
        (
            "dX",
            &[
                &[0.086_528_03, 0.063_181_14, -0.021_203_29],
                &[0.149_617_95, 0.255_755_64, 0.104_340_32],
                &[0.057_421_99, 0.209_792_48, 0.152_498_34],
            ],
        ),
        (
            "dW",
            &[&[0.428_910_12, 0.846_034_26], &[0.283_614_17, 0.282_141_64]],
        ),
    ];
    for (grid, rows) in printed {
        for (row, values) in rows.iter().enumerate() {
            for (col, value) in values.iter().enumerate() {
                let shown: f64 = last.grids[grid][row][col]
                    .as_deref()
                    .unwrap()
                    .parse()
                    .unwrap();
                assert!(
                    (shown - value).abs() <= 0.5e-8,
                    "{grid}[{row},{col}] is {shown}, NumPy prints {value}"
                );
            }
        }
    }
}

/// The window, the kernel, the position and the accumulated cells of a step
/// are outlined, each in its role.
#[track_caller]
fn assert_lit(page: &Page, layer: &Layer, step: usize) {
    let frame = layer.frame(step);
    let cells = |grid: &str| all_cells(&frame.grids[grid]);
    let at = frame.position.unwrap_or_default();
    let window: Vec<_> = cells("W")
        .iter()
        .map(|(a, b)| (at.0 + a, at.1 + b))
        .collect();
    let (field, kernel) = ("receptive-field", "kernel");
    let expected = match frame.phase {
        "forward" => vec![
            ("X", window, field),
            ("W", cells("W"), kernel),
            ("Z", vec![at], "output"),
        ],
        "backward" => vec![
            ("X", window.clone(), field),
            ("W", cells("W"), kernel),
            ("dX", window, "accumulated"),
            ("dW", cells("W"), "accumulated"),
            ("dZ", vec![at], "output"),
        ],
        _ => Vec::new(),
    };
    let lit = page.lit();
    for (grid, wanted, role) in expected {
        let found: Vec<_> = lit.iter().filter(|place| place.grid == grid).collect();
        let places: Vec<_> = found.iter().map(|place| (place.row, place.col)).collect();
        assert_eq!(places, wanted, "the lit cells of {grid} at step {step}");
        assert!(
            found
                .iter()
                .all(|place| place.role.as_deref() == Some(role)),
            "the role of {grid}'s cells at step {step}: {found:?}"
        );
    }
}

fn all_cells(grid: &Cells) -> Vec<(usize, usize)> {
    let row = |row: usize| (0..grid[row].len()).map(move |col| (row, col));
    (0..grid.len()).flat_map(row).collect()
}

/// The text begins with these numbers, in their order, each rounded to eight
/// decimals; between them may be no more than the 1 of 1 − H and an H.
#[track_caller]
fn assert_written_out(text: &str, cell: &str, wanted: &[f64], step: usize) {
    let near = |a: f64, b: f64| (a - b).abs() <= 0.500_001e-8;
    let mut shown = numbers(text).into_iter().take(wanted.len() + 2);
    for &wanted in wanted {
        assert!(
            shown.any(|number| near(number, wanted)),
            "step {step}, {cell}: {wanted} is missing or in the wrong place in\n{text}"
        );
    }
}

/// All numbers in a text, in order.
fn numbers(text: &str) -> Vec<f64> {
    text.replace('−', "-")
        .split(|c: char| !(c.is_ascii_digit() || "-.e".contains(c)))
        .filter_map(|word| word.parse().ok())
        .collect()
}
