//! JavaScript values to a layer, or a sentence that says why not.

use std::fmt::Display;
use std::ops::RangeInclusive;

use wasm_bindgen::JsValue;

use crate::math::{Activation, Geometry, Grid, Layer, MAX_CELLS, Size, Spacing};

use super::caller::{self, beginning};

/// Why a value is refused, in a sentence.
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
        options.layer(x, w, g)
    }
}

const OPTIONS: [&str; 5] = ["stride", "padding", "dilation", "bias", "activation"];

/// What besides X and W decides the results; each option has a default.
#[derive(Default)]
pub(super) struct Options {
    spacing: Spacing,
    /// Whether the padding is that with which z is of the size of x.
    is_same: bool,
    bias: f64,
    activation: Activation,
}

impl Options {
    pub(super) fn read(value: &JsValue) -> Result<Self, Sentence> {
        if is_missing(value) {
            return Ok(Self::default());
        }
        let needed = "a plain object";
        let caught = |_| throws(&"options", needed);
        if !is_plain_object(value).map_err(caught)? {
            return Err(wrong(&"options", value, needed));
        }
        let mut options = Self::default();
        for name in caller::names(value).map_err(caught)?.unwrap_or_default() {
            let option = caller::get(value, &name);
            let name = beginning(&name).unwrap_or_default();
            let option = option.map_err(|_| throws(&name, "a value"))?;
            options.set(&name, &option)?;
        }
        Ok(options)
    }

    /// How a kernel of that size is laid over an input.
    pub(super) fn geometry(&self, input: Size, kernel: Size) -> Result<Geometry, Sentence> {
        let spacing = if self.is_same {
            self.spacing.same(kernel)
        } else {
            Ok(self.spacing)
        };
        spacing
            .and_then(|spacing| Geometry::new(input, kernel, spacing))
            .map_err(|error| error.to_string())
    }

    pub(super) fn layer(&self, x: Grid, w: Grid, g: Option<Grid>) -> Result<Layer, Sentence> {
        let spacing = self.geometry(x.size(), w.size())?.spacing();
        Layer::new(x, w, g, spacing, self.bias, self.activation).map_err(|error| error.to_string())
    }

    /// Sets an option; `undefined` leaves it at its default.
    fn set(&mut self, name: &str, value: &JsValue) -> Result<(), Sentence> {
        if value.is_undefined() && OPTIONS.contains(&name) {
            return Ok(());
        }
        let at_least = |least| whole(name, value, least..=u32::MAX as usize);
        match name {
            "stride" => self.spacing.stride = at_least(1)?,
            "padding" if beginning(value).as_deref() == Some("same") => self.is_same = true,
            "padding" => {
                let or_same = |sentence| sentence + ", or \"same\"";
                self.spacing.padding = at_least(0).map_err(or_same)?;
            }
            "dilation" => self.spacing.dilation = at_least(1)?,
            "bias" => self.bias = finite(&name, value)?,
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

pub(super) fn is_missing(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

/// An object as `{ … }` makes it, not one of a class (a `Map`, say, whose
/// entries would go unseen): no prototype, or one that has none itself.
fn is_plain_object(value: &JsValue) -> Result<bool, JsValue> {
    if !value.is_object() {
        return Ok(false);
    }
    match caller::prototype_of(value)? {
        None => Ok(true),
        Some(prototype) => Ok(caller::prototype_of(&prototype)?.is_none()),
    }
}

const ROWS: &str = "an array of rows of numbers";
const NUMBERS: &str = "an array of numbers";

/// Reads an array of rows of finite numbers.
pub(super) fn grid(name: &str, value: &JsValue) -> Result<Grid, Sentence> {
    let mut size = Size::new(length(&name, value, ROWS)?, 0);
    let mut cells = Vec::new();
    for row in 0..size.rows {
        // A name is made only where it is needed: there may be 2²⁴ of them.
        let row_name = format_args!("{name}[{row}]");
        let numbers = caller::item(value, row).map_err(|_| throws(&row_name, NUMBERS))?;
        let length = length(&row_name, &numbers, NUMBERS)?;
        if row == 0 {
            // At once, since there may be endlessly many empty ones.
            if length == 0 {
                return Err(format!("{row_name} is empty; it needs at least one number"));
            }
            size.cols = length;
            reserve(name, size, &mut cells)?;
        }
        if length != size.cols {
            return Err(format!(
                "{row_name} has length {length}; it needs {}, the length of {name}[0]",
                size.cols
            ));
        }
        read_row(&row_name, &numbers, length, &mut cells)?;
    }
    keeps_length(&name, value, size.rows, ROWS)?;
    Grid::from_cells(size, cells)
        .ok_or_else(|| format!("{name} is an empty array; it needs at least one row"))
}

pub(super) fn reserve(name: &str, size: Size, cells: &mut Vec<f64>) -> Result<(), Sentence> {
    let Some(count) = size.checked_cells() else {
        return Err(format!(
            "{name} is {size}; a grid may have at most {MAX_CELLS} cells"
        ));
    };
    let room = cells.try_reserve_exact(count);
    room.map_err(|_| format!("{name} is {size}; there is no memory for it"))
}

fn read_row(
    name: &dyn Display,
    row: &JsValue,
    length: usize,
    cells: &mut Vec<f64>,
) -> Result<(), Sentence> {
    let caught = |_| throws(name, NUMBERS);
    let numbers = caller::numbers(row, length).map_err(caught)?;
    let numbers = numbers.unwrap_or_default();
    // All before the last one are finite.
    let last = numbers.length().saturating_sub(1);
    finite(&format_args!("{name}[{last}]"), &numbers.get(last))?;
    keeps_length(name, row, length, NUMBERS)?;
    let start = cells.len();
    cells.resize(start + length, 0.0);
    caller::copy(&mut cells[start..], &numbers).map_err(caught)
}

/// The number of items of an array, a typed one too.
fn length(name: &dyn Display, value: &JsValue, needed: &str) -> Result<usize, Sentence> {
    let mut length = caller::length_of(value).map_err(|_| throws(name, needed))?;
    if length.is_nan() {
        length = caller::cells_of(value).map_err(|_| wrong(name, value, needed))?;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts off and keeps within the range"
    )]
    let length = length as usize;
    Ok(length)
}

/// Refuses an array whose length has changed since its items were read.
fn keeps_length(
    name: &dyn Display,
    value: &JsValue,
    before: usize,
    needed: &str,
) -> Result<(), Sentence> {
    if length(name, value, needed)? == before {
        return Ok(());
    }
    Err(format!(
        "{name} changes its length while it is read; it needs to be {needed}"
    ))
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
                &name,
                value,
                &format!("a whole number from {least} to {most}"),
            )
        })
}

pub(super) fn one_of<T: Copy>(
    argument: &str,
    value: &JsValue,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Sentence> {
    let given = beginning(value);
    let named = |&one: &T| given.as_deref() == Some(name(one));
    all.iter().copied().find(named).ok_or_else(|| {
        let known: Vec<String> = all
            .iter()
            .map(|&one| format!("\"{}\"", name(one)))
            .collect();
        wrong(&argument, value, &format!("one of {}", known.join(", ")))
    })
}

pub(super) const FINITE: &str = "a finite number";

fn finite(name: &dyn Display, value: &JsValue) -> Result<f64, Sentence> {
    value
        .as_f64()
        .filter(|number| number.is_finite())
        .ok_or_else(|| wrong(name, value, FINITE))
}

pub(crate) fn wrong(name: &dyn Display, value: &JsValue, needed: &str) -> Sentence {
    format!("{name} is {}; it needs to be {needed}", described(value))
}

fn throws(name: &dyn Display, needed: &str) -> Sentence {
    format!("{name} throws when it is read; it needs to be {needed}")
}

/// A value in a few words.
fn described(value: &JsValue) -> String {
    if let Some(number) = value.as_f64() {
        return crate::text::shortest(number);
    }
    if let Some(text) = beginning(value) {
        return format!("the string \"{text}\"");
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
    if caller::is_array(value).unwrap_or(false) {
        return "an array".to_owned();
    }
    match value.js_typeof().as_string().as_deref() {
        Some("object") => "an object".to_owned(),
        Some(kind) => format!("a {kind}"),
        None => "something else".to_owned(),
    }
}
