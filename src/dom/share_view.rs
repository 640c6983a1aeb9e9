//! The link to what is seen, and the examples that are kept.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

use crate::app::Copied;
use crate::view::ShareLook;

use super::address::{is_long, link_to, packed_hash};
use super::awaited::Awaited;
use super::kept_view::KeptView;
use super::node::{TextSlot, slot};
use super::packing::pack;

#[derive(Debug)]
pub(super) struct ShareView {
    link: HtmlInputElement,
    embed: HtmlTextAreaElement,
    copied: TextSlot,
    kept: KeptView,
    shown: String,
    packings: Vec<Awaited>,
    /// How many links were asked for: only the last one is written.
    asked: Rc<Cell<u32>>,
}

impl ShareView {
    pub(super) fn find(root: &Element) -> Self {
        Self {
            link: slot(root, "link"),
            embed: slot(root, "embed"),
            copied: TextSlot::find(root, "link-copied"),
            kept: KeptView::find(root),
            shown: String::new(),
            packings: Vec::new(),
            asked: Rc::default(),
        }
    }

    pub(super) fn link(&self) -> String {
        self.link.value()
    }

    /// Shows the frame with which another page embeds this one, and gives its text.
    pub(super) fn offer_embed(&self) -> String {
        let frame = frame_of(&self.link.value());
        self.embed.set_value(&frame);
        self.embed.set_hidden(false);
        frame
    }

    pub(super) fn focus_kept(&self) {
        self.kept.take_focus();
    }

    pub(super) fn render(&mut self, look: Option<&ShareLook>) {
        let Some(look) = look else {
            return;
        };
        self.copied.write(match look.copied {
            None => "",
            Some(Copied::Done) => "Copied.",
            Some(Copied::Refused) => {
                "This browser does not let the page copy: select the link and copy it."
            }
        });
        self.kept.render(&look.kept);
        if look.state != self.shown {
            // It would be of the state before.
            self.embed.set_hidden(true);
            look.state.clone_into(&mut self.shown);
            self.write(&look.state);
        }
    }

    /// A long state is packed first, which takes the browser a moment.
    fn write(&mut self, state: &str) {
        self.packings.retain(|packing| !packing.is_over());
        let number = self.asked.get() + 1;
        self.asked.set(number);
        if !is_long(state) {
            return self.link.set_value(&link_to(state));
        }
        self.link.set_value("");
        let (link, asked) = (self.link.clone(), Rc::clone(&self.asked));
        let packed = move |packed: Option<JsValue>| {
            let packed = packed.and_then(|packed| packed.as_string());
            if let Some(packed) = packed.filter(|_| asked.get() == number) {
                link.set_value(&link_to(&packed_hash(&packed)));
            }
        };
        self.packings.push(Awaited::new(&pack(state), packed));
    }
}

/// A link as a frame: with a title, for those who hear the page, and a height that
/// leaves room for most layers in a column of text where no script sets it
/// (docs/embedding.md).
fn frame_of(link: &str) -> String {
    let (page, state) = link.split_once('#').unwrap_or((link, ""));
    let join = if page.split_once('?').is_some() {
        "&"
    } else {
        "?"
    };
    let address = [page, join, "embed=1#", state].concat();
    [
        "<iframe src=\"",
        &address.replace('&', "&amp;"),
        "\" title=\"convscope: a convolution stepped forward and backward\" width=\"100%\" height=\"1160\" style=\"border: 0\" loading=\"lazy\"></iframe>",
    ]
    .concat()
}
