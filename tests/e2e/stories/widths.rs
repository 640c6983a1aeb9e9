//! Windows of every size, from an old projector to a phone.

use serde_json::Value;

use crate::browser::{Page, visit};

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
            for state in [
                HOMEWORK.to_owned(),
                no_padding(5, 3),
                no_padding(6, 3),
                no_padding(7, 3),
            ] {
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
                    "return [...app.querySelectorAll('[data-grid] [data-row], .stage, footer')].map(element => {
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

#[track_caller]
fn is_none(page: &Page, script: &str, what: &str) {
    let found: Vec<String> = page.run(script, &[] as &[Value]);
    assert!(found.is_empty(), "{what}: {found:#?}");
}
