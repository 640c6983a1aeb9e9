//! What grids and diagrams have in common.

use crate::math::{At, Geometry, Size};
use crate::trace::Role;

/// A rectangle of lit cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lit {
    pub at: At,
    pub size: Size,
    pub role: Role,
}

/// One diverging scale: 0 is neutral, the `largest` magnitude is ±100.
#[must_use]
pub fn shade(value: f64, largest: f64) -> i32 {
    if largest == 0.0 || value.is_nan() {
        return 0;
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is within −100 … 100")]
    let shade = (100.0 * (value / largest).clamp(-1.0, 1.0)).round() as i32;
    shade
}

/// Whether the grids are too large for their numbers to be read.
pub(super) fn is_large(geometry: &Geometry) -> bool {
    const LAST_READABLE: usize = 8;
    let (input, output) = (geometry.input(), geometry.output());
    let most = |size: Size| size.rows.max(size.cols);
    most(input).max(most(output)) > LAST_READABLE
}

#[cfg(test)]
mod tests {
    use super::shade;

    #[test]
    fn zero_is_neutral_and_the_scale_symmetric() {
        assert_eq!(shade(0.0, 2.0), 0);
        assert_eq!(shade(-1.0, 2.0), -50);
        assert_eq!(shade(2.0, 2.0), 100);
        assert_eq!(shade(0.0, 0.0), 0);
        assert_eq!(shade(f64::INFINITY, 2.0), 100);
        assert_eq!(shade(f64::NAN, 2.0), 0);
        assert_eq!(shade(1e-320, 1e-320), 100);
    }
}
