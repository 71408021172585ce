//! Between what a mean lies, at every look at once: asymptotic confidence sequences.
//!
//! An ordinary interval is right for one look that was fixed beforehand. These hold at all looks together, so one may look
//! every day and stop when one likes (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2024, *Time-uniform central limit
//! theory and asymptotic confidence sequences*). They are asymptotic: look only once there are some hundreds of units.

use super::moments::Moments;

/// How sure, and for what size the sequence is narrowest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sequence {
    /// How often it may ever miss.
    alpha: f64,
    /// ρ².
    tuning: f64,
}

impl Sequence {
    /// A sequence that misses in at most a share `alpha` of all runs, and is narrowest at about `narrowest` units. The
    /// size is chosen beforehand; a poor choice costs width and nothing else. None when `alpha` is no share or the size
    /// nought.
    ///
    /// ρ² = (−2·ln α + ln(1 − 2·ln α))/n*.
    pub fn new(alpha: f64, narrowest: u64) -> Option<Self> {
        if !(alpha > 0.0 && alpha < 1.0) || narrowest == 0 {
            return None;
        }
        let surprise = -2.0 * alpha.ln();
        Some(Self { alpha, tuning: (surprise + (1.0 + surprise).ln()) / narrowest as f64 })
    }

    /// ρ².
    pub fn tuning(&self) -> f64 {
        self.tuning
    }

    /// Half the width at `n` units of this standard deviation; endless before the first.
    ///
    /// σ·√[2(nρ² + 1)/(n²ρ²)·ln(√(nρ² + 1)/α)].
    pub fn half_width(&self, n: u64, deviation: f64) -> f64 {
        self.width(n, deviation, |root| (root / self.alpha).ln())
    }

    /// How far a one-sided bound lies from the mean: the same with ln(1 + √(nρ² + 1)/(2α)).
    pub fn reach(&self, n: u64, deviation: f64) -> f64 {
        self.width(n, deviation, |root| (root / (2.0 * self.alpha)).ln_1p())
    }

    /// Between what the mean of what these are drawn from lies. None of fewer than two.
    pub fn interval(&self, seen: &Moments) -> Option<(f64, f64)> {
        let half = self.half_width(seen.count(), seen.deviation()?);
        seen.mean().map(|mean| (mean - half, mean + half))
    }

    /// Above what it lies, when only that is asked.
    pub fn lower(&self, seen: &Moments) -> Option<f64> {
        Some(seen.mean()? - self.reach(seen.count(), seen.deviation()?))
    }

    /// Below what it lies, when only that is asked.
    pub fn upper(&self, seen: &Moments) -> Option<f64> {
        Some(seen.mean()? + self.reach(seen.count(), seen.deviation()?))
    }

    fn width(&self, n: u64, deviation: f64, logarithm: impl Fn(f64) -> f64) -> f64 {
        if n == 0 {
            return f64::INFINITY;
        }
        let n = n as f64;
        let grown = n * self.tuning + 1.0;
        deviation * (2.0 * grown / (n * n * self.tuning) * logarithm(grown.sqrt())).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_as_recomputed_independently() {
        let sequence = Sequence::new(0.05, 1_000).expect("sound");
        assert!((sequence.tuning() - 0.007_936).abs() < 5e-7, "{}", sequence.tuning());
        let half = sequence.half_width(1_000, 1.0);
        assert!((half - 0.0960).abs() < 5e-5, "{half}");
        let reach = sequence.reach(1_000, 1.0);
        assert!((reach - 0.087_896).abs() < 5e-7 && reach < half, "{reach}");
        assert!(sequence.half_width(0, 1.0).is_infinite());
        assert_eq!(Sequence::new(0.0, 10), None);
        assert_eq!(Sequence::new(0.05, 0), None);
    }

    #[test]
    fn bounds_lie_around_the_mean() {
        let seen: Moments = (0..1_000).map(|n| f64::from(n % 2)).collect();
        let sequence = Sequence::new(0.05, 1_000).expect("sound");
        let (low, high) = sequence.interval(&seen).expect("many");
        assert!((low + high - 1.0).abs() < 1e-12 && (high - 0.5 - 0.5 * 0.096).abs() < 1e-3);
        let (lower, upper) = (sequence.lower(&seen).expect("many"), sequence.upper(&seen).expect("many"));
        assert!(low < lower && lower < 0.5 && (lower + upper - 1.0).abs() < 1e-12);
        assert_eq!(sequence.interval(&Moments::default()), None);
        assert_eq!(sequence.lower(&[1.0].into_iter().collect()), None);
    }
}
