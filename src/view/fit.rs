//! How numbers fit into the cells of a grid: first decimals go, then what a step
//! added, which is told below the grids.
//!
//! Widths are counted in hundredths of a digit.

use crate::app::{Decimals, Room};

use super::number::{all_digits, one_digit, shown};

/// The width of a minus in the widest of the common fonts; in the others it is as
/// wide as a digit.
const SIGN: u32 = 132;
const DIGIT: u32 = 100;
const POINT: u32 = 50;

/// In pixels. The least size of a number that is read with ease. Decimals go, down
/// to two of them, before numbers become smaller than this.
const READABLE: f64 = 12.0;

/// In pixels. What would be smaller is told elsewhere.
const LEAST: f64 = 9.0;

/// In pixels. In a narrower cell the digits are condensed.
const NARROW: f64 = 50.0;

/// The size of what a step added, as a share of the number's above it.
const SMALL: f64 = 0.78;

/// What should stay free of a cell's width beside its number, in pixels.
const MARGIN: f64 = 2.0;

/// How far a number may reach over both edges of its cell together where it would
/// be too small to read otherwise, in pixels: less than the gap between cells.
const GAP: f64 = 1.5;

/// The height of a line, as a share of the size of its text.
const LINE: f64 = 1.15;

/// How the numbers of all grids are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The size of the text in pixels.
    pub size: f64,
    /// The same as a share of the width of a cell, for print.
    pub share: f64,
    pub is_narrow: bool,
    /// Whether there is no room for a second line.
    pub is_dense: bool,
    /// The width of a cell in hundredths of a digit.
    width: u32,
}

impl Fit {
    /// How b and db are set, in the captions of W and dW: their cells are so many
    /// times as wide as their text is high, whatever the grids are like.
    pub(super) fn in_caption(room: Room) -> Self {
        const WIDTH: f64 = 4.4;
        Self {
            size: 0.0,
            share: 0.0,
            is_narrow: false,
            is_dense: true,
            width: hundredths(WIDTH / room.digit),
        }
    }

    /// The size at which the chosen decimals have room. It is at least `READABLE`,
    /// unless not even two decimals have room then.
    pub(super) fn of(room: Room, chosen: Decimals) -> Self {
        let is_narrow = room.width < NARROW;
        let digit = if is_narrow {
            room.condensed
        } else {
            room.digit
        };
        let size_in = |room: f64, decimals| room / digit * 100.0 / f64::from(widest(decimals));
        let size = size_in(room.width - MARGIN, most(chosen))
            .min(room.width.min(room.height) / 4.0)
            .max(READABLE)
            .min(size_in(room.width + GAP, 2))
            .min(room.height / LINE);
        Self {
            size,
            share: size / room.width,
            is_narrow,
            is_dense: size * SMALL < LEAST || size * LINE * (1.0 + SMALL) + 4.0 > room.height,
            width: hundredths((room.width + GAP) / digit / size),
        }
    }
}

/// `−0.` and so many decimals.
const fn widest(decimals: u8) -> u32 {
    SIGN + DIGIT + POINT + decimals as u32 * DIGIT
}

const fn most(chosen: Decimals) -> u8 {
    match chosen {
        Decimals::Rounded(count) => count,
        Decimals::Full => 8,
    }
}

/// Rounded, not cut off: what just fits, fits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the width of a cell"
)]
fn hundredths(digits: f64) -> u32 {
    (digits * 100.0 + 0.5) as u32
}

/// How the numbers of one grid are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellFormat {
    chosen: Decimals,
    /// As many decimals as all numbers of the grid have room for.
    fitting: u8,
    /// `None` where the width of a cell is not known.
    fit: Option<Fit>,
}

impl CellFormat {
    /// For numbers up to `largest` in magnitude: as many of the chosen decimals as
    /// fit.
    pub(super) fn of(chosen: Decimals, fit: Option<Fit>, largest: f64, is_signed: bool) -> Self {
        let sign = if is_signed { SIGN } else { 0 };
        let whole = sign + digits_before_the_point(largest) * DIGIT + POINT;
        let fitting = fit.map_or(u32::MAX, |fit| fit.width.saturating_sub(whole) / DIGIT);
        Self {
            chosen,
            fitting: most(chosen).min(u8::try_from(fitting).unwrap_or(u8::MAX)),
            fit,
        }
    }

    /// The format of what a step added, up to `largest` in magnitude. It is set
    /// smaller, and always with its sign.
    pub(super) fn added(self, largest: f64) -> Self {
        let beside_sign = |fit: Fit| Fit {
            width: hundredths(f64::from(fit.width) / 100.0 / SMALL).saturating_sub(SIGN),
            ..fit
        };
        let added = Self::of(self.chosen, self.fit.map(beside_sign), largest, false);
        Self {
            fitting: added.fitting.min(self.fitting),
            ..added
        }
    }

    pub(super) fn text(self, value: f64) -> String {
        if self.chosen == Decimals::Full {
            let text = all_digits(value);
            if self.fits(&text) {
                return text;
            }
        }
        let count = self.fitting.max(least_decimals(value));
        let text = shown(value, Decimals::Rounded(count));
        if value.abs() < 1.0 && text.contains('e') && !self.fits(&text) {
            return one_digit(value);
        }
        text
    }

    /// The size of a number as a share of the others', in percent: a number with an
    /// exponent can be longer than its cell.
    pub(super) fn percent(self, text: &str) -> u32 {
        self.fit.map_or(100, |fit| {
            (100 * fit.width / width_of(text).max(1)).min(100)
        })
    }

    /// Where the width is not known, a rounded number fits if it is no longer than
    /// `−0.0737`, or than one with more decimals if these are chosen; a full one
    /// always fits.
    fn fits(self, text: &str) -> bool {
        match (self.fit, self.chosen) {
            (Some(fit), _) => width_of(text) <= fit.width,
            (None, Decimals::Full) => true,
            (None, Decimals::Rounded(count)) => {
                text.chars().count() <= 3 + usize::from(count.max(4))
            }
        }
    }
}

fn width_of(text: &str) -> u32 {
    let width = |character| match character {
        '.' => POINT,
        '−' | '+' => SIGN,
        _ => DIGIT,
    };
    text.chars().map(width).sum()
}

/// Three significant digits, and no fewer than two decimals where |v| < 10.
fn least_decimals(value: f64) -> u8 {
    match value.abs() {
        size if size < 10.0 => 2,
        size if size < 100.0 => 1,
        _ => 0,
    }
}

fn digits_before_the_point(largest: f64) -> u32 {
    let mut digits = 1;
    let mut rest = largest;
    while rest >= 10.0 && digits < 15 {
        rest /= 10.0;
        digits += 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_without_room_has_one_digit() {
        let texts = |value, decimals| {
            CellFormat::of(Decimals::Rounded(decimals), None, 1.0, true).text(value)
        };
        assert_eq!(texts(-3.14e-7, 2), "−3.1e−7");
        assert_eq!(texts(3.14e-12, 4), "3.1e−12");
        assert_eq!(texts(-3.14e-12, 4), "−3e−12");
        assert_eq!(texts(-3.14e-12, 5), "−3.1e−12");
        assert_eq!(texts(7.34e-152, 4), "7e−152");
        assert_eq!(texts(-7.34e-152, 6), "−7.3e−152");
        assert_eq!(texts(-0.0737, 4), "−0.0737");
        assert_eq!(texts(-1.25e15, 4), "−1.2500e15");
        assert_eq!(
            CellFormat::of(Decimals::Full, None, 1.0, true).text(-3.14e-152),
            "−3.14e−152"
        );
    }
}
