//! Random draws without a source of randomness: each is a function of a seed, so that the same question has the same
//! answer every time it is asked.

/// A stream of numbers: `SplitMix64` (Steele, Lea, Flood 2014), which may start anywhere.
#[derive(Clone, Debug)]
pub struct Draws(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draws {
    /// The draws of a seed.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub const fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Uniform in `0..bound`; 0 when there is nothing below the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.word()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_reference() {
        // The first three of the reference implementation (Vigna) for seed 1234567.
        let mut draws = Draws::of(1_234_567);
        let found = [draws.word(), draws.word(), draws.word()];
        assert_eq!(found, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn draws_stay_where_they_should() {
        let mut draws = Draws::of(7);
        let mut seen = [0_u32; 5];
        for _ in 0..10_000 {
            seen[draws.below(5)] += 1;
            assert!((0.0..1.0).contains(&draws.unit()));
        }
        assert!(seen.iter().all(|times| (1_800..2_200).contains(times)), "{seen:?}");
        assert_eq!(draws.below(0), 0);
    }
}
