//! What was typed into a cell: a number, or the reason why it is none.

use std::fmt;

use crate::text::read;

/// Text typed into a cell and not in force (yet).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub text: String,
    /// Why it was refused, once the person wanted to commit it.
    pub error: Option<NumberError>,
}

/// Why a text is not a number; `Display` is the sentence beside the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Nothing but blanks.
    Empty,
    NotANumber(String),
    /// Not of the form of a number, because of a character that cannot be seen
    /// or that looks like another one.
    Misleading(String, char),
    /// A number beyond f64, or a division by zero.
    NotFinite(String),
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "is empty: type a number such as 1.5, −2, 1e-3 or 1/4"),
            Self::NotANumber(text) => write!(
                f,
                "“{text}” is not a number: type one such as 1.5, −2, 1e-3 or 1/4"
            ),
            Self::Misleading(text, character) => {
                let code = u32::from(*character);
                let seen = if is_unseen(*character) {
                    "that cannot be seen".to_owned()
                } else {
                    format!("that looks like another, “{character}”")
                };
                write!(
                    f,
                    "“{text}” is not a number: it has a character {seen} (U+{code:04X})"
                )
            }
            Self::NotFinite(text) => write!(
                f,
                "“{text}” is not finite: a cell holds at most about 1.8e308, and nothing is divided by 0"
            ),
        }
    }
}

/// Reads a number as people write it: `1.5`, `1,5`, `.5`, `+3`, `−2`, `1e-3`,
/// `1/4`, `½`, with blanks around, in the digits and signs of any script.
/// Never −0.
///
/// # Errors
/// Anything else, and anything that is not finite.
///
/// ```
/// use convscope::app::parse_number;
/// assert_eq!(parse_number(" 1,5 "), Ok(1.5));
/// assert_eq!(parse_number("−1/4"), Ok(-0.25));
/// assert!(parse_number("1.2.3").is_err());
/// ```
pub fn parse_number(text: &str) -> Result<f64, NumberError> {
    let text = trimmed(text);
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    let plain = ascii(text);
    let value = match plain.split_once('/') {
        Some((numerator, denominator)) => fraction(trimmed(numerator), trimmed(denominator)),
        None => one_character(&plain).or_else(|| decimal(&plain)),
    };
    match value {
        None => {
            let has_digits = plain.bytes().any(|byte| byte.is_ascii_digit());
            let misleading = plain.chars().find(|&c| is_misleading(c, has_digits));
            Err(match misleading {
                Some(character) => NumberError::Misleading(text.to_owned(), character),
                None => NumberError::NotANumber(text.to_owned()),
            })
        }
        Some(value) if !value.is_finite() => Err(NumberError::NotFinite(text.to_owned())),
        // Adding 0 turns −0 into 0 and changes nothing else.
        Some(value) => Ok(value + 0.0),
    }
}

/// Whether the text of a number has one comma and three digits after it: some
/// people mean thousands by that, and it is read as a decimal mark.
pub(super) fn may_mean_thousands(text: &str) -> bool {
    let plain = ascii(trimmed(text));
    plain.split_once(',').is_some_and(|(_, decimals)| {
        decimals.len() == 3 && decimals.bytes().all(|byte| byte.is_ascii_digit())
    })
}

pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_unseen(c))
}

/// The text with digits, signs and marks as they are in ASCII.
pub(super) fn ascii(text: &str) -> String {
    text.chars().map(plain).collect()
}

/// Where the digits 0 to 9 of each script begin, of those below U+FFFF.
const ZEROS: [u16; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

fn plain(character: char) -> char {
    let code = u32::from(character);
    let below = |zero: u16| {
        code.checked_sub(u32::from(zero))
            .filter(|digit| *digit < 10)
    };
    match character {
        '\0'..='\x7f' => character,
        // Hyphens and dashes, the minus, small, raised and full-width ones.
        '\u{2010}'..='\u{2014}' | '\u{2212}' | '\u{fe63}' | '\u{207b}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        '\u{ff0e}' => '.',
        '\u{ff0c}' | '\u{66b}' => ',',
        '\u{ff0f}' | '\u{2044}' | '\u{2215}' => '/',
        '\u{ff25}' | '\u{ff45}' => 'e',
        // The digits of formulas: five alphabets of ten.
        '\u{1d7ce}'..='\u{1d7ff}' => digit((code - 0x1d7ce) % 10),
        _ => ZEROS.into_iter().find_map(below).map_or(character, digit),
    }
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

/// Blanks of any width, and characters that only control how others are drawn.
const fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}'
            | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
            | '\u{3000}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

/// Whether a character misleads the reader: it cannot be seen, or it looks like a
/// part of a number. Letters that look like digits count only in a text with
/// digits, and so do Greek and Cyrillic letters.
fn is_misleading(character: char, has_digits: bool) -> bool {
    is_unseen(character)
        || matches!(character, 'O' | 'o' | 'l' | 'I' | '\u{370}'..='\u{52f}') && has_digits
}

/// Whole numbers on both sides, a sign only in front.
fn fraction(numerator: &str, denominator: &str) -> Option<f64> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = numerator.strip_prefix(['+', '-']).unwrap_or(numerator);
    if !digits(unsigned) || !digits(denominator) {
        return None;
    }
    Some(read(numerator)? / read(denominator)?)
}

/// The fractions that are one character.
const FRACTIONS: [(char, u8, u8); 18] = [
    ('½', 1, 2),
    ('⅓', 1, 3),
    ('⅔', 2, 3),
    ('¼', 1, 4),
    ('¾', 3, 4),
    ('⅕', 1, 5),
    ('⅖', 2, 5),
    ('⅗', 3, 5),
    ('⅘', 4, 5),
    ('⅙', 1, 6),
    ('⅚', 5, 6),
    ('⅐', 1, 7),
    ('⅛', 1, 8),
    ('⅜', 3, 8),
    ('⅝', 5, 8),
    ('⅞', 7, 8),
    ('⅑', 1, 9),
    ('⅒', 1, 10),
];

/// A fraction that is one character, with or without a sign.
fn one_character(text: &str) -> Option<f64> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let sign = if first == '-' { -1.0 } else { 1.0 };
    let fraction = match first {
        '+' | '-' => characters.next()?,
        _ => first,
    };
    if characters.next().is_some() {
        return None;
    }
    let known = FRACTIONS.iter().find(|known| known.0 == fraction);
    known.map(|&(_, numerator, denominator)| sign * f64::from(numerator) / f64::from(denominator))
}

/// A decimal with `.` or `,` as its mark. [`read`] checks the rest of the form; the
/// letters of words and of other bases are kept out here.
fn decimal(text: &str) -> Option<f64> {
    let allowed = |byte: u8| byte.is_ascii_digit() || b"+-.,eE".contains(&byte);
    if !text.bytes().all(allowed) {
        return None;
    }
    read(&text.replace(',', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        for (text, value) in [
            ("1.5", 1.5),
            ("1,5", 1.5),
            (".5", 0.5),
            (",5", 0.5),
            ("+3", 3.0),
            ("-2", -2.0),
            ("−2", -2.0),
            ("1e-3", 0.001),
            ("1E3", 1000.0),
            ("1e−3", 0.001),
            ("1/4", 0.25),
            ("−1/3", -1.0 / 3.0),
            ("  0.25\t", 0.25),
            ("\u{a0}7\u{a0}", 7.0),
            ("1e-999", 0.0),
            ("1,234", 1.234),
        ] {
            assert_eq!(parse_number(text), Ok(value), "{text:?}");
        }
    }

    /// Digits and values as Unicode's tables have them.
    #[test]
    fn numbers_in_other_scripts() {
        for (text, value) in [
            ("１．５", 1.5),
            ("－２", -2.0),
            ("＋３，２５", 3.25),
            ("１ｅ－３", 0.001),
            ("１／４", 0.25),
            ("٣٫٥", 3.5),
            ("۰٫۲۵", 0.25),
            ("१२", 12.0),
            ("๔๒", 42.0),
            ("-𝟏𝟘", -10.0),
            ("1⁄4", 0.25),
        ] {
            assert_eq!(parse_number(text), Ok(value), "{text:?}");
        }
        for dash in "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}\u{fe63}\u{207b}".chars() {
            assert_eq!(parse_number(&format!("{dash}2")), Ok(-2.0), "{dash:?}");
            assert_eq!(parse_number(&format!("1e{dash}2")), Ok(0.01), "{dash:?}");
        }
    }

    /// Every decimal digit below U+FFFF that Unicode 14 has.
    #[test]
    fn the_digits_of_every_script() {
        let digits = include_str!("../../tests/it/golden/digits.txt");
        let mut count = 0;
        for line in digits.lines() {
            for (value, digit) in line.chars().enumerate() {
                let read = parse_number(&digit.to_string());
                assert_eq!(read, Ok(value as f64), "{digit:?}");
                count += 1;
            }
        }
        assert_eq!(count, 370);
    }

    #[test]
    fn blanks_that_cannot_be_seen_are_blanks() {
        for blank in [
            "\u{200b}", "\u{feff}", "\u{2060}", "\u{200e}", "\u{3000}", "\u{202f}", "\r\n",
        ] {
            let text = format!("{blank}−1.5{blank} ");
            assert_eq!(parse_number(&text), Ok(-1.5), "{blank:?}");
            assert_eq!(parse_number(blank), Err(NumberError::Empty), "{blank:?}");
        }
    }

    #[test]
    fn fractions() {
        for (text, value) in [
            ("1 / 4", 0.25),
            ("- 1/4", f64::NAN),
            ("−1 /4", -0.25),
            ("½", 0.5),
            ("-¾", -0.75),
            ("+⅒", 0.1),
            (" ⅓ ", 1.0 / 3.0),
            ("1½", f64::NAN),
            ("½½", f64::NAN),
            ("½/2", f64::NAN),
        ] {
            let read = parse_number(text).unwrap_or(f64::NAN);
            assert_eq!(read.to_bits(), value.to_bits(), "{text:?}");
        }
    }

    #[test]
    fn a_cause_that_cannot_be_seen_is_named() {
        for (text, cause) in [
            ("1\u{200b}2", "that cannot be seen (U+200B)"),
            ("1\u{a0}000", "that cannot be seen (U+00A0)"),
            ("1\u{435}5", "that looks like another, “\u{435}” (U+0435)"),
            ("1O", "that looks like another, “O” (U+004F)"),
            ("l.5", "that looks like another, “l” (U+006C)"),
        ] {
            let sentence = parse_number(text).expect_err("no number").to_string();
            let expected = format!("“{text}” is not a number: it has a character {cause}");
            assert_eq!(sentence, expected);
        }
    }

    #[test]
    fn one_comma_before_three_digits_may_mean_thousands() {
        for (text, may) in [
            ("1,234", true),
            ("−1,234 ", true),
            ("１，２３４", true),
            ("1,23", false),
            ("1,2345", false),
            ("1.234", false),
            ("1,234e2", false),
            ("1234", false),
        ] {
            assert_eq!(may_mean_thousands(text), may, "{text:?}");
        }
    }

    #[test]
    fn minus_zero_is_zero() {
        for text in ["-0", "−0.0", "-0/5", "-1e-999"] {
            assert!(
                parse_number(text).expect("zero").is_sign_positive(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "abc", "1.2.3", "1,2,3", "1,000.5", "--1", "+-1", "1e", "e5", ".", ",", "-", "+", "/",
            "1/", "/2", "1/2/3", "1/-2", "1.5/2", "1 2", "0x10", "1_000", "inf", "Infinity", "NaN",
            "nan", "1e5.5", "5€", "1,234.5",
        ] {
            let refused = Err(NumberError::NotANumber(text.to_owned()));
            assert_eq!(parse_number(text), refused, "{text:?}");
        }
    }

    #[test]
    fn only_finite_numbers_are_taken() {
        for text in ["1e999", "-1e309", "1/0", "0/0"] {
            let refused = Err(NumberError::NotFinite(text.to_owned()));
            assert_eq!(parse_number(text), refused, "{text:?}");
        }
    }

    #[test]
    fn blanks_are_empty() {
        for text in ["", " ", "\t\u{a0}"] {
            assert_eq!(parse_number(text), Err(NumberError::Empty));
        }
    }
}
