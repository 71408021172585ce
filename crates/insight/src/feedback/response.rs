//! How many of those who were asked answered, and when there are too few of them to say anything.

use crate::proportion::{share, wilson};

/// How many answers a score is shown from, unless an organisation wants more.
///
/// Fewer say little, and may tell what one person said.
pub const LEAST: u64 = 30;

/// A response rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Response {
    /// How many were asked.
    pub asked: u64,
    /// How many of them answered, partly or in full.
    pub answered: u64,
    /// `answered` / `asked`.
    pub rate: f64,
    /// Between what it lies (Wilson).
    pub interval: (f64, f64),
}

impl Response {
    /// The response of those who were asked, at normal quantile `z`. None when nobody was.
    ///
    /// Answers that nobody was asked for (a link passed on, a page found) are not among them: `answered` is held to
    /// `asked`.
    pub fn of(answered: u64, asked: u64, z: f64) -> Option<Self> {
        let answered = answered.min(asked);
        Some(Self { asked, answered, rate: share(answered, asked)?, interval: wilson(answered, asked, z)? })
    }
}

/// A figure over `n` answers, or none when there are fewer than `least`.
pub fn disclosed<T>(figure: Option<T>, n: u64, least: u64) -> Option<T> {
    figure.filter(|_| n >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.959_964;

    #[test]
    fn a_response_rate_has_its_interval() {
        let response = Response::of(80, 100, Z).expect("asked");
        assert!((response.rate - 0.8).abs() < 1e-12);
        assert!((response.interval.0 - 0.7112).abs() < 5e-5 && (response.interval.1 - 0.8666).abs() < 5e-5);
        assert_eq!(Response::of(3, 0, Z), None);
        assert_eq!(Response::of(3, 2, Z).map(|response| response.answered), Some(2));
    }

    #[test]
    fn few_answers_are_not_shown() {
        assert_eq!(disclosed(Some(0.4), 29, LEAST), None);
        assert_eq!(disclosed(Some(0.4), 30, LEAST), Some(0.4));
        assert_eq!(disclosed(None::<f64>, 30, LEAST), None);
    }
}
