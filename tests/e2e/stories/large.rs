//! The largest layer that the page offers.

use fantoccini::key::Key;

use crate::browser::{Page, Visit, visit};

/// N of 64×64 under 3×3.
const POSITIONS: usize = 62 * 62;

/// Chooses the largest X, fills it at random, and leaves no tool open.
fn enlarge(page: &Page) {
    page.press("Layer");
    page.resize("X", (64, 64));
    page.resize("W", (3, 3));
    page.press("Fill at random");
    page.keys(&Key::Escape);
    page.run::<()>("document.activeElement.blur()", &[]);
}

#[test]
fn a_layer_of_64_by_64_shows_what_the_oracle_computes() {
    visit(|page| {
        enlarge(page);
        let layer = page.seek(0).layer();
        for step in [
            1,
            70,
            POSITIONS + 1,
            POSITIONS + 2,
            POSITIONS + 1000,
            layer.steps(),
        ] {
            page.seek(step).assert_shows(&layer, step);
        }
        let before = page.seek(POSITIONS + 500);
        page.keys(&Key::Right);
        page.state().assert_shows(&layer, POSITIONS + 501);
        page.keys(&Key::Left);
        page.state().assert_same(&before, "back by a key");
        page.photograph("large", false);
    });
}

#[test]
fn a_step_writes_only_into_cells_that_it_concerns() {
    visit(|page| {
        enlarge(page);
        for step in [40, POSITIONS + 500] {
            page.seek(step);
            let strangers: Vec<String> = page.run(
                "const concerned = new Set(litCells().map(({ cell }) => cell));
                 const grids = [...app.querySelectorAll('[data-grid]')];
                 const watch = new MutationObserver(() => {});
                 for (const grid of grids)
                     watch.observe(grid, { subtree: true, attributes: true, childList: true, characterData: true });
                 document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
                 const touched = watch.takeRecords().map(({ target }) => (target.closest ? target : target.parentElement).closest('[data-row], .overlay, table'));
                 for (const { cell } of litCells()) concerned.add(cell);
                 if (!touched.length) throw new Error('the step wrote nothing');
                 return touched.filter((node) => !concerned.has(node) && !node.matches('.overlay')).map(describe)",
                &[],
            );
            assert!(strangers.is_empty(), "{strangers:?}");
        }
    });
}

/// A cell is a shade then; the one that is edited becomes a field one can read.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn a_cell_of_a_large_layer_can_be_edited_and_read() {
    for (visitor, has_pointer) in [(Visit::at_a_desk(), true), (Visit::on_a_phone(), false)] {
        visitor.live(|page| {
            enlarge(page);
            page.seek(70);
            page.cell("X", 20, 30).type_over("2.5");
            let (width, size): (f64, f64) = page.run(
                "const field = document.activeElement;
                 return [field.getBoundingClientRect().width, parseFloat(getComputedStyle(field).fontSize)]",
                &[],
            );
            assert!(width >= 60.0 && size >= 12.0, "{width} px wide, text of {size} px");
            page.photograph("large-edited", false);
            page.keys(&Key::Enter);
            assert_eq!(page.state().grids["X"][20][30].as_deref(), Some("2.5"));
            assert_eq!(page.focused_cell().map(|place| (place.row, place.col)), Some((21, 30)));
            if has_pointer {
                page.cell("Z", 0, 3).hover();
                let readout: String = page.run(
                    "return app.querySelector('[data-readout]').innerText",
                    &[],
                );
                assert!(readout.starts_with("Z[0,"), "{readout}");
            }
            let [wide, window] = page.widths();
            assert!(wide <= window, "the page is {wide} px wide");
        });
    }
}
