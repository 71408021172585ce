//! Whether the arms are as large as the lot should have made them.

use crate::normal;

/// Below this the arms are not what was drawn: units were lost, or counted in one arm only.
pub const BROKEN: f64 = 0.001;

/// What the sizes of the arms say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleRatio {
    /// χ² with one degree of freedom.
    pub chi_squared: f64,
    /// How likely sizes so far apart are by chance.
    pub p: f64,
}

impl SampleRatio {
    /// The sizes of two arms, when each unit was treated with probability `share`. None without units, or when the lot
    /// left nothing to chance.
    pub fn of(treated: u64, control: u64, share: f64) -> Option<Self> {
        let n = (treated + control) as f64;
        if n <= 0.0 || share <= 0.0 || share >= 1.0 {
            return None;
        }
        let off = treated as f64 - n * share;
        let chi_squared = off * off / (n * share * (1.0 - share));
        Some(Self { chi_squared, p: 2.0 * normal::above(chi_squared.sqrt()) })
    }

    /// Whether a comparison of these arms says anything.
    pub fn is_valid(&self) -> bool {
        self.p >= BROKEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_the_lot_gives_and_sizes_that_it_does_not() {
        let even = SampleRatio::of(9_000, 1_000, 0.9).expect("units");
        assert!(even.chi_squared.abs() < 1e-9 && (even.p - 1.0).abs() < 1e-9 && even.is_valid());
        // χ² with one degree of freedom is 3.841 at 5 % and 10.828 at 0.1 %.
        let five = SampleRatio::of(5_098, 4_902, 0.5).expect("units");
        assert!((five.chi_squared - 3.841_6).abs() < 1e-9 && (five.p - 0.05).abs() < 1e-5, "{five:?}");
        let lost = SampleRatio::of(5_165, 4_835, 0.5).expect("units");
        assert!((lost.chi_squared - 10.89).abs() < 1e-9 && !lost.is_valid(), "{lost:?}");
        assert_eq!(SampleRatio::of(0, 0, 0.9), None);
        assert_eq!(SampleRatio::of(10, 0, 1.0), None);
    }
}
