//! Shares and their intervals.

/// The Wilson score interval of a share: `hits` of `n` at normal quantile `z` (1.96 for 95 %).
///
/// Wilson (1927). Centre (p + z²/2n)/(1 + z²/n), half-width z/(1 + z²/n)·√(p(1−p)/n + z²/4n²). None when
/// `n` is 0.
pub fn wilson(hits: u64, n: u64, z: f64) -> Option<(f64, f64)> {
    share(hits, n).map(|p| score_interval(p, n as f64, z))
}

/// The same of a share `p` of `n` observations, which need be no whole number: of so many that are as good as independent.
pub(crate) fn score_interval(p: f64, n: f64, z: f64) -> (f64, f64) {
    let z2 = z * z;
    let scale = 1.0 + z2 / n;
    let centre = (p + z2 / (2.0 * n)) / scale;
    let half = z / scale * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// `part / whole`, or none when there is no whole.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_as_recomputed_independently() {
        let (low, high) = wilson(80, 100, 1.959_964).expect("n > 0");
        assert!((low - 0.7112).abs() < 5e-5 && (high - 0.8666).abs() < 5e-5, "{low} {high}");
        assert_eq!(wilson(0, 0, 1.96), None);
        assert_eq!(wilson(0, 5, 1.96).map(|(low, _)| low), Some(0.0));
    }
}
