//! Random draws without a source of randomness: every number is a function of a seed and of what it is
//! drawn for.
//!
//! A [`Draws`] is made for one purpose (a salt), one subject and one moment. Drawing more numbers for one
//! purpose therefore never shifts another's, and a customer draws the same numbers in a world of any size.
//! Logarithms come from `libm`, because the platform's own differ in the last digit.

/// What a run of draws is for; two purposes never share numbers.
#[derive(Clone, Copy)]
#[repr(u64)]
pub(super) enum For {
    Customer = 1,
    Contract,
    Name,
    Campaign,
    Carrier,
    Till,
    Visit,
    Order,
    Parcel,
    Return,
    Bill,
    Fault,
    Quality,
    Router,
    Outage,
    Account,
    Newcomer,
    Chatter,
    Consent,
    Occasion,
    Text,
    Detail,
    Visitor,
}

/// A stream of numbers: splitmix64 (Steele, Lea, Flood 2014), which may start anywhere.
pub(super) struct Draws(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

impl Draws {
    /// The draws for `purpose` about `subject` (a customer, an area) at `moment` (a day, a story).
    pub(super) const fn of(seed: u64, purpose: For, subject: u32, moment: u32) -> Self {
        let key = ((subject as u64) << 32) | moment as u64;
        Self(mix(mix(seed ^ (purpose as u64).wrapping_mul(STEP)) ^ key.wrapping_mul(STEP)))
    }

    pub(super) const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Uniform in [0, 1).
    pub(super) fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Uniform in `0..bound`.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.word() as u32) * u64::from(bound)) >> 32) as u32
    }

    /// Uniform in `low..high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// Waiting times without memory.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Near enough normal: the sum of twelve uniforms, here 16 bits each.
    pub(super) fn normal(&mut self) -> f64 {
        let mut sum = 0;
        for _ in 0..3 {
            let word = self.word();
            sum += (word & 0xffff) + ((word >> 16) & 0xffff) + ((word >> 32) & 0xffff) + (word >> 48);
        }
        sum as f64 / 65_536.0 - 6.0
    }

    /// Skewed times and sizes: half lie under `median`, few lie far above it.
    pub(super) fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * libm::exp(spread * self.normal())
    }

    /// How often a coin of this probability succeeds in a row, at most `most`.
    pub(super) fn run(&mut self, probability: f64, most: u32) -> u32 {
        let mut length = 0;
        while length < most && self.chance(probability) {
            length += 1;
        }
        length
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }

    /// The place of one of `weights`, in proportion to them.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        let mut rest = self.unit() * total;
        for (place, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return place;
            }
        }
        weights.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_they_promise() {
        let mut draws = Draws::of(7, For::Text, 1, 2);
        let count = 200_000;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let normal: Vec<f64> = (0..count).map(|_| draws.normal()).collect();
        let squares: Vec<f64> = normal.iter().map(|value| value * value).collect();
        assert!(mean(&normal).abs() < 0.01 && (mean(&squares) - 1.0).abs() < 0.02);
        let waits: Vec<f64> = (0..count).map(|_| draws.exponential(3.0)).collect();
        assert!((mean(&waits) - 3.0).abs() < 0.05);
        let picks: Vec<f64> = (0..count).map(|_| draws.weighted(&[1.0, 3.0]) as f64).collect();
        assert!((mean(&picks) - 0.75).abs() < 0.01);
    }

    #[test]
    fn purposes_subjects_and_moments_draw_apart() {
        let first = |purpose, subject, moment| Draws::of(1, purpose, subject, moment).word();
        let all = [
            first(For::Visit, 1, 2),
            first(For::Visit, 2, 1),
            first(For::Visit, 1, 3),
            first(For::Order, 1, 2),
            Draws::of(2, For::Visit, 1, 2).word(),
        ];
        for (place, word) in all.iter().enumerate() {
            assert!(!all[..place].contains(word));
        }
    }
}
