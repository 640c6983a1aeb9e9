//! Windows of every size, from an old projector to a phone.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::browser::{Page, Visit, visit};

/// The windows at a desk and on a wall.
const PROJECTORS: [(u32, u32); 4] = [(1280, 720), (1280, 600), (1024, 768), (1920, 1080)];
/// All others.
const OTHERS: [(u32, u32); 4] = [(768, 1024), (700, 900), (540, 720), (360, 740)];

/// X 4×4, W 3×3, stride 2, padding 1: what is set as homework.
const HOMEWORK: &str = "v=1&x=1,-0.52,0.31,4;-5,6,0.75,8;9,-1,1.1,12;0.13,14,1.5,-1.6&w=1,-0.25,0.3;0.4,-5,0.61;7,0.8,-0.9&stride=2&padding=1&step=7";

/// Numbers of two decimals that need all the room two decimals can need.
fn layer(x: usize, w: usize, more: &str) -> String {
    let grid = |size: usize| {
        let number = |index: usize| {
            let sign = if index % 3 == 1 { "-" } else { "" };
            format!("{sign}{}.{:02}", index % 2, 11 + index * 7 % 88)
        };
        let row = |row: usize| {
            (0..size)
                .map(|col| number(row * size + col))
                .collect::<Vec<_>>()
                .join(",")
        };
        (0..size).map(row).collect::<Vec<_>>().join(";")
    };
    format!("v=1&x={}&w={}{more}", grid(x), grid(w))
}

#[test]
fn the_layer_of_the_notebook_is_whole_on_every_projector() {
    visit(|page| {
        for (width, height) in PROJECTORS {
            page.in_window_of(width, height);
            for step in [0, 2, 5, 9] {
                page.seek(step);
                let what = format!("{width}×{height}, step {step}");
                is_none(
                    page,
                    "return cutOff([...app.querySelectorAll('[data-grid]')])",
                    &what,
                );
                is_none(
                    page,
                    "return covered([...controls(), ...app.querySelectorAll('[data-row][data-col]')])",
                    &what,
                );
                is_none(page, "return collisions()", &what);
                let fits: bool = page.run(
                    "const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
                     return scrollWidth <= clientWidth && scrollHeight <= clientHeight",
                    &[],
                );
                assert!(fits, "the page scrolls at {what}");
            }
        }
        page.in_window_of(768, 1024);
        is_none(
            page,
            "return cutOff([...app.querySelectorAll('[data-grid]')])",
            "768×1024",
        );
    });
}

/// They have room for 64 px there.
#[test]
fn cells_are_square_and_all_of_one_size() {
    visit(|page| {
        for state in ["v=1", HOMEWORK, &layer(5, 3, "")] {
            page.open_state(state);
            for (width, height) in [
                (1280, 720),
                (1024, 768),
                (1920, 1080),
                (768, 1024),
                (540, 720),
            ] {
                page.in_window_of(width, height);
                let sizes: Vec<[f64; 2]> = page.run("return cellSizes()", &[]);
                let [first, _] = sizes[0];
                for [width_of, height_of] in sizes {
                    assert!(
                        (width_of - height_of).abs() < 1.0
                            && (width_of - first).abs() < 1.0
                            && width_of < 64.5,
                        "{width_of} × {height_of} px beside {first} at {width}×{height}: {state}"
                    );
                }
            }
        }
    });
}

#[test]
fn frames_lie_on_the_edges_of_cells() {
    visit(|page| {
        for (width, height) in PROJECTORS.into_iter().chain(OTHERS) {
            page.in_window_of(width, height);
            // Z 6×6; Z 8×8 with windows over the padding; maps of 12×12.
            for (state, most) in [
                (layer(8, 3, "&step="), 74),
                (layer(8, 3, "&padding=1&step="), 130),
                (layer(12, 3, "&padding=1&step="), 290),
            ] {
                page.open_state(&[&*state, "0"].concat());
                for (step, count) in [(1, 2), (9, 2), (most - 7, 3), (most, 3)] {
                    page.seek(step);
                    let what = format!("{width}×{height}, step {step}: {state}");
                    let found: (usize, Vec<String>) = page.run("return frames()", &[]);
                    assert_eq!(found, (count, Vec::new()), "{what}");
                }
            }
        }
    });
}

#[test]
fn digits_stay_readable() {
    let no_padding = |x, w| layer(x, w, "&step=12");
    visit(|page| {
        page.in_window_of(1280, 720);
        for (state, least) in [
            (HOMEWORK.to_owned(), 12.0),
            (no_padding(4, 3), 12.0),
            (no_padding(6, 3), 12.0),
            (no_padding(6, 1), 12.0),
            (no_padding(7, 2), 10.0),
            (no_padding(8, 3), 10.0),
            (no_padding(8, 1), 10.0),
        ] {
            page.open_state(&state);
            let size: f64 = page.run("return smallestDigits()", &[]);
            assert!(
                size >= least - 0.01 || size >= least * 0.77 && has_added(page),
                "{size} px at 1280×720: {state}"
            );
            is_none(page, "return collisions()", &state);
        }
        for (width, height) in PROJECTORS.into_iter().chain(OTHERS) {
            page.in_window_of(width, height);
            let most = if width > 1000 { 8 } else { 7 };
            let squares = (5..=most).map(|x| no_padding(x, 3));
            for state in squares.chain([HOMEWORK.to_owned()]) {
                page.open_state(&state);
                let what = format!("{width}×{height}: {state}");
                let size: f64 = page.run("return smallestDigits()", &[]);
                assert!(size >= 8.99, "{size} px at {what}");
                is_none(page, "return collisions()", &what);
                let [wide, window] = page.widths();
                assert!(wide <= window, "{wide} px at {what}");
            }
        }
    });
}

/// What a step added stands below the number, and is smaller.
fn has_added(page: &Page) -> bool {
    page.run("return !app.hasAttribute('data-dense')", &[])
}

/// A window of 640×360 is one of 1280×720 at 200 %.
#[test]
fn zoom_and_the_font_of_the_browser_enlarge_the_text() {
    visit(|page| {
        let size = || -> f64 { page.run("return parseFloat(getComputedStyle(app).fontSize)", &[]) };
        page.in_window_of(1920, 1080);
        let before = size();
        for (width, height) in [(1280, 720), (960, 540), (640, 360)] {
            page.in_window_of(width, height);
            assert!(
                (size() - before).abs() < 0.01,
                "{} px at {width}×{height}",
                size()
            );
        }
        page.in_window_of(1920, 1080);
        let cell = || -> f64 { page.run("return cellSizes()[0][0]", &[]) };
        let cell_before = cell();
        page.run::<()>("document.documentElement.style.fontSize = '24px'", &[]);
        page.next_frame();
        assert!((size() / before - 1.5).abs() < 0.01, "{} px", size());
        assert!(
            (cell() / cell_before - 1.5).abs() < 0.02,
            "cells of {} px",
            cell()
        );
    });
}

/// 1280×720 at 400 %.
#[test]
fn at_400_percent_the_bar_takes_a_quarter_at_most() {
    visit(|page| {
        page.in_window_of(320, 180);
        let height: f64 = page.run(
            "return document.querySelector('footer').getBoundingClientRect().height",
            &[],
        );
        assert!(height <= 45.0, "{height} px");
        let [wide, window] = page.widths();
        assert!(wide <= window, "{wide} px in {window}");
    });
}

/// Whatever is told, outlined or pointed at.
#[test]
fn stepping_moves_no_grid() {
    visit(|page| {
        for (width, height) in PROJECTORS {
            page.in_window_of(width, height);
            let places = || -> Vec<[f64; 4]> {
                page.run(
                    "return [...app.querySelectorAll('[data-grid] [data-row], .stage, footer, [data-press=copy], pre')].map(element => {
                         const { x, y, width, height } = element.getBoundingClientRect();
                         return [x, y, width, height];
                     })",
                    &[],
                )
            };
            page.seek(0);
            let before = places();
            for step in 1..=10 {
                page.seek(step);
                page.cell("dX", 1, 1).hover();
                assert_eq!(places(), before, "step {step} at {width}×{height}");
            }
        }
    });
}

/// Beside the picture each part has its place, and what opens lies over the arithmetic.
#[test]
fn what_opens_covers_the_arithmetic_alone() {
    visit(|page| {
        for (width, height) in PROJECTORS {
            page.in_window_of(width, height);
            page.seek(9);
            for tool in [
                "Layer",
                "Loss and learning",
                "Check gradients",
                "Spot the bug",
                "Notation",
                "Share",
                "Help",
            ] {
                page.press(tool);
                let what = format!("{tool} at {width}×{height}");
                let others = "[...app.querySelectorAll('[data-grid] [data-row], footer input, footer button, header *, [data-slot=title], [data-slot=sentence], [aria-current=step], .code-head *')]";
                is_none(page, &format!("return covered({others})"), &what);
                let [drawer, side]: [[f64; 4]; 2] = page.run(
                    "return ['[data-tool]:not([hidden])', '.side'].map(name => {
                         const { left, top, right, bottom } = app.querySelector(name).getBoundingClientRect();
                         return [left, top, right, bottom];
                     })",
                    &[],
                );
                let is_inside = drawer[0] >= side[0] - 1.0
                    && drawer[1] >= side[1]
                    && drawer[2] <= side[2] + 1.0
                    && drawer[3] <= side[3];
                assert!(is_inside, "{what}: {drawer:?} in {side:?}");
                page.keys(&Key::Escape);
            }
            page.cell("dX", 1, 1).click();
            is_none(
                page,
                "return covered([...app.querySelectorAll('[data-term] td')].slice(0, 1))",
                "a pinned cell",
            );
            page.keys(&Key::Escape);
        }
    });
}

#[test]
fn the_line_that_ran_is_always_in_sight() {
    visit(|page| {
        for language in ["NumPy", "PyTorch", "Rust"] {
            page.choose("Language", language);
            for (width, height) in PROJECTORS {
                page.in_window_of(width, height);
                for step in 0..=10 {
                    page.seek(step);
                    page.next_frame();
                    is_none(
                        page,
                        "return cutOff([...app.querySelectorAll('[aria-current=step]')])",
                        &format!("{language}, step {step}, {width}×{height}"),
                    );
                }
            }
        }
    });
}

/// What the step is about is on the screen, with its sentence above the step bar.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn a_phone_shows_a_step_without_scrolling() {
    Visit::on_a_phone().live(|page| {
        for (step, grids) in [(1, ["X", "W"]), (9, ["dX", "dW"]), (9, ["dZ", "dX"])] {
            page.seek(step);
            page.next_frame();
            let names = grids.map(|grid| format!("[data-grid={grid}]")).join(", ");
            is_none(page, &format!("return cutOff([...app.querySelectorAll('{names}, [data-slot=sentence]')])"), &names);
            is_none(page, &format!("return covered([...app.querySelectorAll('{names}')].flatMap(grid => [...grid.querySelectorAll('[data-row]')]))"), &names);
        }
        let docked: f64 = page.run(
            "return innerHeight - app.querySelector('.side').getBoundingClientRect().top",
            &[],
        );
        assert!(docked <= 150.5, "{docked} px");
        let shows = || -> bool { page.run("return isVisible(app.querySelector('[data-slot=tables] li'))", &[]) };
        assert!(!shows());
        page.press("The whole explanation");
        assert!(shows());
        page.press("Next step");
        assert!(shows(), "it stays open");
        page.keys(&Key::Escape);
        assert!(!shows());
        page.cell("X", 0, 0).click();
        let size: f64 = page.run("return parseFloat(getComputedStyle(document.activeElement).fontSize)", &[]);
        assert!(size >= 16.0, "{size} px: the phone would zoom in");
    });
}

/// Beyond what fits side by side there is one grid below the other.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn a_phone_shows_large_grids_one_below_the_other() {
    Visit::on_a_phone().live(|page| {
        for state in [layer(6, 3, ""), layer(8, 2, "")] {
            page.open_state(&state);
            let [smallest, digits]: [f64; 2] = page.run(
                "return [Math.min(...cellSizes().flat()), smallestDigits()]",
                &[],
            );
            assert!(
                smallest >= 24.0 && digits >= 9.0,
                "{smallest} px, digits of {digits} px: {state}"
            );
            is_none(page, "return collisions()", &state);
        }
    });
}

#[test]
fn on_its_side_a_phone_has_one_row_of_buttons() {
    visit(|page| {
        page.in_window_of(740, 360);
        let height: f64 = page.run(
            "return document.querySelector('footer').getBoundingClientRect().height",
            &[],
        );
        assert!(height <= 60.0, "{height} px");
    });
}

/// A sheet has no controls, is light, and cuts nothing.
#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn printed_it_is_a_sheet() {
    visit(|page| {
        page.choose("Theme", "dark");
        for (state, sheets) in [
            ("v=1&step=9", 1),
            (HOMEWORK, 2),
            (&layer(8, 3, "&step=40"), 2),
        ] {
            page.open_state(state);
            for (width, height) in [(8.27, 11.69), (8.5, 11.0)] {
                let size =
                    json!({"paperWidth": width, "paperHeight": height, "preferCSSPageSize": false});
                let printed = page.devtools("Page.printToPDF", &size);
                let pdf = BASE64_STANDARD
                    .decode(printed["data"].as_str().expect("a file"))
                    .expect("base64");
                let pages = pdf
                    .windows(12)
                    .filter(|bytes| bytes.starts_with(b"/Type /Page") && bytes[11] != b's')
                    .count();
                assert!(
                    (1..=sheets).contains(&pages),
                    "{pages} pages of {width} in: {state}"
                );
            }
            // As wide as a sheet without its margins.
            page.devtools("Emulation.setEmulatedMedia", &json!({"media": "print"}));
            page.in_window_of(703, 1000);
            is_none(
                page,
                "return controls().filter(control => !control.closest('[data-grid], figcaption')).map(describe)",
                state,
            );
            is_none(page, "return collisions()", state);
            is_none(
                page,
                "return [...app.querySelectorAll('[data-grid]')].filter(grid => !isVisible(grid)).map(describe)",
                state,
            );
            let brightness: f64 = page.run("return brightness()", &[]);
            assert!(brightness > 0.9, "{brightness}");
            page.devtools("Emulation.setEmulatedMedia", &json!({"media": ""}));
            page.in_window_of(1280, 720);
        }
    });
}

#[track_caller]
fn is_none(page: &Page, script: &str, what: &str) {
    let found: Vec<String> = page.run(script, &[] as &[Value]);
    assert!(found.is_empty(), "{what}: {found:#?}");
}
