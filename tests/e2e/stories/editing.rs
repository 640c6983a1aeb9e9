//! Typing numbers, good and bad, and taking it back.

use fantoccini::key::Key;

use crate::browser::{Page, Place, Visit, visit};
use crate::oracle::Layer;

#[test]
fn an_edit_is_followed_at_once_while_the_step_stays() {
    visit(|page| {
        let mut layer = Layer::notebook();
        page.seek(9);
        for (text, value, (row, col)) in [
            ("1,5", 1.5, (0, 0)),
            ("−2", -2.0, (0, 1)),
            ("-2.25", -2.25, (1, 1)),
            ("1/4", 0.25, (1, 0)),
            (" 1e-3 ", 1e-3, (2, 2)),
            (".5", 0.5, (1, 2)),
            ("+3", 3.0, (2, 0)),
            ("0", 0.0, (2, 1)),
        ] {
            page.cell("X", row, col).type_over(text);
            page.keys(&Key::Enter);
            layer.x[row][col] = value;
            page.state().assert_shows(&layer, 9);
        }
        page.cell("W", 1, 0).type_over("-0.75");
        page.keys(&Key::Tab);
        layer.w[1][0] = -0.75;
        page.state().assert_shows(&layer, 9);
        page.cell("G", 0, 1).type_over("2");
        page.cell("X", 0, 0).click(); // leaving the cell commits
        layer.g[0][1] = 2.0;
        page.state().assert_shows(&layer, 9);
    });
}

#[test]
fn one_moves_between_cells_as_in_a_spreadsheet() {
    visit(|page| {
        let is_at = |row, col| {
            let place = Place::new("X", row, col);
            assert_eq!(page.focused_cell(), Some(place));
        };
        page.cell("X", 0, 0).click();
        is_at(0, 0);
        page.keys(&format!("1{}", Key::Enter));
        is_at(1, 0);
        page.keys(&Key::Tab);
        is_at(1, 1);
        page.keys(&Key::Down);
        is_at(2, 1);
        page.keys(&Key::Up);
        page.keys(&Key::Up);
        is_at(0, 1);
        page.chord(&[Key::Shift], Key::Tab.chars().next().unwrap());
        is_at(0, 0);

        let before = page.state();
        let shown = page.cell("X", 0, 0).text();
        page.cell("X", 0, 0).type_over("77");
        page.keys(&Key::Left);
        is_at(0, 0);
        page.keys(&Key::Escape);
        assert_eq!(
            page.cell("X", 0, 0).text(),
            shown,
            "Escape restores the text"
        );
        page.keys(&Key::Tab);
        page.state().assert_same(&before, "after Escape");
    });
}

#[test]
fn junk_stays_a_draft_with_a_sentence_that_says_why() {
    visit(|page| {
        page.seek(9);
        let before = page.state();
        let cell = page.cell("X", 1, 1);
        let shown = cell.text();
        for junk in [
            "abc", "1/0", "1e999", "", "NaN", "Infinity", "1 2", "--1", "1,2,3", "1/2/3", "1e",
            ".", "0x10",
        ] {
            cell.type_over(junk);
            page.cell("X", 0, 0).click();
            assert_eq!(cell.text(), junk, "the draft stays");
            assert!(cell.is_invalid(), "{junk:?} is marked as invalid");
            let complaint = cell.complaint();
            assert!(
                complaint.len() > 10,
                "{junk:?} is refused with {complaint:?}"
            );
            page.state().assert_same(&before, "after junk");
        }

        page.press("Previous step");
        page.state().assert_shows(&Layer::notebook(), 8);
        assert_eq!(cell.text(), "0x10", "the draft outlives a step");

        cell.type_over("5");
        page.keys(&Key::Enter);
        assert!(!cell.is_invalid(), "a number clears the mark");
        assert_eq!(cell.complaint(), "", "and the complaint");
        let mut layer = Layer::notebook();
        layer.x[1][1] = 5.0;
        page.state().assert_shows(&layer, 8);

        cell.type_over("junk");
        page.keys(&Key::Enter);
        assert!(cell.is_invalid(), "Enter judges too, and goes on");
        assert_eq!(page.focused_cell(), Some(Place::new("X", 2, 1)));
        assert!(cell.complaint().contains("using 5"), "{}", cell.complaint());
        cell.click();
        page.keys(&Key::Escape);
        assert!(!cell.is_invalid(), "Escape clears the mark");
        assert_ne!(
            cell.text(),
            shown,
            "and leads back to the last number, not the first"
        );
        page.state().assert_shows(&layer, 8);
    });
}

/// There is room for the sentence, and the cell shows what is used.
#[test]
#[cfg_attr(feature = "firefox", ignore = "Firefox cannot be a phone")]
fn a_refusal_moves_nothing() {
    for visitor in [Visit::at_a_desk(), Visit::on_a_phone()] {
        visitor.live(|page| {
            let places = || -> Vec<[f64; 4]> {
                page.run(
                    "return [...document.querySelectorAll('[data-grid], .legend, .step')].map((element) => {
                         const { x, y, width, height } = element.getBoundingClientRect();
                         return [x + scrollX, y + scrollY, width, height];
                     })",
                    &[],
                )
            };
            page.cell("W", 0, 0).click();
            let before = places();
            for grid in ["X", "W", "G"] {
                page.cell(grid, 0, 0).type_over("abc");
                page.cell(grid, 0, 1).click();
                let using: String = page.run(
                    "const cell = cellOf(arguments[0], 0, 0);
                     return getComputedStyle(cell, '::after').content.replace('attr(data-using)', cell.dataset.using)",
                    &[grid.into()],
                );
                assert!(using.contains("using "), "{grid}: {using}");
                page.cell(grid, 0, 0).click();
                page.keys(&Key::Escape);
                page.cell(grid, 0, 0).type_over("abc");
                page.cell("W", 0, 0).click();
                assert_eq!(places(), before, "after a refusal in {grid}");
                page.cell(grid, 0, 0).click();
                page.keys(&Key::Escape);
                page.cell("W", 0, 0).click();
            }
        });
    }
}

#[test]
fn every_edit_of_the_layer_can_be_undone_and_redone() {
    visit(|page| {
        let edits: [Edit; 6] = [
            ("a cell of X", |page| {
                page.cell("X", 0, 0).type_over("2");
                page.keys(&Key::Enter);
            }),
            ("a cell of G", |page| {
                page.cell("G", 1, 1).type_over("-3");
                page.keys(&Key::Enter);
            }),
            ("a size", |page| {
                in_layer_tool(page, |page| page.choose("X columns", "5"));
            }),
            ("random numbers", |page| {
                in_layer_tool(page, |page| page.press("Fill at random"));
            }),
            ("zeros", |page| {
                in_layer_tool(page, |page| page.press("Clear to zeros"));
            }),
            ("the notebook", |page| {
                in_layer_tool(page, |page| page.choose("Example", "Notebook example"));
            }),
        ];
        let mut seen = vec![Layer::notebook()];
        for (name, edit) in &edits {
            edit(page);
            let layer = page.state().layer();
            assert_ne!(Some(&layer), seen.last(), "{name} changes the layer");
            seen.push(layer);
        }
        assert_eq!(seen[6], Layer::notebook(), "«Notebook example» leads back");
        let zero = |matrix: &Vec<Vec<f64>>| matrix.iter().flatten().all(|&value| value == 0.0);
        assert!(zero(&seen[5].x) && zero(&seen[5].w), "X and W are cleared");
        assert_eq!(seen[5].g, seen[4].g, "and G is not");
        assert_eq!(
            seen[3].x[0],
            [2.0, 0.2, 1.3, 0.0, 0.0],
            "what fits is kept, new cells are 0"
        );
        assert_eq!(seen[3].g[1], [1.0, -3.0, 1.0, 1.0], "and 1 in G");

        let ways: [(Act, Act); 2] = [
            (|page| page.press("Undo"), |page| page.press("Redo")),
            (
                |page| page.chord(&[Key::Control], 'z'),
                |page| page.chord(&[Key::Control, Key::Shift], 'z'),
            ),
        ];
        for (undo, redo) in ways {
            for index in (0..edits.len()).rev() {
                undo(page);
                assert_eq!(
                    page.state().layer(),
                    seen[index],
                    "without {}",
                    edits[index].0
                );
            }
            for index in 0..edits.len() {
                redo(page);
                assert_eq!(
                    page.state().layer(),
                    seen[index + 1],
                    "again {}",
                    edits[index].0
                );
            }
        }
        page.state().assert_shows(&Layer::notebook(), 0);
    });
}

#[test]
fn a_change_of_shape_stays_at_the_end_or_starts_anew() {
    visit(|page| {
        page.seek(10);
        page.press("Layer");
        page.choose("X rows", "5");
        let layer = page.state().layer();
        assert_eq!(layer.x.len(), 5);
        page.state().assert_shows(&layer, layer.steps());
        page.press("Previous step");
        page.choose("W columns", "3");
        let layer = page.state().layer();
        page.state().assert_shows(&layer, 0);

        let impossible: bool = page.run(
            "const option = [...document.querySelectorAll('select')]
                 .flatMap(select => [...select.options].map(option => [select, option]))
                 .find(([select, option]) => option.disabled && option.text.trim().startsWith('6'));
             return Boolean(option)",
            &[],
        );
        assert!(
            impossible,
            "a kernel larger than the input cannot be chosen"
        );
    });
}

type Act = fn(&Page);

/// What a person changes, and how.
type Edit = (&'static str, Act);

fn in_layer_tool(page: &Page, act: impl FnOnce(&Page)) {
    page.press("Layer");
    act(page);
    page.keys(&Key::Escape);
}

#[test]
fn the_click_that_enters_a_cell_selects_its_number() {
    visit(|page| {
        let cell = page.cell("X", 1, 1);
        cell.click();
        page.keys(&format!("7{}", Key::Enter));
        assert_eq!(page.state().layer().x[1][1], 7.0, "typed over");
        cell.click();
        cell.click(); // the next click puts the caret
        page.keys(&format!("{}5{}", Key::End, Key::Enter));
        assert_eq!(page.state().layer().x[1][1], 75.0, "typed behind");
    });
}

/// b = 0.5 is added to each Z of the notebook, which begins with 0.77.
#[test]
fn b_is_edited_in_place_and_db_is_pinned() {
    visit(|page| {
        page.seek(10);
        page.cell("W", 1, 1).click();
        page.keys(&Key::Tab);
        assert_eq!(page.focused_cell(), Some(Place::new("b", 0, 0)));
        page.keys(&format!("0,5{}", Key::Enter));
        assert_eq!(page.cell("b", 0, 0).text(), "0.5");
        let mut layer = Layer::notebook();
        layer.bias = 0.5;
        page.state().assert_shows(&layer, 10);

        page.cell("b", 0, 0).type_over("half");
        page.keys(&Key::Enter);
        assert!(page.cell("b", 0, 0).is_invalid());
        let complaint = page.cell("b", 0, 0).complaint();
        assert!(
            complaint.starts_with("b “half” is not a number"),
            "{complaint}"
        );
        page.keys(&Key::Escape);

        page.cell("db", 0, 0).click();
        let told: String = page.run(
            "return app.querySelector('[data-provenance]').innerText",
            &[],
        );
        assert!(told.contains("Where db comes from"), "{told}");
        let sums: Vec<String> = page.run(
            "return [...app.querySelectorAll('[data-term]')].map(term => term.dataset.sum)",
            &[],
        );
        assert_eq!(sums.len(), 4);
        assert_eq!(Some(&sums[3]), page.state().grids["db"][0][0].as_ref());
    });
}
