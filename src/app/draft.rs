//! What was typed into a cell: a number, or the reason why it is none.

use std::fmt;

use crate::text::read;

/// Text typed into a cell and not in force (yet).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text as it was typed.
    pub text: String,
    /// Why it was refused, once the person wanted to commit it.
    pub error: Option<NumberError>,
}

/// Why a text is not a number; `Display` is the sentence beside the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Nothing but blanks.
    Empty,
    /// Not of the form of a number.
    NotANumber(String),
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
            Self::NotFinite(text) => write!(
                f,
                "“{text}” is not finite: a cell holds at most about 1.8e308, and nothing is divided by 0"
            ),
        }
    }
}

/// Reads a number as people write it: `1.5`, `1,5`, `.5`, `+3`, `−2` (with the
/// minus sign U+2212 too), `1e-3`, `1/4`, with blanks around. Never −0.
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
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberError::Empty);
    }
    let plain = text.replace('−', "-");
    let value = match plain.split_once('/') {
        Some((numerator, denominator)) => fraction(numerator, denominator),
        None => decimal(&plain),
    };
    match value {
        None => Err(NumberError::NotANumber(text.to_owned())),
        Some(value) if !value.is_finite() => Err(NumberError::NotFinite(text.to_owned())),
        // Adding 0 turns −0 into 0 and changes nothing else.
        Some(value) => Ok(value + 0.0),
    }
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

/// A decimal with `.` or `,` as its mark. The reader of numbers knows the rest
/// of the form; words and other bases are kept out by their letters.
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
        ] {
            assert_eq!(parse_number(text), Ok(value), "{text:?}");
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
            "1/", "/2", "1/2/3", "1/-2", "1.5/2", "1 / 4", "1 2", "0x10", "1_000", "inf",
            "Infinity", "NaN", "nan", "1e5.5", "½", "٣", "5€",
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
