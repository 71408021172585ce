//! The Net Promoter Score: how likely somebody is to recommend us, 0–10. Promoters say 9 or 10, detractors 0 to 6.

use crate::bootstrap;

/// Answers, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// 9 or 10.
    pub promoters: u64,
    /// 7 or 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

/// A score in [−1, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nps {
    /// The share of promoters less that of detractors, as they answered.
    pub score: f64,
    /// The same after adjustment: the middle of `interval` before it is held to [−1, 1].
    pub adjusted: f64,
    /// Between what it lies.
    pub interval: (f64, f64),
}

impl Answers {
    /// Answers by how often each of 0 to 10 was given.
    pub fn of(counts: &[u64; 11]) -> Self {
        Self {
            promoters: counts[9..].iter().sum(),
            passives: counts[7..9].iter().sum(),
            detractors: counts[..7].iter().sum(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// The score alone. None without answers.
    pub fn score(&self) -> Option<f64> {
        let n = self.count();
        (n > 0).then(|| (self.promoters as f64 - self.detractors as f64) / n as f64)
    }

    /// The score and its adjusted Wald interval at normal quantile `z`, when each customer answered once. None without
    /// answers.
    ///
    /// Rocks (2016): n + 3, promoters + ¾, detractors + ¾, then se = √((pP + pD − NPS²)/n).
    pub fn nps(&self, z: f64) -> Option<Nps> {
        let score = self.score()?;
        let n = self.count() as f64 + 3.0;
        let (promoters, detractors) =
            ((self.promoters as f64 + 0.75) / n, (self.detractors as f64 + 0.75) / n);
        let adjusted = promoters - detractors;
        let half = z * ((promoters + detractors - adjusted * adjusted) / n).sqrt();
        let interval = ((adjusted - half).max(-1.0), (adjusted + half).min(1.0));
        Some(Nps { score, adjusted, interval })
    }
}

/// The score of customers who may have answered more than once, and its interval by drawing customers, not answers,
/// `draws` times over; `alpha` is how often the interval may miss. None without answers.
pub fn of_customers(customers: &[Answers], alpha: f64, draws: usize, seed: u64) -> Option<(f64, (f64, f64))> {
    let mut all = Answers::default();
    for answers in customers {
        all.add(answers);
    }
    let interval = bootstrap::interval(customers.len(), alpha, draws, seed, |drawn| {
        let mut sum = Answers::default();
        for place in drawn {
            sum.add(&customers[place]);
        }
        sum.score()
    });
    all.score().zip(interval)
}

impl Answers {
    fn add(&mut self, other: &Self) {
        self.promoters += other.promoters;
        self.passives += other.passives;
        self.detractors += other.detractors;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.959_964;

    #[test]
    fn the_interval_as_recomputed_independently() {
        let nps = Answers { promoters: 50, passives: 30, detractors: 20 }.nps(Z).expect("answers");
        assert!((nps.score - 0.3).abs() < 1e-12);
        assert!((nps.adjusted - 0.291).abs() < 5e-4, "{nps:?}");
        assert!((nps.interval.0 - 0.141).abs() < 5e-4 && (nps.interval.1 - 0.442).abs() < 5e-4, "{nps:?}");
    }

    #[test]
    fn answers_are_told_apart_at_seven_and_nine() {
        let answers = Answers::of(&[1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5]);
        assert_eq!(answers, Answers { promoters: 9, passives: 5, detractors: 7 });
        assert_eq!(Answers::of(&[0; 11]).nps(Z), None);
        let all = Answers { promoters: 4, ..Answers::default() }.nps(Z).expect("answers");
        assert!((all.score - 1.0).abs() < 1e-12 && all.interval.1 <= 1.0 && all.interval.0 < 1.0);
    }

    #[test]
    fn customers_who_answer_often_make_it_less_certain() {
        let once = |promoters, detractors| Answers { promoters, passives: 0, detractors };
        let alone: Vec<_> = (0..400).map(|n| if n % 4 == 0 { once(0, 1) } else { once(1, 0) }).collect();
        let (score, interval) = of_customers(&alone, 0.05, 2_000, 1).expect("answers");
        let wald = once(300, 100).nps(Z).expect("answers").interval;
        assert!((score - 0.5).abs() < 1e-12);
        assert!(
            (interval.0 - wald.0).abs() < 0.02 && (interval.1 - wald.1).abs() < 0.02,
            "{interval:?} {wald:?}"
        );
        // The same answers from a quarter of the people.
        let often: Vec<_> = (0..100).map(|n| if n % 4 == 0 { once(0, 4) } else { once(4, 0) }).collect();
        let (_, wider) = of_customers(&often, 0.05, 2_000, 1).expect("answers");
        let ratio = (wider.1 - wider.0) / (interval.1 - interval.0);
        assert!((1.7..2.3).contains(&ratio), "twice as wide, not {ratio}");
        assert_eq!(of_customers(&often, 0.05, 2_000, 1).expect("answers").1, wider, "the same seed");
        assert_eq!(of_customers(&[], 0.05, 100, 1), None);
    }
}
