//! Which layer do a caller's values mean, or why none?
//!
//! They are read through [`Value`], which JavaScript's values implement (`api/caller.rs`)
//! and, without a browser, those of the tests.

mod value;

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::math::{Activation, Geometry, Grid, Layer, MAX_CELLS, Size, Spacing};
use crate::text::shortest;

pub use value::{Thrown, Value};

/// Why a value is refused: the argument, what it is and what it needs to be.
pub type Sentence = String;

/// The arguments from which a layer is made.
#[derive(Debug)]
pub struct Given<'a, V> {
    /// The rows of X.
    pub x: &'a V,
    /// The rows of W.
    pub w: &'a V,
    /// The rows of G, all ones where it is missing.
    pub g: &'a V,
    /// A plain object, or missing.
    pub options: &'a V,
}

impl<V: Value> Given<'_, V> {
    /// The layer that they mean.
    ///
    /// # Errors
    /// A sentence, where they mean none.
    pub fn layer(&self) -> Result<Layer, Sentence> {
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
#[derive(Debug, Default)]
pub struct Options {
    spacing: Spacing,
    /// Whether the padding is that with which z is of the size of x.
    is_same: bool,
    bias: f64,
    activation: Activation,
}

impl Options {
    /// Reads a plain object, each property once. Missing, it is all defaults.
    ///
    /// # Errors
    /// A sentence, where it is none or has an option that is none.
    pub fn read<V: Value>(value: &V) -> Result<Self, Sentence> {
        if is_missing(value) {
            return Ok(Self::default());
        }
        let needed = "a plain object";
        let caught = |_| throws(&"options", needed);
        if !value.is_plain_object().map_err(caught)? {
            return Err(wrong(&"options", value, needed));
        }
        let mut options = Self::default();
        let names = value.names().map_err(caught)?;
        for index in 0..length(&"options", &names, needed)? {
            let name = names.item(index).map_err(caught)?;
            let option = value.get(&name);
            let name = name.text().unwrap_or_default();
            let option = option.map_err(|_| throws(&name, "a value"))?;
            options.set(&name, &option)?;
        }
        Ok(options)
    }

    /// How a kernel of that size is laid over an input.
    ///
    /// # Errors
    /// A sentence, where it does not fit.
    pub fn geometry(&self, input: Size, kernel: Size) -> Result<Geometry, Sentence> {
        let spacing = if self.is_same {
            self.spacing.same(kernel)
        } else {
            Ok(self.spacing)
        };
        spacing
            .and_then(|spacing| Geometry::new(input, kernel, spacing))
            .map_err(|error| error.to_string())
    }

    /// # Errors
    /// A sentence, where these grids make no layer.
    pub fn layer(&self, x: Grid, w: Grid, g: Option<Grid>) -> Result<Layer, Sentence> {
        let spacing = self.geometry(x.size(), w.size())?.spacing();
        Layer::new(x, w, g, spacing, self.bias, self.activation).map_err(|error| error.to_string())
    }

    /// Sets an option; `undefined` leaves it at its default.
    fn set<V: Value>(&mut self, name: &str, value: &V) -> Result<(), Sentence> {
        if value.kind() == "undefined" && OPTIONS.contains(&name) {
            return Ok(());
        }
        let at_least = |least| whole(name, value, least..=u32::MAX as usize);
        match name {
            "stride" => self.spacing.stride = at_least(1)?,
            "padding" if value.text().as_deref() == Some("same") => self.is_same = true,
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

/// Whether its default is meant.
pub fn is_missing(value: &impl Value) -> bool {
    matches!(value.kind().as_str(), "undefined" | "null")
}

const ROWS: &str = "an array of rows of numbers";
const NUMBERS: &str = "an array of numbers";

/// Reads an array of rows of finite numbers.
///
/// # Errors
/// A sentence, where it is none.
pub fn grid(name: &str, value: &impl Value) -> Result<Grid, Sentence> {
    let mut size = Size::new(length(&name, value, ROWS)?, 0);
    let mut cells = Vec::new();
    for row in 0..size.rows {
        // A name is made only where it is needed: there may be 2²⁴ of them.
        let row_name = format_args!("{name}[{row}]");
        let numbers = value.item(row).map_err(|_| throws(&row_name, NUMBERS))?;
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

/// Makes room for the cells of a grid.
///
/// # Errors
/// A sentence, where there are too many.
pub fn reserve(name: &str, size: Size, cells: &mut Vec<f64>) -> Result<(), Sentence> {
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
    row: &impl Value,
    count: usize,
    cells: &mut Vec<f64>,
) -> Result<(), Sentence> {
    let caught = |_| throws(name, NUMBERS);
    let numbers = row.numbers(count).map_err(caught)?;
    // All before the last one are finite.
    let last = length(name, &numbers, NUMBERS)?.saturating_sub(1);
    let last_number = numbers.item(last).map_err(caught)?;
    finite(&format_args!("{name}[{last}]"), &last_number)?;
    keeps_length(name, row, count, NUMBERS)?;
    let start = cells.len();
    cells.resize(start + count, 0.0);
    numbers.copy_to(&mut cells[start..]).map_err(caught)
}

/// The number of items of an array, a typed one too.
fn length(name: &dyn Display, value: &impl Value, needed: &str) -> Result<usize, Sentence> {
    let length = value.length().map_err(|_| throws(name, needed))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` cuts off and keeps within the range"
    )]
    let length = length.map(|length| length as usize);
    length.ok_or_else(|| wrong(name, value, needed))
}

/// Refuses an array whose length has changed since its items were read.
fn keeps_length(
    name: &dyn Display,
    value: &impl Value,
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
///
/// # Errors
/// A sentence, where it is none.
pub fn whole(
    name: &str,
    value: &impl Value,
    range: RangeInclusive<usize>,
) -> Result<usize, Sentence> {
    let (least, most) = (*range.start(), *range.end());
    let fits =
        |number: &f64| number.fract() == 0.0 && (least as f64..=most as f64).contains(number);
    let number = value.number().filter(fits);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number between two usizes"
    )]
    let number = number.map(|number| number as usize);
    number.ok_or_else(|| {
        let needed = format!("a whole number from {least} to {most}");
        wrong(&name, value, &needed)
    })
}

/// Reads one of several names.
///
/// # Errors
/// A sentence, where it is none of them.
pub fn one_of<T: Copy>(
    argument: &str,
    value: &impl Value,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Sentence> {
    let given = value.text();
    let named = |&one: &T| given.as_deref() == Some(name(one));
    all.iter().copied().find(named).ok_or_else(|| {
        let known: Vec<String> = all
            .iter()
            .map(|&one| format!("\"{}\"", name(one)))
            .collect();
        wrong(&argument, value, &format!("one of {}", known.join(", ")))
    })
}

/// What a number needs to be.
pub const FINITE: &str = "a finite number";

fn finite(name: &dyn Display, value: &impl Value) -> Result<f64, Sentence> {
    let number = value.number().filter(|number| number.is_finite());
    number.ok_or_else(|| wrong(name, value, FINITE))
}

/// Says of an argument what it is and what it needs to be.
pub fn wrong(name: &dyn Display, value: &impl Value, needed: &str) -> Sentence {
    format!("{name} is {}; it needs to be {needed}", described(value))
}

fn throws(name: &dyn Display, needed: &str) -> Sentence {
    format!("{name} throws when it is read; it needs to be {needed}")
}

/// A value in a few words.
fn described(value: &impl Value) -> String {
    if let Some(number) = value.number() {
        return shortest(number);
    }
    if let Some(text) = value.text() {
        return format!("the string \"{text}\"");
    }
    if let Some(truth) = value.truth() {
        return truth.to_string();
    }
    if value.is_array().unwrap_or(false) {
        return "an array".to_owned();
    }
    match value.kind() {
        kind if kind == "undefined" || kind == "null" => kind,
        kind if kind == "object" => "an object".to_owned(),
        kind => format!("a {kind}"),
    }
}
