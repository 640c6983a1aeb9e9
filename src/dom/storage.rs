//! What is kept on the device: the layer and where the person was.
//!
//! Kept in the form of the JavaScript functions, grids as arrays of rows, and
//! read by the same reader, which takes nothing that is not a layer.

use js_sys::{JSON, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::api::{Options, Rows, read_grid, read_whole, to_js};
use crate::app::{
    DILATIONS, Decimals, Language, Model, Notation, PADDINGS, STRIDES, Speed, Theme, is_offered,
};
use crate::math::{BackwardView, Grid, Layer, Loss, Operand, Spacing};

use super::node::window;

const LAYER_KEY: &str = "convscope.layer";
const PLACE_KEY: &str = "convscope.place";
const DEVICE_KEY: &str = "convscope.device";

/// The layer as it is kept.
#[derive(Serialize)]
struct KeptLayer<'a> {
    x: Rows<'a>,
    w: Rows<'a>,
    g: Rows<'a>,
    t: Rows<'a>,
    loss: &'static str,
    options: KeptOptions,
}

/// The options of the JavaScript functions.
#[derive(Serialize)]
struct KeptOptions {
    stride: usize,
    padding: usize,
    dilation: usize,
    bias: f64,
    activation: &'static str,
}

impl<'a> KeptLayer<'a> {
    fn of(layer: &'a Layer) -> Self {
        let Spacing {
            stride,
            padding,
            dilation,
        } = layer.geometry().spacing();
        Self {
            x: Rows::of(layer.x()),
            w: Rows::of(layer.w()),
            g: Rows::of(layer.g()),
            t: Rows::of(layer.t()),
            loss: layer.loss().name(),
            options: KeptOptions {
                stride,
                padding,
                dilation,
                bias: layer.bias(),
                activation: layer.activation().name(),
            },
        }
    }
}

/// What belongs to the device and not to the layer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Device {
    theme: &'static str,
    speed: &'static str,
}

impl Device {
    const fn of(model: &Model) -> Self {
        Self {
            theme: model.theme.name(),
            speed: model.speed.name(),
        }
    }
}

/// Everything else that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Place {
    step: usize,
    view: &'static str,
    /// The number of decimals, or `null` for all of them.
    decimals: Option<u8>,
    notation: &'static str,
    first: usize,
    language: &'static str,
    rate: f64,
}

impl Place {
    const fn of(model: &Model) -> Self {
        Self {
            step: model.step,
            view: model.view.name(),
            decimals: match model.decimals {
                Decimals::Rounded(count) => Some(count),
                Decimals::Full => None,
            },
            notation: model.naming.notation.name(),
            first: model.naming.first,
            language: model.language.name(),
            rate: model.learning_rate,
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
    on_device: Device,
    is_kept: bool,
}

impl Storage {
    /// Puts into the model what was kept.
    pub(super) fn open(model: &mut Model) -> Self {
        let device = window().local_storage().ok().flatten();
        if let Some(device) = &device {
            if let Some(kept) = Kept::read(device, LAYER_KEY) {
                model.layer = kept.layer().unwrap_or_else(|| model.layer.clone());
            }
            if let Some(kept) = Kept::read(device, PLACE_KEY) {
                kept.put_place(model);
                // Earlier versions kept it there.
                model.theme = kept.named("theme", &Theme::ALL, Theme::name);
            }
            if let Some(kept) = Kept::read(device, DEVICE_KEY) {
                model.theme = kept.named("theme", &Theme::ALL, Theme::name);
                model.speed = kept.named("speed", &Speed::ALL, Speed::name);
            }
        }
        Self {
            is_kept: device.is_some(),
            device,
            layer: model.layer.clone(),
            place: Place::of(model),
            on_device: Device::of(model),
        }
    }

    /// Whether the device keeps the layer in force.
    pub(super) const fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// Keeps what has changed since.
    pub(super) fn save(&mut self, model: &Model) {
        let Some(device) = &self.device else {
            return;
        };
        if self.layer != model.layer {
            self.layer.clone_from(&model.layer);
            self.is_kept = put(device, LAYER_KEY, &KeptLayer::of(&model.layer));
        }
        let on_device = Device::of(model);
        if self.on_device != on_device {
            self.on_device = on_device;
            put(device, DEVICE_KEY, &on_device);
        }
        let place = Place::of(model);
        // A backward pass with a mistake in it is not what one comes back to.
        if self.place != place && model.hunt.is_none() {
            self.place = place;
            put(device, PLACE_KEY, &place);
        }
    }
}

/// Whether the device keeps it. A full one is no reason to stop: the page works
/// on without.
fn put(device: &web_sys::Storage, key: &str, value: &impl Serialize) -> bool {
    let text = to_js(value)
        .ok()
        .and_then(|value| JSON::stringify(&value).ok());
    let text = text.and_then(|text| text.as_string());
    text.is_some_and(|text| device.set_item(key, &text).is_ok())
}

/// An object that was kept, by whatever version of the page.
struct Kept(JsValue);

impl Kept {
    fn read(device: &web_sys::Storage, key: &str) -> Option<Self> {
        JSON::parse(&device.get_item(key).ok()??).ok().map(Self)
    }

    fn value(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    }

    /// The one of some values that has the kept name; else the default.
    fn named<T: Copy + Default>(&self, key: &str, all: &[T], name: fn(T) -> &'static str) -> T {
        let kept = self.value(key).as_string();
        let known = all.iter().find(|&&one| kept.as_deref() == Some(name(one)));
        known.copied().unwrap_or_default()
    }

    /// A layer that the page offers.
    fn layer(&self) -> Option<Layer> {
        let grid = |name: &str| read_grid(name, &self.value(name)).ok();
        let options = Options::read(&self.value("options")).ok()?;
        let Spacing {
            stride,
            padding,
            dilation,
        } = options.spacing;
        let (x, w, g) = (grid("x")?, grid("w")?, grid("g")?);
        let offered = is_offered(x.size(), w.size())
            && STRIDES.contains(&stride)
            && PADDINGS.contains(&padding)
            && DILATIONS.contains(&dilation);
        let layer = Layer::new(
            x,
            w,
            Some(g),
            options.spacing,
            options.bias,
            options.activation,
        );
        let mut layer = layer.ok().filter(|_| offered)?;
        if let Some(t) = grid("t").filter(|t| t.size() == layer.t().size()) {
            put_cells(&mut layer, Operand::T, &t);
        }
        // What was kept before there was a choice is an L with ones in G.
        let ones = layer.g().cells().iter().all(|&g| g == Operand::G.neutral());
        let loss = self.named("loss", &Loss::ALL, Loss::name);
        if loss != Loss::Sum || ones {
            layer.set_loss(loss);
        }
        Some(layer)
    }

    fn put_place(&self, model: &mut Model) {
        let decimals = self.value("decimals");
        model.decimals = match decimals.as_f64() {
            None if decimals.is_null() => Decimals::Full,
            None => Decimals::default(),
            Some(count) => Decimals::ALL
                .into_iter()
                .find(|decimals| matches!(decimals, Decimals::Rounded(offered) if f64::from(*offered) == count))
                .unwrap_or_default(),
        };
        model.naming.notation = self.named("notation", &Notation::ALL, Notation::name);
        model.naming.first = read_whole("first", &self.value("first"), 0..=1).unwrap_or(0);
        model.language = self.named("language", &Language::ALL, Language::name);
        model.view = self.named("view", &BackwardView::ALL, BackwardView::name);
        if let Some(rate) = self.value("rate").as_f64().filter(|rate| rate.is_finite()) {
            model.learning_rate = rate;
        }
        let last = model.steps().last();
        model.step = read_whole("step", &self.value("step"), 0..=last).unwrap_or(0);
    }
}

fn put_cells(layer: &mut Layer, operand: Operand, grid: &Grid) {
    for at in grid.size().positions() {
        layer.set(operand, at, grid[at]);
    }
}
