//! How a number is written.

use crate::app::Decimals;

/// From here on a number is written with an exponent: its digits before the
/// point would not fit into a cell.
const TOO_LONG: f64 = 1e15;

/// The shortest decimal that reads back to the same f64, in the form that
/// JavaScript gives it; never `-0`.
///
/// ```
/// use convscope::view::round_trip;
/// assert_eq!(round_trip(0.1 + 0.2), "0.30000000000000004");
/// assert_eq!(round_trip(-0.0), "0");
/// assert_eq!(round_trip(1e-7), "1e-7");
/// assert_eq!(round_trip(-2.5e21), "-2.5e+21");
/// ```
#[must_use]
pub fn round_trip(value: f64) -> String {
    let value = value + 0.0; // −0 + 0 = 0
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-6..1e21).contains(&magnitude) || value.is_nan() {
        return value.to_string();
    }
    let text = format!("{value:e}");
    if text.contains("e-") {
        text
    } else {
        text.replace('e', "e+")
    }
}

/// A number as it stands on the page: rounded to the nearest with the chosen
/// decimals (ties to even, as Python and C do), or with all its digits. One
/// that needs fewer decimals is exact and keeps them few, so `0.25` is a
/// quarter and `0.2500` is near it. The minus is U+2212; there is no −0.
///
/// ```
/// use convscope::app::Decimals;
/// use convscope::view::shown;
/// assert_eq!(shown(0.24999728, Decimals::Rounded(4)), "0.2500");
/// assert_eq!(shown(0.25, Decimals::Rounded(4)), "0.25");
/// assert_eq!(shown(-0.0737, Decimals::Rounded(4)), "−0.0737");
/// assert_eq!(shown(-0.1, Decimals::Full), "−0.1");
/// ```
#[must_use]
pub fn shown(value: f64, decimals: Decimals) -> String {
    let full = round_trip(value).replace('-', "−").replace("Infinity", "∞");
    let Decimals::Rounded(count) = decimals else {
        return full;
    };
    let fits = |decimal: &str| decimal.len() <= usize::from(count);
    let exact = !full.contains('e')
        && full
            .split_once('.')
            .is_none_or(|(_, decimal)| fits(decimal));
    if exact && value.abs() < TOO_LONG || !value.is_finite() {
        return full;
    }
    let count = usize::from(count);
    if value.abs() >= TOO_LONG {
        return format!("{value:.count$e}").replace('-', "−");
    }
    let rounded = format!("{value:.count$}");
    if rounded.bytes().all(|byte| b"-0.".contains(&byte)) {
        rounded.replace('-', "")
    } else {
        rounded.replace('-', "−")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(value: f64, decimals: u8, text: &str) {
        assert_eq!(shown(value, Decimals::Rounded(decimals)), text);
    }

    /// Expected texts from Python's `'%.4f'` and `repr`.
    #[test]
    fn numbers_are_correctly_rounded() {
        shows(0.216_320_083_9, 4, "0.2163");
        shows(0.212_032_86, 4, "0.2120");
        shows(-0.021_203_29, 4, "−0.0212");
        shows(0.125, 2, "0.12");
        shows(0.375, 2, "0.38");
        shows(2.675, 2, "2.67");
        shows(999.999_96, 4, "1000.0000");
    }

    #[test]
    fn exact_numbers_are_not_padded() {
        shows(0.0, 4, "0");
        shows(3.0, 2, "3");
        shows(-1.5, 8, "−1.5");
        shows(1.3, 2, "1.3");
    }

    #[test]
    fn there_is_no_minus_zero() {
        shows(-0.0, 4, "0");
        shows(-1e-9, 4, "0.0000");
        shows(-4.9e-324, 8, "0.00000000");
        assert_eq!(shown(-0.0, Decimals::Full), "0");
    }

    #[test]
    fn what_would_not_fit_has_an_exponent() {
        shows(1.5e15, 2, "1.50e15");
        shows(-2.0e300, 4, "−2.0000e300");
        shows(123_456_789.123_456, 2, "123456789.12");
        assert_eq!(shown(-1e-7, Decimals::Full), "−1e−7");
    }

    #[test]
    fn numbers_beyond_f64_are_named() {
        shows(f64::INFINITY, 4, "∞");
        shows(f64::NEG_INFINITY, 4, "−∞");
        shows(f64::NAN, 4, "NaN");
        assert_eq!(round_trip(f64::NEG_INFINITY), "-Infinity");
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
            let text = round_trip(value);
            assert_eq!(
                text.parse::<f64>().map(f64::to_bits),
                Ok(value.to_bits()),
                "{text}"
            );
        }
    }
}
