//! Without a pointer.

use fantoccini::key::Key;

use crate::browser::{Page, Place, Visit, visit};
use crate::oracle::Layer;

#[test]
fn everything_can_be_done_with_keys_only() {
    visit(|page| {
        let mut layer = Layer::notebook();
        for (key, step) in [
            (Key::Right, 1),
            (Key::Right, 2),
            (Key::Left, 1),
            (Key::End, 10),
            (Key::Home, 0),
        ] {
            page.keys(&key);
            page.state().assert_shows(&layer, step);
        }
        page.keys(" ");
        assert!(page.has_button("Pause"), "Space plays");
        page.keys(" ");
        assert!(page.has_button("Play"), "Space pauses");
        page.keys(&format!("{}{}", Key::Home, Key::End));

        let is_on =
            |grid: &'static str| move || page.focused_cell().is_some_and(|cell| cell.grid == grid);
        page.tab_to("X", is_on("X"));
        assert_eq!(page.focused_cell(), Some(Place::new("X", 0, 0)));
        page.keys(&format!("2.5{}", Key::Tab));
        layer.x[0][0] = 2.5;
        page.state().assert_shows(&layer, 10);
        assert_eq!(page.focused_cell(), Some(Place::new("X", 0, 1)));

        page.tab_to("Z", is_on("Z"));
        for (key, row, col) in [
            (Key::Right, 0, 1),
            (Key::Down, 1, 1),
            (Key::Left, 1, 0),
            (Key::Up, 0, 0),
        ] {
            page.keys(&key);
            assert_eq!(page.focused_cell(), Some(Place::new("Z", row, col)));
        }
        page.state().assert_shows(&layer, 10);

        page.tab_to("dX", is_on("dX"));
        page.keys(&Key::Enter);
        let pinned = page.lit();
        // The buttons of the pin would give the focus back to the cell, which lights it.
        let is_on_a_button = || {
            page.run(
                "return document.activeElement.matches('button:not([data-provenance] *)')",
                &[],
            )
        };
        page.tab_to("a button", is_on_a_button);
        let is_lit = |lit: &[Place]| pinned.iter().all(|place| lit.contains(place));
        let lit = page.lit();
        assert!(is_lit(&lit), "what is pinned stays lit: {lit:?}");
        assert!(lit.contains(&Place {
            role: Some("accumulated".to_owned()),
            ..Place::new("dX", 1, 1)
        }));
        page.keys(&Key::Escape);
        let lit = page.lit();
        assert!(!is_lit(&lit), "Escape releases it: {lit:?}");
    });
}

#[test]
fn a_control_keeps_the_keys_that_it_uses_itself() {
    visit(|page| {
        page.seek(5);
        page.cell("X", 0, 1).click();
        for key in [Key::Left, Key::Right, Key::Home, Key::End] {
            page.keys(&key);
            assert_eq!(
                page.state().step(),
                5,
                "{key:?} in a text field moves the caret"
            );
        }
        page.cell("X", 0, 1).type_over("1 ");
        assert!(
            page.has_button("Play"),
            "a blank in a text field is a blank"
        );
        page.keys(&Key::Escape);

        page.cell("dZ", 0, 0).click();
        page.keys(&Key::Right);
        assert_eq!(page.state().step(), 5, "→ in a grid moves the focus");
        page.keys(&Key::Escape);

        page.press("Next step");
        page.keys(" ");
        assert_eq!(page.state().step(), 7, "Space on a button presses it, once");
        assert!(page.has_button("Play"), "and does not play");
        page.keys(&Key::Right);
        assert_eq!(page.state().step(), 8, "→ on a button is a step, one");
    });
}

/// From the top to the bottom, whatever is open and stays in sight there.
#[test]
fn one_always_sees_where_the_focus_is() {
    visit(|page| {
        for (width, height) in [(1280, 720), (1024, 768), (800, 720)] {
            page.in_window_of(width, height);
            // 18 inputs, 6 grids, 5 buttons and the slider at the least.
            let stops = walk(page, &format!("{width}×{height}"));
            assert!(stops >= 28, "only {stops} places have a tab stop");
        }
        page.seek(9);
        for tool in [
            "Layer",
            "Loss and learning",
            "Check gradients",
            "Notation",
            "Export",
            "Share",
            "Help",
            "Spot the bug",
        ] {
            page.press(tool);
            walk(page, tool);
        }
    });
}

/// Presses Tab from the top of the page to its end; how many places have a tab stop.
#[track_caller]
fn walk(page: &Page, what: &str) -> usize {
    page.focus_top();
    for stops in 0..200 {
        page.keys(&Key::Tab);
        let [unmarked, hidden]: [Option<String>; 2] = page.run(
            "const { activeElement } = document;
             return [unmarkedFocus(), activeElement === document.body || !isHidden(activeElement) ? null : describe(activeElement)]",
            &[],
        );
        assert_eq!(
            unmarked, None,
            "{what}: looks the same with and without focus"
        );
        assert_eq!(hidden, None, "{what}: lies under something else");
        if page.run("return document.activeElement === document.body", &[]) {
            return stops;
        }
    }
    panic!("{what}: Tab leads around the page and out of it");
}

/// A phone's keyboard has keys for the next field and none for arrows.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn on_a_touch_screen_every_field_is_a_tab_stop() {
    let stops = "return [...app.querySelectorAll('[data-grid] input')].filter(({ tabIndex }) => tabIndex === 0).length";
    Visit::on_a_phone().live(|page| assert_eq!(page.run::<usize>(stops, &[]), 18));
    Visit::at_a_desk().live(|page| assert_eq!(page.run::<usize>(stops, &[]), 4));
}
