//! What the browser keeps: the state as a string, and what belongs to the device
//! whatever the state.
//!
//! A tab keeps a string of its own, which its reload reads first: two tabs take
//! nothing from each other. A new tab begins with what the device kept last. An embed
//! keeps nothing, and nobody misses it there.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::app::{Model, Speed, Theme};

use super::node::{is_embed, window};

/// The state, of the tab and of the device.
const STATE: &str = "convscope.state";
/// The preferences: what is no part of the state.
const DEVICE: &str = "convscope.device";
/// The text of the kept examples.
const EXAMPLES: &str = "convscope.examples";
/// The hash of the address that the tab's state belongs to.
const HASH: &str = "convscope.hash";
/// What earlier versions have kept in place of the state.
const OLDER: [&str; 2] = ["convscope.layer", "convscope.place"];

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(
        js_name = "(() => performance.getEntriesByType('navigation')[0]?.type === 'reload')"
    )]
    fn is_reload() -> bool;
}

/// The browser's stores, and what was put into them last. A store can be full, or
/// switched off and missing.
#[derive(Debug)]
pub(super) struct Storage {
    tab: Option<web_sys::Storage>,
    device: Option<web_sys::Storage>,
    preferences: String,
    is_kept: bool,
    is_refused: bool,
    /// Whether the device has refused the tab's list of examples, and has another
    /// one.
    has_own_examples: bool,
}

impl Storage {
    /// Finds the stores and puts into the model what belongs to the device.
    pub(super) fn open(model: &mut Model) -> Self {
        let window = window();
        let is_embed = is_embed();
        let store =
            |store: Result<Option<web_sys::Storage>, _>| store.ok().flatten().filter(|_| !is_embed);
        let mut storage = Self {
            tab: store(window.session_storage()),
            device: store(window.local_storage()),
            preferences: String::new(),
            is_kept: false,
            is_refused: is_embed,
            has_own_examples: false,
        };
        storage.put_preferences(model);
        storage.preferences = preferences(model);
        storage
    }

    /// The state that was kept last. What an earlier version has left is read once;
    /// else it is the tab's, or else the device's.
    pub(super) fn state(&mut self) -> Option<String> {
        let Some(older) = self.older() else {
            return item(self.tab.as_ref(), STATE).or_else(|| item(self.device.as_ref(), STATE));
        };
        if put(self.device.as_ref(), STATE, &older) {
            for key in OLDER {
                remove(self.device.as_ref(), key);
            }
        }
        Some(older)
    }

    /// Keeps the state of this tab. Where the browser refuses, it removes the one
    /// before: a reload should no longer find that.
    pub(super) fn keep_in_tab(&mut self, state: &str) {
        self.is_kept = put(self.tab.as_ref(), STATE, state);
        if !self.is_kept {
            remove(self.tab.as_ref(), STATE);
        }
    }

    /// Keeps the state for later tabs. Returns whether it is kept.
    pub(super) fn keep_on_device(&self, state: &str) -> bool {
        put(self.device.as_ref(), STATE, state)
    }

    /// Whether the tab's state is kept, for its reload.
    pub(super) const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Whether a refusal is the first one.
    pub(super) const fn is_first_refusal(&mut self) -> bool {
        !std::mem::replace(&mut self.is_refused, true)
    }

    /// Whether the tab's state is as new as an address with this hash, or newer. On
    /// a reload it is, whatever the hash: the browser goes to an address that may
    /// have been written over since the reload began.
    pub(super) fn is_of(&self, hash: &str) -> bool {
        let [kept, state] = [HASH, STATE].map(|key| item(self.tab.as_ref(), key));
        state.is_some() && (is_reload() || kept.as_deref() == Some(hash))
    }

    /// Keeps the hash that the tab's state belongs to.
    pub(super) fn keep_hash(&self, hash: &str) {
        put(self.tab.as_ref(), HASH, hash);
    }

    /// The text of the examples on the device, unless it has refused the tab's.
    pub(super) fn examples(&self) -> Option<String> {
        let text = || item(self.device.as_ref(), EXAMPLES).unwrap_or_default();
        (!self.has_own_examples).then(text)
    }

    /// Keeps the text of the examples. Returns whether it is kept.
    pub(super) fn keep_examples(&mut self, text: &str) -> bool {
        self.has_own_examples = !put(self.device.as_ref(), EXAMPLES, text);
        !self.has_own_examples
    }

    /// Keeps the preferences.
    pub(super) fn keep_preferences(&mut self, model: &Model) {
        let preferences = preferences(model);
        if preferences != self.preferences {
            put(self.device.as_ref(), DEVICE, &preferences);
            self.preferences = preferences;
        }
    }

    fn put_preferences(&self, model: &mut Model) {
        let kept = |key| object(&item(self.device.as_ref(), key)?);
        // Earlier versions kept the theme with the place.
        let Some(kept) = kept(DEVICE).or_else(|| kept(OLDER[1])) else {
            return;
        };
        let name = |key| get(&kept, key).as_string().unwrap_or_default();
        let (theme, speed) = (name("theme"), name("speed"));
        let is_theme = |one: &Theme| one.name() == theme;
        let is_speed = |one: &Speed| one.name() == speed;
        model.theme = Theme::ALL.into_iter().find(is_theme).unwrap_or_default();
        model.speed = Speed::ALL.into_iter().find(is_speed).unwrap_or_default();
        model.tools.learning.keeps_bias = name("bias") == "kept";
        model.one_scale = name("scale") == "one";
        model.is_verbose = name("speech") == "verbose";
    }

    fn older(&self) -> Option<String> {
        let [layer, place] = OLDER.map(|key| object(&item(self.device.as_ref(), key)?));
        if layer.is_none() && place.is_none() {
            return None;
        }
        let [layer, place] = [layer, place].map(Option::unwrap_or_default);
        let options = get(&layer, "options");
        let mut state = "v=1".to_owned();
        for (object, names) in [
            (&layer, "x w g t loss"),
            (&options, "stride padding dilation bias activation"),
            (&place, "rate view step decimals notation first language"),
        ] {
            for name in names.split(' ') {
                let key = if name == "first" { "index" } else { name };
                if let Some(value) = written(&get(object, name)) {
                    state = [&state, "&", key, "=", &value].concat();
                }
            }
        }
        Some(state)
    }
}

/// A value in the form of a state: earlier versions wrote grids as arrays of rows,
/// and all decimals as `null`.
fn written(value: &JsValue) -> Option<String> {
    if let Some(name) = value.as_string() {
        return Some(name.to_ascii_lowercase());
    }
    if value.is_null() {
        return Some("full".to_owned());
    }
    let text = JSON::stringify(value).ok()?.as_string()?;
    let row = |row: &str| row.trim_start_matches([',', '[']).replace('+', "");
    let rows: Vec<String> = text.split(']').map(row).collect();
    Some(rows.join(";").trim_end_matches(';').to_owned())
}

/// The preferences as JSON. All are plain names, so nothing is escaped.
fn preferences(model: &Model) -> String {
    let mark = |is_on: bool, name| if is_on { name } else { "" };
    [
        r#"{"theme":""#,
        model.theme.name(),
        r#"","speed":""#,
        model.speed.name(),
        r#"","bias":""#,
        mark(model.tools.learning.keeps_bias, "kept"),
        r#"","scale":""#,
        mark(model.one_scale, "one"),
        r#"","speech":""#,
        mark(model.is_verbose, "verbose"),
        r#""}"#,
    ]
    .concat()
}

fn item(store: Option<&web_sys::Storage>, key: &str) -> Option<String> {
    store?.get_item(key).ok()?
}

/// Returns whether it is kept.
fn put(store: Option<&web_sys::Storage>, key: &str, value: &str) -> bool {
    store.is_some_and(|store| store.set_item(key, value).is_ok())
}

/// Where the browser refuses, the value stays.
fn remove(store: Option<&web_sys::Storage>, key: &str) {
    let _ = store.map(|store| store.remove_item(key));
}

fn object(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}
