//! The room that the browser gives a number.

/// A cell that shows a number, as the browser has laid it out. Lengths are in
/// pixels, the widths of digits are shares of the font's size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
    pub digit: f64,
    /// The width of a digit in the condensed face of the font, where it has one.
    pub condensed: f64,
}
