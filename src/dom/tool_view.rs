//! What opens on demand: the tools, and where a number comes from.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTemplateElement};

use crate::app::{Tool, ToolMsg};
use crate::view::{Block, ProvenanceLook};

use super::blocks::BlockList;
use super::node::{
    OrStop, TextSlot, find, focus, is_embed, is_focus_lost, lacks, put_attribute, query,
    set_attribute, slot, truth,
};

#[derive(Debug)]
pub(super) struct ToolView {
    tool: Tool,
    element: HtmlElement,
    button: HtmlElement,
    is_open: bool,
    /// Where the program draws its blocks; `None` where all of it stands in
    /// `index.html`.
    blocks: Option<BlockList>,
}

impl ToolView {
    /// The tool's section of `index.html`; where there is none, it is made.
    pub(super) fn find(root: &Element, tool: Tool, name: &str) -> Self {
        let button: HtmlElement = find(root, &["[aria-controls=tool-", name, "]"].concat());
        let element = query(root, &["[data-tool=", name, "]"].concat());
        let element = element.unwrap_or_else(|| section(root, name, &button));
        Self {
            tool,
            is_open: false,
            blocks: query(&element, ".blocks").map(BlockList::new),
            element: element.unchecked_into(),
            button,
        }
    }

    pub(super) fn is_of(&self, tool: Tool) -> bool {
        self.tool == tool
    }

    pub(super) fn render(&mut self, open: Option<Tool>, tools: &[(Tool, Vec<Block>)]) {
        let is_open = open == Some(self.tool);
        if self.is_open != is_open {
            self.is_open = is_open;
            set_attribute(&self.element, "hidden", (!is_open).then_some(""));
            put_attribute(&self.button, "aria-expanded", truth(is_open));
        }
        let shown = tools.iter().find(|(tool, _)| *tool == self.tool);
        if let (Some(list), Some((_, blocks))) = (&mut self.blocks, shown) {
            list.render(blocks);
        }
    }

    /// What pressing a button means; `None` where it is none of this tool.
    pub(super) fn message(&self, button: &Element) -> Option<ToolMsg> {
        self.blocks.as_ref()?.message(button)
    }

    /// A tall tool is read from its top.
    pub(super) fn take_focus(&self) {
        focus(&self.element);
        // It would scroll the page around an embed too.
        if !is_embed() {
            self.element.scroll_into_view();
        }
    }

    /// If the focus was in the closed tool, it goes to the button.
    pub(super) fn return_focus(&self) {
        if is_focus_lost() {
            focus(&self.button);
        }
    }
}

/// The section of a tool that is told in blocks, called like its button.
fn section(root: &Element, name: &str, button: &Element) -> Element {
    let title = button.text_content().unwrap_or_default();
    let template: HtmlTemplateElement = slot(root, "tool");
    let section = template.content().query_selector("section").or_stop();
    let section = section.unwrap_or_else(|| lacks("a place for a tool"));
    let section: Element = section
        .clone_node_with_deep(true)
        .or_stop()
        .unchecked_into();
    put_attribute(&section, "id", &["tool-", name].concat());
    put_attribute(&section, "data-tool", name);
    put_attribute(&section, "aria-label", &title);
    let close: Element = find(&section, "button");
    put_attribute(&close, "data-press", name);
    put_attribute(&close, "aria-label", &["Close ", &title].concat());
    find::<Element>(&section, "h2").set_text_content(Some(&title));
    template.before_with_node_1(&section).or_stop();
    section
}

#[derive(Debug)]
pub(super) struct ProvenanceView {
    element: Element,
    title: TextSlot,
    blocks: BlockList,
}

impl ProvenanceView {
    pub(super) fn find(root: &Element) -> Self {
        let element: Element = find(root, "[data-provenance]");
        Self {
            title: TextSlot::find(root, "provenance-title"),
            blocks: BlockList::new(find(&element, ".blocks")),
            element,
        }
    }

    pub(super) fn render(&mut self, look: Option<&ProvenanceLook>) {
        set_attribute(&self.element, "hidden", look.is_none().then_some(""));
        self.title.write(look.map_or("", |look| &look.title));
        self.blocks
            .render(&look.map(ProvenanceLook::blocks).unwrap_or_default());
    }

    pub(super) fn message(&self, button: &Element) -> Option<ToolMsg> {
        self.blocks.message(button)
    }
}
