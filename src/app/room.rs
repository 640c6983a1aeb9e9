//! What the browser gives a number.

/// A cell that shows a number, as the browser has laid it out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Its width in pixels.
    pub width: f64,
    /// Its height in pixels.
    pub height: f64,
    /// The width of a digit, as a share of the font's size.
    pub digit: f64,
    /// The same in the condensed face of the font, where it has one.
    pub condensed: f64,
}
