//! What a decision changed, and the only place that says *avoided* and *caused*.

use super::assignment::SampleRatio;
use super::moments::Moments;
use super::sequence::Sequence;

/// What a comparison establishes of contacts, complaints or anything else of which fewer is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There were fewer: the whole interval lies below nought.
    Avoided,
    /// There were more: the whole interval lies above nought.
    Caused,
    /// Neither: nothing was held back, too little was seen, the arms are not what was drawn, or the interval holds nought.
    NotEstablished,
}

/// The effect of treating a unit, intention to treat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// How many more there were per unit in the treated arm; below nought when there were fewer. None of no units.
    pub per_unit: Option<f64>,
    /// Between what it lies, at every look. None of fewer than two units.
    pub interval: Option<(f64, f64)>,
    /// What that establishes.
    pub verdict: Verdict,
}

impl Effect {
    /// The effect that pseudo-outcomes show. `arms` is whether the arms are as large as drawn; none when nobody was held
    /// back, and then nothing is established.
    pub fn of(seen: &Moments, sequence: &Sequence, arms: Option<SampleRatio>) -> Self {
        let interval = sequence.interval(seen);
        let sound = arms.is_some_and(|arms| arms.is_valid());
        let verdict = match interval.filter(|_| sound) {
            Some((_, high)) if high < 0.0 => Verdict::Avoided,
            Some((low, _)) if low > 0.0 => Verdict::Caused,
            _ => Verdict::NotEstablished,
        };
        Self { per_unit: seen.mean(), interval, verdict }
    }

    /// What it comes to over so many treated units: how many more, and between what that lies.
    pub fn over(&self, treated: u64) -> Option<(f64, (f64, f64))> {
        let treated = treated as f64;
        let (low, high) = self.interval?;
        Some((self.per_unit? * treated, (low * treated, high * treated)))
    }

    /// How many contacts fewer there were for each candidate: a contained conversation, a page viewed instead. 1 when
    /// candidates are worth what they seem, below nought when they go with more contacts. None without candidates.
    pub fn per_candidate(&self, treated: u64, candidates: u64) -> Option<(f64, (f64, f64))> {
        let (more, (low, high)) = self.over(treated)?;
        let each = |value: f64| -value / candidates as f64;
        (candidates > 0).then(|| (each(more), (each(high), each(low))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(mean: f64, arms: Option<SampleRatio>) -> Effect {
        let seen: Moments = (0..10_000).map(|n| mean + if n % 2 == 0 { 0.5 } else { -0.5 }).collect();
        Effect::of(&seen, &Sequence::new(0.05, 10_000).expect("sound"), arms)
    }

    #[test]
    fn words_need_a_control_group_and_an_interval() {
        let sound = SampleRatio::of(9_000, 1_000, 0.9);
        assert_eq!(effect(-0.1, sound).verdict, Verdict::Avoided);
        assert_eq!(effect(0.1, sound).verdict, Verdict::Caused);
        assert_eq!(effect(0.001, sound).verdict, Verdict::NotEstablished, "it may be nought");
        assert_eq!(effect(-0.1, None).verdict, Verdict::NotEstablished, "nobody was held back");
        let broken = SampleRatio::of(9_000, 500, 0.9);
        assert_eq!(effect(-0.1, broken).verdict, Verdict::NotEstablished, "the arms are not what was drawn");
        let nothing = Effect::of(&Moments::default(), &Sequence::new(0.05, 9).expect("sound"), sound);
        assert_eq!((nothing.per_unit, nothing.verdict), (None, Verdict::NotEstablished));
    }

    #[test]
    fn candidates_stand_beside_what_was_measured() {
        let effect = effect(-0.1, SampleRatio::of(9_000, 1_000, 0.9));
        let (more, (low, high)) = effect.over(9_000).expect("units");
        assert!((more + 900.0).abs() < 1e-6 && low < more && more < high);
        let (each, (least, most)) = effect.per_candidate(9_000, 3_000).expect("candidates");
        assert!((each - 0.3).abs() < 1e-9 && least < each && each < most);
        assert_eq!(effect.per_candidate(9_000, 0), None);
    }
}
