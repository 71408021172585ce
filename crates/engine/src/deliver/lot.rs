//! Chance without randomness: what spreads tries over time is drawn from a hash of what is tried, so that a
//! simulation gives the same trace twice.

use voorzet_domain::time::Duration;
use xxhash_rust::xxh3::Xxh3;

/// A duration from three quarters of `about` to five quarters of it, drawn from what tells this draw apart.
/// Successive draws do not depend on each other, so that what failed together does not come back together.
pub(super) fn spread(about: Duration, of: &str, draw: u32) -> Duration {
    let mut hash = Xxh3::new();
    hash.update(of.as_bytes());
    hash.update(&draw.to_le_bytes());
    let span = about.as_micros() / 2;
    let part = (i128::from(hash.digest() >> 1) * i128::from(span)) >> 63;
    Duration::from_micros(about.as_micros() - span / 2 + part as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_stays_within_a_quarter_and_spreads_over_it() {
        let about = Duration::from_secs(100);
        let draws: Vec<i64> =
            (0..10_000).map(|n| spread(about, &format!("vz_{n}"), n % 9).as_micros() / 1_000_000).collect();
        assert!(draws.iter().all(|seconds| (75..=125).contains(seconds)));
        for from in (75..125).step_by(10) {
            let share = draws.iter().filter(|seconds| (from..from + 10).contains(*seconds)).count();
            assert!((1_800..2_200).contains(&share), "{share} of 10000 from {from}");
        }
    }

    #[test]
    fn the_same_draw_is_the_same_and_another_is_another() {
        let about = Duration::from_hours(5);
        assert_eq!(spread(about, "vz_1", 3), spread(about, "vz_1", 3));
        assert_ne!(spread(about, "vz_1", 3), spread(about, "vz_1", 4));
        assert_ne!(spread(about, "vz_1", 3), spread(about, "vz_2", 3));
        assert_eq!(spread(Duration::ZERO, "vz_1", 3), Duration::ZERO);
    }
}
