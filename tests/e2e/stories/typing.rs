//! Numbers typed one after the other, with keys and clicks of a real browser.

use std::collections::BTreeMap;

use fantoccini::key::Key;
use fastrand::Rng;
use serde::Deserialize;

use crate::browser::{Page, visit};
use crate::sheet::{Act, Place, Sheet, number, written};

/// The grids that one types into, and the bias.
const GRIDS: [&str; 4] = ["X", "W", "G", "b"];

/// What the fields of the page show.
#[derive(Debug, Deserialize)]
struct Shown {
    all: Vec<Field>,
    /// Which of them has the focus, and the ends of what is selected in it.
    focus: Option<usize>,
    selection: Option<(usize, usize)>,
    step: usize,
}

#[derive(Debug, Deserialize)]
struct Field {
    text: String,
    /// The number in force, where the page tells it.
    value: Option<String>,
    refused: bool,
}

fn shown(page: &Page) -> Shown {
    page.run(
        "const cells = ['X', 'W', 'G'].flatMap((grid) => [...app.querySelectorAll(`[data-grid=${grid}] [data-row][data-col]`)]);
         const inputs = [...cells.map((cell) => cell.querySelector('input')), app.querySelector('[data-number=bias]')];
         const focus = inputs.indexOf(document.activeElement);
         const input = inputs[focus];
         return {
           all: inputs.map((input) => ({
             text: input.value,
             value: input.closest('[data-row]')?.dataset.value ?? null,
             refused: input.getAttribute('aria-invalid') === 'true',
           })),
           focus: input ? focus : null,
           selection: input ? [input.selectionStart, input.selectionEnd] : null,
           step: Number(app.dataset.step),
         };",
        &[],
    )
}

fn act(page: &Page, act: Act) {
    let key = match act {
        Act::Type(character) => return page.keys(&character.to_string()),
        Act::Click((3, ..)) => {
            let is_closed: bool =
                page.run("return app.querySelector('[data-tool=layer]').hidden", &[]);
            if is_closed {
                page.press("Layer");
            }
            return page.click_on("[data-number=bias]");
        }
        Act::Click((grid, row, col)) => return page.cell(GRIDS[grid], row, col).click(),
        Act::Undo => return page.chord(&[Key::Control], 'z'),
        Act::Redo => return page.chord(&[Key::Control, Key::Shift], 'z'),
        Act::ShiftEnter => return page.chord(&[Key::Shift], code(Key::Enter)),
        Act::ShiftTab => return page.chord(&[Key::Shift], code(Key::Tab)),
        Act::F2 => Key::F2,
        Act::Backspace => Key::Backspace,
        Act::Home => Key::Home,
        Act::End => Key::End,
        Act::Left => Key::Left,
        Act::Right => Key::Right,
        Act::Up => Key::Up,
        Act::Down => Key::Down,
        Act::Enter => Key::Enter,
        Act::Tab => Key::Tab,
        Act::Escape => Key::Escape,
        Act::PageDown => Key::PageDown,
    };
    page.keys(&key);
}

fn code(key: Key) -> char {
    key.chars().next().expect("a key has a code")
}

/// Sequences in which numbers come about, not only refused texts.
fn random_acts(random: &mut Rng) -> Vec<Act> {
    let mut acts = Vec::new();
    while acts.len() < 90 {
        match random.u8(..10) {
            0..=3 => {
                let texts = [
                    "7", "-4", "0.25", "1e-2", "1/4", "−2", "11", "a", "1,5", ".", "1,234",
                ];
                let text = texts[random.usize(..texts.len())];
                acts.extend(text.chars().map(Act::Type));
                let ends = [Act::Enter, Act::Tab, Act::Down, Act::ShiftTab, Act::Right];
                acts.push(ends[random.usize(..ends.len())]);
            }
            4..=7 => {
                let keys = [
                    Act::Enter,
                    Act::ShiftEnter,
                    Act::Tab,
                    Act::ShiftTab,
                    Act::Left,
                    Act::Right,
                    Act::Up,
                    Act::Down,
                    Act::Home,
                    Act::End,
                    Act::F2,
                    Act::Backspace,
                    Act::Escape,
                    Act::PageDown,
                    Act::Undo,
                    Act::Undo,
                    Act::Redo,
                ];
                acts.push(keys[random.usize(..keys.len())]);
            }
            _ => {
                let (grid, rows, cols) =
                    [(0, 3, 3), (1, 2, 2), (2, 2, 2), (3, 1, 1)][random.usize(..4)];
                acts.push(Act::Click((
                    grid,
                    random.usize(..rows),
                    random.usize(..cols),
                )));
            }
        }
    }
    acts
}

/// After every act each field shows what is in force, or is marked as refused,
/// or is the draft being typed.
#[test]
#[cfg_attr(
    feature = "firefox",
    ignore = "Shift+Tab leads into the bars of Firefox"
)]
fn whoever_types_finds_what_a_spreadsheet_would_hold() {
    for seed in 1..=6 {
        visit(|page| {
            let mut random = Rng::with_seed(seed);
            let mut sheet = Sheet::new(
                vec![
                    vec![
                        vec![0.1, 0.2, 1.3],
                        vec![0.37, 1.09, 1.02],
                        vec![0.12, -0.23, -0.45],
                    ],
                    vec![vec![0.4, -0.1], vec![0.23, 0.61]],
                    vec![vec![1.0; 2]; 2],
                    vec![vec![0.0]],
                ],
                10,
            );
            let mut done = Vec::new();
            for one in random_acts(&mut random) {
                let again = matches!(one, Act::Click(place) if sheet.focus == Some(place));
                let puts_caret = again && !sheet.is_fresh;
                act(page, one);
                sheet.act(one);
                done.push(one);
                if puts_caret {
                    // Where the caret is depends on where in the text one clicks.
                    act(page, Act::End);
                    sheet.act(Act::End);
                }
                if sheet.focus.is_none() {
                    // Else further keys would be those of another control.
                    page.run::<()>("app.focus()", &[]);
                }
                assert_shows(page, &sheet, &format!("seed {seed} after {done:?}"));
            }
        });
    }
}

#[track_caller]
fn assert_shows(page: &Page, sheet: &Sheet, when: &str) {
    let shown = shown(page);
    let places: Vec<Place> = sheet.places();
    let focus = shown.focus.map(|index| places[index]);
    assert_eq!(focus, sheet.focus, "the focus, {when}");
    assert_eq!(shown.step, sheet.step, "the step, {when}");
    if sheet.focus.is_some() {
        assert_eq!(
            shown.selection,
            Some(sheet.selection),
            "the selection, {when}"
        );
    }
    assert_eq!(shown.all.len(), places.len());
    let fields: BTreeMap<Place, Field> = places.into_iter().zip(shown.all).collect();
    for (place, field) in fields {
        let value = sheet.value(place);
        if let Some(text) = &field.value {
            assert_eq!(text.parse(), Ok(value), "{place:?}, {when}");
        }
        let is_focused = sheet.focus == Some(place);
        if is_focused {
            let text: String = sheet.text.iter().collect();
            assert_eq!(field.text, text, "{place:?}, {when}");
        }
        match sheet.refused.get(&place) {
            _ if is_focused && sheet.is_typing() => {}
            Some(refused) => assert_eq!((&field.text, field.refused), (refused, true), "{when}"),
            None if is_focused => {
                assert_eq!(
                    (field.text, field.refused),
                    (written(value), false),
                    "{when}"
                );
            }
            None => {
                let read = number(&field.text).expect("a number is shown");
                let near = (read - value).abs() <= 5.1e-5_f64.max(value.abs() * 0.05);
                assert!(
                    near && !field.refused,
                    "{place:?} shows {}, {when}",
                    field.text
                );
            }
        }
    }
}

/// With keys alone, as someone who fills in a homework sheet.
#[test]
fn a_homework_sheet_is_typed_with_keys_alone() {
    visit(|page| {
        let is_on =
            |grid: &'static str| move || page.focused_cell().is_some_and(|cell| cell.grid == grid);
        page.tab_to("X", is_on("X"));
        let (tab, enter) = (Key::Tab, Key::Enter);
        for row in ["1 2 3", "4 5 6"] {
            page.keys(&row.replace(' ', &tab.to_string()));
            page.keys(&enter);
        }
        page.keys(&format!("7{tab}88"));
        page.chord(&[Key::Control], 'z');
        page.keys(&format!("8{tab}9{enter}"));
        let x = page.state().layer().x;
        assert_eq!(x, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]);
        // Past the last cell Tab leads to W.
        page.keys(&tab);
        page.keys(&format!(
            "2{enter}3{enter}{}{}4{enter}5",
            Key::Right,
            Key::Up
        ));
        for _ in 0..10 {
            page.keys(&Key::PageDown);
        }
        assert_eq!(page.cell("W", 1, 1).text(), "5", "the draft stays");
        page.keys(&tab);
        let layer = page.state().layer();
        assert_eq!(layer.w, [[2.0, 4.0], [3.0, 5.0]]);
        page.state().assert_shows(&layer, 10);
    });
}
