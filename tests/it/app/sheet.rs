//! What a spreadsheet would hold: an oracle of typing, written from DESIGN.md's
//! words alone, for the tests of `app` and for those in a browser.

use std::collections::BTreeMap;

/// A grid by its number, a row and a column.
pub(crate) type Place = (usize, usize, usize);

/// What a person does with keys and clicks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Type(char),
    Backspace,
    Home,
    End,
    F2,
    Left,
    Right,
    Up,
    Down,
    Enter,
    ShiftEnter,
    Tab,
    ShiftTab,
    Escape,
    PageDown,
    Undo,
    Redo,
    Click(Place),
}

/// What was committed: where, what stood there before, what stands there now.
type Edit = (Place, f64, f64);

/// Grids of numbers, and the field that has the focus.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) values: Vec<Vec<Vec<f64>>>,
    pub(crate) refused: BTreeMap<Place, String>,
    pub(crate) focus: Option<Place>,
    /// The text of the field that has the focus.
    pub(crate) text: Vec<char>,
    /// The ends of what is selected in it.
    pub(crate) selection: (usize, usize),
    /// The step that is shown, and the last one.
    pub(crate) step: usize,
    last_step: usize,
    /// Whether it was neither clicked nor typed into since it was entered.
    pub(crate) is_fresh: bool,
    is_draft: bool,
    walks: bool,
    run: Option<usize>,
    past: Vec<Edit>,
    future: Vec<Edit>,
    /// The grid of one number from which no key leads elsewhere.
    alone: usize,
}

impl Sheet {
    /// The grids in order; the last one is a field by itself.
    pub(crate) fn new(values: Vec<Vec<Vec<f64>>>, last_step: usize) -> Self {
        Self {
            alone: values.len() - 1,
            values,
            refused: BTreeMap::new(),
            focus: None,
            text: Vec::new(),
            selection: (0, 0),
            step: 0,
            last_step,
            is_draft: false,
            is_fresh: false,
            walks: false,
            run: None,
            past: Vec::new(),
            future: Vec::new(),
        }
    }

    pub(crate) fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (grid, rows) in self.values.iter().enumerate() {
            for (row, cells) in rows.iter().enumerate() {
                places.extend((0..cells.len()).map(|col| (grid, row, col)));
            }
        }
        places
    }

    pub(crate) fn value(&self, (grid, row, col): Place) -> f64 {
        self.values[grid][row][col]
    }

    /// Whether the text of the field that has the focus is being typed.
    pub(crate) fn is_typing(&self) -> bool {
        self.is_draft
    }

    pub(crate) fn act(&mut self, act: Act) {
        if let Act::Click(place) = act {
            return self.click(place);
        }
        if act == Act::PageDown {
            self.step = (self.step + 1).min(self.last_step);
            return;
        }
        let Some(place) = self.focus else {
            match act {
                Act::Left => self.step = self.step.saturating_sub(1),
                Act::Right => self.step = (self.step + 1).min(self.last_step),
                Act::Home => self.step = 0,
                Act::End => self.step = self.last_step,
                Act::Undo => self.undo(),
                Act::Redo => self.redo(),
                _ => {}
            }
            return;
        };
        let (start, end) = self.selection;
        let length = self.text.len();
        let all = (start, end) == (0, length);
        let caret = start == end;
        match act {
            Act::Type(character) => self.replace(start, end, Some(character)),
            Act::Backspace if !caret => self.replace(start, end, None),
            Act::Backspace if start > 0 => self.replace(start - 1, end, None),
            Act::Home => self.selection = (0, 0),
            Act::End | Act::F2 => self.selection = (length, length),
            Act::Left => match self.beside(place, 0, -1) {
                Some(next) if all || caret && start == 0 => self.follow_arrow(next),
                _ if caret => self.selection = (start.saturating_sub(1), start.saturating_sub(1)),
                _ => self.selection = (start, start),
            },
            Act::Right => match self.beside(place, 0, 1) {
                Some(next) if all || caret && end == length => self.follow_arrow(next),
                _ if caret => self.selection = ((end + 1).min(length), (end + 1).min(length)),
                _ => self.selection = (end, end),
            },
            Act::Up | Act::Down => {
                let by = if act == Act::Up { -1 } else { 1 };
                if let Some(next) = self.beside(place, by, 0) {
                    self.follow_arrow(next);
                }
            }
            Act::Enter => self.enter(place, 1),
            Act::ShiftEnter => self.enter(place, -1),
            Act::Tab => self.tab(place, 1),
            Act::ShiftTab => self.tab(place, -1),
            Act::Escape => {
                self.walks = false;
                self.run = None;
                if self.is_draft || self.refused.contains_key(&place) {
                    self.drop_draft(place);
                } else {
                    self.leave();
                }
            }
            Act::Undo if self.is_draft || self.refused.contains_key(&place) => {
                self.walks = false;
                self.run = None;
                self.drop_draft(place);
            }
            Act::Undo => self.undo(),
            Act::Redo if !self.is_draft && !self.refused.contains_key(&place) => self.redo(),
            _ => {}
        }
    }

    fn replace(&mut self, start: usize, end: usize, by: Option<char>) {
        self.text.splice(start..end, by);
        let caret = start + usize::from(by.is_some());
        self.selection = (caret, caret);
        self.is_draft = true;
        self.is_fresh = false;
        if let Some((_, _, col)) = self.focus.filter(|place| place.0 != self.alone) {
            self.walks = true;
            self.run.get_or_insert(col);
        }
    }

    fn beside(&self, (grid, row, col): Place, down: isize, right: isize) -> Option<Place> {
        let row = row.checked_add_signed(down)?;
        let col = col.checked_add_signed(right)?;
        let there = self.values[grid].get(row)?.get(col).is_some();
        (there && grid != self.alone).then_some((grid, row, col))
    }

    fn click(&mut self, place: Place) {
        self.walks = false;
        self.run = None;
        if self.focus != Some(place) {
            self.go_to(place);
        } else if self.is_fresh {
            self.selection = (0, self.text.len());
        }
        self.is_fresh = false;
    }

    fn follow_arrow(&mut self, next: Place) {
        self.run = None;
        self.go_to(next);
    }

    fn enter(&mut self, place: Place, down: isize) {
        if let Some((grid, row, col)) = self.beside(place, down, 0) {
            let col = self.run.unwrap_or(col);
            self.run = Some(col);
            self.go_to((grid, row, col));
        } else {
            self.run = Some(place.2);
            self.commit();
            self.show(place);
        }
    }

    fn tab(&mut self, (grid, row, col): Place, by: isize) {
        let cells = self.places();
        let here = cells.iter().position(|&place| place == (grid, row, col));
        let next = here.and_then(|here| cells.get(here.checked_add_signed(by)?));
        match next {
            Some(&next) if self.walks && next.0 == grid => self.go_to(next),
            _ => self.leave(),
        }
    }

    fn go_to(&mut self, place: Place) {
        let is_same_grid = self.focus.is_some_and(|before| before.0 == place.0);
        self.commit();
        if !is_same_grid {
            self.walks = false;
            self.run = None;
        }
        self.focus = Some(place);
        self.show(place);
    }

    fn leave(&mut self) {
        self.commit();
        self.focus = None;
        self.walks = false;
        self.run = None;
    }

    /// The text of the field is what is in force, or was refused; it is selected.
    fn show(&mut self, place: Place) {
        let refused = self.refused.get(&place).cloned();
        let text = refused.unwrap_or_else(|| written(self.value(place)));
        self.text = text.chars().collect();
        self.selection = (0, self.text.len());
        self.is_draft = false;
        self.is_fresh = true;
    }

    fn drop_draft(&mut self, place: Place) {
        self.refused.remove(&place);
        self.show(place);
    }

    fn commit(&mut self) {
        let Some(place) = self.focus.filter(|_| self.is_draft) else {
            return;
        };
        self.is_draft = false;
        let text: String = self.text.iter().collect();
        let Some(new) = number(&text) else {
            self.refused.insert(place, text);
            return;
        };
        self.refused.remove(&place);
        let old = self.value(place);
        if new != old {
            self.past.push((place, old, new));
            self.future.clear();
            self.put(place, new);
        }
    }

    fn put(&mut self, (grid, row, col): Place, value: f64) {
        self.values[grid][row][col] = value;
    }

    fn undo(&mut self) {
        if let Some(edit) = self.past.pop() {
            self.future.push(edit);
            self.travel(edit.0, edit.1);
        }
    }

    fn redo(&mut self) {
        if let Some(edit) = self.future.pop() {
            self.past.push(edit);
            self.travel(edit.0, edit.2);
        }
    }

    fn travel(&mut self, place: Place, value: f64) {
        self.put(place, value);
        if let Some(focus) = self.focus {
            self.show(focus);
        }
    }
}

/// A number as people write it in ASCII.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace('−', "-").replace(',', ".");
    let whole = |text: &str| {
        let digits = text.trim_start_matches(['-', '+']);
        let is_whole = text.len() - digits.len() <= 1
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_ascii_digit());
        is_whole.then(|| text.parse::<f64>().ok()).flatten()
    };
    let value = match text.split_once('/') {
        Some((above, below)) if below.starts_with(|c: char| c.is_ascii_digit()) => {
            whole(above)? / whole(below)?
        }
        Some(_) => return None,
        None => text.parse::<f64>().ok()?,
    };
    value.is_finite().then_some(value + 0.0)
}

/// All digits of a number, as the page writes them where one edits them.
pub(crate) fn written(value: f64) -> String {
    let text = if value == 0.0 || (1e-6..1e21).contains(&value.abs()) {
        value.to_string()
    } else {
        let text = format!("{value:e}");
        if text.contains("e-") {
            text
        } else {
            text.replace('e', "e+")
        }
    };
    text.replace('-', "−")
}
