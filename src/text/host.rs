//! Numbers as text by the standard library: the same as in a browser, digit by
//! digit, which `tests/web/text.rs` proves.

/// The decimals that the smallest f64 has; none has more.
const ALL_DECIMALS: usize = 1074;

/// The shortest decimal that reads back to the same f64, in the form that
/// JavaScript gives it; never `-0`.
#[must_use]
pub fn shortest(value: f64) -> String {
    let value = value + 0.0; // −0 + 0 = 0
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-6..1e21).contains(&magnitude) || value.is_nan() {
        let text = value.to_string();
        let Some((_, decimal)) = text.split_once('.') else {
            return text;
        };
        let count = decimal.len();
        return even(value, format!("{value:.count$}"), text);
    }
    let text = format!("{value:e}");
    let mantissa = text.split('e').next().unwrap_or_default();
    let count = mantissa
        .split_once('.')
        .map_or(0, |(_, decimal)| decimal.len());
    let text = even(value, format!("{value:.count$e}"), text);
    if text.contains("e-") {
        text
    } else {
        text.replace('e', "e+")
    }
}

/// Where two shortest decimals are equally near, JavaScript takes the even one, and
/// so does rounding.
fn even(value: f64, rounded: String, shortest: String) -> String {
    if rounded.parse() == Ok(value) {
        rounded
    } else {
        shortest
    }
}

/// A number below 10²¹ rounded to the nearest with this many decimals, exact
/// ties away from zero.
#[must_use]
pub fn fixed(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let value = value + 0.0;
    let count = usize::from(decimals);
    let exact = format!("{value:.ALL_DECIMALS$}");
    away_from_zero(format!("{value:.count$}"), &exact, count)
}

/// A number in the form `1.5e-7`, rounded like [`fixed`].
#[must_use]
pub fn exponential(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let value = value + 0.0;
    let count = usize::from(decimals);
    let exact = format!("{value:.ALL_DECIMALS$e}");
    let rounded = format!("{value:.count$e}");
    match (rounded.split_once('e'), exact.split_once('e')) {
        (Some((mantissa, exponent)), Some((exact, _))) => {
            away_from_zero(mantissa.to_owned(), exact, count) + "e" + exponent
        }
        _ => rounded,
    }
}

/// The standard library rounds an exact half to the even digit. Where that was
/// towards zero, the odd one above it is wanted.
fn away_from_zero(mut rounded: String, exact: &str, decimals: usize) -> String {
    let (kept, dropped) = exact.split_at(exact.len() - (ALL_DECIMALS - decimals));
    let is_tie = dropped.trim_end_matches('0') == "5";
    if is_tie && rounded == kept.trim_end_matches('.') {
        let last = rounded.pop().and_then(|last| last.to_digit(10));
        let above = last.and_then(|last| char::from_digit(last + 1, 10));
        rounded.extend(above);
    }
    rounded
}

/// Reads digits with an optional sign, point and exponent; `None` for any
/// other form.
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of ECMAScript, `Number::toString`.
    #[test]
    fn the_shortest_decimal_has_the_form_of_javascript() {
        for (value, text) in [
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (1e-7, "1e-7"),
            (-2.5e21, "-2.5e+21"),
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::NAN, "NaN"),
            (8_214_653_748_730_709.0 / 4.0, "2053663437182677.2"),
        ] {
            assert_eq!(shortest(value), text);
        }
    }

    #[test]
    fn the_shortest_decimal_reads_back() {
        for value in [
            0.1,
            1.0 / 3.0,
            5e-324,
            f64::MAX,
            1e21,
            1e-6,
            9.999e-7,
            -123.456,
        ] {
            let text = shortest(value);
            assert_eq!(
                text.parse::<f64>().map(f64::to_bits),
                Ok(value.to_bits()),
                "{text}"
            );
        }
    }

    /// Expected texts from Python's `decimal`, `ROUND_HALF_UP`.
    #[test]
    fn ties_round_away_from_zero() {
        for (value, decimals, text) in [
            (0.125, 2, "0.13"),
            (-0.125, 2, "-0.13"),
            (0.375, 2, "0.38"),
            (2.675, 2, "2.67"), // it is a little less
            (0.5, 0, "1"),
            (2.5, 0, "3"),
            (1_023.999_511_718_75, 10, "1023.9995117188"),
            (f64::NAN, 2, "NaN"),
            (f64::NEG_INFINITY, 2, "-Infinity"),
        ] {
            assert_eq!(fixed(value, decimals), text);
        }
        for (value, decimals, text) in [
            (1.125, 2, "1.13e0"),
            (-1.125e15, 2, "-1.13e15"),
            (9.5, 0, "1e1"),
            (1.25e-7, 1, "1.2e-7"), // it is a little less
        ] {
            assert_eq!(exponential(value, decimals), text);
        }
    }
}
