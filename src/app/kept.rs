//! «My examples»: states that a person keeps, each under a name.
//!
//! The list is a text, which the device keeps and a file holds: a line for each, its
//! name, a tab, its state. No two have the same name.

use super::model::Model;
use super::msg::Effect;
use super::notice::Notice;
use super::opening::open_state;
use super::saved::{LONGEST, is_state, save};

/// The most examples: a file may have very many.
const MOST: usize = 500;

/// The most characters of a name.
pub const LONGEST_NAME: usize = 60;

/// What can happen to the list. A number is the place of an example in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptMsg {
    /// The device has this text, perhaps from another tab.
    Found(String),
    /// The present state is to be kept under a name.
    Named(String),
    Opened(usize),
    Renamed(usize, String),
    Deleted(usize),
    /// What was deleted or replaced is wanted back.
    PutBackPressed,
    /// The text of a file; `None` where it cannot be read.
    FileRead(Option<String>),
    /// The device refuses to store the list.
    Refused,
}

/// The list, and what was done to it last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptList {
    text: String,
    /// The list before something in it was deleted or replaced.
    before: Option<String>,
    said: String,
}

pub(super) fn update_kept(model: &mut Model, msg: KeptMsg) -> Option<Effect> {
    let refocus = matches!(msg, KeptMsg::Deleted(_) | KeptMsg::PutBackPressed);
    let list = &mut model.kept;
    match msg {
        KeptMsg::Found(text) => {
            list.find(&text);
            return None;
        }
        KeptMsg::Opened(index) => {
            let (name, state) = *examples(&list.text).get(index)?;
            let (name, state) = (name.to_owned(), state.to_owned());
            open_state(model, &state);
            model.notice.get_or_insert(Notice::OpenedKept(name));
            return None;
        }
        KeptMsg::Refused => {
            let refusal = " This browser does not keep it beyond this tab: its storage is full or switched off. Save the list as a file.";
            list.said.push_str(refusal);
            return None;
        }
        KeptMsg::Named(name) => {
            let state = save(model);
            model.kept.keep(&name, &state)?;
        }
        KeptMsg::Renamed(index, name) => list.rename(index, &name)?,
        KeptMsg::Deleted(index) => list.delete(index)?,
        KeptMsg::PutBackPressed => list.put_back()?,
        KeptMsg::FileRead(text) => list.read_file(text.as_deref())?,
    }
    Some(Effect::KeepExamples { refocus })
}

// A change returns `None` where there is nothing to keep.
impl KeptList {
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names, in the order in which they were kept.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        examples(&self.text).into_iter().map(|(name, _)| name)
    }

    /// What was done last, in words.
    #[must_use]
    pub fn said(&self) -> &str {
        &self.said
    }

    #[must_use]
    pub const fn can_put_back(&self) -> bool {
        self.before.is_some()
    }

    fn find(&mut self, text: &str) {
        let mut found = String::new();
        let [_, _, unread] = read(text, &mut found);
        if found != self.text {
            self.change(found, false, &[&unread]);
        }
    }

    fn keep(&mut self, name: &str, state: &str) -> Option<()> {
        let name = self.named(name)?;
        let mut all = examples(&self.text);
        let same = all.iter_mut().find(|example| example.0 == name);
        let before = same.map(|example| std::mem::replace(&mut example.1, state));
        if before.is_none() {
            if all.len() >= MOST {
                "There are too many: delete some first.".clone_into(&mut self.said);
                return None;
            }
            all.push((&name, state));
        }
        let is_other = before.is_some_and(|before| before != state);
        let done = if is_other { "Replaced “" } else { "Kept “" };
        self.change(written(&all), is_other, &[done, &name, "”."]);
        Some(())
    }

    fn rename(&mut self, index: usize, name: &str) -> Option<()> {
        let name = self.named(name)?;
        let mut all = examples(&self.text);
        let before = std::mem::take(&mut all.get_mut(index)?.0);
        if name == before {
            return None;
        }
        let is_free = |name: &String| all.iter().all(|example| example.0 != *name);
        let name = names(&name).find(is_free)?;
        all[index].0 = &name;
        self.change(written(&all), false, &["Renamed to “", &name, "”."]);
        Some(())
    }

    fn delete(&mut self, index: usize) -> Option<()> {
        let mut all = examples(&self.text);
        let name = all.get(index)?.0.to_owned();
        all.remove(index);
        self.change(written(&all), true, &["Deleted “", &name, "”."]);
        Some(())
    }

    fn put_back(&mut self) -> Option<()> {
        let before = self.before.take()?;
        self.change(before, false, &["It is back."]);
        Some(())
    }

    fn read_file(&mut self, file: Option<&str>) -> Option<()> {
        let Some(file) = file else {
            "This file cannot be read.".clone_into(&mut self.said);
            return None;
        };
        let mut text = self.text.clone();
        let said = read(file, &mut text).concat();
        self.change(text, false, &[&said]);
        Some(())
    }

    /// Puts another list in place and says what was done. It says so where the list
    /// stays the same, too: the device may have refused it before.
    fn change(&mut self, text: String, is_loss: bool, said: &[&str]) {
        let before = std::mem::replace(&mut self.text, text);
        if before != self.text {
            self.before = is_loss.then_some(before);
        }
        self.said = said.concat();
    }

    /// The name in the form in which it is kept. Where nothing is left of it, the
    /// person is told.
    fn named(&mut self, text: &str) -> Option<String> {
        let name = cleaned(text);
        if name.is_empty() {
            "An example needs a name.".clone_into(&mut self.said);
            return None;
        }
        Some(name)
    }
}

/// The names and states of a list.
fn examples(list: &str) -> Vec<(&str, &str)> {
    let lines = list.split('\n');
    lines.filter_map(|line| line.split_once('\t')).collect()
}

fn written(examples: &[(&str, &str)]) -> String {
    let mut list = String::new();
    for (name, state) in examples {
        put(&mut list, name, state);
    }
    list
}

fn put(list: &mut String, name: &str, state: &str) {
    for part in [name, "\t", state, "\n"] {
        list.push_str(part);
    }
}

/// Adds the examples of a text to a list. Returns a sentence each on how many lines
/// were added, were there already, and could not be read, for want of a tab or
/// because their state says nothing. Blank lines do not count.
fn read(text: &str, list: &mut String) -> [String; 3] {
    let mut counts = [0_usize; 3];
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_blank = |line: &&str| line.trim_ascii().is_empty();
    for line in text.split('\n').filter(|line| !is_blank(line)) {
        let (name, state) = line.split_once('\t').unwrap_or_default();
        let state = state.trim_ascii();
        let is_read = state.len() <= LONGEST && is_state(state);
        let outcome = is_read.then(|| add(list, name, state));
        counts[outcome.unwrap_or(Outcome::Unread) as usize] += 1;
    }
    let [added, known, unread] = counts;
    [
        told("Added: ", added),
        told("There already: ", known),
        told("Lines not read: ", unread),
    ]
}

fn told(what: &str, count: usize) -> String {
    match count {
        0 => String::new(),
        _ => [what, &count.to_string(), ". "].concat(),
    }
}

enum Outcome {
    Added,
    Known,
    Unread,
}

/// Adds an example under the first free one of its names, unless one of them has the
/// same state already.
fn add(list: &mut String, name: &str, state: &str) -> Outcome {
    let name = match cleaned(name) {
        name if name.is_empty() => "Unnamed".to_owned(),
        name => name,
    };
    let all = examples(list);
    if all.len() >= MOST {
        return Outcome::Unread;
    }
    let there = |name: &str| all.iter().find(|example| example.0 == name);
    for name in names(&name) {
        match there(&name) {
            None => {
                put(list, &name, state);
                return Outcome::Added;
            }
            Some(example) if example.1 == state => break,
            Some(_) => {}
        }
    }
    Outcome::Known
}

/// `Edges`, `Edges (2)`, `Edges (3)` and so on.
fn names(name: &str) -> impl Iterator<Item = String> {
    (1..).map(move |number: usize| {
        let end = match number {
            1 => String::new(),
            _ => [" (", &number.to_string(), ")"].concat(),
        };
        cut(name, LONGEST_NAME - end.len()) + &end
    })
}

/// The name on one line: control characters become blanks, blanks at its ends go,
/// and it is cut to [`LONGEST_NAME`].
fn cleaned(text: &str) -> String {
    let is_blank = |letter: char| letter.is_control() || letter == '\u{feff}';
    let clean = |letter| if is_blank(letter) { ' ' } else { letter };
    let name: String = text.chars().map(clean).collect();
    cut(name.trim(), LONGEST_NAME)
}

fn cut(name: &str, most: usize) -> String {
    let name: String = name.chars().take(most).collect();
    name.trim_end().to_owned()
}
