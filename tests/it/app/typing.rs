//! Typing numbers one after the other, key by key, with what a browser does to a
//! field in between.

use convscope::app::{Effect, Field, FieldText, Focus, Key, Meaning, Model, Msg, meaning, update};
use convscope::math::{At, Operand};
use convscope::trace::GridId;
use convscope::view::{Block, Page, page};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::prop_oneof;
use proptest::sample::select;

use super::sheet::{Act, Place, Sheet, number, written};
use super::{cell, field};
use crate::support::{for_all, rows_of};

/// A person at the fields of the page.
struct Desk {
    model: Model,
    /// The field that has the focus, its text, and what is selected of it.
    focus: Option<Field>,
    text: Vec<char>,
    selection: (usize, usize),
    is_fresh: bool,
    /// Whether it was typed into since it was entered.
    is_edited: bool,
}

impl Desk {
    fn new() -> Self {
        Self {
            model: Model::default(),
            focus: None,
            text: Vec::new(),
            selection: (0, 0),
            is_fresh: false,
            is_edited: false,
        }
    }

    fn at(name: &str) -> Self {
        let mut desk = Self::new();
        desk.click(field(name));
        desk
    }

    /// Keys by their names, and texts to be typed.
    fn keys(&mut self, keys: &[&str]) -> &mut Self {
        for key in keys {
            match *key {
                name if name.len() > 1 && name.chars().next().unwrap_or(' ').is_uppercase() => {
                    self.press(name);
                }
                text => text.chars().for_each(|c| self.press(&c.to_string())),
            }
        }
        self
    }

    fn press(&mut self, name: &str) {
        let (shift, name) = match name.strip_prefix("Shift+") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let (command, name) = match name.strip_prefix("Ctrl+") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let key = Key {
            name,
            shift,
            command,
            ..Key::default()
        };
        let focus = match self.focus {
            Some(field) => Focus::Field(field, self.field_text()),
            None => Focus::Elsewhere,
        };
        match meaning(&self.model, key, focus) {
            Meaning::Ours(msg) => self.send(msg),
            Meaning::Both(msg) => {
                self.send(msg);
                self.leave();
            }
            Meaning::Theirs => self.edit(name),
            Meaning::Nobodys => {}
        }
    }

    fn field_text(&self) -> FieldText {
        let (start, end) = self.selection;
        FieldText {
            text: self.text.iter().collect(),
            from_start: start == 0,
            to_end: end == self.text.len(),
            is_caret: start == end,
        }
    }

    /// What a browser does with a key in a field.
    fn edit(&mut self, name: &str) {
        let (start, end) = self.selection;
        let caret = start == end;
        let length = self.text.len();
        let Some(field) = self.focus else {
            return;
        };
        let to = |place| (place, place);
        let (from, typed) = match name {
            "Home" | "ArrowUp" => return self.selection = to(0),
            "End" | "ArrowDown" => return self.selection = to(length),
            "ArrowLeft" if caret => return self.selection = to(start.saturating_sub(1)),
            "ArrowRight" if caret => return self.selection = to((end + 1).min(length)),
            "ArrowLeft" => return self.selection = to(start),
            "ArrowRight" => return self.selection = to(end),
            "Backspace" if !caret => (start, None),
            "Backspace" if start > 0 => (start - 1, None),
            name if name.chars().count() == 1 => (start, name.chars().next()),
            _ => return,
        };
        self.text.splice(from..end, typed);
        self.selection = to(from + usize::from(typed.is_some()));
        self.is_fresh = false;
        self.is_edited = true;
        let text = self.text.iter().collect();
        self.send(Msg::Typed(field, text));
    }

    fn click(&mut self, field: Field) {
        if self.focus != Some(field) {
            self.focus_on(field);
        } else if self.is_fresh {
            self.selection = (0, self.text.len());
        }
        self.is_fresh = false;
        self.send(Msg::Clicked(field));
    }

    fn send(&mut self, msg: Msg) {
        let effect = update(&mut self.model, msg);
        self.refresh();
        match effect {
            Some(Effect::Focus(cell)) => self.focus_on(Field::of(cell).expect("a field")),
            Some(Effect::SelectText) => {
                self.selection = (0, self.text.len());
                self.is_fresh = true;
            }
            Some(Effect::PlaceCaret) => self.selection = (self.text.len(), self.text.len()),
            Some(Effect::FocusPage | Effect::FocusToolButton(_)) => self.leave(),
            _ => {}
        }
    }

    /// The page writes the text of a field where it is another than it holds.
    fn refresh(&mut self) {
        let Some(focus) = self.focus else {
            return;
        };
        let text: Vec<char> = shown(&page(&self.model), focus).0.chars().collect();
        if text != self.text {
            self.text = text;
            self.selection = (0, self.text.len());
        }
    }

    fn focus_on(&mut self, field: Field) {
        let before = self.focus.and_then(Field::cell).map(|cell| cell.grid);
        if field.cell().map(|cell| cell.grid) == before {
            self.tell_left();
        } else {
            self.leave();
        }
        self.focus = Some(field);
        if let Some(cell) = field.cell() {
            update(&mut self.model, Msg::Focused(cell));
        }
        self.text = shown(&page(&self.model), field).0.chars().collect();
        self.selection = (0, self.text.len());
        self.is_fresh = true;
        self.is_edited = false;
    }

    /// A browser tells of a change before it tells that the field is left.
    fn tell_left(&mut self) {
        if let Some(left) = self.focus {
            let text: String = self.text.iter().collect();
            if self.is_edited {
                update(&mut self.model, Msg::Changed(left, text.clone()));
            }
            update(&mut self.model, Msg::Left(left, text));
        }
    }

    fn leave(&mut self) {
        self.tell_left();
        if self
            .focus
            .take()
            .is_some_and(|field| field.cell().is_some())
        {
            update(&mut self.model, Msg::Unfocused);
        }
    }

    fn selected(&self) -> String {
        let (start, end) = self.selection;
        self.text[start..end].iter().collect()
    }

    #[track_caller]
    fn is_at(&self, name: &str) {
        assert_eq!(self.focus, Some(field(name)), "the focus");
        assert_eq!(self.selected(), self.text.iter().collect::<String>());
    }

    fn x(&self) -> Vec<Vec<f64>> {
        rows_of(self.model.layer.x())
    }

    fn hint(&self) -> String {
        page(&self.model).hint
    }
}

/// What a field shows, and whether it is marked as refused.
fn shown(page: &Page, field: Field) -> (String, bool) {
    let Some(cell) = field.cell() else {
        let mut blocks = page.tools.iter().flat_map(|(_, blocks)| blocks);
        let shown = blocks.find_map(|block| match block {
            Block::Field(look) if look.field == field => Some(look),
            _ => None,
        });
        let shown = shown.expect("a field");
        return (shown.text.clone(), !shown.error.is_empty());
    };
    let look = page.grids.iter().find(|look| look.id == cell.grid);
    let look = look.expect("a grid").cell(cell.at);
    (look.text, look.marks.invalid)
}

const COUNTED: [[f64; 3]; 3] = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]];

#[test]
fn a_matrix_typed_in_rows_lands_as_typed() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&[
        "1", "Tab", "2", "Tab", "3", "Enter", "4", "Tab", "5", "Tab", "6", "Enter",
    ]);
    desk.is_at("X[2,0]");
    desk.keys(&["7", "Tab", "8", "Tab", "9", "Enter"]);
    assert_eq!(desk.x(), COUNTED);
    desk.is_at("X[2,2]");
    assert!(desk.hint().starts_with("This is the last row of X"));
}

#[test]
fn a_matrix_typed_in_columns_lands_as_typed() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["1", "Enter", "4", "Enter", "7", "Enter"]);
    desk.is_at("X[2,0]");
    desk.keys(&[
        "ArrowRight",
        "ArrowUp",
        "ArrowUp",
        "2",
        "Enter",
        "5",
        "Enter",
        "8",
    ]);
    desk.click(field("X[0,2]"));
    desk.keys(&["3", "Enter", "6", "Enter", "9", "Enter"]);
    assert_eq!(desk.x(), COUNTED);
}

#[test]
fn a_matrix_typed_with_tab_alone_lands_as_typed_and_the_last_tab_leaves() {
    let mut desk = Desk::at("X[0,0]");
    for number in 1..=9 {
        assert!(desk.focus.is_some());
        desk.keys(&[&number.to_string(), "Tab"]);
    }
    assert_eq!(desk.x(), COUNTED);
    assert_eq!(desk.focus, None);
}

#[test]
fn enter_in_the_last_row_selects_what_was_committed() {
    for (first, second, value) in [
        ("7", "8", 8.0),
        ("3", "-4", -4.0),
        ("1", "0.25", 0.25),
        ("2", "1e-2", 0.01),
    ] {
        let mut desk = Desk::at("X[2,0]");
        desk.keys(&[first, "Enter"]);
        desk.is_at("X[2,0]");
        desk.keys(&[second, "Enter"]);
        assert_eq!(desk.x()[2][0], value);
    }
    let mut desk = Desk::at("W[0,1]");
    desk.keys(&["5", "Shift+Enter"]);
    desk.is_at("W[0,1]");
    assert!(desk.hint().starts_with("This is the first row of W"));
}

#[test]
fn tab_leaves_at_once_where_nothing_was_typed() {
    let mut desk = Desk::at("X[1,1]");
    desk.keys(&["Tab"]);
    assert_eq!(desk.focus, None);
    // Neither an arrow, nor a number typed in another grid, makes Tab walk.
    let mut desk = Desk::at("W[0,0]");
    desk.keys(&["1"]);
    desk.click(field("X[1,1]"));
    desk.keys(&["ArrowDown", "Tab"]);
    assert_eq!(desk.focus, None);
}

#[test]
fn tab_walks_over_cells_that_nobody_types_into() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["1", "Tab", "Tab", "Tab"]);
    desk.is_at("X[1,0]");
    desk.keys(&["Shift+Tab", "Shift+Tab"]);
    desk.is_at("X[0,1]");
    desk.keys(&["Shift+Tab", "Shift+Tab"]);
    assert_eq!(desk.focus, None, "before the first cell");
}

#[test]
fn a_click_and_escape_end_the_walk() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["1", "Tab"]);
    desk.click(field("X[0,1]"));
    desk.keys(&["Tab"]);
    assert_eq!(desk.focus, None);
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["1", "Tab", "2", "Escape"]);
    desk.is_at("X[0,1]");
    desk.keys(&["Tab"]);
    assert_eq!(desk.focus, None);
}

/// Arrows end the run of Tabs, and the next begins where one types again.
#[test]
fn enter_goes_down_where_the_run_began() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["1", "Tab", "ArrowRight", "3", "Enter"]);
    desk.is_at("X[1,2]");
    let mut desk = Desk::at("X[0,1]");
    desk.keys(&["1", "Tab", "2", "Shift+Tab", "Shift+Tab", "Enter"]);
    desk.is_at("X[1,1]");
    desk.keys(&["Tab", "Enter"]);
    desk.is_at("X[2,1]");
}

#[test]
fn arrows_leave_a_text_at_its_ends_alone() {
    let mut desk = Desk::at("X[1,1]");
    desk.keys(&["ArrowLeft"]);
    desk.is_at("X[1,0]");
    // At the edge of the grid they place the caret.
    desk.keys(&["ArrowLeft"]);
    assert_eq!(
        (desk.focus, desk.selection),
        (Some(field("X[1,0]")), (0, 0))
    );
    desk.keys(&["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"]);
    assert_eq!(desk.selection, (4, 4), "in “0.37”");
    desk.keys(&["ArrowRight"]);
    desk.is_at("X[1,1]");
    desk.keys(&["Home", "5", "ArrowRight"]);
    assert_eq!(desk.text.iter().collect::<String>(), "51.09");
    assert_eq!(desk.selection, (2, 2));
    desk.keys(&["ArrowUp"]);
    desk.is_at("X[0,1]");
    assert_eq!(desk.x()[1][1], 51.09);
}

#[test]
fn f2_places_the_caret_behind_the_text() {
    let mut desk = Desk::at("W[0,0]");
    desk.keys(&["F2", "5", "Enter"]);
    assert_eq!(desk.model.layer.w()[At::new(0, 0)], 0.45);
}

#[test]
fn undo_in_a_field_takes_the_draft_and_then_the_last_change() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["11", "Enter", "12", "Ctrl+z"]);
    desk.is_at("X[1,0]");
    assert_eq!(desk.selected(), "0.37");
    assert_eq!(desk.x()[0][0], 11.0);
    desk.keys(&["Ctrl+z"]);
    desk.is_at("X[1,0]");
    assert_eq!(desk.x()[0][0], 0.1);
    assert_eq!(page(&desk.model).status, "Undone: X[0,0] = 11");
    desk.keys(&["Shift+Ctrl+Z"]);
    assert_eq!(desk.x()[0][0], 11.0);
    assert_eq!(page(&desk.model).status, "Redone: X[0,0] = 11");
    desk.keys(&["5", "Ctrl+y"]);
    assert_eq!(desk.text, ['5'], "nothing changes under a draft");
}

#[test]
fn undo_goes_by_the_letter_and_else_by_the_place_of_the_key() {
    for (name, place, shift, expected) in [
        ("z", "KeyW", false, Some(Msg::UndoPressed)),
        ("я", "KeyZ", false, Some(Msg::UndoPressed)),
        ("Я", "KeyZ", true, Some(Msg::RedoPressed)),
        ("ζ", "KeyZ", false, Some(Msg::UndoPressed)),
        ("н", "KeyY", false, Some(Msg::RedoPressed)),
        ("y", "KeyZ", false, Some(Msg::RedoPressed)),
        ("w", "KeyZ", false, None),
        (";", "KeyZ", false, Some(Msg::UndoPressed)),
        ("y", "KeyY", true, None),
    ] {
        let key = Key {
            name,
            place,
            shift,
            command: true,
            alt: false,
        };
        let expected = expected.map_or(Meaning::Theirs, Meaning::Ours);
        let got = meaning(&Model::default(), key, Focus::Elsewhere);
        assert_eq!(got, expected, "{name} at {place}");
    }
}

#[test]
fn page_keys_step_from_everywhere_and_leave_a_draft() {
    let mut desk = Desk::at("X[1,1]");
    desk.keys(&["12", "PageDown", "PageDown", "PageDown", "PageUp"]);
    assert_eq!(desk.model.step, 2);
    assert_eq!(desk.text, ['1', '2']);
    assert_eq!(desk.focus, Some(field("X[1,1]")));
    for focus in [
        Focus::Cell(cell("dX[0,0]")),
        Focus::Slider,
        Focus::Button,
        Focus::Control,
        Focus::Elsewhere,
    ] {
        for (name, msg) in [
            ("PageDown", Msg::NextPressed),
            ("PageUp", Msg::PreviousPressed),
        ] {
            let key = Key {
                name,
                ..Key::default()
            };
            let got = meaning(&desk.model, key, focus.clone());
            assert_eq!(got, Meaning::Ours(msg), "{name} at {focus:?}");
        }
    }
}

#[test]
fn a_refused_text_that_was_left_says_what_is_used() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["abc", "Tab"]);
    desk.is_at("X[0,1]");
    let refused = |desk: &Desk| page(&desk.model).grids[GridId::X.index()].clone();
    let look = refused(&desk);
    assert_eq!(look.cell(At::new(0, 0)).marks.using.as_deref(), Some("0.1"));
    assert!(look.refusal.ends_with("; using 0.1."), "{}", look.refusal);
    desk.click(field("X[0,0]"));
    assert_eq!(desk.selected(), "abc");
    let look = refused(&desk);
    assert_eq!(look.cell(At::new(0, 0)).marks.using, None);
    assert!(look.cell(At::new(0, 0)).marks.invalid);
    let readout = page(&desk.model).readout.text;
    assert!(
        readout.starts_with("X[0,0] = 0.1 · “abc” is not used"),
        "{readout}"
    );
}

#[test]
fn a_comma_before_three_digits_is_told() {
    let mut desk = Desk::at("X[2,0]");
    desk.keys(&["1,234", "Enter"]);
    let told = |desk: &Desk| page(&desk.model).readout.text;
    assert_eq!(desk.x()[2][0], 1.234);
    let readout = told(&desk);
    assert!(readout.ends_with("X[2,0]: “1,234” is 1.234"), "{readout}");
    desk.keys(&["1,5", "Enter"]);
    assert!(!told(&desk).contains("1,5"));
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let key = select(vec![
        Act::Backspace,
        Act::Home,
        Act::End,
        Act::F2,
        Act::Left,
        Act::Right,
        Act::Up,
        Act::Down,
        Act::Enter,
        Act::Enter,
        Act::ShiftEnter,
        Act::Tab,
        Act::Tab,
        Act::ShiftTab,
        Act::Escape,
        Act::PageDown,
        Act::Undo,
        Act::Redo,
    ]);
    let typed = select("1234567890-.,e/a".chars().collect::<Vec<char>>());
    let place = prop_oneof![
        4 => (Just(0), 0..3_usize, 0..3_usize),
        2 => (Just(1), 0..2_usize, 0..2_usize),
        2 => (Just(2), 0..2_usize, 0..2_usize),
        1 => Just((3, 0, 0)),
    ];
    let act = prop_oneof![
        5 => typed.prop_map(Act::Type),
        5 => key,
        1 => place.prop_map(Act::Click),
    ];
    vec(act, 1..80)
}

fn field_at((grid, row, col): Place) -> Field {
    let operand = [Operand::X, Operand::W, Operand::G].get(grid);
    operand.map_or(Field::BIAS, |&operand| Field::Cell {
        operand,
        at: At::new(row, col),
    })
}

fn do_at(desk: &mut Desk, act: Act) {
    let name = match act {
        Act::Type(character) => return desk.press(&character.to_string()),
        Act::Click(place) => {
            if place.0 == 3 && desk.model.open.is_none() {
                desk.leave();
                desk.send(Msg::ToolPressed(convscope::app::Tool::Layer));
            }
            return desk.click(field_at(place));
        }
        Act::Backspace => "Backspace",
        Act::Home => "Home",
        Act::End => "End",
        Act::F2 => "F2",
        Act::Left => "ArrowLeft",
        Act::Right => "ArrowRight",
        Act::Up => "ArrowUp",
        Act::Down => "ArrowDown",
        Act::Enter => "Enter",
        Act::ShiftEnter => "Shift+Enter",
        Act::Tab => "Tab",
        Act::ShiftTab => "Shift+Tab",
        Act::Escape => "Escape",
        Act::PageDown => "PageDown",
        Act::Undo => "Ctrl+z",
        Act::Redo => "Shift+Ctrl+Z",
    };
    desk.press(name);
}

/// After every key each field shows what is in force, or is marked as refused,
/// or is the draft being typed.
#[test]
fn whoever_types_finds_what_a_spreadsheet_would_hold() {
    for_all(&acts(), |acts| {
        let mut desk = Desk::new();
        let layer = &desk.model.layer;
        let grids = [layer.x(), layer.w(), layer.g()].map(rows_of);
        let mut sheet = Sheet::new([&grids[..], &[vec![vec![0.0]]]].concat(), 10);
        for &act in &acts {
            do_at(&mut desk, act);
            sheet.act(act);
            assert_eq!(desk.focus, sheet.focus.map(field_at), "focus after {act:?}");
            if sheet.focus.is_some() {
                assert_eq!(desk.text, sheet.text, "text after {act:?}");
                assert_eq!(desk.selection, sheet.selection, "selection after {act:?}");
            }
            assert_eq!(desk.model.step, sheet.step, "step after {act:?}");
            let page = page(&desk.model);
            for place in sheet.places() {
                let value = sheet.value(place);
                let field = field_at(place);
                assert_eq!(desk.model.value_of(field), value, "{place:?} after {act:?}");
                let (text, is_refused) = shown(&page, field);
                if sheet.focus == Some(place) && sheet.is_typing() {
                    continue;
                }
                match sheet.refused.get(&place) {
                    Some(refused) => assert_eq!((&text, is_refused), (refused, true)),
                    None if sheet.focus == Some(place) => {
                        assert_eq!((text, is_refused), (written(value), false));
                    }
                    None => {
                        let read = number(&text).expect("a number is shown");
                        let near = (read - value).abs() <= 5.1e-5_f64.max(value.abs() * 0.05);
                        assert!(near && !is_refused, "{place:?} shows {text}, not {value}");
                    }
                }
            }
        }
    });
}

/// A reader of the screen says itself which cell has the focus.
#[test]
fn moving_the_focus_says_nothing_of_its_own() {
    let mut desk = Desk::at("X[0,0]");
    desk.keys(&["PageDown"]);
    let said = |desk: &Desk| (page(&desk.model).announcement, page(&desk.model).status);
    let before = said(&desk);
    desk.keys(&["ArrowRight", "ArrowDown", "Tab"]);
    desk.click(field("G[1,1]"));
    assert_eq!(said(&desk), before);
}
