//! What people and attackers send to the readers, by grammars: numbers, blocks, saved
//! strings, templates, files of examples. Expected is what the grammar wrote, and std's
//! reading of its digits.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use convscope::app::saved::{open, save};
use convscope::app::{
    BlockError, KeptMsg, LONGEST_NAME, Model, Msg, NumberError, parse_number, read_block, update,
};
use convscope::text::filled;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use proptest::sample::{Index, select};

use super::random::edits;
use super::{after, saved::assert_same};
use crate::support::{Rows, for_so_many, is_long};

fn cases() -> u32 {
    if is_long() { 100_000 } else { 2_000 }
}

/// A number in ASCII, and the same as somebody else writes it.
#[derive(Clone, Debug)]
struct Written {
    plain: String,
    text: String,
}

/// Ten digits that follow each other in Unicode, from the first on.
const DIGITS: [char; 6] = ['0', '0', '٠', '०', '０', '𝟎'];
const BLANKS: [&str; 6] = ["", "", " ", "\t", "\u{a0}", "\u{200b}\r\n"];

fn in_script(plain: &str, zero: char, minus: char, mark: char) -> String {
    let written = |character: char| match character {
        '0'..='9' => {
            let digit = u32::from(character) - u32::from('0');
            char::from_u32(u32::from(zero) + digit).expect("a digit")
        }
        '-' => minus,
        '.' => mark,
        other => other,
    };
    plain.chars().map(written).collect()
}

fn written(plain: impl Strategy<Value = String>) -> impl Strategy<Value = Written> {
    let zero = select(&DIGITS);
    let minus = select(vec!['-', '−', '–', '－']);
    let mark = select(vec!['.', ',', '٫', '．']);
    let blanks = (select(&BLANKS), select(&BLANKS));
    (plain, zero, minus, mark, blanks).prop_map(|(plain, zero, minus, mark, (before, after))| {
        let text = [before, &in_script(&plain, zero, minus, mark), after].concat();
        Written { plain, text }
    })
}

/// Decimals of any length and size.
fn decimals() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[+-]?([0-9]{1,9}[.]?|[0-9]{0,3}[.][0-9]{1,9})([eE][+-]?[0-9]{1,3})?",
        1 => "[+-]?[0-9]{1,40}[.][0-9]{300,800}(e[+-]?[0-9]{1,3})?",
        1 => "-?[0-9][.][0-9]{16,18}e(-?30[0-9]|-32[0-9])",
        1 => any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|number| number.to_string()),
    ]
}

fn fractions() -> impl Strategy<Value = String> {
    "[+-]?[0-9]{1,20} ?/ ?[0-9]{1,20}"
}

/// To the bit, and never −0.
#[track_caller]
fn assert_reads(text: &str, wanted: f64) {
    match parse_number(text) {
        Ok(number) => assert_eq!(number.to_bits(), (wanted + 0.0).to_bits(), "{text:?}"),
        Err(NumberError::NotFinite(_)) => assert!(!wanted.is_finite(), "{text:?}"),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn decimals_are_read_to_the_bit_in_every_script() {
    for_so_many(cases(), &written(decimals()), |Written { plain, text }| {
        assert_reads(&text, plain.parse().expect("std reads it"));
    });
}

#[test]
fn fractions_are_quotients() {
    for_so_many(cases(), &written(fractions()), |Written { plain, text }| {
        let parts = plain.split_once('/').expect("a fraction");
        let [a, b] = [parts.0, parts.1].map(|part| part.trim().parse::<f64>().expect("digits"));
        assert_reads(&text, a / b);
    });
}

/// One sign that no number has, at any place.
#[test]
fn what_has_a_foreign_sign_is_no_number() {
    let foreign = select(
        "_$#%x'\"()[]{}<>=:;!?*~^&|\\aOlИ\u{301}∞π"
            .chars()
            .collect::<Vec<_>>(),
    );
    let numbers = (
        written(prop_oneof![decimals(), fractions()]),
        foreign,
        any::<Index>(),
    );
    for_so_many(cases(), &numbers, |(number, foreign, at)| {
        let mut signs: Vec<char> = number.text.trim().chars().collect();
        signs.insert(at.index(signs.len() + 1), foreign);
        let text: String = signs.into_iter().collect();
        let refused = parse_number(&text).expect_err("no number");
        let is_named = matches!(
            refused,
            NumberError::NotANumber(_) | NumberError::Misleading(..)
        );
        assert!(is_named, "{text:?}: {refused:?}");
    });
}

#[test]
fn any_text_is_a_finite_number_or_refused() {
    let texts = prop_oneof![
        "\\PC{0,12}",
        "[-+−.,/eE0-9½ \u{200b}]{0,12}",
        any::<String>()
    ];
    for_so_many(cases(), &texts, |text| match parse_number(&text) {
        Ok(number) => {
            assert!(number.is_finite() && number.to_bits() != (-0.0_f64).to_bits());
            assert!(text.chars().any(char::is_numeric), "{text:?} has no digit");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    });
}

/// How programs write rows: what stands first, between cells, between rows, and last.
const FORMS: [[&str; 4]; 6] = [
    ["", "\t", "\r\n", "\r\n"],
    ["", " ; ", "\n\n", " ;\n"],
    ["  ", "   ", "\n", ""],
    ["dW = np.array([[", ", ", "],\n [", ",]], dtype=float32)"],
    ["tensor([[[", " , ", "], [", "]]], grad_fn=<A(b=1)>)"],
    ["[", ", ", " ;", "];"],
];

/// Texts, and the number that each is.
fn rows() -> impl Strategy<Value = Vec<Vec<(String, f64)>>> {
    let cell = prop_oneof![
        (-999..999_i32).prop_map(|number| (number.to_string(), f64::from(number))),
        (-1e9..1e9_f64).prop_map(|number| (format!("{number:e}"), number)),
        (1..99_u8, 1..99_u8).prop_map(|(a, b)| (format!("−{a}/{b}"), -f64::from(a) / f64::from(b))),
    ];
    (2..7_usize, 2..7_usize, vec(cell, 36)).prop_map(|(rows, cols, cells)| {
        let rows = cells.chunks(cols).take(rows.min(36 / cols));
        rows.map(<[_]>::to_vec).collect()
    })
}

fn in_form([start, between, end_of_row, end]: [&str; 4], rows: &[Vec<(String, f64)>]) -> String {
    let row = |row: &Vec<(String, f64)>| {
        let texts: Vec<&str> = row.iter().map(|(text, _)| &text[..]).collect();
        texts.join(between)
    };
    let lines: Vec<String> = rows.iter().map(row).collect();
    [start, &lines.join(end_of_row), end].concat()
}

fn values(text: &str) -> Result<Rows, BlockError> {
    let rows = read_block(text)?.into_iter();
    Ok(rows
        .map(|row| row.into_iter().map(|cell| cell.value).collect())
        .collect())
}

#[test]
fn blocks_read_back_and_a_wrong_cell_or_row_is_named_by_its_place() {
    let spoiled = (
        rows(),
        any::<Index>(),
        select(vec!["x", "1e999", "1.2.3", "nan", "0/0"]),
    );
    for_so_many(cases() / 4, &spoiled, |(rows, at, wrong)| {
        let wanted: Rows = rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.1).collect())
            .collect();
        let cols = rows[0].len();
        let at = at.index(rows.len() * cols);
        let (row, col) = (at / cols, at % cols);
        let mut with_wrong = rows.clone();
        with_wrong[row][col].0 = wrong.to_owned();
        let mut ragged = rows.clone();
        let last = ragged.len() - 1;
        ragged[last].pop();
        for form in FORMS {
            let text = in_form(form, &rows);
            assert_eq!(values(&text).as_ref(), Ok(&wanted), "{text:?}");

            let text = in_form(form, &with_wrong);
            let told = values(&text).expect_err("a wrong cell").to_string();
            let place = format!("Row {}, column {}: “{wrong}” is not", row + 1, col + 1);
            assert!(told.starts_with(&place), "{text:?}: {told}");

            let text = in_form(form, &ragged);
            let wanted = BlockError::Ragged {
                row: last + 1,
                cells: cols - 1,
                first: cols,
            };
            assert_eq!(values(&text), Err(wanted), "{text:?}");
        }
    });
}

/// A paste of a quarter of a megabyte.
#[test]
fn long_texts_take_no_time() {
    for piece in [
        "[", "]", "[[", "[1]", "1", "1 ", "1,", "1;", "\n", "1\n", "=", "a=", "(", "a(", ")", "é",
        "−", "½", "O", "лё ", "\u{200b}", ".", "e", "/",
    ] {
        for before in ["", "[", "[[", "a=", "array(["] {
            let text = [before, &piece.repeat((1 << 18) / piece.len())].concat();
            let start = Instant::now();
            let block = read_block(&text);
            let number = parse_number(&text);
            assert!(start.elapsed() < Duration::from_secs(5), "{before}{piece}…");
            assert!(block.is_ok_and(|rows| !rows.is_empty()) || number.is_err());
        }
    }
}

/// The parts of a saved string in any order, some letters written as mail programs write
/// them, some parts twice and foreign ones between, are the same state.
#[test]
fn saved_strings_may_be_shuffled_and_encoded() {
    let noise = (any::<u64>(), vec(any::<Index>(), 0..20));
    for_so_many(
        cases() / 10,
        &(edits(), noise),
        |(script, (seed, encoded))| {
            let model = after(script);
            let text = save(&model);
            let mut random = fastrand::Rng::with_seed(seed);
            let mut parts: Vec<&str> = text.split('&').collect();
            random.shuffle(&mut parts);
            let again = parts[0];
            parts.extend(["foreign=1", "", again]);
            let parts = parts.join("&");
            let places: BTreeSet<usize> = encoded
                .iter()
                .map(|index| index.index(parts.len()))
                .collect();
            let encode = |(index, byte): (usize, u8)| {
                if places.contains(&index) {
                    format!("%{byte:02x}")
                } else {
                    char::from(byte).to_string()
                }
            };
            let written: String = parts.bytes().enumerate().map(encode).collect();
            let (opened, notices) = open(&written);
            assert_eq!(
                notices,
                ["“foreign=1” is not understood and is left out."],
                "{written}"
            );
            assert_same(&opened, &model, &written);
        },
    );
}

/// A piece of a template, and what comes of it where even names hold.
fn piece() -> impl Strategy<Value = (String, String)> {
    let name = || "[a-zA-Z0-9]{1,3}";
    let holds = |name: &str| name.len().is_multiple_of(2);
    prop_oneof![
        "[ a-z{:|>é]{1,4}".prop_map(|text| ([" ", &text].concat(), [" ", &text].concat())),
        name().prop_map(|name| (format!("${name}"), format!("<{name}>"))),
        "[a-zA-Z0-9 ]{1,4}".prop_map(|name| (format!("${{{name}}}"), format!("<{name}>"))),
        (name(), "[ +a-z]{0,4}", name()).prop_map(move |(condition, text, name)| {
            let seen = if holds(&condition) {
                format!("{text}<{name}>")
            } else {
                String::new()
            };
            (format!("${{{condition}?{text}${name}}}"), seen)
        }),
    ]
}

#[test]
fn templates_are_filled_as_they_are_written() {
    let holds = |condition: &str| condition.len().is_multiple_of(2);
    let value = |name: &str| format!("<{name}>");
    for_so_many(cases(), &vec(piece(), 0..6), |pieces| {
        let join = |texts: Vec<&str>| texts.join(" ");
        let template = join(pieces.iter().map(|piece| &piece.0[..]).collect());
        let wanted = join(pieces.iter().map(|piece| &piece.1[..]).collect());
        assert_eq!(filled(&template, &holds, &value), wanted, "{template:?}");
    });
    for_so_many(cases(), &"[${}?!/a1 é]{0,16}", |text| {
        let seen = filled(&text, &holds, &|_| String::new());
        assert!(seen.len() <= text.len(), "{text:?} became {seen:?}");
    });
}

/// Whatever a file has in it, the list is one of names that differ, and reads back.
#[test]
fn any_file_of_examples_leaves_a_sound_list() {
    let name = prop_oneof![
        "[a-c \u{feff}\u{1}]{0,4}",
        "\\PC{0,80}",
        Just("Edges (2)".to_owned())
    ];
    let state = prop_oneof![
        "v=1&bias=[0-9]",
        "[vxw=1&%2C;]{0,9}",
        Just("v=1".to_owned())
    ];
    let tab = select(vec!["\t", "\t", "\t", "", "\t\t"]);
    let end = select(vec!["\n", "\r\n", "\n\n", ""]);
    let line = (name, tab, state, end)
        .prop_map(|(name, tab, state, end)| [&name, tab, &state, end].concat());
    for_so_many(cases() / 4, &vec(vec(line, 0..12), 1..3), |files| {
        let mut model = Model::default();
        for file in files {
            update(
                &mut model,
                Msg::Kept(KeptMsg::FileRead(Some(file.concat()))),
            );
        }
        let names: Vec<String> = model.kept.names().map(str::to_owned).collect();
        let different: BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), names.len(), "{names:?}");
        for name in &names {
            assert!(
                !name.is_empty() && name.chars().count() <= LONGEST_NAME,
                "{name:?}"
            );
            assert!(!name.contains(char::is_control), "{name:?}");
        }
        let text = model.kept.text().to_owned();
        let mut other = Model::default();
        update(&mut other, Msg::Kept(KeptMsg::FileRead(Some(text.clone()))));
        assert_eq!(other.kept.text(), text);
    });
}
