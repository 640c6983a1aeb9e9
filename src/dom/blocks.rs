//! What a tool shows: its blocks, one below the other.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};

use crate::app::ToolMsg;
use crate::view::{Block, Button, ButtonState, Buttons, TextStyle};

use super::chart_view::ChartView;
use super::choices::ChoiceView;
use super::field_view::FieldView;
use super::node::{TextSlot, append, put_attribute, put_attributes, set_attribute};
use super::span_list::SpanList;
use super::table_view::TableView;

/// Blocks with their nodes, which stay as long as the blocks are of the same kinds.
#[derive(Debug)]
pub(super) struct BlockList {
    parent: Element,
    views: Vec<(Element, BlockView)>,
}

#[derive(Debug)]
enum BlockView {
    /// Whether it is spoken, and its words.
    Text(bool, SpanList),
    Table(TableView),
    Code(TextSlot),
    Chart(ChartView),
    Buttons(Option<&'static str>, Vec<ButtonView>),
    Field(FieldView),
    Area(HtmlTextAreaElement),
    Choice(ChoiceView),
}

impl BlockList {
    pub(super) const fn new(parent: Element) -> Self {
        Self {
            parent,
            views: Vec::new(),
        }
    }

    pub(super) fn render(&mut self, blocks: &[Block]) {
        let pairs = self.views.iter().zip(blocks);
        let fitting = pairs.take_while(|((_, view), block)| view.fits(block));
        for (element, _) in self.views.drain(fitting.count()..) {
            element.remove();
        }
        for block in &blocks[self.views.len()..] {
            let element = append(&self.parent, tag_of(block));
            let view = BlockView::new(&element, block);
            self.views.push((element, view));
        }
        for ((element, view), block) in self.views.iter_mut().zip(blocks) {
            view.render(element, block);
        }
    }

    /// What pressing a button means; `None` where it is none of these.
    pub(super) fn message(&self, button: &Element) -> Option<ToolMsg> {
        self.views.iter().find_map(|(_, view)| match view {
            BlockView::Buttons(_, views) => views.iter().find_map(|view| view.message(button)),
            BlockView::Table(view) => view.message(button),
            _ => None,
        })
    }
}

const fn tag_of(block: &Block) -> &'static str {
    match block {
        Block::Text { .. } => "p",
        Block::Code(_) => "pre",
        Block::Choice { .. } | Block::Area(_) => "label",
        Block::Table(_) | Block::Chart(_) | Block::Buttons(_) | Block::Field(_) => "div",
    }
}

impl BlockView {
    fn new(element: &Element, block: &Block) -> Self {
        let class = |name| put_attribute(element, "class", name);
        match block {
            Block::Code(_) => Self::Code(TextSlot::new(element.clone())),
            Block::Text { is_spoken, .. } => {
                if *is_spoken {
                    put_attribute(element, "role", "status");
                }
                Self::Text(*is_spoken, SpanList::new(element.clone()))
            }
            Block::Table(table) => {
                class("arithmetic");
                Self::Table(TableView::new(element, table))
            }
            Block::Chart(_) => Self::Chart(ChartView::new(element)),
            Block::Buttons(Buttons { question, .. }) => {
                class(if question.is_some() {
                    "answers"
                } else {
                    "buttons"
                });
                if let Some(question) = question {
                    put_attributes(element, &[("role", "group"), ("aria-label", question)]);
                }
                Self::Buttons(*question, Vec::new())
            }
            Block::Field(look) => {
                class("field");
                Self::Field(FieldView::new(element, look))
            }
            Block::Area(look) => {
                class("area");
                element.set_text_content(Some(look.label));
                let area = append(element, "textarea");
                let attributes = [
                    ("rows", "2"),
                    ("autocomplete", "off"),
                    ("spellcheck", "false"),
                ];
                put_attributes(&area, &attributes);
                Self::Area(area.unchecked_into())
            }
            Block::Choice {
                label,
                look,
                options,
            } => {
                element.set_text_content(Some(label));
                Self::Choice(ChoiceView::new(element, look.choice, options))
            }
        }
    }

    /// Whether its nodes can show this block.
    fn fits(&self, block: &Block) -> bool {
        match (self, block) {
            (Self::Text(speaks, _), Block::Text { is_spoken, .. }) => speaks == is_spoken,
            (Self::Table(view), Block::Table(table)) => view.fits(table),
            (Self::Buttons(asked, _), Block::Buttons(look)) => *asked == look.question,
            (Self::Field(view), Block::Field(look)) => view.is_of(look.field),
            (Self::Choice(view), Block::Choice { look, .. }) => view.is_of(look.choice),
            (Self::Code(_), Block::Code(_))
            | (Self::Chart(_), Block::Chart(_))
            | (Self::Area(_), Block::Area(_)) => true,
            _ => false,
        }
    }

    fn render(&mut self, element: &Element, block: &Block) {
        match (self, block) {
            (Self::Code(slot), Block::Code(lines)) => slot.write(&lines.join("\n")),
            (Self::Text(_, list), Block::Text { style, spans, .. }) => {
                set_attribute(element, "class", Some(class_of(*style)));
                list.write(spans);
            }
            (Self::Table(view), Block::Table(table)) => view.render(table),
            (Self::Chart(view), Block::Chart(chart)) => view.render(chart),
            (Self::Buttons(_, views), Block::Buttons(look)) => {
                for view in views.drain(look.buttons.len().min(views.len())..) {
                    view.element.remove();
                }
                while views.len() < look.buttons.len() {
                    views.push(ButtonView::new(element));
                }
                for (view, button) in views.iter_mut().zip(&look.buttons) {
                    view.render(button);
                }
            }
            (Self::Field(view), Block::Field(look)) => view.render(look),
            (Self::Choice(view), Block::Choice { look, .. }) => view.render(look),
            (Self::Area(area), Block::Area(look)) if area.value() != look.text => {
                area.set_value(&look.text);
            }
            _ => {}
        }
    }
}

const fn class_of(style: TextStyle) -> &'static str {
    match style {
        TextStyle::Plain => "text",
        TextStyle::Hint => "hint",
        TextStyle::Result => "result",
        TextStyle::Verdict => "verdict",
        TextStyle::Right => "right",
        TextStyle::Wrong => "wrong",
    }
}

#[derive(Debug)]
pub(super) struct ButtonView {
    element: Element,
    shown: Option<Button>,
}

impl ButtonView {
    pub(super) fn new(parent: &Element) -> Self {
        let element = append(parent, "button");
        put_attribute(&element, "type", "button");
        Self {
            element,
            shown: None,
        }
    }

    pub(super) fn render(&mut self, look: &Button) {
        if self.shown.as_ref() == Some(look) {
            return;
        }
        let write = |name, value| set_attribute(&self.element, name, value);
        self.element.set_text_content(Some(&look.text));
        write("aria-label", look.label.as_deref());
        let is_idle = look.state == ButtonState::Idle;
        write("aria-disabled", is_idle.then_some("true"));
        let (outcome, pressed) = match look.state {
            ButtonState::Missed => (Some("missed"), Some("true")),
            ButtonState::Found => (Some("found"), Some("true")),
            ButtonState::On => (None, Some("true")),
            ButtonState::Off => (None, Some("false")),
            ButtonState::Ready | ButtonState::Idle => (None, None),
        };
        write("data-outcome", outcome);
        write("aria-pressed", pressed);
        let is_switch = pressed.is_some() && outcome.is_none();
        write("class", is_switch.then_some("switch"));
        self.shown = Some(look.clone());
    }

    /// What pressing it means; `None` where it is not this button.
    pub(super) fn message(&self, button: &Element) -> Option<ToolMsg> {
        let look = self.shown.as_ref().filter(|_| self.element == *button);
        look.map(|look| look.msg)
    }

    pub(super) fn remove(&self) {
        self.element.remove();
    }
}
