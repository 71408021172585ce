//! Mean and variance of a stream of numbers, one at a time, in one pass.

/// What was seen so far (Welford 1962).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes a number in.
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        let off = value - self.mean;
        self.mean += off / self.n as f64;
        self.squares += off * (value - self.mean);
    }

    /// Of so many numbers, of which the sum and the sum of squares are known.
    pub fn of_sums(n: u64, sum: f64, squared: f64) -> Self {
        if n == 0 {
            return Self::default();
        }
        let mean = sum / n as f64;
        Self { n, mean, squares: (squared - sum * mean).max(0.0) }
    }

    /// Takes in what was seen elsewhere (Chan, Golub, `LeVeque` 1983).
    pub fn merge(&mut self, other: &Self) {
        let n = self.n + other.n;
        if n > 0 {
            let (own, theirs, off) = (self.n as f64, other.n as f64, other.mean - self.mean);
            self.mean += off * theirs / n as f64;
            self.squares += other.squares + off * off * own * theirs / n as f64;
            self.n = n;
        }
    }

    /// How many numbers.
    pub fn count(&self) -> u64 {
        self.n
    }

    /// Their mean. None of none.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// Their variance, over n − 1. None of fewer than two.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.squares / (self.n - 1) as f64)
    }

    /// The root of the variance.
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_of_large_numbers_are_kept() {
        let values = [4.0, 7.0, 13.0, 16.0].map(|value| value + 1e9);
        let moments: Moments = values.into_iter().collect();
        assert_eq!((moments.count(), moments.mean(), moments.variance()), (4, Some(1e9 + 10.0), Some(30.0)));
        let mut parts: Moments = values[..1].iter().copied().collect();
        parts.merge(&values[1..].iter().copied().collect());
        parts.merge(&Moments::default());
        assert_eq!(parts, moments);
        assert_eq!(Moments::default().mean(), None);
        assert_eq!(Moments::from_iter([1.0]).variance(), None);
    }
}
