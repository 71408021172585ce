//! The Customer Effort Score, second form (CEB 2013): “the company made it easy for me to handle my issue”, from 1, strongly
//! disagree, to 7, strongly agree. Higher is easier.

use crate::proportion::{share, wilson};

/// What it took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ces {
    /// How many answered.
    pub answers: u64,
    /// The mean, in 1..=7.
    pub mean: f64,
    /// Between what the mean lies; none of a single answer, which says nothing of how they differ.
    pub interval: Option<(f64, f64)>,
    /// The share of 5, 6 and 7.
    pub easy: f64,
    /// Between what that share lies (Wilson).
    pub easy_interval: (f64, f64),
}

/// The effort that answers say, by how often each of 1 to 7 was given, at normal quantile `z`. None without answers.
///
/// se = s/√n, with s² over n − 1.
pub fn ces(counts: &[u64; 7], z: f64) -> Option<Ces> {
    let answers: u64 = counts.iter().sum();
    let easy: u64 = counts[4..].iter().sum();
    let n = answers as f64;
    let scored = || counts.iter().enumerate().map(|(place, count)| (place as f64 + 1.0, *count as f64));
    let mean = scored().map(|(score, count)| score * count).sum::<f64>() / n;
    let interval = (answers > 1).then(|| {
        let squares: f64 = scored().map(|(score, count)| count * (score - mean) * (score - mean)).sum();
        let half = z * (squares / (n - 1.0) / n).sqrt();
        ((mean - half).max(1.0), (mean + half).min(7.0))
    });
    Some(Ces {
        answers,
        mean,
        interval,
        easy: share(easy, answers)?,
        easy_interval: wilson(easy, answers, z)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_and_the_share_that_found_it_easy() {
        // 3, 5, 5, 7: mean 5, s² = 8/3, se = √(8/12).
        let found = ces(&[0, 0, 1, 0, 2, 0, 1], 2.0).expect("answers");
        let (low, high) = found.interval.expect("four answers");
        assert!((found.mean - 5.0).abs() < 1e-12 && (found.easy - 0.75).abs() < 1e-12);
        assert!(
            (low - (5.0 - 2.0 * (2.0_f64 / 3.0).sqrt())).abs() < 1e-12 && (low + high - 10.0).abs() < 1e-12
        );
        assert_eq!(ces(&[0, 0, 0, 0, 0, 0, 1], 2.0).map(|one| (one.mean, one.interval)), Some((7.0, None)));
        assert_eq!(ces(&[0; 7], 2.0), None);
    }
}
