//! Customer satisfaction, 1–5: the share that says 4 or 5.

use crate::proportion::{share, wilson};

/// The share of satisfied customers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Csat {
    /// How many answered.
    pub answers: u64,
    /// The share of 4 and 5.
    pub satisfied: f64,
    /// Between what it lies (Wilson).
    pub interval: (f64, f64),
}

/// The satisfaction that answers say, by how often each of 1 to 5 was given, at normal quantile `z`. None without
/// answers.
pub fn csat(counts: &[u64; 5], z: f64) -> Option<Csat> {
    let (answers, satisfied) = (counts.iter().sum(), counts[3] + counts[4]);
    Some(Csat { answers, satisfied: share(satisfied, answers)?, interval: wilson(satisfied, answers, z)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fours_and_fives_are_satisfied() {
        let found = csat(&[5, 5, 10, 50, 30], 1.959_964).expect("answers");
        assert_eq!(found.answers, 100);
        assert!((found.satisfied - 0.8).abs() < 1e-12);
        assert!((found.interval.0 - 0.7112).abs() < 5e-5 && (found.interval.1 - 0.8666).abs() < 5e-5);
        assert_eq!(csat(&[0; 5], 1.96), None);
    }
}
