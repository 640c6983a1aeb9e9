//! The running page: model, view, and the queue between events and both.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlSelectElement};

use crate::app::saved::LONGEST;
use crate::app::{
    Clip, Copied, Effect, Export, Focus, KeptMsg, Key, Meaning, Model, Msg, meaning, update,
};
use crate::trace::CellRef;
use crate::view::{Material, Memo, file_name, page_with, program_of};

use super::address::Link;
use super::awaited::Awaited;
use super::choices::chosen;
use super::clipboard;
use super::events::listen;
use super::files;
use super::keeping::Keeping;
use super::listener::Listener;
use super::node::{Watched, document, find, is_focus_lost, put_attribute, remove_attribute};
use super::packing::{pack, unpack};
use super::remote::{Place, Remote};
use super::root_view::RootView;
use super::ruler::{Ruler, measure};
use super::ticker::Ticker;

/// Milliseconds until a change goes to the device and into the address. In the long
/// run a browser takes no more than three new addresses a second.
const DELAY: i32 = 400;

/// The file of the kept examples.
const EXAMPLES: &str = "convscope-examples.txt";

/// A mounted page. Dropping it removes its listeners and stops its clock.
pub struct App {
    root: Element,
    /// Messages that wait. The page's own calls raise events, so messages can
    /// arrive while one is being handled.
    queue: RefCell<VecDeque<Msg>>,
    draining: Cell<bool>,
    /// Whether something is under way that has to come to its end.
    amid: Cell<bool>,
    /// The cell under the pointer: many events report the same one.
    hovered: Cell<Option<CellRef>>,
    fresh: Cell<bool>,
    state: RefCell<State>,
    /// What the clipboard and files have not answered yet.
    awaited: RefCell<Vec<Awaited>>,
    remote: Remote,
    packing: RefCell<Option<Awaited>>,
    opening: RefCell<Option<Awaited>>,
    ruler: RefCell<Option<Ruler>>,
    listeners: RefCell<Vec<Listener>>,
}

struct State {
    model: Model,
    memo: Memo,
    view: RootView,
    keeping: Keeping,
    ticker: Option<Ticker>,
    keeper: Option<Ticker>,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl App {
    /// Brings a root element with the page's skeleton to life, and opens what the
    /// address holds, or else what the browser has kept. It throws where a part of
    /// the skeleton is missing.
    #[must_use]
    pub fn mount(root: &Element) -> Rc<Self> {
        let watched: &Watched = root.unchecked_ref();
        watched.set_amid(true);
        let mut model = Model::default();
        let (keeping, packed) = Keeping::open(&mut model);
        // The skeleton's cells are as large as those of most layers. Measured now,
        // the first page need not be drawn again.
        model.room = measure(root, &find(root, "[data-grid=W] [data-row]"));
        let mut view = RootView::find(root);
        let mut memo = Memo::default();
        view.render(&page_with(&model, &mut memo));
        let app = Rc::new(Self {
            remote: Remote::of(root, &model),
            root: root.clone(),
            queue: RefCell::default(),
            draining: Cell::new(false),
            amid: Cell::new(false),
            hovered: Cell::new(None),
            fresh: Cell::new(false),
            state: RefCell::new(State {
                model,
                memo,
                view,
                keeping,
                ticker: None,
                keeper: None,
            }),
            awaited: RefCell::default(),
            packing: RefCell::default(),
            opening: RefCell::default(),
            ruler: RefCell::default(),
            listeners: RefCell::default(),
        });
        app.set_up_ruler();
        let listeners = listen(&Rc::downgrade(&app), root);
        app.listeners.replace(listeners);
        // Until now nobody could have handled input.
        for part in ["header", "main", "footer"] {
            remove_attribute(&find(root, part), "inert");
        }
        app.remote.listen(&app);
        put_attribute(root, "data-ready", "");
        app.see_to_keeping(&mut app.state.borrow_mut());
        if let Some(packed) = packed {
            app.open(packed);
        }
        watched.set_amid(false);
        app
    }

    /// Measures right after the browser has laid out the page: then reading costs
    /// nothing.
    fn set_up_ruler(self: &Rc<Self>) {
        let app = Rc::downgrade(self);
        let laid_out = move || {
            if let Some(app) = app.upgrade() {
                app.state.borrow().view.follow_code();
                app.measure();
            }
        };
        let mut ruler = Ruler::new(laid_out);
        ruler.watch(self.state.borrow().view.watched());
        self.ruler.replace(Some(ruler));
    }

    fn measure(self: &Rc<Self>) {
        let (known, room) = {
            let state = self.state.borrow();
            let [cell, _] = state.view.watched();
            (
                state.model.room,
                cell.and_then(|cell| measure(&self.root, cell)),
            )
        };
        if let Some(room) = room.filter(|_| known != room) {
            self.dispatch(Msg::Measured(room));
        }
    }

    /// Whether the page is running; static/start.js tells where it has stopped. A
    /// stopped page takes no events: nobody would ever handle them, and its keys
    /// belong to the browser.
    pub(super) fn is_running(&self) -> bool {
        self.root.has_attribute("data-ready")
    }

    /// Handles a message, and has shown the result when it returns. A message that
    /// is raised meanwhile waits for its turn.
    pub fn dispatch(self: &Rc<Self>, msg: Msg) {
        if !self.is_running() {
            return;
        }
        self.queue.borrow_mut().push_back(msg);
        if self.draining.replace(true) {
            return;
        }
        self.amid(|| {
            loop {
                // On a line of its own: the queue must not stay borrowed.
                let next = self.queue.borrow_mut().pop_front();
                let Some(msg) = next else {
                    break;
                };
                self.handle(msg);
            }
        });
        self.draining.set(false);
    }

    /// Does something and notes that it came to its end: static/start.js stops a
    /// page on which something did not.
    pub(super) fn amid(&self, act: impl FnOnce()) {
        if self.amid.replace(true) {
            return act();
        }
        self.watched().set_amid(true);
        act();
        self.end();
    }

    /// Nothing is under way any more. Now scripts hear of the step, and may do what
    /// they want.
    fn end(&self) {
        self.watched().set_amid(false);
        self.amid.set(false);
        self.remote.tell(&|| self.ask(Place::of));
    }

    /// Whether a message is being handled: nobody else may look at the model.
    pub(super) fn is_changing(&self) -> bool {
        self.draining.get()
    }

    pub(super) fn ask<T>(&self, question: impl FnOnce(&Model) -> T) -> T {
        question(&self.state.borrow().model)
    }

    pub(super) fn is_amid(&self) -> bool {
        self.amid.get()
    }

    fn watched(&self) -> &Watched {
        self.root.unchecked_ref()
    }

    fn handle(self: &Rc<Self>, msg: Msg) {
        let state = &mut *self.state.borrow_mut();
        let had_focus = self.has_focus();
        let effect = update(&mut state.model, msg);
        let page = page_with(&state.model, &mut state.memo);
        state.view.render(&page);
        if let Some(ruler) = &mut *self.ruler.borrow_mut() {
            ruler.watch(state.view.watched());
        }
        if !state.keeping.follow(&state.model) {
            self.dispatch(Msg::KeepingFailed);
        }
        self.see_to_keeping(state);
        self.sync_ticker(state);
        match effect {
            None => {}
            Some(Effect::Copy(what)) => self.copy(state, what),
            Some(Effect::SaveExamples) => {
                files::save(EXAMPLES, &JsValue::from_str(state.model.kept.text()));
            }
            Some(Effect::Save(file)) => self.save(&state.model, file),
            Some(Effect::FocusIfLost(_)) if !(had_focus && is_focus_lost()) => {}
            Some(Effect::SelectText) => {
                self.set_fresh(true);
                state.view.perform(Effect::SelectText);
            }
            Some(effect) => {
                if let Effect::KeepExamples { .. } = effect {
                    self.keep_examples(state);
                }
                state.view.perform(effect);
            }
        }
        // What had the focus may be gone: keys must step all the same.
        if had_focus && is_focus_lost() {
            state.view.perform(Effect::FocusPage);
        }
    }

    /// Tells static/start.js whether the tab's state is kept, and has what is
    /// pending kept soon.
    fn see_to_keeping(self: &Rc<Self>, state: &mut State) {
        self.watched().set_kept(state.keeping.is_kept());
        if state.keeping.is_pending() && state.keeper.is_none() {
            let app = Rc::downgrade(self);
            let keep = move || {
                if let Some(app) = app.upgrade().filter(|app| app.is_running()) {
                    app.amid(|| {
                        app.keep();
                        app.write_address();
                    });
                }
            };
            state.keeper = Some(Ticker::new(DELAY, keep));
        }
    }

    fn keep_examples(self: &Rc<Self>, state: &mut State) {
        let text = state.model.kept.text();
        if !state.keeping.storage().keep_examples(text) {
            self.dispatch(Msg::Kept(KeptMsg::Refused));
        }
    }

    /// Takes over the examples that the device has: another tab may have changed them.
    pub(super) fn find_examples(self: &Rc<Self>) {
        let text = self.state.borrow_mut().keeping.storage().examples();
        if let Some(text) = text {
            self.dispatch(Msg::Kept(KeptMsg::Found(text)));
        }
    }

    /// Waits for the text of a file, and says what it means; `None` stands for one that
    /// cannot be read.
    pub(super) fn read(
        self: &Rc<Self>,
        file: &Promise,
        meaning: impl Fn(Option<String>) -> Option<Msg> + 'static,
    ) {
        let app = Rc::downgrade(self);
        let read = move |text: Option<JsValue>| {
            let msg = meaning(text.and_then(|text| text.as_string()));
            if let (Some(app), Some(msg)) = (app.upgrade(), msg) {
                app.dispatch(msg);
            }
        };
        self.wait_for(Awaited::new(file, read));
    }

    /// Holds what waits for an answer until the answer has come: without it the
    /// browser would call a function that is gone.
    fn wait_for(&self, one: Awaited) {
        let mut awaited = self.awaited.borrow_mut();
        awaited.retain(|one| !one.is_over());
        awaited.push(one);
    }

    /// Keeps on the device what has changed.
    pub(super) fn keep(self: &Rc<Self>) {
        if !self.state.borrow_mut().keeping.keep_on_device() {
            self.dispatch(Msg::KeepingFailed);
        }
    }

    /// Writes into the address what has changed, one packing at a time.
    fn write_address(self: &Rc<Self>) {
        if self.packing.borrow().is_some() {
            return;
        }
        let long = {
            let state = &mut *self.state.borrow_mut();
            state.keeper = None;
            state.keeping.write_address()
        };
        if let Some(long) = long {
            self.pack(long);
        }
    }

    fn pack(self: &Rc<Self>, text: String) {
        let app = Rc::downgrade(self);
        let promise = pack(&text);
        let packed = move |packed: Option<JsValue>| {
            let Some(app) = app.upgrade() else {
                return;
            };
            app.packing.take();
            let packed = packed.and_then(|packed| packed.as_string());
            if let Some(packed) = packed.filter(|_| app.is_running()) {
                app.state.borrow_mut().keeping.write_packed(&text, &packed);
            }
        };
        self.packing.replace(Some(Awaited::new(&promise, packed)));
    }

    /// Opens what the address holds, where that has changed.
    pub(super) fn follow_address(self: &Rc<Self>) {
        let link = self.state.borrow_mut().keeping.link();
        if let Some(link) = link {
            self.open(link);
        }
    }

    /// Where the state is packed, the page is not ready until it is unpacked and
    /// opened.
    fn open(self: &Rc<Self>, link: Link) {
        let (packed, rest) = match link {
            Link::Plain(state) => return self.adopt(state),
            Link::Packed { packed, rest } => (packed, rest),
        };
        put_attribute(&self.root, "data-opening", "");
        remove_attribute(&self.root, "data-ready");
        let app = Rc::downgrade(self);
        let promise = unpack(&packed, LONGEST);
        let opened = move |state: Option<JsValue>| {
            let Some(app) = app.upgrade() else {
                return;
            };
            let state = state.and_then(|state| state.as_string());
            let packed = || ["z=", &packed].concat();
            let state = [&rest, "&", &state.unwrap_or_else(packed)].concat();
            app.amid(|| {
                put_attribute(&app.root, "data-ready", "");
                app.adopt(state);
                remove_attribute(&app.root, "data-opening");
                app.follow_address();
            });
        };
        self.opening.replace(Some(Awaited::new(&promise, opened)));
    }

    fn adopt(self: &Rc<Self>, state: String) {
        self.dispatch(Msg::Opened(state));
        self.state.borrow_mut().keeping.adopt();
    }

    fn has_focus(&self) -> bool {
        let active = document().active_element();
        active.is_some_and(|active| self.root.contains(Some(&active)))
    }

    /// The clipboard answers later; where there is none, the copy counts as
    /// refused.
    fn copy(self: &Rc<Self>, state: &State, what: Clip) {
        let text = match what {
            Clip::Program => {
                let program = program_of(&state.model, state.model.language);
                state.view.offer_program(&program);
                program
            }
            Clip::Link => state.view.link(),
            Clip::Embed => state.view.offer_embed(),
        };
        let app = Rc::downgrade(self);
        let ended = move |copied| {
            if let Some(app) = app.upgrade() {
                app.dispatch(Msg::CopyEnded(what, copied));
            }
        };
        match clipboard::copy(&text, ended) {
            Some(copying) => self.wait_for(copying),
            // Waits for its turn, as this message is still being handled.
            None => self.dispatch(Msg::CopyEnded(what, Copied::Refused)),
        }
    }

    /// Saves a file as it is now, although what writes it may have to be loaded first.
    fn save(self: &Rc<Self>, model: &Model, file: Export) {
        let name = file_name(file);
        if let Export::Program(language) = file {
            return files::save(&name, &program_of(model, language).into());
        }
        let Material {
            state,
            grids,
            touches,
        } = Material::of(model, file);
        let text = files::write(&self.root, &name, &state, &grids, &touches);
        let app = Rc::downgrade(self);
        let written = move |text: Option<JsValue>| match text {
            Some(text) => files::save(&name, &text),
            None => {
                if let Some(app) = app.upgrade() {
                    app.dispatch(Msg::SavingFailed(file));
                }
            }
        };
        self.wait_for(Awaited::new(&text, written));
    }

    /// Whether a field was entered and neither clicked nor typed into since.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh.get()
    }

    pub(super) fn set_fresh(&self, fresh: bool) {
        self.fresh.set(fresh);
    }

    /// What a key means now. A person has pressed it, so no message is being
    /// handled.
    pub(super) fn meaning(&self, key: Key<'_>, focus: Focus) -> Meaning {
        meaning(&self.state.borrow().model, key, focus)
    }

    pub(super) fn hover(self: &Rc<Self>, cell: Option<CellRef>) {
        if self.hovered.replace(cell) != cell {
            self.dispatch(Msg::Hovered(cell));
        }
    }

    pub(super) fn pressed(&self, button: &Element) -> Option<Msg> {
        self.state.borrow().view.message(button).map(Msg::Tool)
    }

    /// A person has changed a select. The page itself raises no such event, so no
    /// message is being handled.
    pub(super) fn choose(self: &Rc<Self>, select: &HtmlSelectElement) {
        let msg = {
            let state = self.state.borrow();
            chosen(select).and_then(|(choice, place)| choice.message(&state.model, place))
        };
        if let Some(msg) = msg {
            self.dispatch(msg);
        }
    }

    /// The clock runs while the model plays, at its speed.
    fn sync_ticker(self: &Rc<Self>, state: &mut State) {
        let model = &state.model;
        let wanted = model.playing.then(|| model.speed.interval());
        if state.ticker.as_ref().map(Ticker::interval) == wanted {
            return;
        }
        let app = Rc::downgrade(self);
        let tick = move || {
            if let Some(app) = app.upgrade() {
                app.dispatch(Msg::Ticked);
            }
        };
        state.ticker = wanted.map(|interval| Ticker::new(interval, tick));
    }
}
