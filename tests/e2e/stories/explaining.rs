//! The questions of a student: where a number comes from, what another
//! setting changes, whether a gradient is right.

use fantoccini::key::Key;

use crate::browser::{Page, Visit, visit};
use crate::oracle::{Layer, Matrix, close};
use crate::state::State;

/// A layer with every setting, its gradients gathered cell by cell in the
/// simplest way: all products whose indices meet.
struct Setting {
    layer: Layer,
    stride: usize,
    padding: usize,
    dilation: usize,
    bias: f64,
}

impl Setting {
    /// All (position, kernel, input) coordinates that meet along one axis.
    fn meetings(&self, input: usize, kernel: usize) -> Vec<[usize; 3]> {
        let outputs =
            (input + 2 * self.padding - self.dilation * (kernel - 1) - 1) / self.stride + 1;
        let mut all = Vec::new();
        for position in 0..outputs {
            for tap in 0..kernel {
                let padded = position * self.stride + tap * self.dilation;
                if (self.padding..self.padding + input).contains(&padded) {
                    all.push([position, tap, padded - self.padding]);
                }
            }
        }
        all
    }

    /// dX and dW for tanh.
    fn gradients(&self) -> (Matrix, Matrix) {
        let Layer { x, w, g, .. } = &self.layer;
        let rows = self.meetings(x.len(), w.len());
        let cols = self.meetings(x[0].len(), w[0].len());
        let mut z = vec![vec![self.bias; g[0].len()]; g.len()];
        for row in &rows {
            for col in &cols {
                z[row[0]][col[0]] += x[row[2]][col[2]] * w[row[1]][col[1]];
            }
        }
        let mut dx = vec![vec![0.0; x[0].len()]; x.len()];
        let mut dw = vec![vec![0.0; w[0].len()]; w.len()];
        for row in &rows {
            for col in &cols {
                let slope = 1.0 / z[row[0]][col[0]].cosh().powi(2);
                let dz = g[row[0]][col[0]] * slope;
                dx[row[2]][col[2]] += w[row[1]][col[1]] * dz;
                dw[row[1]][col[1]] += x[row[2]][col[2]] * dz;
            }
        }
        (dx, dw)
    }
}

#[track_caller]
fn assert_grid(state: &State, grid: &str, expected: &Matrix) {
    for (row, expected) in expected.iter().enumerate() {
        for (col, &expected) in expected.iter().enumerate() {
            let text = state.grids[grid][row][col].as_ref();
            let text = text.unwrap_or_else(|| panic!("{grid}[{row},{col}] is not computed"));
            let shown: f64 = text.parse().expect("a number");
            assert!(
                close(shown, expected),
                "{grid}[{row},{col}] is {shown}, not {expected}"
            );
        }
    }
}

fn attribute(page: &Page, name: &str) -> Option<String> {
    page.run("return app.getAttribute(arguments[0])", &[name.into()])
}

/// Product and running sum of each term in the tool.
fn terms(page: &Page) -> Vec<[f64; 2]> {
    let texts: Vec<[String; 2]> = page.run(
        "return [...app.querySelectorAll('[data-provenance] [data-term]')].filter(isVisible)
           .map(({dataset}) => [dataset.product, dataset.sum])",
        &[],
    );
    let number = |text: String| text.parse().expect("a number");
    texts.into_iter().map(|term| term.map(number)).collect()
}

fn text_of(page: &Page, selector: &str) -> String {
    page.run(
        "return app.querySelector(arguments[0]).innerText",
        &[selector.into()],
    )
}

/// Writes into the field of a number and commits it.
fn write_number(page: &Page, field: &str, text: &str) {
    page.run::<()>(
        "const input = app.querySelector(`[data-number=${arguments[0]}]`); input.focus(); input.select()",
        &[field.into()],
    );
    page.keys(&format!("{text}{}", Key::Enter));
}

/// 0.61 · dZ[0,0], 0.23 · dZ[0,1], −0.1 · dZ[1,0], 0.4 · dZ[1,1] of the notebook.
#[test]
fn one_click_tells_which_positions_make_a_cell_of_dx() {
    visit(|page| {
        page.cell("dX", 1, 1).click();
        let dz = [0.216_320_08, 0.212_032_86, 0.249_660_83, 0.249_997_28];
        let w = [0.61, 0.23, -0.1, 0.4];
        let mut sum = 0.0;
        let terms = terms(page);
        assert_eq!(terms.len(), 4);
        for ([product, running], (w, dz)) in terms.into_iter().zip(w.into_iter().zip(dz)) {
            sum += w * dz;
            assert!((product - w * dz).abs() < 1e-8);
            assert!((running - sum).abs() < 1e-8);
        }
        let text = text_of(page, "[data-provenance]");
        assert!(
            text.contains("4 positions overlap here; 0 of 4 terms"),
            "{text}"
        );
        // A button leads to the step that adds the third one.
        page.press("Go to this step: 9");
        assert_eq!(page.state().step(), 9);
        let text = text_of(page, "[data-provenance]");
        assert!(text.contains("3 of 4 terms added"), "{text}");
        page.move_pointer_away();
        page.run::<()>("document.activeElement.blur()", &[]);
        page.keys(&Key::Escape);
        assert!(self::terms(page).is_empty(), "Escape closes it");
    });
}

#[test]
fn keys_alone_tell_why_a_cell_of_dw_is_what_it_is() {
    visit(|page| {
        page.tab_to("dW", || {
            page.focused_cell().is_some_and(|place| place.grid == "dW")
        });
        page.keys(&format!("{}{}", Key::Right, Key::Enter));
        let terms = terms(page);
        assert_eq!(terms.len(), 4);
        assert!((terms[3][1] - 0.846_034_26).abs() < 1e-8, "{terms:?}");
        page.keys(&Key::Escape);
        assert!(self::terms(page).is_empty());
    });
}

#[test]
fn two_actions_tell_what_stride_2_changes() {
    visit(|page| {
        page.press("Layer");
        page.choose("Stride", "2");
        assert_eq!(page.state().grids["Z"].len(), 1);
        let text = text_of(page, "[data-tool=layer]");
        assert!(
            text.contains("⌊(3 + 2·0 − 1·(2−1) − 1)/2⌋ + 1 = 1"),
            "{text}"
        );
        // What does not fit cannot be chosen: a kernel that spans 4×4.
        let offered: Vec<bool> = page.run(
            "return [...app.querySelector('[data-choice=dilation]').options].map(o => !o.disabled)",
            &[],
        );
        assert_eq!(offered, [true, true, false]);
    });
}

#[test]
fn every_view_of_every_setting_ends_in_the_same_numbers() {
    visit(|page| {
        page.press("Layer");
        page.resize("X", (7, 7));
        page.resize("W", (3, 3));
        for (name, option) in [
            ("Stride", "2"),
            ("Padding", "1"),
            ("Dilation", "2"),
            ("Activation", "tanh"),
        ] {
            page.choose(name, option);
        }
        write_number(page, "bias", "0,5");
        page.press("Fill at random");
        page.keys(&Key::Escape);
        let setting = Setting {
            layer: page.state().layer(),
            stride: 2,
            padding: 1,
            dilation: 2,
            bias: 0.5,
        };
        let (dx, dw) = setting.gradients();
        page.press("Last step");
        for (view, steps) in [("scatter", 20), ("gather", 69), ("matrix", 69)] {
            page.choose("View of dX", view);
            let state = page.state();
            assert_eq!(attribute(page, "data-view").as_deref(), Some(view));
            assert_eq!(
                (state.step(), &state.steps[..]),
                (steps, &steps.to_string()[..])
            );
            assert_grid(&state, "dX", &dx);
            assert_grid(&state, "dW", &dw);
            if view != "scatter" {
                assert!(text_of(page, ".step").contains("Identical to scatter in all 58 cells"));
                // The first cell of dW is the 50th step of the backward pass.
                let state = page.seek(9 + 2 + 50);
                assert_eq!(
                    (state.row.as_deref(), state.col.as_deref()),
                    (Some("0"), Some("0"))
                );
                assert_eq!(attribute(page, "data-target").as_deref(), Some("dW"));
                assert!(
                    state.grids["dW"][0][1].is_none(),
                    "the next one is not computed"
                );
                assert!(close(
                    state.grids["dW"][0][0]
                        .as_ref()
                        .expect("this one is")
                        .parse()
                        .expect("a number"),
                    dw[0][0]
                ));
                page.press("Last step");
            }
        }
    });
}

#[test]
fn switching_keeps_a_forward_step_the_cell_and_the_last_step() {
    visit(|page| {
        page.seek(7);
        page.choose("View of dX", "gather");
        assert_eq!(page.state().step(), 7, "the first backward step");
        page.seek(12);
        page.choose("View of dX", "matrix");
        assert_eq!(page.state().step(), 12, "the same cell in the other view");
        page.press("Last step");
        page.choose("View of dX", "scatter");
        assert_eq!(page.state().step(), 10, "the last one stays the last");
        assert!(!page.run::<bool>("return app.hasAttribute('data-target')", &[]));
    });
}

/// One step with L = ½ Σ H² (T = 0): by the chain rule, outside of convscope.
#[test]
fn learning_goes_down_and_can_be_undone() {
    visit(|page| {
        page.press("Loss and learning");
        page.choose("Loss", "squared-error");
        assert_eq!(page.state().grids["T"].len(), 2);
        assert!(page.run::<bool>(
            "return cellOf('G', 0, 0).querySelector('input').readOnly",
            &[]
        ));
        let notebook = Layer::notebook();
        let mut squared = notebook.clone();
        let before = notebook.frame(10);
        for (row, line) in squared.g.iter_mut().enumerate() {
            for (col, g) in line.iter_mut().enumerate() {
                *g = before.grids["H"][row][col].expect("computed");
            }
        }
        let dw = &squared.frame(10).grids["dW"];
        write_number(page, "rate", "0.5");
        let first: f64 = attribute(page, "data-loss")
            .expect("L")
            .parse()
            .expect("a number");
        page.press("Take a step");
        let state = page.state();
        for (row, line) in dw.iter().enumerate() {
            for (col, dw) in line.iter().enumerate() {
                let expected = notebook.w[row][col] - 0.5 * dw.expect("computed");
                let shown = state.layer().w[row][col];
                assert!(
                    close(shown, expected),
                    "W[{row},{col}] = {shown}, not {expected}"
                );
            }
        }
        let second: f64 = attribute(page, "data-loss")
            .expect("L")
            .parse()
            .expect("a number");
        assert!(second < first);
        page.press("Undo");
        assert_eq!(page.state().layer().w, notebook.w);
        page.choose("Loss", "sum");
        assert!(!page.state().grids.contains_key("T"), "T is gone");
    });
}

#[test]
fn the_check_passes_an_edit_ends_it_and_a_mistake_fails() {
    visit(|page| {
        assert_eq!(attribute(page, "data-check").as_deref(), Some("none"));
        page.press("Check gradients");
        assert_eq!(attribute(page, "data-check").as_deref(), Some("pass"));
        page.cell("X", 0, 0).type_over(&format!("2{}", Key::Enter));
        assert_eq!(attribute(page, "data-check").as_deref(), Some("none"));
        page.press("Spot the bug");
        assert_eq!(attribute(page, "data-check").as_deref(), Some("fail"));
        page.press("Last step");
        assert!(
            page.run::<u32>(
                "return app.querySelectorAll('[data-should-be]').length",
                &[]
            ) > 0
        );
        page.press("kernel flipped where it must not be");
        assert!(text_of(page, "[data-tool=bug]").contains("Yes: kernel flipped"));
        page.press("Close Spot the bug");
        assert_eq!(
            page.run::<u32>(
                "return app.querySelectorAll('[data-should-be]').length",
                &[]
            ),
            0
        );
    });
}

/// dZ without σ′ is G. Keys in the text are its own: none steps, undo leaves the layer.
#[test]
fn ones_own_gradient_is_compared_and_its_mistake_named() {
    visit(|page| {
        let notebook = page.state().layer();
        page.cell("W", 0, 0).type_over(&format!("2{}", Key::Enter));
        page.cell("W", 0, 0)
            .type_over(&format!("0.4{}", Key::Enter));
        page.press("Check gradients");
        page.click_on("[data-tool=check] textarea");
        page.keys(&format!("1 1{}1 1 {}{}", Key::Enter, Key::Left, Key::Right));
        page.press("Compare with dZ");
        let told = text_of(page, "[data-tool=check]");
        assert!(told.contains("4 of 4 cells of your dZ differ."), "{told}");
        assert!(told.contains("the mistake «σ′ left out»"), "{told}");
        page.click_on("[data-tool=check] textarea");
        page.chord(&[Key::Control], 'z');
        assert_eq!(page.state().layer(), notebook);
        assert_eq!(page.state().step(), 0);
        let typed: String = page.run(
            "return document.querySelector('[data-tool=check] textarea').value",
            &[],
        );
        assert_ne!(typed, "1 1\n1 1 ");
    });
}

/// With all of it in sight, from the first look to the right answer.
#[test]
fn spotting_a_bug_moves_nothing_and_hides_no_code() {
    visit(|page| {
        page.in_window_of(1280, 720);
        for step in [0, 9, 10] {
            page.seek(step);
            page.press("Spot the bug");
            assert_eq!(page.state().step(), step, "it opens where one is");
            let places = || -> Vec<[f64; 4]> {
                page.run(
                    "return [...app.querySelectorAll('[data-tool=bug] button')].map(button => {
                         const { left, top, width, height } = button.getBoundingClientRect();
                         return [left, top, width, height];
                     })",
                    &[],
                )
            };
            let in_sight = |what: &str| {
                let hidden: Vec<String> = page.run(
                    "const parts = [...app.querySelectorAll('[data-tool=bug] :is(button, pre), .code-head *, .code pre')];
                     return [...cutOff(parts), ...covered(parts)]",
                    &[],
                );
                assert!(hidden.is_empty(), "{what} at step {step}: {hidden:?}");
            };
            in_sight("first");
            let answers: usize =
                page.run("return app.querySelectorAll('.answers button').length", &[]);
            for number in 1..=6 {
                let before = places();
                let is_found = (0..answers).any(|answer| {
                    page.run::<()>(
                        "app.querySelectorAll('.answers button')[arguments[0]].click()",
                        &[answer.into()],
                    );
                    assert_eq!(places(), before, "answer {answer} of mistake {number}");
                    page.run("return !!app.querySelector('[data-tool=bug] pre')", &[])
                });
                assert!(is_found, "mistake {number}");
                in_sight(&format!("mistake {number}, solved"));
                let [right, found, verdict]: [String; 3] = page.run(
                    "return ['.right', '[data-outcome=found]', '.right ~ :last-child']
                         .map(name => getComputedStyle(app.querySelector('[data-tool=bug] ' + name)).color)",
                    &[],
                );
                assert_eq!(right, found, "green");
                assert_ne!(verdict, right);
                let text: String = page.run("return getComputedStyle(app).color", &[]);
                assert_eq!(verdict, text, "no alarm");
                page.press("Another mistake");
            }
            page.press("Close Spot the bug");
            assert_eq!(page.state().step(), step, "it leads back there");
        }
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn at_first_sight_nothing_is_open_and_no_tool_breaks_the_page() {
    for visit in [Visit::at_a_desk(), Visit::on_a_phone()] {
        visit.live(|page| {
            let open: Vec<String> = page.run(
                "return [...app.querySelectorAll('[data-tool], [data-provenance]')].filter(isVisible).map(describe)",
                &[],
            );
            assert!(open.is_empty(), "{open:?}");
            page.press("Last step");
            for button in [
                "Layer",
                "Loss and learning",
                "Check gradients",
                "Notation",
                "Spot the bug",
                "Help",
            ] {
                page.press(button);
                let [width, inner] = page.widths();
                assert!(width <= inner, "{button} makes the page {width} wide");
                let bar: bool = page.run(
                    "const {left, top, width, height} = app.querySelector('[data-press=play]').getBoundingClientRect();
                     const there = document.elementFromPoint(left + width / 2, top + height / 2);
                     return !!there?.closest('[data-press=play]')",
                    &[],
                );
                assert!(bar, "{button} covers the step bar");
                page.keys(&Key::Escape);
            }
        });
    }
}

#[test]
fn the_copied_program_is_the_one_for_this_layer() {
    visit(|page| {
        page.run::<()>(
            "window.copied = null;
             Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
               writeText: (text) => { window.copied = text; return Promise.resolve() } } })",
            &[],
        );
        for (language, start) in [
            ("NumPy", "import numpy as np"),
            ("PyTorch", "import torch"),
            ("Rust", "fn main()"),
        ] {
            page.choose("Language", language);
            page.press("Copy");
            let program: String = page.run("return window.copied", &[]);
            assert!(program.contains(start), "{language}:\n{program}");
            assert!(program.contains("1.09"), "it has the person's numbers");
            assert!(program.contains("assert"), "it asserts");
        }
        page.run::<()>(
            "Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
               writeText: () => window.Promise.reject(new window.Error('no')) } })",
            &[],
        );
        page.press("Copy");
        crate::browser::wait_until("the program is offered", || {
            page.run(
                "return isVisible(app.querySelector('[data-slot=program]'))",
                &[],
            )
        });
        let offered: String =
            page.run("return app.querySelector('[data-slot=program]').value", &[]);
        assert!(offered.contains("fn main()"));
    });
}
