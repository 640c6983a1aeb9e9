//! Hovering, pinning and jumping.

use fantoccini::key::Key;

use crate::browser::visit;
use crate::oracle::Layer;

#[test]
fn hovering_over_a_cell_lights_what_it_takes_part_in() {
    visit(|page| {
        page.cell("Z", 0, 1).hover();
        assert_eq!(page.lit_on("X"), [(0, 1), (0, 2), (1, 1), (1, 2)]);
        assert_eq!(page.lit_on("W").len(), 4);
        assert_eq!(page.lit_on("Z"), [(0, 1)]);
        page.cell("dX", 0, 0).hover();
        assert_eq!(page.lit_on("dX"), [(0, 0)]);
        assert_eq!(
            page.lit_on("dZ"),
            [(0, 0)],
            "one position covers the corner"
        );
        assert_eq!(page.lit_on("W"), [(0, 0)], "by one weight");
        page.cell("dX", 1, 1).hover();
        assert_eq!(page.lit_on("dZ").len(), 4, "all positions cover the middle");
        page.move_pointer_away();
        assert_eq!(page.lit(), [], "and nothing is lit afterwards");
    });
}

#[test]
fn a_click_pins_the_highlight_until_escape() {
    visit(|page| {
        for grid in ["Z", "H", "dZ", "dX", "dW"] {
            page.cell(grid, 0, 1).click();
            let pinned = page.lit();
            assert!(
                pinned.len() > 1,
                "a cell of {grid} lights others: {pinned:?}"
            );
            page.run::<()>("document.activeElement.blur()", &[]);
            page.move_pointer_away();
            assert_eq!(page.lit(), pinned, "what is pinned on {grid} stays lit");
            page.keys(&Key::Escape);
            assert_eq!(page.lit(), [], "Escape releases {grid}");
        }
    });
}

#[test]
fn a_double_click_jumps_to_that_position_in_the_current_pass() {
    visit(|page| {
        let layer = Layer::notebook();
        for (grid, row, col, step) in [("Z", 1, 0, 3), ("dZ", 0, 1, 2), ("Z", 0, 0, 1)] {
            page.cell(grid, row, col).double_click();
            page.state().assert_shows(&layer, step);
        }
        page.press("Last step");
        for (grid, row, col, step) in [("dZ", 0, 1, 8), ("Z", 1, 0, 9), ("dZ", 0, 0, 7)] {
            page.cell(grid, row, col).double_click();
            page.state().assert_shows(&layer, step);
        }
    });
}
