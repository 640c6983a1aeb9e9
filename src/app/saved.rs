//! The state of the page as one line of text, `v=1&x=1,2;3,4&step=3`: the address
//! and the device hold it. Values with which the page starts are left out;
//! static/export.js knows them too.
//!
//! Strings of version 1 can be read for ever; one of a later version opens as
//! far as it can. Whatever the text, opening it leads to a layer that the page
//! offers, and a sentence names each part that was not understood.

use crate::math::{Activation, At, BackwardView, Grid, Layer, Loss, Operand, Size, Spacing};
use crate::text::shortest;
use crate::trace::{CellRef, GridId};

use super::draft::parse_number;
use super::model::{
    DILATIONS, Decimals, Language, MAX_INPUT, MAX_KERNEL, Model, PADDINGS, Part, STRIDES,
};
use super::notation::{Naming, Notation};
use super::notebook::notebook;

const VERSION: usize = 1;

/// All keys of a string, in the order in which they are written.
const KEYS: [&str; 21] = [
    "v",
    "x",
    "w",
    "g",
    "t",
    "stride",
    "padding",
    "dilation",
    "bias",
    "activation",
    "loss",
    "rate",
    "view",
    "step",
    "pin",
    "notation",
    "index",
    "decimals",
    "language",
    "hide",
    "z",
];

/// Longer texts are not read. The largest layer with all digits takes a third of
/// this.
pub const LONGEST: usize = 1 << 20;

/// Further parts are not read: there are not so many keys.
const MOST_PARTS: usize = 100;

/// A sentence quotes no more characters of a value than these.
const MOST_NAMED: usize = 40;

/// No more unknown keys than these are named.
const MOST_UNKNOWN: usize = 5;

/// The layer, the step, and how both are shown.
///
/// ```
/// use convscope::app::{Model, Msg, saved, update};
///
/// let mut model = Model::default();
/// assert_eq!(saved::save(&model), "v=1");
/// update(&mut model, Msg::Sought(9));
/// assert_eq!(saved::save(&model), "v=1&step=9");
/// ```
#[must_use]
pub fn save(model: &Model) -> String {
    save_layer(&model.layer) + &save_place(model, model.step)
}

/// The same at step 0.
#[must_use]
pub fn save_start(model: &Model) -> String {
    save_layer(&model.layer) + &save_place(model, 0)
}

/// The first part of a saved state.
#[must_use]
pub fn save_layer(layer: &Layer) -> String {
    let start = notebook();
    let mut text = ["v=", &VERSION.to_string()].concat();
    for (key, operand) in [
        ("x", Operand::X),
        ("w", Operand::W),
        ("g", Operand::G),
        ("t", Operand::T),
    ] {
        let grid = layer.operand(operand);
        let is_as_at_start = match operand {
            Operand::X | Operand::W => grid == start.operand(operand),
            Operand::B | Operand::G | Operand::T => is_neutral(grid, operand),
        };
        if !is_as_at_start {
            put(&mut text, key, &rows(grid.cells(), grid.size().cols));
        }
    }
    let spacing = layer.geometry().spacing();
    put_changed(
        &mut text,
        &[
            ("stride", spacing.stride.to_string(), "1"),
            ("padding", spacing.padding.to_string(), "0"),
            ("dilation", spacing.dilation.to_string(), "1"),
            ("bias", number(layer.bias()), "0"),
            (
                "activation",
                layer.activation().name().to_owned(),
                "sigmoid",
            ),
            ("loss", layer.loss().name().to_owned(), "sum"),
        ],
    );
    text
}

/// The rest of it: a step, and how layer and step are shown.
#[must_use]
pub fn save_place(model: &Model, step: usize) -> String {
    let Naming { notation, first } = model.naming;
    let pin = model.pinned.map(|CellRef { grid, at }| {
        let [row, col] = [at.row, at.col].map(|index| index.to_string());
        [grid.name(), &row, &col].join(",")
    });
    let hidden: Vec<&str> = model.hidden.iter().map(|part| part.name()).collect();
    let mut text = String::new();
    put_changed(
        &mut text,
        &[
            ("rate", number(model.tools.learning.rate), "0.1"),
            ("view", model.view.name().to_owned(), "scatter"),
            ("step", step.to_string(), "0"),
            ("pin", pin.unwrap_or_default(), ""),
            ("notation", notation.name().to_owned(), "ours"),
            ("index", first.to_string(), "0"),
            ("decimals", model.decimals.name(), "4"),
            ("language", key_of(model.language), "numpy"),
            ("hide", hidden.join(","), ""),
        ],
    );
    text
}

/// Writes the values that differ from those at the start.
fn put_changed(text: &mut String, values: &[(&str, String, &str)]) {
    for (key, value, at_start) in values {
        if value != at_start {
            put(text, key, value);
        }
    }
}

/// Adds `&key=value`.
pub fn put(text: &mut String, key: &str, value: &str) {
    for piece in ["&", key, "=", value] {
        text.push_str(piece);
    }
}

/// The shortest decimal that reads back. The `+` of an exponent is left out: in an
/// address it may become a blank.
fn number(value: f64) -> String {
    shortest(value).replace('+', "")
}

/// `1,2;3,4`, from the cells row by row.
#[must_use]
pub fn rows(cells: &[f64], cols: usize) -> String {
    let row = |row: &[f64]| {
        let numbers: Vec<String> = row.iter().map(|&cell| number(cell)).collect();
        numbers.join(",")
    };
    let rows: Vec<String> = cells.chunks(cols).map(row).collect();
    rows.join(";")
}

fn is_neutral(grid: &Grid, operand: Operand) -> bool {
    grid.cells().iter().all(|&cell| cell == operand.neutral())
}

fn key_of(language: Language) -> String {
    language.name().to_ascii_lowercase()
}

/// The model of a saved state, and a sentence for each part that was not
/// understood. A text without any key opens the page as it starts.
///
/// ```
/// use convscope::app::saved;
///
/// let (model, notices) = saved::open("v=1&x=1,2;3,4&w=1&activation=relu&step=3");
/// assert_eq!(model.layer.x().cells(), [1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(model.step, 3);
/// assert!(notices.is_empty());
///
/// // What does not read falls back to what the page starts with, and is named.
/// let (model, notices) = saved::open("v=1&stride=many&step=3");
/// assert_eq!((model.layer.geometry().spacing().stride, model.step), (1, 3));
/// assert_eq!(notices.len(), 1);
/// ```
#[must_use]
pub fn open(text: &str) -> (Model, Vec<String>) {
    if text.len() > LONGEST {
        let notice = "The text is too long for a saved state: nothing of it is read.";
        return (Model::default(), vec![notice.to_owned()]);
    }
    let text = decoded(text);
    let mut saved = Saved::of(&text);
    saved.read_version();
    let mut model = Model::new(saved.layer());
    if let Some(rate) = saved.read("rate", parse) {
        model.tools.learning.rate = rate;
    }
    let view = |text: &str| named(&BackwardView::ALL, BackwardView::name, text);
    model.view = saved.read("view", view).unwrap_or_default();
    let step = saved.read("step", whole).unwrap_or_default();
    model.step = step.min(model.steps().last());
    model.pinned = saved.read("pin", |text| cell(text).filter(|&cell| model.has(cell)));
    let notation = |text: &str| named(&Notation::ALL, Notation::name, text);
    model.naming.notation = saved.read("notation", notation).unwrap_or_default();
    let first = |text: &str| whole(text).filter(|&first| first <= 1);
    model.naming.first = saved.read("index", first).unwrap_or_default();
    let decimals = |text: &str| find(&Decimals::ALL, |one| one.name() == text);
    model.decimals = saved.read("decimals", decimals).unwrap_or_default();
    let language = |text: &str| find(&Language::ALL, |one| key_of(one) == text);
    model.language = saved.read("language", language).unwrap_or_default();
    model.hidden = saved.read("hide", parts).unwrap_or_default();
    saved.name_unknown();
    (model, saved.notices)
}

/// Whether a text has any key of a state: an address may end in something else.
#[must_use]
pub fn is_state(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let text = decoded(text);
    Saved::of(&text).parts.iter().any(|&(key, _)| is_known(key))
}

/// The packed part of a text and, after it, all else.
#[must_use]
pub fn packed(text: &str) -> Option<(String, String)> {
    let text = decoded(text);
    let (packed, rest): (Vec<&str>, _) = text.split('&').partition(|part| part.starts_with("z="));
    let first = packed.first()?.strip_prefix("z=")?;
    Some((first.to_owned(), rest.join("&")))
}

/// Each `%XX` as the character it stands for: mail programs write `;` and `,` so.
fn decoded(text: &str) -> String {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.trim_ascii().as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match rest {
            [b'%', high, low, ..] => digit(*high).zip(digit(*low)),
            _ => None,
        };
        let code = code.and_then(|(high, low)| u8::try_from(16 * high + low).ok());
        bytes.push(code.unwrap_or(*first));
        rest = code.map_or(tail, |_| &rest[3..]);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn parse(text: &str) -> Option<f64> {
    parse_number(text).ok()
}

/// A whole number; one that is too large for `usize` becomes the largest.
fn whole(text: &str) -> Option<usize> {
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| text.parse().unwrap_or(usize::MAX))
}

fn find<T: Copy>(all: &[T], is_it: impl Fn(T) -> bool) -> Option<T> {
    all.iter().copied().find(|&one| is_it(one))
}

fn named<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str) -> Option<T> {
    find(all, |one| name(one) == text)
}

/// `dX,1,1`
fn cell(text: &str) -> Option<CellRef> {
    let mut parts = text.split(',');
    let grid = GridId::named(parts.next()?)?;
    let at = At::new(whole(parts.next()?)?, whole(parts.next()?)?);
    parts.next().is_none().then_some(CellRef::new(grid, at))
}

/// `code,tools`
fn parts(text: &str) -> Option<Vec<Part>> {
    let is_named = |part: &Part| text.split(',').any(|name| name == part.name());
    let is_known = |name| Part::ALL.iter().any(|part| part.name() == name);
    let all_known = text.split(',').all(is_known);
    all_known.then(|| Part::ALL.into_iter().filter(is_named).collect())
}

/// `1,2;3,4`, with rows of one length. The size is checked before the numbers are
/// read: there may be very many.
fn grid(text: &str, fits: impl Fn(Size) -> bool) -> Option<Grid> {
    let rows = || text.split(';');
    let cols = |row: &str| row.split(',').count();
    let size = Size::new(rows().count(), cols(rows().next()?));
    if !fits(size) || rows().any(|row| cols(row) != size.cols) {
        return None;
    }
    let numbers = rows().flat_map(|row| row.split(','));
    Grid::from_cells(size, numbers.map(parse).collect::<Option<_>>()?)
}

fn is_known(key: &str) -> bool {
    KEYS.contains(&key)
}

/// The parts of a string, and the sentences about those that were not understood.
struct Saved<'a> {
    parts: Vec<(&'a str, &'a str)>,
    notices: Vec<String>,
}

impl<'a> Saved<'a> {
    fn of(text: &'a str) -> Self {
        let parts = text.split('&').filter(|part| !part.is_empty());
        Self {
            parts: parts
                .map(|part| part.split_once('=').unwrap_or((part, "")))
                .take(MOST_PARTS)
                .collect(),
            notices: Vec::new(),
        }
    }

    /// What the value of a key means. A value that means nothing is named in a
    /// sentence. Where a key is there twice, the first counts.
    fn read<T>(&mut self, key: &str, meaning: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = self.value(key)?;
        let meant = meaning(value);
        if meant.is_none() {
            self.refuse(key, value);
        }
        meant
    }

    fn value(&self, key: &str) -> Option<&'a str> {
        let part = self.parts.iter().find(|part| part.0 == key);
        part.map(|part| part.1)
    }

    fn refuse(&mut self, key: &str, value: &str) {
        let text = [key, "=", value].concat();
        let mut named: String = text.chars().take(MOST_NAMED).collect();
        if named.len() < text.len() {
            named.push('…');
        }
        self.notices
            .push(["“", &named, "” is not understood and is left out."].concat());
    }

    fn read_version(&mut self) {
        let version = |text: &str| whole(text).filter(|&version| version >= VERSION);
        if let Some(version) = self.read("v", version).filter(|&v| v > VERSION) {
            self.notices.push(
                [
                    "This is of version ",
                    &version.to_string(),
                    ", a later one: it is opened as far as it is understood.",
                ]
                .concat(),
            );
        }
    }

    /// A layer that the page offers.
    fn layer(&mut self) -> Layer {
        let start = notebook();
        let within = |most: usize| move |size: Size| size.rows.max(size.cols) <= most;
        let x = self.read("x", |text| grid(text, within(MAX_INPUT)));
        let w = self.read("w", |text| grid(text, within(MAX_KERNEL)));
        let mut offered = |key: &str, offered: &[usize]| {
            let read = |text: &str| whole(text).filter(|number| offered.contains(number));
            self.read(key, read)
        };
        let normal = Spacing::default();
        let spacing = Spacing {
            stride: offered("stride", &STRIDES).unwrap_or(normal.stride),
            padding: offered("padding", &PADDINGS).unwrap_or(normal.padding),
            dilation: offered("dilation", &DILATIONS).unwrap_or(normal.dilation),
        };
        let bias = self.read("bias", parse).unwrap_or(start.bias());
        let activation = self.read("activation", Activation::named);
        let x = x.unwrap_or_else(|| start.x().clone());
        let w = w.unwrap_or_else(|| start.w().clone());
        let layer = Layer::new(x, w, None, spacing, bias, Activation::default());
        let mut layer = layer.unwrap_or_else(|_| {
            let notice = "“x” and “w” do not fit together: both are left out, and how they are laid over each other.";
            self.notices.push(notice.to_owned());
            start
        });
        layer.set_bias(bias);
        layer.set_activation(activation.unwrap_or_default());
        self.read_loss(&mut layer);
        layer
    }

    /// What L is, with its G and T.
    fn read_loss(&mut self, layer: &mut Layer) {
        let loss = self.read("loss", |text| named(&Loss::ALL, Loss::name, text));
        let output = layer.geometry().output();
        let of_output = |text: &str| grid(text, |size| size == output);
        // With L = ΣH the upstream gradient is all ones.
        let fits = |g: &Grid| loss != Some(Loss::Sum) || is_neutral(g, Operand::G);
        let g = self.read("g", |text| of_output(text).filter(fits));
        let t = self.read("t", of_output);
        let by_itself = match &g {
            Some(g) if !is_neutral(g, Operand::G) => Loss::ByHand,
            _ => Loss::Sum,
        };
        for (operand, grid) in [(Operand::G, g), (Operand::T, t)] {
            let positions = output.positions().zip(grid.iter().flat_map(Grid::cells));
            for (at, &value) in positions {
                layer.set(operand, at, value);
            }
        }
        layer.set_loss(loss.unwrap_or(by_itself));
    }

    fn name_unknown(&mut self) {
        let parts = self.parts.iter().copied();
        let mut unknown = parts.filter(|&(key, _)| !is_known(key) || key == "z");
        let named: Vec<_> = unknown.by_ref().take(MOST_UNKNOWN).collect();
        let more = unknown.next().is_some();
        for (key, value) in named {
            self.refuse(key, value);
        }
        if more {
            let notice = "There is more that is not understood and is left out.";
            self.notices.push(notice.to_owned());
        }
    }
}
