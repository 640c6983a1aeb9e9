//! What many measurements of one thing say.

/// The middle of some measurements and how far they spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Summary {
    /// Half of the measurements are below.
    pub(crate) median: f64,
    /// A quarter of them is below the first, a quarter above the second.
    pub(crate) quartiles: [f64; 2],
}

impl Summary {
    /// Of measurements in any order; of none there is none.
    pub(crate) fn of(samples: &[f64]) -> Option<Self> {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Some(Self {
            median: quartile(&sorted, 2)?,
            quartiles: [quartile(&sorted, 1)?, quartile(&sorted, 3)?],
        })
    }

    /// Of one number that is known exactly.
    pub(crate) const fn exact(value: f64) -> Self {
        Self {
            median: value,
            quartiles: [value; 2],
        }
    }
}

/// The number below which so many quarters of the sorted numbers lie, on the
/// line between the two next to it.
fn quartile(sorted: &[f64], quarters: usize) -> Option<f64> {
    let place = quarters * sorted.len().checked_sub(1)?;
    let [below, above] = [sorted[place / 4], sorted[place.div_ceil(4)]];
    Some(below + (above - below) * (place % 4) as f64 / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(samples: &[f64], median: f64, quartiles: [f64; 2]) {
        assert_eq!(Summary::of(samples), Some(Summary { median, quartiles }));
    }

    // Expected: Python's statistics.quantiles(…, n=4, method="inclusive").
    #[test]
    fn quartiles_are_those_of_python() {
        check(&[5.0, 1.0, 4.0, 2.0, 3.0], 3.0, [2.0, 4.0]);
        check(&[10.0, 2.0, 7.0, 4.0], 5.5, [3.5, 7.75]);
        check(&[6.0, 1.0], 3.5, [2.25, 4.75]);
    }

    #[test]
    fn one_number_does_not_spread_and_none_has_no_middle() {
        assert_eq!(Summary::of(&[7.0]), Some(Summary::exact(7.0)));
        assert_eq!(Summary::of(&[]), None);
    }
}
