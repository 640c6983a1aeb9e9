//! What a tool shows, as plain data, which `dom/blocks.rs` draws one below the other.

use crate::app::{Field, ToolMsg};

use super::choices::ChoiceLook;
use super::span::{Span, Table, plain, text_of};

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph; without words it takes no room.
    Text {
        style: TextStyle,
        /// Whether a screen reader says it when it changes.
        is_spoken: bool,
        spans: Vec<Span>,
    },
    Table(Table),
    /// Lines of a program, or of numbers with all their digits.
    Code(Vec<String>),
    Chart(Chart),
    Buttons(Buttons),
    Field(FieldLook),
    Area(AreaLook),
    /// A list of options, one of which is in force.
    Choice {
        label: &'static str,
        look: ChoiceLook,
        /// The value of each option and its words.
        options: Vec<[String; 2]>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    Plain,
    Hint,
    Result,
    /// The result of the gradient check, in the colour of how it went.
    Verdict,
    /// That an answer is the right one.
    Right,
    Wrong,
}

/// Numbers as points in a box of 100 × 100 with the origin at the top left; empty
/// where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// `x,y x,y …`
    pub points: String,
    /// Three words beside the vertical axis, from the top down, and three below the
    /// horizontal one.
    pub axes: [String; 6],
    /// What the picture shows, in words.
    pub description: String,
}

/// Buttons side by side, or answers one below the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Buttons {
    /// What they answer; `None` where they are not answers.
    pub question: Option<&'static str>,
    pub buttons: Vec<Button>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    pub text: String,
    /// Its name for a screen reader, where that says more than the text.
    pub label: Option<String>,
    pub msg: ToolMsg,
    pub state: ButtonState,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonState {
    #[default]
    Ready,
    /// Pressing it changes nothing now.
    Idle,
    /// A switch.
    Off,
    On,
    /// It was the last answer, which was wrong.
    Missed,
    /// It was the last answer, and the right one.
    Found,
}

/// A field that takes one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLook {
    pub label: &'static str,
    pub field: Field,
    pub text: String,
    /// Why it was refused; empty where it was not.
    pub error: String,
}

/// A field that takes lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaLook {
    pub label: &'static str,
    pub text: String,
}

impl Block {
    /// What is read, line by line.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Text { spans, .. } => text_of(spans),
            Self::Table(table) => {
                let rows = table.rows.iter().map(|row| {
                    let cells = row.cells.iter().map(|cell| text_of(cell));
                    let button = row.button.iter().map(|button| button.text.clone());
                    let cells: Vec<String> = button.chain(cells).collect();
                    ["\n", cells.join(" ").trim()].concat()
                });
                rows.fold(table.caption.clone(), |text, row| text + &row)
            }
            Self::Code(lines) => lines.join("\n"),
            Self::Chart(chart) => chart.description.clone(),
            Self::Buttons(Buttons { buttons, .. }) => {
                let texts: Vec<String> = buttons.iter().map(Button::to_text).collect();
                texts.join("\n")
            }
            Self::Field(look) => {
                let error = if look.error.is_empty() { "" } else { "\n" };
                [look.label, ": ", &look.text, error, &look.error].concat()
            }
            Self::Area(look) => [look.label, ":\n", &look.text].concat(),
            Self::Choice {
                label,
                look,
                options,
            } => {
                let chosen = options.get(look.chosen).map_or("", |[_, words]| words);
                [label, ": ", chosen].concat()
            }
        }
    }
}

impl Button {
    fn to_text(&self) -> String {
        let mark = match self.state {
            ButtonState::Ready => "",
            ButtonState::Idle => " (idle)",
            ButtonState::Off => " (off)",
            ButtonState::On => " (on)",
            ButtonState::Missed => " ✕",
            ButtonState::Found => " ✓",
        };
        ["[", &self.text, "]", mark].concat()
    }
}

pub(super) fn text(style: TextStyle, words: &str) -> Block {
    paragraph(style, false, words)
}

/// A paragraph that a screen reader says when it changes.
pub(super) fn spoken(style: TextStyle, words: &str) -> Block {
    paragraph(style, true, words)
}

fn paragraph(style: TextStyle, is_spoken: bool, words: &str) -> Block {
    let spans = if words.is_empty() {
        Vec::new()
    } else {
        vec![plain(words)]
    };
    Block::Text {
        style,
        is_spoken,
        spans,
    }
}

pub(super) fn button(text: impl Into<String>, msg: ToolMsg) -> Button {
    Button {
        text: text.into(),
        label: None,
        msg,
        state: ButtonState::Ready,
    }
}

pub(super) fn buttons<const N: usize>(buttons: [Button; N]) -> Block {
    Block::Buttons(Buttons {
        question: None,
        buttons: buttons.into(),
    })
}
