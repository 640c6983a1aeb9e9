//! What is the program of a layer, in the reader's language and names, and
//! which of its lines just ran?
//!
//! The programs are the files in `src/programs`. A layer decides which of their
//! lines are there; those that the page lists say which steps run them.

mod answers;
mod listing;
mod variant;

use crate::app::{Language, Notation};
use crate::math::{BackwardView, Grid, Layer};
use crate::text::{fill, shortest};
use crate::trace::GridId;

use answers::{Answers, Gap};
pub use listing::CodeLine;
pub(super) use listing::{Listing, Moment};
pub(super) use variant::Variant;

/// The file of a language. `src/text/template.rs` says how it is read, and
/// `variant.rs` what the conditions and the names after `$` mean. The tag of a line
/// names the steps that run it. The page lists the lines that stand out.
///
/// In PyTorch each pass is written in PyTorch's own functions, and once more with
/// autograd; in Rust it is loops over vectors, without a library.
const fn template(language: Language) -> &'static str {
    match language {
        Language::NumPy => include_str!("../../programs/numpy.txt"),
        Language::PyTorch => include_str!("../../programs/pytorch.txt"),
        Language::Rust => include_str!("../../programs/rust.txt"),
    }
}

/// What begins a comment.
#[must_use]
pub const fn comment_mark(language: Language) -> &'static str {
    match language {
        Language::NumPy | Language::PyTorch => "#",
        Language::Rust => "//",
    }
}

/// The complete program with the person's own numbers. It asserts that what
/// the page shows comes out, to 1e-12 · max(1, |a|, |b|).
#[must_use]
pub fn program(
    language: Language,
    notation: Notation,
    layer: &Layer,
    view: BackwardView,
) -> String {
    let variant = Variant::of(language, notation, layer, view);
    let answers = Answers::of(layer);
    let holds = |condition: &str| match condition {
        "infinite" => answers.gap == Some(Gap::Infinite),
        "corner" => answers.gap == Some(Gap::Corner),
        _ => variant.holds(condition),
    };
    let value = |name: &str| match name.split_once(' ') {
        Some(("rows", name)) => GridId::named(name)
            .and_then(|id| answers.grid(id))
            .map(|grid| rows(language, grid))
            .unwrap_or_default(),
        Some(("number", name)) => number(language, answers.number(name)),
        Some(("scale", name)) => scale(language, answers.scale(name)),
        _ => variant.name(name),
    };
    let lines = fill(template(language), &holds, &value);
    lines.into_iter().map(|line| line.text + "\n").collect()
}

/// A number that the language reads back as the same one.
fn number(language: Language, value: f64) -> String {
    let is_rust = language == Language::Rust;
    let [nan, infinity] = if is_rust {
        ["f64::NAN", "f64::INFINITY"]
    } else {
        ["math.nan", "math.inf"]
    };
    let text = shortest(value);
    if value.is_nan() {
        nan.to_owned()
    } else if value.is_infinite() {
        let sign = if value < 0.0 { "-" } else { "" };
        [sign, infinity].concat()
    } else if is_rust && !text.contains(['.', 'e']) {
        text + ".0"
    } else {
        text
    }
}

/// The rows of a grid, one on each line.
fn rows(language: Language, grid: &Grid) -> String {
    // In Rust all of it stands in a function.
    let indentation = match language {
        Language::NumPy | Language::PyTorch => "",
        Language::Rust => "    ",
    };
    let mut text = String::from("[\n");
    for row in grid.rows() {
        let cells: Vec<String> = row.iter().map(|&cell| number(language, cell)).collect();
        text += &[indentation, "    [", &cells.join(", "), "],\n"].concat();
    }
    text + indentation + "]"
}

/// The last argument of `agree`, which Python leaves out where it is 1.
fn scale(language: Language, scale: f64) -> String {
    match language {
        Language::Rust => number(language, scale),
        Language::NumPy | Language::PyTorch if scale == 1.0 => String::new(),
        Language::NumPy | Language::PyTorch => format!(", scale={}", number(language, scale)),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::*;
    use crate::app::notebook;
    use crate::math::Activation;
    use crate::trace::Phase;

    /// A misspelt word would drop its line without a word, or leave nothing in
    /// place of a name.
    #[test]
    fn the_files_have_no_word_that_nobody_knows() {
        let known: BTreeSet<&str> = [
            "padded", "strided", "dilated", "spaced", "squared", "mean", "ours", "field",
            "infinite", "corner",
        ]
        .into_iter()
        .chain(BackwardView::ALL.map(BackwardView::name))
        .chain(Activation::ALL.map(Activation::name))
        .collect();
        let phases = [
            Phase::Start,
            Phase::Forward,
            Phase::Activation,
            Phase::ActivationGradient,
            Phase::Backward,
        ];
        let tags: BTreeSet<&str> = phases
            .map(Phase::name)
            .into_iter()
            .chain(["dX", "dW", "last", ""])
            .collect();
        for language in Language::ALL {
            let variant = Variant::of(language, Notation::Ours, &notebook(), BackwardView::Gather);
            for answer in [true, false] {
                let unknown = RefCell::new(Vec::new());
                let holds = |condition: &str| {
                    if !known.contains(condition) {
                        unknown.borrow_mut().push(condition.to_owned());
                    }
                    answer
                };
                let value = |name: &str| {
                    let of_the_layer = name.split_once(' ');
                    let is_known = match of_the_layer {
                        Some((what, of)) => {
                            ["rows", "number", "scale"].contains(&what)
                                && !variant.name(of).is_empty()
                        }
                        None => name == "bias" || !variant.name(name).is_empty(),
                    };
                    if !is_known {
                        unknown.borrow_mut().push(name.to_owned());
                    }
                    String::new()
                };
                for line in fill(template(language), &holds, &value) {
                    let tag = line.tag.trim_end_matches("-loop");
                    assert!(tags.contains(tag), "{language:?}: @{tag}");
                }
                assert!(unknown.borrow().is_empty(), "{language:?}: {unknown:?}");
            }
        }
    }
}
