//! How a number is written.

use std::cell::Cell;
use std::iter;

use crate::app::Decimals;
use crate::text::{exponential, fixed, read, shortest};

use super::exact::Exact;

/// From here on a number is written with an exponent: its digits before the
/// point would not fit into a cell.
const TOO_LONG: f64 = 1e15;

/// U+2212, as wide as the digits.
const MINUS: &str = "−";

/// How many numbers are remembered, a power of two. A step shows some 300, and
/// nearly all of them were shown by the step before.
const REMEMBERED: usize = 1024;

/// A number as it stands on the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shown {
    pub(super) text: String,
    /// The value of the text, exactly; `None` where it is not finite, or has more
    /// digits than can be checked.
    pub(super) exact: Option<Exact>,
}

/// The bits of a number, the form in which it is shown, and the result. Its text is
/// empty where nothing is remembered yet.
type Known = (u64, u8, Shown);

/// The forms besides a number of decimals: all digits, and one digit with an
/// exponent.
const FULL: u8 = u8::MAX;
const ONE_DIGIT: u8 = u8::MAX - 1;

thread_local! {
    /// Each number has one place, and shares it with others: the one shown last is
    /// remembered.
    static KNOWN: Cell<Vec<Known>> = const { Cell::new(Vec::new()) };
}

/// A number as it stands on the page: rounded to the nearest with the chosen
/// decimals (exact ties away from zero), or with all its digits. One
/// that needs fewer decimals is exact and keeps them few, so `0.25` is a
/// quarter and `0.2500` is near it. Nothing but 0 reads as 0: what rounds to it
/// is written with its exponent. The minus is U+2212; there is no −0.
///
/// ```
/// use convscope::app::Decimals;
/// use convscope::view::shown;
/// assert_eq!(shown(0.24999728, Decimals::Rounded(4)), "0.2500");
/// assert_eq!(shown(0.25, Decimals::Rounded(4)), "0.25");
/// assert_eq!(shown(-0.0737, Decimals::Rounded(4)), "−0.0737");
/// assert_eq!(shown(0.000000314, Decimals::Rounded(4)), "3.1e−7");
/// assert_eq!(shown(-0.1, Decimals::Full), "−0.1");
/// ```
#[must_use]
pub fn shown(value: f64, decimals: Decimals) -> String {
    show(value, decimals).text
}

/// The same with the exact value of the text, so that `=` or `≈` is decided by
/// integers and no text is read back.
pub(super) fn show(value: f64, decimals: Decimals) -> Shown {
    let form = match decimals {
        Decimals::Full => FULL,
        Decimals::Rounded(count) => count,
    };
    known(value, form, &|| written(value, decimals))
}

/// `3e−7`
pub(super) fn one_digit(value: f64) -> String {
    known(value, ONE_DIGIT, &|| with_minus(&exponential(value, 0))).text
}

fn known(value: f64, form: u8, write: &dyn Fn() -> String) -> Shown {
    let bits = value.to_bits();
    let mut all = KNOWN.take();
    if all.is_empty() {
        let nothing = || (0, 0, Shown::default());
        all.extend(iter::repeat_with(nothing).take(REMEMBERED));
    }
    let known = &mut all[place_of(bits, form)];
    if known.2.text.is_empty() || (known.0, known.1) != (bits, form) {
        let text = write();
        let exact = Exact::read(&text);
        *known = (bits, form, Shown { text, exact });
    }
    let shown = known.2.clone();
    KNOWN.set(all);
    shown
}

/// The upper bits of a product, which depend on all bits of its factors (Knuth's
/// multiplicative hashing, by 2^64 over the golden ratio).
#[expect(clippy::cast_possible_truncation, reason = "few bits are left")]
const fn place_of(bits: u64, form: u8) -> usize {
    let product = (bits ^ form as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product >> (u64::BITS - REMEMBERED.ilog2())) as usize
}

fn written(value: f64, decimals: Decimals) -> String {
    #[cfg(test)]
    tests::WRITTEN.set(tests::WRITTEN.get() + 1);
    let full = full(value);
    let Decimals::Rounded(count) = decimals else {
        return full;
    };
    if !value.is_finite() {
        return full;
    }
    if value.abs() >= TOO_LONG {
        return with_minus(&exponential(value, count));
    }
    let fits = |decimal: &str| decimal.len() <= usize::from(count);
    let is_short = full
        .split_once('.')
        .is_none_or(|(_, decimal)| fits(decimal));
    if is_short && !full.contains('e') {
        return full;
    }
    let mut rounded = fixed(value, count);
    if rounded.bytes().all(|byte| b"-0.".contains(&byte)) {
        return two_digits(value);
    }
    // A number such as 1e-7 is exact, but comes here: with all its digits it has an
    // exponent.
    if rounded.ends_with('0') && read(&rounded) == Some(value) {
        rounded.pop();
    }
    with_minus(&rounded)
}

fn full(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    with_minus(&shortest(value))
}

/// All the digits of a number, with the minus of the page.
pub(super) fn all_digits(value: f64) -> String {
    shown(value, Decimals::Full)
}

/// `3.1e−7`: two digits with an exponent; `3e−7` where one is the whole number.
pub(super) fn two_digits(value: f64) -> String {
    let mut text = exponential(value, 0);
    if read(&text) != Some(value) {
        text = exponential(value, 1);
    }
    with_minus(&text)
}

/// A number with its sign, a plus too. `written` writes its magnitude.
pub(super) fn signed(value: f64, written: impl Fn(f64) -> String) -> String {
    let sign = if value < 0.0 { MINUS } else { "+" };
    sign.to_owned() + &written(value.abs())
}

pub(super) fn with_minus(text: &str) -> String {
    text.replace('-', MINUS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Model, Msg, ToolMsg, update};
    use crate::math::{Operand, Size};
    use crate::view::page;

    thread_local! {
        /// How many numbers were written because they were not remembered.
        pub(super) static WRITTEN: Cell<usize> = const { Cell::new(0) };
    }

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
        assert_eq!(shown(-0.0, Decimals::Full), "0");
    }

    /// Expected texts from Python's `decimal`, `ROUND_HALF_UP`.
    #[test]
    fn what_is_not_0_never_reads_as_0() {
        shows(1e-6, 4, "1e−6");
        shows(1.5e-6, 4, "1.5e−6");
        shows(6.144_136_851_325_744e-6, 4, "6.1e−6");
        shows(-3.14e-7, 4, "−3.1e−7");
        shows(3.01e-7, 4, "3.0e−7");
        shows(9.96e-7, 4, "1.0e−6");
        shows(-1e-9, 8, "−1e−9");
        shows(0.004, 2, "4e−3");
        shows(0.004_999, 2, "5.0e−3");
        shows(-4.9e-324, 8, "−5e−324");
        shows(1e-308, 2, "1e−308");
    }

    /// The neighbours of 5e-5, which is itself a little more than that.
    #[test]
    fn the_border_is_half_of_the_last_decimal() {
        shows(4.999_999_999_999_999_6e-5, 4, "5.0e−5");
        shows(5e-5, 4, "0.0001");
        shows(5.000_000_000_000_001e-5, 4, "0.0001");
        shows(-5e-5, 4, "−0.0001");
    }

    #[test]
    fn what_fits_into_the_decimals_has_no_exponent() {
        shows(1e-7, 7, "0.0000001");
        shows(-1e-7, 8, "−0.0000001");
        shows(1.2e-7, 8, "0.00000012");
        shows(1.001e-7, 8, "0.00000010");
        shows(2e-6, 8, "0.000002");
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
        assert_eq!(shown(f64::NEG_INFINITY, Decimals::Full), "−∞");
        assert_eq!(all_digits(f64::INFINITY), "∞");
    }

    /// One step of scatter shows 300 numbers, of which 9 products, 9 sums of dX,
    /// 9 of dW and one dZ may be new, in the grids with fewer decimals too.
    #[test]
    fn a_step_writes_the_new_numbers_alone() {
        let mut model = Model::default();
        for (operand, extent) in [(Operand::X, 8), (Operand::W, 3)] {
            let _ = update(
                &mut model,
                Msg::SizeChosen(operand, Size::new(extent, extent)),
            );
        }
        let _ = update(&mut model, Msg::Tool(ToolMsg::Randomised));
        let first = model.layer.geometry().output().cells() + 3;
        for step in first..first + 20 {
            let _ = update(&mut model, Msg::Sought(step));
            WRITTEN.set(0);
            let _ = page(&model);
            let written = WRITTEN.get();
            let expected = if step == first { 1..=400 } else { 9..=60 };
            assert!(expected.contains(&written), "{written} at step {step}");
        }
    }

    #[test]
    fn decimals_and_the_last_bit_make_a_number_another() {
        for _ in 0..2 {
            shows(0.125, 2, "0.13");
            shows(0.125, 3, "0.125");
            assert_eq!(all_digits(0.1), "0.1");
            assert_eq!(all_digits(0.100_000_000_000_000_02), "0.10000000000000002");
        }
    }
}
