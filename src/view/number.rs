//! How a number is written.

use crate::app::Decimals;
use crate::text::{exponential, fixed, shortest};

/// From here on a number is written with an exponent: its digits before the
/// point would not fit into a cell.
const TOO_LONG: f64 = 1e15;

/// U+2212, as wide as the digits.
const MINUS: &str = "−";

/// A number as it stands on the page: rounded to the nearest with the chosen
/// decimals (exact ties away from zero), or with all its digits. One
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
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let full = all_digits(value);
    let Decimals::Rounded(count) = decimals else {
        return full;
    };
    let fits = |decimal: &str| decimal.len() <= usize::from(count);
    let exact = !full.contains('e')
        && full
            .split_once('.')
            .is_none_or(|(_, decimal)| fits(decimal));
    if exact && value.abs() < TOO_LONG || value.is_nan() {
        return full;
    }
    if value.abs() >= TOO_LONG {
        return exponential(value, count).replace('-', MINUS);
    }
    let rounded = fixed(value, count);
    let is_zero = rounded.bytes().all(|byte| b"-0.".contains(&byte));
    rounded.replace('-', if is_zero { "" } else { MINUS })
}

/// All the digits of a number, with the minus of the page.
pub(super) fn all_digits(value: f64) -> String {
    shortest(value).replace('-', MINUS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(value: f64, decimals: u8, text: &str) {
        assert_eq!(shown(value, Decimals::Rounded(decimals)), text);
    }

    /// Expected texts from Python's `decimal`, `ROUND_HALF_UP`.
    #[test]
    fn numbers_are_correctly_rounded() {
        shows(0.216_320_083_9, 4, "0.2163");
        shows(0.212_032_86, 4, "0.2120");
        shows(-0.021_203_29, 4, "−0.0212");
        shows(0.125, 2, "0.13");
        shows(-0.125, 2, "−0.13");
        shows(0.375, 2, "0.38");
        shows(2.5e15 + 0.5, 2, "2.50e15");
        shows(1.125e15, 2, "1.13e15");
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
    }
}
