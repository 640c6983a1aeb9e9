//! What is kept of the state, and where: at once for the tab, a little later on the
//! device and in the address.

use crate::app::saved::{save_layer, save_place};
use crate::app::{KeptMsg, Model, Msg, update};
use crate::math::Layer;

use super::address::{Address, Link, is_long};
use super::node::is_embed;
use super::storage::Storage;

/// The state as it was kept last, and the places that keep it.
#[derive(Debug)]
pub(super) struct Keeping {
    saved: Saved,
    storage: Storage,
    address: Address,
    /// Whether something was done that the device does not have. A state that was
    /// only looked at, such as that of a link, replaces nobody's own.
    is_changed: bool,
    /// Whether the device or the address may still have an earlier state.
    is_pending: bool,
    is_embed: bool,
}

impl Keeping {
    /// Puts into the model what was kept and what the address holds. A packed link
    /// is returned, for the caller to unpack.
    pub(super) fn open(model: &mut Model) -> (Self, Option<Link>) {
        let mut storage = Storage::open(model);
        if let Some(text) = storage.examples() {
            update(model, Msg::Kept(KeptMsg::Found(text)));
        }
        if let Some(state) = storage.state() {
            update(model, Msg::Opened(state));
        }
        let saved = Saved::of(model);
        let mut keeping = Self {
            address: Address::new(saved.text()),
            saved,
            storage,
            is_changed: false,
            is_pending: false,
            is_embed: is_embed(),
        };
        match keeping.address.read() {
            // A reload: the address may not have been written yet.
            Some(_) if keeping.storage.is_of(keeping.address.hash()) => {
                keeping.storage.keep_in_tab(&keeping.saved.text());
                keeping.is_pending = true;
            }
            Some(Link::Plain(state)) => {
                update(model, Msg::Opened(state));
                keeping.saved.follow(model);
                keeping.adopt();
            }
            Some(packed) => return (keeping, Some(packed)),
            None => keeping.adopt(),
        }
        (keeping, None)
    }

    pub(super) const fn storage(&mut self) -> &mut Storage {
        &mut self.storage
    }

    /// The state to open, where the address has changed. Changes that are not on
    /// the device yet are kept first.
    pub(super) fn link(&mut self) -> Option<Link> {
        let link = self.address.read();
        if link.is_some() {
            self.keep_on_device();
        }
        link
    }

    /// Tells that the state in force was opened from the address.
    pub(super) fn adopt(&mut self) {
        self.is_changed = false;
        self.is_pending = false;
        let state = self.saved.text();
        self.storage.keep_in_tab(&state);
        self.storage.keep_hash(self.address.hash());
        self.address.stands_for(state);
    }

    /// Keeps the changes for the tab. False where the browser refuses that for the
    /// first time.
    pub(super) fn follow(&mut self, model: &Model) -> bool {
        self.storage.keep_preferences(model);
        if !self.saved.follow(model) {
            return true;
        }
        self.is_changed = true;
        // The address of an embed is the one that its page gives it.
        self.is_pending = !self.is_embed;
        self.storage.keep_in_tab(&self.saved.text());
        self.storage.is_kept() || !self.storage.is_first_refusal()
    }

    /// Whether the tab's state is kept, for its reload.
    pub(super) const fn is_kept(&self) -> bool {
        self.storage.is_kept()
    }

    pub(super) const fn is_pending(&self) -> bool {
        self.is_pending
    }

    /// Keeps the state on the device. False where the browser refuses that for the
    /// first time.
    pub(super) fn keep_on_device(&mut self) -> bool {
        if !std::mem::take(&mut self.is_changed) {
            return true;
        }
        self.storage.keep_on_device(&self.saved.text()) || !self.storage.is_first_refusal()
    }

    /// Writes the state into the address. A state that has to be packed first is
    /// returned.
    pub(super) fn write_address(&mut self) -> Option<String> {
        self.is_pending = false;
        let state = self.saved.text();
        if !self.address.differs(&state) {
            return None;
        }
        if is_long(&state) {
            return Some(state);
        }
        self.address.write(state, None);
        self.storage.keep_hash(self.address.hash());
        None
    }

    /// Writes a packed state into the address, if it is still in force.
    pub(super) fn write_packed(&mut self, state: &str, packed: &str) {
        if self.saved.text() == state && self.address.differs(state) {
            self.address.write(state.to_owned(), Some(packed));
            self.storage.keep_hash(self.address.hash());
        }
    }
}

/// A state as text. The part of the layer may be long, so it is written again only
/// where the layer has changed.
#[derive(Debug)]
struct Saved {
    layer: Layer,
    of_layer: String,
    of_place: String,
}

impl Saved {
    fn of(model: &Model) -> Self {
        Self {
            layer: model.layer.clone(),
            of_layer: save_layer(&model.layer),
            of_place: save_place(model, model.step),
        }
    }

    fn text(&self) -> String {
        [&*self.of_layer, &self.of_place].concat()
    }

    /// Whether something has changed. During a hunt the step does not count: nobody
    /// comes back to a pass with a mistake in it.
    fn follow(&mut self, model: &Model) -> bool {
        let is_other = self.layer != model.layer;
        if is_other {
            self.layer.clone_from(&model.layer);
            self.of_layer = save_layer(&model.layer);
        }
        if model.tools.hunt.is_some() {
            return is_other;
        }
        let of_place = save_place(model, model.step);
        let is_moved = of_place != self.of_place;
        self.of_place = of_place;
        is_other || is_moved
    }
}
