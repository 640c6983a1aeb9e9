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
            median: quantile(&sorted, 0.5)?,
            quartiles: [quantile(&sorted, 0.25)?, quantile(&sorted, 0.75)?],
        })
    }

    /// Of one number that is known exactly.
    pub(crate) const fn exact(value: f64) -> Self {
        Self {
            median: value,
            quartiles: [value; 2],
        }
    }

    /// The same measurements in another unit, which may be one of their inverse.
    pub(crate) fn map(self, convert: impl Fn(f64) -> f64) -> Self {
        let mut quartiles = self.quartiles.map(&convert);
        quartiles.sort_unstable_by(f64::total_cmp);
        Self {
            median: convert(self.median),
            quartiles,
        }
    }
}

/// The number below which a share of the sorted numbers lies, on the line
/// between the two next to it.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let [below, above] = [sorted[place.floor() as usize], sorted[place.ceil() as usize]];
    Some(below + (above - below) * place.fract())
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

    #[test]
    fn quartiles_stay_in_order_when_time_becomes_speed() {
        let speed = Summary::of(&[2.0, 4.0, 8.0]).unwrap().map(|time| 24.0 / time);
        assert_eq!(speed.median, 6.0);
        assert_eq!(speed.quartiles, [4.0, 8.0]);
    }
}
