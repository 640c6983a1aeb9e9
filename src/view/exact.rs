//! Whether shown numbers give the shown result: exact decimal arithmetic on
//! the texts that stand on the page.

/// A decimal number, `digits` · 10^−`scale`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exact {
    digits: i128,
    scale: u32,
}

impl Exact {
    pub(super) const ZERO: Self = Self {
        digits: 0,
        scale: 0,
    };
    pub(super) const HALF: Self = Self {
        digits: 5,
        scale: 1,
    };
    pub(super) const ONE: Self = Self {
        digits: 1,
        scale: 0,
    };

    /// Reads a shown number. `None` where it has an exponent or is not finite.
    pub(super) fn read(shown: &str) -> Option<Self> {
        let plain = shown.replace('−', "-");
        let (whole, decimal) = plain.split_once('.').unwrap_or((&plain, ""));
        Some(Self {
            digits: format!("{whole}{decimal}").parse().ok()?,
            scale: u32::try_from(decimal.len()).ok()?,
        })
    }

    pub(super) const fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Some(Self {
            digits: self.digits.checked_mul(other.digits)?,
            scale: self.scale + other.scale,
        })
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let digits = self.at_scale(scale)?.checked_add(other.at_scale(scale)?)?;
        Some(Self { digits, scale })
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        let negated = Self {
            digits: -other.digits,
            ..other
        };
        self.plus(negated)
    }

    fn at_scale(self, scale: u32) -> Option<i128> {
        let factor = 10_i128.checked_pow(scale - self.scale)?;
        self.digits.checked_mul(factor)
    }
}

/// `=` where the shown result is exactly what the shown numbers give. Where it
/// is not, or there are more digits than can be checked, `≈`.
pub(super) fn equals_sign(computed: Option<Exact>, shown_result: &str) -> &'static str {
    let difference = || computed?.minus(Exact::read(shown_result)?);
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
        equals_sign(sum(), after)
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
    }

    #[test]
    fn what_cannot_be_checked_is_not_called_equal() {
        assert_eq!(sign_of("0", "1e300", "1", "1e300"), "≈");
        assert_eq!(sign_of("0", "∞", "1", "∞"), "≈");
        let long = "0.12345678901234567890123456789";
        assert_eq!(sign_of("0", long, long, "0"), "≈");
    }
}
