//! Whether shown numbers give the shown result: exact decimal arithmetic.

/// A decimal number, `digits` · 10^−`scale`. Zero has scale 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Exact {
    digits: i128,
    scale: i32,
}

impl Exact {
    pub(super) const ZERO: Self = Self {
        digits: 0,
        scale: 0,
    };
    pub(super) const HUNDREDTH: Self = Self {
        digits: 1,
        scale: 2,
    };
    pub(super) const HALF: Self = Self {
        digits: 5,
        scale: 1,
    };
    pub(super) const ONE: Self = Self {
        digits: 1,
        scale: 0,
    };

    fn new(digits: i128, scale: i32) -> Self {
        let scale = if digits == 0 { 0 } else { scale };
        Self { digits, scale }
    }

    /// Reads a shown number. `None` where it is not finite.
    pub(super) fn read(shown: &str) -> Option<Self> {
        let (mantissa, exponent) = shown.split_once('e').unwrap_or((shown, "0"));
        let mut digits: i128 = 0;
        let mut decimals = 0;
        let mut is_decimal = false;
        for character in mantissa.chars() {
            match character {
                '−' => {}
                '.' => is_decimal = true,
                _ => {
                    let digit = character.to_digit(10)?;
                    digits = digits.checked_mul(10)?.checked_add(digit.into())?;
                    decimals += i32::from(is_decimal);
                }
            }
        }
        let exponent: i32 = exponent.replace('−', "-").parse().ok()?;
        let sign = if shown.starts_with('−') { -1 } else { 1 };
        Some(Self::new(sign * digits, decimals - exponent))
    }

    pub(super) const fn is_negative(self) -> bool {
        self.digits < 0
    }

    pub(super) const fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Self::new(digits, self.scale + other.scale))
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let scale = match (self.is_zero(), other.is_zero()) {
            (true, _) => other.scale,
            (_, true) => self.scale,
            _ => self.scale.max(other.scale),
        };
        let digits = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        Some(Self::new(digits, scale))
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        let digits = other.digits.checked_neg()?;
        self.plus(Self { digits, ..other })
    }

    fn at_scale(self, scale: i32) -> Option<i128> {
        if self.is_zero() {
            return Some(0);
        }
        let factor = 10_i128.checked_pow(u32::try_from(scale - self.scale).ok()?)?;
        self.digits.checked_mul(factor)
    }
}

/// `=` where the shown numbers give exactly the shown result, else `≈`. It is `≈`,
/// too, where there are more digits than can be checked.
pub(super) fn equals_sign(computed: Option<Exact>, shown: Option<Exact>) -> &'static str {
    let difference = || computed?.minus(shown?);
    if difference().is_some_and(Exact::is_zero) {
        "="
    } else {
        "≈"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_of(before: &str, a: &str, b: &str, after: &str) -> &'static str {
        let product = || Exact::read(a)?.times(Exact::read(b)?);
        let sum = || Exact::read(before)?.plus(product()?);
        equals_sign(sum(), Exact::read(after))
    }

    /// Worked by hand.
    #[test]
    fn equal_only_where_the_shown_digits_are() {
        assert_eq!(sign_of("0", "0.4", "0.25", "0.1"), "=");
        assert_eq!(sign_of("0.02", "0.37", "0.23", "0.1051"), "=");
        assert_eq!(sign_of("0.1051", "1.09", "0.61", "0.77"), "=");
        assert_eq!(sign_of("0.1807", "−0.1", "0.2497", "0.1558"), "≈");
        assert_eq!(sign_of("0.0498", "0.4", "0.2497", "0.1496"), "≈");
        assert_eq!(sign_of("0", "−2", "3", "−6"), "=");
        assert_eq!(sign_of("0", "0", "5", "0.0000"), "=");
        assert_eq!(sign_of("0", "0", "1.0000e300", "0"), "=");
        assert_eq!(sign_of("0", "0", "2.2204460492503126e−16", "0"), "=");
        assert_eq!(sign_of("0", "2", "1.5e+300", "3e+300"), "=");
        assert_eq!(sign_of("1e−7", "2", "1e−8", "1.2e−7"), "=");
    }

    #[test]
    fn what_cannot_be_checked_is_not_called_equal() {
        assert_eq!(sign_of("1", "1e300", "1", "1e300"), "≈");
        assert_eq!(sign_of("0", "∞", "1", "∞"), "≈");
        let long = "0.12345678901234567890123456789";
        assert_eq!(sign_of("0", long, long, "0"), "≈");
    }
}
