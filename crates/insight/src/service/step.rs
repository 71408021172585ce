//! Answer times in steps, so that they can be kept as sums: eight steps to a doubling, from a second on, so that a
//! quantile read from them is within five per cent.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How many answer times fell in each step: step → how many.
pub type Histogram = BTreeMap<u16, u64>;

const LAST: usize = 8 * 26;

/// The first second of step 1, 2, …: 2^(n/8), rounded up, each once. In whole numbers, so that they are the same
/// everywhere: 2^(1/8) in 2^60ths.
static BOUNDS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    const EIGHTH: u128 = 1_257_265_889_994_226_862;
    let bound = |n: usize| {
        let (octave, eighths) = (n / 8, n % 8);
        let scaled = (0..eighths).fold(1_u128 << 60, |scaled, _| (scaled * EIGHTH) >> 60) << octave;
        scaled.div_ceil(1 << 60) as u32
    };
    let mut bounds: Vec<u32> = (0..=LAST).map(bound).collect();
    bounds.dedup();
    bounds
});

/// The step of an answer time.
pub fn step(seconds: u32) -> u16 {
    BOUNDS.partition_point(|bound| *bound <= seconds) as u16
}

/// The seconds of a step: from the first until the first that is past it.
pub fn seconds(step: u16) -> (u32, u32) {
    let at = |place: usize| BOUNDS[place.min(BOUNDS.len() - 1)];
    match usize::from(step) {
        0 => (0, at(0)),
        step => (at(step - 1), at(step)),
    }
}

/// The quantile `q` in 0..=1 in seconds, as if the times of a step were spread over it evenly. None when there are
/// none.
pub fn quantile(histogram: &Histogram, q: f64) -> Option<f64> {
    let all: u64 = histogram.values().sum();
    let mut left = q.clamp(0.0, 1.0) * all as f64;
    let mut last = None;
    for (&step, &count) in histogram.iter().filter(|(_, count)| **count > 0) {
        let (low, high) = seconds(step);
        if left <= count as f64 {
            return Some(f64::from(low) + f64::from(high - low) * left / count as f64);
        }
        left -= count as f64;
        last = Some(f64::from(high));
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_each_other_without_a_gap() {
        assert_eq!((step(0), step(1)), (0, 1));
        for number in 0..BOUNDS.len() as u16 {
            let (low, high) = seconds(number);
            assert_eq!(step(low), number);
            if high > low {
                assert_eq!((step(high - 1), step(high)), (number, number + 1));
            }
        }
        assert_eq!(step(u32::MAX), BOUNDS.len() as u16);
        // Two years are within it.
        assert!(seconds(step(63_000_000)).1 > 63_000_000);
    }

    #[test]
    fn quantiles_are_within_five_per_cent() {
        // Answers between a minute and a day, most of them early: squares of evenly spread numbers.
        let mut times: Vec<u32> = (8..300_u32).map(|n| n * n).collect();
        times.sort_unstable();
        let mut histogram = Histogram::new();
        for time in &times {
            *histogram.entry(step(*time)).or_default() += 1;
        }
        for q in [0.1, 0.25, 0.5, 0.75, 0.9, 0.99] {
            let exact = crate::quantile::of_sorted(&times, q).expect("some");
            let told = quantile(&histogram, q).expect("some");
            assert!((told / exact - 1.0).abs() < 0.05, "{q}: {told} for {exact}");
        }
        assert_eq!(quantile(&Histogram::new(), 0.5), None);
        assert_eq!(quantile(&Histogram::from([(0, 3)]), 0.5), Some(0.5));
    }
}
