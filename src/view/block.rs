//! What a tool shows, as plain data, which `dom/blocks.rs` draws one below the other.

use crate::app::{Field, ToolMsg};

use super::choices::ChoiceLook;
use super::span::{Span, Table, plain, text_of};

/// A part of what a tool shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph; without words it takes no room.
    Text {
        /// How it looks.
        style: TextStyle,
        /// Whether a screen reader says it when it changes.
        is_spoken: bool,
        /// Its words.
        spans: Vec<Span>,
    },
    /// A table.
    Table(Table),
    /// Lines of a program, or of numbers with all their digits.
    Code(Vec<String>),
    /// A curve.
    Chart(Chart),
    /// Buttons.
    Buttons(Buttons),
    /// A field that takes one number.
    Field(FieldLook),
    /// A list of which one option is in force.
    Choice {
        /// How it stands.
        look: ChoiceLook,
        /// The value of each option and its words.
        options: Vec<[String; 2]>,
    },
}

/// How a paragraph looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// As any other text.
    Plain,
    /// Beside the point.
    Hint,
    /// The result, in bold.
    Result,
    /// The result of the gradient check, in the colour of how it went.
    Verdict,
}

/// Numbers as points in a box of 100 × 100 with the origin at the top left; empty
/// where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// `x,y x,y …`
    pub points: String,
    /// What the picture shows, in words.
    pub description: String,
}

/// Buttons side by side, or answers one below the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Buttons {
    /// What they answer, where they are answers.
    pub question: Option<&'static str>,
    /// The buttons.
    pub buttons: Vec<Button>,
}

/// A button.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What it is called, where that is more.
    pub label: Option<String>,
    /// What pressing it means.
    pub msg: ToolMsg,
    /// How it stands.
    pub state: ButtonState,
}

/// How a button stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonState {
    /// It can be pressed.
    #[default]
    Ready,
    /// Pressing it changes nothing now.
    Idle,
    /// It was the last answer, which was wrong.
    Missed,
    /// It was the last answer, and the right one.
    Found,
}

/// A field that takes one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLook {
    /// What it is called.
    pub label: &'static str,
    /// What it is.
    pub field: Field,
    /// Its text.
    pub text: String,
    /// Why it was refused; empty where it was not.
    pub error: String,
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
            Self::Choice { look, options } => {
                let chosen = options.get(look.chosen).map_or("", |[_, words]| words);
                [look.choice.name(), ": ", chosen].concat()
            }
        }
    }
}

impl Button {
    fn to_text(&self) -> String {
        let mark = match self.state {
            ButtonState::Ready => "",
            ButtonState::Idle => " (idle)",
            ButtonState::Missed => " ✕",
            ButtonState::Found => " ✓",
        };
        ["[", &self.text, "]", mark].concat()
    }
}

pub(super) fn text(style: TextStyle, words: &str) -> Block {
    paragraph(style, false, words)
}

/// What a screen reader says when it changes.
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
