//! JavaScript values to a layer, or a sentence that says why not.

use std::ops::RangeInclusive;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::math::{Activation, Grid, Layer, MAX_CELLS, Size, Spacing};

/// What a sentence says where something is not as it needs to be.
type Sentence = String;

/// The arguments from which a layer is made.
pub(super) struct Given<'a> {
    pub(super) x: &'a JsValue,
    pub(super) w: &'a JsValue,
    pub(super) g: &'a JsValue,
    pub(super) options: &'a JsValue,
}

impl Given<'_> {
    pub(super) fn layer(&self) -> Result<Layer, Sentence> {
        let options = Options::read(self.options)?;
        let x = grid("x", self.x)?;
        let w = grid("w", self.w)?;
        let g = if is_missing(self.g) {
            None
        } else {
            Some(grid("g", self.g)?)
        };
        Layer::new(x, w, g, options.spacing, options.bias, options.activation)
            .map_err(|error| error.to_string())
    }
}

const OPTIONS: [&str; 5] = ["stride", "padding", "dilation", "bias", "activation"];

/// What lies between X, W and the results; each has a default.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) spacing: Spacing,
    pub(crate) bias: f64,
    pub(crate) activation: Activation,
}

impl Options {
    pub(crate) fn read(value: &JsValue) -> Result<Self, Sentence> {
        let mut options = Self::default();
        if is_missing(value) {
            return Ok(options);
        }
        if !is_plain_object(value) {
            return Err(wrong("options", value, "a plain object"));
        }
        let object: &Object = value.unchecked_ref();
        for name in Object::keys(object) {
            let option = Reflect::get(object, &name);
            let name = name.as_string().unwrap_or_default();
            let option = option
                .map_err(|_| format!("{name} throws when it is read; it needs to be a value"))?;
            options.set(&name, &option)?;
        }
        Ok(options)
    }

    /// Sets an option; `undefined` leaves it at its default.
    fn set(&mut self, name: &str, value: &JsValue) -> Result<(), Sentence> {
        if value.is_undefined() && OPTIONS.contains(&name) {
            return Ok(());
        }
        let at_least = |least| whole(name, value, least..=u32::MAX as usize);
        match name {
            "stride" => self.spacing.stride = at_least(1)?,
            "padding" => self.spacing.padding = at_least(0)?,
            "dilation" => self.spacing.dilation = at_least(1)?,
            "bias" => self.bias = finite(name, value)?,
            "activation" => {
                self.activation = one_of(name, value, &Activation::ALL, Activation::name)?;
            }
            _ => {
                return Err(format!(
                    "options has the unknown key \"{name}\"; known are {}",
                    OPTIONS.join(", ")
                ));
            }
        }
        Ok(())
    }
}

/// Whether an argument is left out.
pub(super) fn is_missing(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

/// An object as `{ … }` makes it, not one of a class (a `Map`, say, whose
/// entries would go unseen): no prototype, or one that has none itself.
fn is_plain_object(value: &JsValue) -> bool {
    let prototype = || Object::get_prototype_of(value);
    value.is_object() && (prototype().is_null() || Object::get_prototype_of(&prototype()).is_null())
}

/// Reads an array of rows of finite numbers.
pub(crate) fn grid(name: &str, value: &JsValue) -> Result<Grid, Sentence> {
    let rows = array(name, value, "an array of rows of numbers")?;
    let first = rows.get(0);
    let first = match rows.length() {
        0 => {
            return Err(format!(
                "{name} is an empty array; it needs at least one row"
            ));
        }
        _ => array(&format!("{name}[0]"), &first, "an array of numbers")?,
    };
    if first.length() == 0 {
        return Err(format!("{name}[0] is empty; it needs at least one number"));
    }
    let size = Size::new(rows.length() as usize, first.length() as usize);
    if size.checked_cells().is_none() {
        return Err(format!(
            "{name} is {size}; a grid may have at most {MAX_CELLS} cells"
        ));
    }
    let mut cells = Vec::with_capacity(size.cells());
    for (row, value) in rows.iter().enumerate() {
        let row_name = || format!("{name}[{row}]");
        let Some(row) = value.dyn_ref::<Array>() else {
            return Err(wrong(&row_name(), &value, "an array of numbers"));
        };
        if row.length() as usize != size.cols {
            return Err(format!(
                "{} has length {}; it needs {}, the length of {name}[0]",
                row_name(),
                row.length(),
                size.cols
            ));
        }
        for (col, value) in row.iter().enumerate() {
            // The name is made only where it is needed: there may be 2²⁴ cells.
            let number = value.as_f64().filter(|number| number.is_finite());
            let cell_name = || format!("{}[{col}]", row_name());
            cells.push(number.ok_or_else(|| wrong(&cell_name(), &value, "a finite number"))?);
        }
    }
    Grid::from_cells(size, cells).ok_or_else(|| format!("{name} changed while it was read"))
}

/// Reads a whole number of a range.
pub(crate) fn whole(
    name: &str,
    value: &JsValue,
    range: RangeInclusive<usize>,
) -> Result<usize, Sentence> {
    let (least, most) = (*range.start(), *range.end());
    value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && (least as f64..=most as f64).contains(number))
        .map(|number| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number between two usizes"
            )]
            let number = number as usize;
            number
        })
        .ok_or_else(|| {
            wrong(
                name,
                value,
                &format!("a whole number from {least} to {most}"),
            )
        })
}

/// Reads one of a few things by its name.
pub(super) fn one_of<T: Copy>(
    argument: &str,
    value: &JsValue,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Sentence> {
    let given = value.as_string();
    let named = |&one: &T| given.as_deref() == Some(name(one));
    all.iter().copied().find(named).ok_or_else(|| {
        let known: Vec<String> = all
            .iter()
            .map(|&one| format!("\"{}\"", name(one)))
            .collect();
        wrong(argument, value, &format!("one of {}", known.join(", ")))
    })
}

fn finite(name: &str, value: &JsValue) -> Result<f64, Sentence> {
    value
        .as_f64()
        .filter(|number| number.is_finite())
        .ok_or_else(|| wrong(name, value, "a finite number"))
}

fn array<'a>(name: &str, value: &'a JsValue, needed: &str) -> Result<&'a Array, Sentence> {
    value.dyn_ref().ok_or_else(|| wrong(name, value, needed))
}

pub(super) fn wrong(name: &str, value: &JsValue, needed: &str) -> Sentence {
    format!("{name} is {}; it needs to be {needed}", described(value))
}

/// A value in a few words.
pub(super) fn described(value: &JsValue) -> String {
    if let Some(number) = value.as_f64() {
        return crate::text::shortest(number);
    }
    if let Some(text) = value.as_string() {
        let short: String = text.chars().take(20).collect();
        return format!("the string \"{short}\"");
    }
    if let Some(truth) = value.as_bool() {
        return truth.to_string();
    }
    if value.is_null() {
        return "null".to_owned();
    }
    if value.is_undefined() {
        return "undefined".to_owned();
    }
    if Array::is_array(value) {
        return "an array".to_owned();
    }
    match value.js_typeof().as_string().as_deref() {
        Some("object") => "an object".to_owned(),
        Some(kind) => format!("a {kind}"),
        None => "something else".to_owned(),
    }
}
