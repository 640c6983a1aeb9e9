//! JavaScript values to a layer, or a sentence that says why not.

use std::cell::Cell;
use std::fmt::Display;
use std::ops::RangeInclusive;

use wasm_bindgen::JsValue;

use crate::math::{Activation, Grid, Layer, MAX_CELLS, Size, Spacing};

use super::caller::{self, beginning};

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
        if is_missing(value) {
            return Ok(Self::default());
        }
        within_limits("options", || Self::of(value))
    }

    fn of(value: &JsValue) -> Result<Self, Sentence> {
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

/// Whether an argument is left out.
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

/// Reads an array of rows of finite numbers.
pub(crate) fn grid(name: &str, value: &JsValue) -> Result<Grid, Sentence> {
    within_limits(name, || rows(name, value))
}

fn rows(name: &str, value: &JsValue) -> Result<Grid, Sentence> {
    let rows = length(&name, value, "an array of rows of numbers")?;
    let mut size = Size::new(rows, 0);
    let mut cells = Vec::new();
    for row in 0..rows {
        let needed = "an array of numbers";
        // A name is made only where it is needed: there may be 2²⁴ of them.
        let row_name = format_args!("{name}[{row}]");
        let numbers = caller::get(value, &row.into()).map_err(|_| throws(&row_name, needed))?;
        let length = length(&row_name, &numbers, needed)?;
        if row == 0 {
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
    Grid::from_cells(size, cells).ok_or_else(|| match rows {
        0 => format!("{name} is an empty array; it needs at least one row"),
        _ => format!("{name}[0] is empty; it needs at least one number"),
    })
}

/// Makes room for the cells of a grid.
pub(super) fn reserve(name: &str, size: Size, cells: &mut Vec<f64>) -> Result<(), Sentence> {
    let Some(count) = size.checked_cells() else {
        return Err(format!(
            "{name} is {size}; a grid may have at most {MAX_CELLS} cells"
        ));
    };
    let room = cells.try_reserve_exact(count);
    room.map_err(|_| format!("{name} is {size}; there is no memory for it"))
}

/// Reads the numbers of a row.
fn read_row(
    name: &dyn Display,
    row: &JsValue,
    length: usize,
    cells: &mut Vec<f64>,
) -> Result<(), Sentence> {
    let start = cells.len();
    // Two calls for all of a row that is as it needs to be; …
    cells.resize(start + length, f64::NAN);
    if caller::copy(&mut cells[start..], row).is_ok()
        && caller::all_finite(row).unwrap_or(false)
        && cells[start..].iter().all(|cell| cell.is_finite())
    {
        return Ok(());
    }
    // … else one for each cell, to find the one that is not.
    for (col, cell) in cells[start..].iter_mut().enumerate() {
        let name = format_args!("{name}[{col}]");
        let value = caller::get(row, &col.into()).map_err(|_| throws(&name, FINITE))?;
        *cell = finite(&name, &value)?;
    }
    Ok(())
}

/// The number of items of an array, in which JavaScript's own functions believe
/// as little: what is no number is 0, a fraction is cut off.
fn length(name: &dyn Display, value: &JsValue, needed: &str) -> Result<usize, Sentence> {
    let caught = |_| throws(name, needed);
    if !caller::is_array(value).map_err(caught)? {
        return Err(wrong(name, value, needed));
    }
    let length = caller::get(value, &"length".into()).map_err(caught)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts off and keeps within the range"
    )]
    let length = length.as_f64().unwrap_or(0.0) as usize;
    Ok(length)
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

/// Reads one of a few things by its name.
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

pub(super) fn wrong(name: &dyn Display, value: &JsValue, needed: &str) -> Sentence {
    format!("{name} is {}; it needs to be {needed}", described(value))
}

fn throws(name: &dyn Display, needed: &str) -> Sentence {
    format!("{name} throws when it is read; it needs to be {needed}")
}

/// How many calls may be under way at once, each made by a value that another
/// one reads. A value that makes them without end would use up the stack.
const MAX_CALLS: u32 = 8;

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// Reads a value, which may call this module again.
fn within_limits<T>(name: &str, read: impl FnOnce() -> Result<T, Sentence>) -> Result<T, Sentence> {
    let calls = CALLS.get();
    if calls == MAX_CALLS {
        return Err(format!(
            "{name} is read by the {MAX_CALLS}th call within another; it needs to be a value that \
             makes no such calls"
        ));
    }
    CALLS.set(calls + 1);
    let outcome = read();
    CALLS.set(calls);
    outcome
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
