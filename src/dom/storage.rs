//! What is kept on the device: the layer and where the person was.
//!
//! Kept in the form of the JavaScript functions, grids as arrays of rows, and
//! read by the same reader, which takes nothing that is not a layer.

use js_sys::{JSON, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::api::{Rows, read_grid, read_whole, to_js};
use crate::app::{Decimals, Model, Theme, is_offered};
use crate::math::Layer;

use super::node::window;

const LAYER_KEY: &str = "convscope.layer";
const PLACE_KEY: &str = "convscope.place";

/// The layer as it is kept.
#[derive(Serialize)]
struct KeptLayer<'a> {
    x: Rows<'a>,
    w: Rows<'a>,
    g: Rows<'a>,
}

/// Everything else that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Place {
    step: usize,
    /// The number of decimals, or `null` for all of them.
    decimals: Option<u8>,
    theme: &'static str,
}

impl Place {
    const fn of(model: &Model) -> Self {
        Self {
            step: model.step,
            decimals: match model.decimals {
                Decimals::Rounded(count) => Some(count),
                Decimals::Full => None,
            },
            theme: model.theme.name(),
        }
    }
}

/// The device's storage and what was last put into it. Where there is none (it
/// can be switched off), nothing is kept and nothing fails.
#[derive(Debug)]
pub(super) struct Storage {
    device: Option<web_sys::Storage>,
    layer: Layer,
    place: Place,
}

impl Storage {
    /// Puts into the model what was kept.
    pub(super) fn open(model: &mut Model) -> Self {
        let device = window()
            .and_then(|window| window.local_storage())
            .ok()
            .flatten();
        if let Some(device) = &device {
            restore_layer(device, model);
            restore_place(device, model);
        }
        Self {
            device,
            layer: model.layer.clone(),
            place: Place::of(model),
        }
    }

    /// Keeps what has changed since.
    pub(super) fn save(&mut self, model: &Model) {
        let Some(device) = &self.device else {
            return;
        };
        if self.layer != model.layer {
            self.layer.clone_from(&model.layer);
            let kept = KeptLayer {
                x: Rows(model.layer.x()),
                w: Rows(model.layer.w()),
                g: Rows(model.layer.g()),
            };
            put(device, LAYER_KEY, &kept);
        }
        let place = Place::of(model);
        if self.place != place {
            self.place = place;
            put(device, PLACE_KEY, &place);
        }
    }
}

/// A full device is no reason to stop: the page works on without.
fn put(device: &web_sys::Storage, key: &str, value: &impl Serialize) {
    let text = to_js(value)
        .ok()
        .and_then(|value| JSON::stringify(&value).ok());
    if let Some(text) = text.and_then(|text| text.as_string()) {
        let _ = device.set_item(key, &text);
    }
}

fn kept(device: &web_sys::Storage, key: &str) -> Option<JsValue> {
    JSON::parse(&device.get_item(key).ok()??).ok()
}

fn restore_layer(device: &web_sys::Storage, model: &mut Model) {
    let Some(kept) = kept(device, LAYER_KEY) else {
        return;
    };
    let grid = |name: &str| {
        let value = Reflect::get(&kept, &JsValue::from_str(name)).ok()?;
        read_grid(name, &value).ok()
    };
    let layer = || {
        let current = &model.layer;
        let spacing = current.geometry().spacing();
        let (x, w, g) = (grid("x")?, grid("w")?, grid("g")?);
        Layer::new(x, w, Some(g), spacing, current.bias(), current.activation()).ok()
    };
    if let Some(layer) = layer().filter(|layer| is_offered(layer.x().size(), layer.w().size())) {
        model.layer = layer;
    }
}

fn restore_place(device: &web_sys::Storage, model: &mut Model) {
    let Some(kept) = kept(device, PLACE_KEY) else {
        return;
    };
    let value =
        |name: &str| Reflect::get(&kept, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
    let decimals = value("decimals");
    let decimals = match decimals.as_f64() {
        None if decimals.is_null() => Decimals::Full,
        None => Decimals::default(),
        Some(count) => Decimals::ALL
            .into_iter()
            .find(|decimals| matches!(decimals, Decimals::Rounded(offered) if f64::from(*offered) == count))
            .unwrap_or_default(),
    };
    let theme = value("theme").as_string();
    model.decimals = decimals;
    model.theme = Theme::ALL
        .into_iter()
        .find(|offered| theme.as_deref() == Some(offered.name()))
        .unwrap_or_default();
    let last = model.steps().last();
    model.step = read_whole("step", &value("step"), 0..=last).unwrap_or(0);
}
