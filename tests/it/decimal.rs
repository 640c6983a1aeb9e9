//! Decimal numbers with as many digits as they take: what a shown text must be
//! and whether shown numbers give the shown result, from the words of DESIGN.md.
//! Of numbers as text only `str::parse` is shared with `src`.

use std::cmp::Ordering;

/// ±`digits` · 10^−`scale`, the lowest digit first.
#[derive(Clone, Debug)]
pub(crate) struct Decimal {
    is_negative: bool,
    digits: Vec<u8>,
    scale: i32,
}

/// Where an exact half goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Half {
    Away,
    ToEven,
}

impl Decimal {
    /// All the digits of a number, of which a small one has hundreds.
    pub(crate) fn of(value: f64) -> Self {
        assert!(value.is_finite());
        let bits = value.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, power) = match i32::try_from(bits >> 52 & 0x7ff).expect("11 bits") {
            0 => (fraction, -1074),
            exponent => (fraction | 1 << 52, exponent - 1075),
        };
        // m · 2^−n = m · 5^n · 10^−n
        let factor: u64 = if power < 0 { 5 } else { 2 };
        let mut digits = of_whole(mantissa);
        let mut left = power.unsigned_abs();
        while left > 0 {
            let some = left.min(8);
            digits = times_small(&digits, factor.pow(some));
            left -= some;
        }
        Self::new(value < 0.0, digits, (-power).max(0))
    }

    /// Reads a number as the page writes it; `None` for any other form, one
    /// with a minus of another kind or with needless zeros before the point too.
    pub(crate) fn read(shown: &str) -> Option<Self> {
        let (is_negative, plain) = signed(shown);
        let (mantissa, exponent) = plain.split_once('e').unwrap_or((plain, "0"));
        let (whole, decimal) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let (is_small, exponent) = signed(exponent.strip_prefix('+').unwrap_or(exponent));
        let is_number = [whole, decimal, exponent]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_number || whole.starts_with('0') && whole != "0" {
            return None;
        }
        let digits = whole.bytes().chain(decimal.bytes()).rev();
        let exponent: i32 = exponent.parse().ok()?;
        let exponent = if is_small { -exponent } else { exponent };
        Some(Self::new(
            is_negative,
            digits.map(|digit| digit - b'0').collect(),
            i32::try_from(decimal.len()).ok()? - exponent,
        ))
    }

    fn new(is_negative: bool, mut digits: Vec<u8>, scale: i32) -> Self {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self {
            is_negative: is_negative && !digits.is_empty(),
            digits,
            scale,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.is_negative
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let mut digits = vec![0; self.digits.len() + other.digits.len()];
        for (place, &digit) in self.digits.iter().enumerate() {
            let mut carry = 0;
            for (index, sum) in digits[place..].iter_mut().enumerate() {
                carry += *sum + digit * other.digits.get(index).unwrap_or(&0);
                *sum = carry % 10;
                carry /= 10;
            }
        }
        let is_negative = self.is_negative != other.is_negative;
        Self::new(is_negative, digits, self.scale + other.scale)
    }

    pub(crate) fn negated(&self) -> Self {
        Self::new(!self.is_negative, self.digits.clone(), self.scale)
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        let [a, b] = [self, other].map(|one| one.digits_at(scale));
        if self.is_negative == other.is_negative {
            return Self::new(self.is_negative, sum(&a, &b), scale);
        }
        match compare(&a, &b) {
            Ordering::Less => Self::new(other.is_negative, difference(&b, &a), scale),
            _ => Self::new(self.is_negative, difference(&a, &b), scale),
        }
    }

    fn digits_at(&self, scale: i32) -> Vec<u8> {
        let zeros = usize::try_from(scale - self.scale).expect("a finer scale");
        [&vec![0; zeros], &self.digits[..]].concat()
    }

    /// The nearest number with this many decimals, fewer than none too.
    fn rounded(&self, decimals: i32, half: Half) -> Self {
        let Ok(dropped) = usize::try_from(self.scale - decimals) else {
            return Self::new(self.is_negative, self.digits_at(decimals), decimals);
        };
        let digit = |place: usize| self.digits.get(place).copied().unwrap_or(0);
        let kept = self.digits.get(dropped..).unwrap_or_default();
        let rest = (0..dropped.saturating_sub(1)).any(|place| digit(place) > 0);
        let is_odd = digit(dropped) % 2 == 1;
        let up = dropped > 0
            && match digit(dropped - 1).cmp(&5) {
                Ordering::Equal => rest || half == Half::Away || is_odd,
                order => order == Ordering::Greater,
            };
        Self::new(self.is_negative, sum(kept, &[u8::from(up)]), decimals)
    }

    /// With its decimals written out.
    fn plain(&self) -> String {
        let decimals = usize::try_from(self.scale).expect("decimals");
        let mut digits = self.digits.clone();
        digits.resize(digits.len().max(decimals + 1), 0);
        let written = |digit: &u8| char::from(b'0' + digit);
        let mut text: String = digits.iter().rev().map(written).collect();
        if decimals > 0 {
            text.insert(text.len() - decimals, '.');
        }
        [if self.is_negative { "−" } else { "" }, &text].concat()
    }

    /// With so many digits and an exponent.
    fn scientific(&self, digits: i32) -> String {
        let exponent = |one: &Self| i32::try_from(one.digits.len()).expect("few") - one.scale - 1;
        let rounded = self.rounded(digits - 1 - exponent(self), Half::Away);
        // 9.96 is 10 with two digits.
        let exponent = exponent(&rounded);
        let rounded = rounded.rounded(digits - 1 - exponent, Half::Away);
        let mantissa = Self {
            scale: digits - 1,
            ..rounded
        };
        format!("{}e{exponent}", mantissa.plain()).replace('-', "−")
    }
}

/// What a number must read with so many decimals.
pub(crate) fn text_of(value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return value.to_string().replace("inf", "∞").replace('-', "−");
    }
    let exact = Decimal::of(value);
    let is_whole = |text: &str| text.replace('−', "-").parse() == Ok(value);
    let decimals = i32::from(decimals);
    if exact.is_zero() {
        return "0".to_owned();
    }
    if value.abs() >= 1e15 {
        return exact.scientific(1 + decimals);
    }
    // Of two that are equally near JavaScript, which writes `data-value`, takes
    // the even one.
    let mut few = (0..=decimals).map(|few| exact.rounded(few, Half::ToEven).plain());
    if let Some(whole) = few.find(|text| is_whole(text)) {
        return whole;
    }
    let rounded = exact.rounded(decimals, Half::Away);
    if !rounded.is_zero() {
        return rounded.plain();
    }
    let one = exact.scientific(1);
    if is_whole(&one) {
        return one;
    }
    exact.scientific(2)
}

fn signed(text: &str) -> (bool, &str) {
    let magnitude = text.strip_prefix('−');
    (magnitude.is_some(), magnitude.unwrap_or(text))
}

fn of_whole(mut number: u64) -> Vec<u8> {
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(u8::try_from(number % 10).expect("a digit"));
        number /= 10;
    }
    digits
}

fn times_small(digits: &[u8], factor: u64) -> Vec<u8> {
    let mut carry = 0;
    let digit = |&digit: &u8| {
        carry += u64::from(digit) * factor;
        let (rest, digit) = (carry / 10, carry % 10);
        carry = rest;
        u8::try_from(digit).expect("a digit")
    };
    let mut product: Vec<u8> = digits.iter().map(digit).collect();
    product.extend(of_whole(carry));
    product
}

fn sum(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut digit = |place| {
        carry += a.get(place).unwrap_or(&0) + b.get(place).unwrap_or(&0);
        let digit = carry % 10;
        carry /= 10;
        digit
    };
    (0..=a.len().max(b.len())).map(&mut digit).collect()
}

/// Of the larger and the smaller.
fn difference(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrowed = 0;
    let mut digit = |place: usize| {
        let lower = b.get(place).unwrap_or(&0) + borrowed;
        borrowed = u8::from(a[place] < lower);
        a[place] + 10 * borrowed - lower
    };
    (0..a.len()).map(&mut digit).collect()
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let places = (0..a.len().max(b.len())).rev();
    let digits = |digits: &[u8]| -> Vec<u8> {
        let digit = |place| digits.get(place).copied().unwrap_or(0);
        places.clone().map(digit).collect()
    };
    digits(a).cmp(&digits(b))
}

/// The oracle itself, against Python's `decimal`: `ROUND_HALF_UP`.
#[test]
fn the_oracle_writes_as_python_does() {
    for (value, decimals, text) in [
        (0.125, 2, "0.13"),
        (-2.675, 2, "−2.67"),
        (999.999_96, 4, "1000.0000"),
        (1.125e15, 2, "1.13e15"),
        (3.14e-7, 4, "3.1e−7"),
        (-9.96e-7, 4, "−1.0e−6"),
        (1e-6, 4, "1e−6"),
        (5e-324, 8, "5e−324"),
    ] {
        assert_eq!(text_of(value, decimals), text);
    }
    let number = |text| Decimal::read(text).expect("a number");
    let product = number("−1.5").times(&number("2e−3"));
    assert!(product.plus(&number("0.003")).is_zero());
    assert_eq!(
        Decimal::of(0.1).plain().trim_end_matches('0'),
        "0.1000000000000000055511151231257827021181583404541015625"
    );
    for text in ["-1", "01", "1.", ".5", "1e", "e1", "1e-7", "∞", "NaN", "−"] {
        assert!(Decimal::read(text).is_none(), "{text}");
    }
}
