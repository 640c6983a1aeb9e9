//! What leaves the page as files: grids, programs, all of it as JSON, LaTeX, and the
//! trace of every step.
//!
//! Grids are as the last step has them, with all digits and an ASCII minus. What does
//! not fit into an f64 is `nan`, `inf` and `-inf`, which NumPy reads, and `null` in JSON.

mod history;
mod tex;

use crate::app::{Decimals, Export, Language, Model};
use crate::math::{At, Operand};
use crate::text::shortest;
use crate::trace::{Frame, GridId, Recording, Trace};

use super::code::program;

/// The name of a file.
#[must_use]
pub fn file_name(export: Export) -> String {
    let end = match export {
        Export::Grid(id) => return ["convscope-", id.name(), ".csv"].concat(),
        Export::Everything => ".json",
        Export::Program(Language::NumPy) => ".py",
        Export::Program(Language::PyTorch) => "-pytorch.py",
        Export::Program(Language::Rust) => ".rs",
        Export::Tex => ".tex",
        Export::TraceTable => "-trace.csv",
        Export::TraceList => "-trace.json",
    };
    ["convscope", end].concat()
}

/// The files that a model has.
#[must_use]
pub fn exports(model: &Model) -> Vec<Export> {
    let grids = GridId::ALL.into_iter();
    let used = grids.filter(|&id| id != GridId::T || model.is_editable(Operand::T));
    let mut exports: Vec<Export> = used.map(Export::Grid).collect();
    exports.push(Export::Everything);
    exports.extend(Language::ALL.map(Export::Program));
    exports.extend([Export::Tex, Export::TraceTable, Export::TraceList]);
    exports
}

/// What stands in a file.
#[must_use]
pub fn content(model: &Model, export: Export) -> String {
    // Without the mistake that may be looked for.
    let run = Recording::of(Trace::of(&model.layer).seen(model.view));
    let last = run.last();
    match export {
        Export::Grid(id) => csv(last, id),
        Export::Everything => json(model, last),
        Export::Program(language) => {
            program(language, model.naming.notation, &model.layer, model.view)
        }
        Export::Tex => tex::tex(model, &run),
        Export::TraceTable => history::table(&run),
        Export::TraceList => history::list(&run),
    }
}

/// As programs read a number.
fn number(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else {
        shortest(value)
    }
}

fn json_number(value: f64) -> String {
    if value.is_finite() {
        shortest(value)
    } else {
        "null".to_owned()
    }
}

fn rows(frame: &Frame, id: GridId) -> Vec<Vec<f64>> {
    let grid = frame.grid(id);
    let rows = grid.cells().chunks(grid.size().cols);
    rows.map(<[f64]>::to_vec).collect()
}

fn csv(frame: &Frame, id: GridId) -> String {
    let mut text = String::new();
    for row in rows(frame, id) {
        let cells: Vec<String> = row.into_iter().map(number).collect();
        text += &cells.join(",");
        text.push('\n');
    }
    text
}

/// `[[1,2],[3,4]]`
fn json_rows(frame: &Frame, id: GridId) -> String {
    let rows = rows(frame, id).into_iter().map(|row| {
        let cells: Vec<String> = row.into_iter().map(json_number).collect();
        ["[", &cells.join(","), "]"].concat()
    });
    ["[", &rows.collect::<Vec<_>>().join(","), "]"].concat()
}

/// The keys of a saved state, and those of the JavaScript functions' results. All texts
/// are plain names, so nothing is escaped.
fn json(model: &Model, last: &Frame) -> String {
    let quoted = |text: &str| ["\"", text, "\""].concat();
    let layer = &model.layer;
    let spacing = layer.geometry().spacing();
    let pin = model.pinned.map_or("null".to_owned(), |cell| {
        let [row, col] = [cell.at.row, cell.at.col].map(|index| index.to_string());
        quoted(&[cell.grid.name(), &row, &col].join(","))
    });
    let decimals = match model.decimals {
        Decimals::Rounded(count) => count.to_string(),
        Decimals::Full => quoted("full"),
    };
    let hidden: Vec<&str> = model.hidden.iter().map(|part| part.name()).collect();
    let language = model.language.name().to_ascii_lowercase();
    let mut text = "{".to_owned();
    let mut put = |key: &str, value: &str| {
        let start = if text.len() == 1 { "\n  \"" } else { ",\n  \"" };
        text += &[start, key, "\": ", value].concat();
    };
    put("v", "1");
    for (key, id) in [
        ("x", GridId::X),
        ("w", GridId::W),
        ("g", GridId::G),
        ("t", GridId::T),
        ("z", GridId::Z),
        ("h", GridId::H),
        ("dz", GridId::Dz),
        ("dx", GridId::Dx),
        ("dw", GridId::Dw),
    ] {
        put(key, &json_rows(last, id));
    }
    for (key, number) in [
        ("db", last.db.get(At::ORIGIN).unwrap_or(f64::NAN)),
        ("bias", layer.bias()),
        ("rate", model.tools.learning.rate),
    ] {
        put(key, &json_number(number));
    }
    for (key, count) in [
        ("stride", spacing.stride),
        ("padding", spacing.padding),
        ("dilation", spacing.dilation),
        ("step", model.step),
        ("index", model.naming.first),
    ] {
        put(key, &count.to_string());
    }
    for (key, name) in [
        ("activation", layer.activation().name()),
        ("loss", layer.loss().name()),
        ("view", model.view.name()),
        ("notation", model.naming.notation.name()),
        ("language", &language),
        ("hide", &hidden.join(",")),
    ] {
        put(key, &quoted(name));
    }
    put("pin", &pin);
    put("decimals", &decimals);
    text + "\n}\n"
}
