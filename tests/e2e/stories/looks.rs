//! Where things are and how they look.

use fantoccini::key::Key;
use serde_json::Value;

use crate::browser::{Page, Visit, visit};

/// A backward step of the notebook in which much is lit.
const STEP: usize = 9;

#[test]
fn at_1280_by_720_all_of_the_notebook_is_visible_at_once() {
    visit(|page| {
        for step in [STEP, 10, 2, 5] {
            page.seek(step);
            assert_none(
                page,
                "return cutOff([...app.querySelectorAll('[data-grid], [data-step-arithmetic], pre'), ...controls()])",
                &format!("cut off at step {step}"),
            );
            assert_none(
                page,
                "return covered([...controls(), ...app.querySelectorAll('[data-row][data-col]')])",
                &format!("covered at step {step}"),
            );
            let fits: [i32; 4] = page.run(
                "const {scrollWidth, clientWidth, scrollHeight, clientHeight} = document.documentElement;
                 return [scrollWidth, clientWidth, scrollHeight, clientHeight]",
                &[],
            );
            assert!(
                fits[0] <= fits[1] + 1 && fits[2] <= fits[3] + 1,
                "the page scrolls at step {step}: {fits:?}"
            );
        }
    });
}

/// With the identity dZ is G, dX = 2.5 · dZ = 2.5, −5; 10, 0 and dW = 0.5. A shade is
/// told in twentieths of the scale.
#[test]
fn one_scale_compares_the_gradients() {
    const STATE: &str = "v=1&x=0.5,0;0,0&w=2.5&g=1,-2;4,0&activation=identity&loss=by-hand&step=10";
    const SWITCH: &str = "One scale for dX, dW, dZ";
    visit(|page| {
        let shades = || -> Vec<Option<String>> {
            page.run(
                "return ['dX', 'dW', 'dZ'].map((grid) => cellOf(grid, 0, 0).dataset.shade)",
                &[],
            )
        };
        let legend = || -> String {
            page.run(
                "return app.querySelector('.legend').innerText.replace(/\\s+/g, ' ')",
                &[],
            )
        };
        let height = || -> f64 {
            page.run(
                "return app.querySelector('.legend').getBoundingClientRect().height",
                &[],
            )
        };
        let one_line = height();
        assert!(one_line < 24.0, "the legend is {one_line} px high");
        let own = ["5", "20", "5"].map(|shade| Some(shade.to_owned()));
        let shared = ["5", "1", "2"].map(|shade| Some(shade.to_owned()));
        page.open_state(STATE);
        assert_eq!(shades(), own);
        assert!(legend().contains(" per grid"), "{}", legend());
        page.press(SWITCH);
        assert_eq!(shades(), shared, "after a click");
        assert!(legend().contains(" per other grid"), "{}", legend());
        assert!(height() <= one_line, "the legend has grown");
        for (key, expected) in [(" ", &own), (&*Key::Enter, &shared)] {
            page.keys(key);
            assert_eq!(shades(), *expected, "after a key");
            assert_eq!(page.state().step(), 10);
            assert!(!page.has_button("Pause"), "it plays");
        }
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn on_a_phone_nothing_scrolls_sideways_and_fingers_find_their_target() {
    Visit::on_a_phone().live(|page| {
        page.seek(STEP);
        assert_none(page, "return smallTargets(43.5)", "too small for a finger");
        assert_fits_sideways(page);
        page.press("Layer");
        assert_none(page, "return smallTargets(43.5)", "too small for a finger");
        page.resize("X", (12, 12));
        page.resize("W", (7, 7));
        page.press("Fill at random");
        assert_fits_sideways(page);
        page.keys(&Key::Escape);
        for step in [0, 20, 37, 38, 60] {
            page.seek(step);
            assert_fits_sideways(page);
        }
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn light_and_dark_can_be_read_and_the_person_chooses() {
    visit(|page| {
        for (system, choice, is_dark) in [
            ("light", "system", false),
            ("dark", "system", true),
            ("dark", "light", false),
            ("light", "dark", true),
        ] {
            page.emulate_media("prefers-color-scheme", system);
            page.choose("Theme", choice);
            let brightness: f64 = page.run("return brightness()", &[]);
            assert!(
                if is_dark {
                    brightness < 0.1
                } else {
                    brightness > 0.7
                },
                "system {system}, chosen {choice}: the background's luminance is {brightness}"
            );
            for step in [0, 2, 5, STEP, 10] {
                page.seek(step);
                let what = format!("hard to read: system {system}, chosen {choice}, step {step}");
                assert_none(page, "return paleTexts(4.5)", &what);
            }
        }
    });
}

#[test]
#[cfg_attr(feature = "firefox", ignore = "needs Chromium's own tools")]
fn pictures_of_the_page() {
    let is_no_blank = |name: &str, png: &[u8]| {
        let size = png.len();
        assert!(size > 15_000, "{name} is blank: {size} bytes");
    };
    visit(|page| {
        page.emulate_media("prefers-color-scheme", "light");
        page.seek(STEP);
        let picture = "light-1280x720";
        is_no_blank(picture, &page.photograph(picture, false));

        page.choose("Theme", "dark");
        let picture = "dark-1280x720";
        is_no_blank(picture, &page.photograph(picture, false));

        page.choose("Theme", "light");
        page.press("Layer");
        page.resize("X", (12, 12));
        page.resize("W", (7, 7));
        page.press("Fill at random");
        page.keys(&Key::Escape);
        page.seek(55);
        let picture = "largest-1280x720";
        is_no_blank(picture, &page.photograph(picture, false));
    });
    Visit::on_a_phone().live(|page| {
        page.seek(STEP);
        let picture = "phone-360";
        is_no_blank(picture, &page.photograph(picture, true));
    });
}

#[track_caller]
fn assert_none(page: &Page, script: &str, what: &str) {
    let found: Vec<String> = page.run(script, &[] as &[Value]);
    assert!(found.is_empty(), "{what}: {found:#?}");
}

#[track_caller]
fn assert_fits_sideways(page: &Page) {
    let [width, window] = page.widths();
    assert!(
        width <= 360 && window == 360,
        "{width} px wide in a window of {window}"
    );
}
