//! The state in the hash of the address. It is read at start, on Back and whenever
//! the hash changes, and written over the one that is there.

use wasm_bindgen::JsValue;

use crate::app::saved::packed;

use super::node::window;

/// Longer states are packed.
const LONGEST: usize = 2000;

/// What begins a packed state.
const PACKED: &str = "v=1&z=";

/// The hash of the address, and the state that it stands for.
#[derive(Debug)]
pub(super) struct Address {
    /// The hash as it was read or written last.
    hash: String,
    state: String,
    /// The state of a page without a hash.
    start: String,
}

/// A state in the hash.
#[derive(Debug)]
pub(super) enum Link {
    Plain(String),
    Packed {
        packed: String,
        /// All else in the hash.
        rest: String,
    },
}

impl Address {
    /// A page without a hash shows the state `start`.
    pub(super) const fn new(start: String) -> Self {
        Self {
            hash: String::new(),
            state: String::new(),
            start,
        }
    }

    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// The state to open, where the hash has changed.
    pub(super) fn read(&mut self) -> Option<Link> {
        let hash = hash();
        if hash == self.hash {
            return None;
        }
        self.hash = hash;
        if self.hash.is_empty() {
            return Some(Link::Plain(self.start.clone()));
        }
        Some(match packed(&self.hash) {
            Some((packed, rest)) => Link::Packed { packed, rest },
            None => Link::Plain(self.hash.clone()),
        })
    }

    /// Tells that the hash stands for this state.
    pub(super) fn stands_for(&mut self, state: String) {
        self.state = state;
    }

    pub(super) fn differs(&self, state: &str) -> bool {
        self.state != state
    }

    /// Writes a state, packed or not, over the one in the address: what is done on
    /// the page adds nothing to the browser's history. Where the browser does not
    /// allow it, as in some frames, the address stays as it is; so it does where it
    /// has just become another one, which the browser tells of in a moment.
    pub(super) fn write(&mut self, state: String, packed: Option<&str>) {
        let written = packed.map_or_else(|| state.clone(), packed_hash);
        if written != self.hash {
            if hash() != self.hash || replace(&written).is_err() {
                return;
            }
            self.hash = written;
        }
        self.state = state;
    }
}

fn hash() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

fn replace(hash: &str) -> Result<(), JsValue> {
    let history = window().history()?;
    history.replace_state_with_url(&history.state()?, "", Some(&link_to(hash)))
}

/// Whether a state has to be packed for an address.
pub(super) const fn is_long(state: &str) -> bool {
    state.len() > LONGEST
}

pub(super) fn packed_hash(packed: &str) -> String {
    [PACKED, packed].concat()
}

/// The address of this page with another hash.
pub(super) fn link_to(hash: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let page = href.split('#').next().unwrap_or_default();
    [page, "#", hash].concat()
}
