//! When a conversation has settled: how long after our last reply it is unlikely that the customer writes again.

/// How long it takes by channel, in seconds, until enough was seen of it: at the end of a call, a quarter of an hour in
/// chat.
pub const USUAL: [(&str, u64); 5] =
    [("call", 0), ("chat", 15 * 60), ("assistant", 30 * 60), ("whatsapp", 24 * 3_600), ("mail", 72 * 3_600)];

/// How many threads are enough to learn from.
pub const ENOUGH: usize = 200;

/// How far ahead a settled thread must stay quiet: a week.
pub const AHEAD: u64 = 7 * 86_400;

/// How likely it may be that it does not.
pub const RISK: f64 = 0.05;

/// By how much a product of chances may be off.
const ROUNDING: f64 = 1e-9;

/// The gap between our last reply in a thread and the customer's next message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Seconds until the message; without one, until we last looked, or wrote again ourselves.
    pub seconds: u64,
    /// Whether a message came.
    pub ended: bool,
}

/// The chance that a gap lasts longer than a given time (Kaplan, Meier 1958), which takes those that have not ended yet
/// for what they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survival {
    /// Seconds at which gaps ended, and the chance to last longer, in order.
    steps: Vec<(u64, f64)>,
    /// The longest time that was looked at.
    longest: u64,
}

impl Survival {
    /// What gaps say, in any order.
    pub fn of(gaps: &[Gap]) -> Self {
        let mut gaps = gaps.to_vec();
        gaps.sort_unstable_by_key(|gap| gap.seconds);
        let (mut steps, mut chance, mut left) = (Vec::new(), 1.0, gaps.len());
        for alike in gaps.chunk_by(|one, other| one.seconds == other.seconds) {
            let ended = alike.iter().filter(|gap| gap.ended).count();
            if ended > 0 {
                chance *= 1.0 - ended as f64 / left as f64;
                steps.push((alike[0].seconds, chance));
            }
            left -= alike.len();
        }
        Self { steps, longest: gaps.last().map_or(0, |gap| gap.seconds) }
    }

    /// The chance to last longer than so many seconds. None beyond what was looked at.
    pub fn beyond(&self, seconds: u64) -> Option<f64> {
        let passed = self.steps.partition_point(|(at, _)| *at <= seconds);
        let chance = passed.checked_sub(1).map_or(1.0, |last| self.steps[last].1);
        (seconds <= self.longest).then_some(chance)
    }

    /// The least number of seconds of quiet after which a message comes within `ahead` seconds with a chance of at most
    /// `risk`: 1 − S(τ + ahead)/S(τ) ≤ risk. None when nothing that was looked at for long enough says so.
    pub fn settles(&self, ahead: u64, risk: f64) -> Option<u64> {
        // Between two ends S(τ) stands still and S(τ + ahead) falls, so only the ends themselves are in question.
        let candidates = std::iter::once(0).chain(self.steps.iter().map(|(at, _)| *at));
        candidates.into_iter().find(|quiet| {
            let (now, then) = (self.beyond(*quiet), quiet.checked_add(ahead).and_then(|at| self.beyond(at)));
            now.zip(then).is_some_and(|(now, then)| now > 0.0 && 1.0 - then / now <= risk + ROUNDING)
        })
    }
}

/// After how many seconds of quiet a thread has settled: as its channel's gaps say once there are [`ENOUGH`], else as is
/// `usual`. The second is whether it was learned.
pub fn settled(gaps: &[Gap], usual: u64) -> (u64, bool) {
    let learned = (gaps.len() >= ENOUGH).then(|| Survival::of(gaps).settles(AHEAD, RISK)).flatten();
    (learned.unwrap_or(usual), learned.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(seconds: u64, ended: bool) -> Gap {
        Gap { seconds, ended }
    }

    #[test]
    fn survival_as_in_the_literature() {
        // Weeks of remission of 21 patients on 6-mercaptopurine (Freireich et al. 1963), the textbooks' example.
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let lasting = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let mut gaps: Vec<Gap> = lasting.map(|weeks| gap(weeks, false)).into();
        gaps.extend(ended.map(|weeks| gap(weeks, true)));
        let survival = Survival::of(&gaps);
        let expected = [
            (5, 1.0),
            (6, 0.857),
            (7, 0.807),
            (10, 0.753),
            (13, 0.690),
            (16, 0.627),
            (22, 0.538),
            (35, 0.448),
        ];
        for (weeks, chance) in expected {
            let found = survival.beyond(weeks).expect("looked at");
            assert!((found - chance).abs() < 6e-4, "{weeks}: {found}");
        }
        assert_eq!(survival.beyond(36), None);
    }

    #[test]
    fn a_thread_settles_when_it_is_likely_to_stay_quiet() {
        // Of 300 threads 100 go on after a day, 40 after two, 8 after six; the others are quiet for a month.
        let day = 86_400;
        let mut gaps = vec![gap(30 * day, false); 152];
        gaps.extend(std::iter::repeat_n(gap(day, true), 100));
        gaps.extend(std::iter::repeat_n(gap(2 * day, true), 40));
        gaps.extend(std::iter::repeat_n(gap(6 * day, true), 8));
        // After two days of quiet 8 of the remaining 160 still write: exactly one in twenty.
        assert_eq!(settled(&gaps, 0), (2 * day, true));
        assert_eq!(settled(&gaps[..150], 9), (9, false), "too few to learn from");
        let all_end = vec![gap(day, true); 250];
        assert_eq!(settled(&all_end, 9), (9, false), "nobody stays quiet");
        let young = vec![gap(day, false); 250];
        assert_eq!(settled(&young, 9), (9, false), "nothing was looked at for a week");
        assert_eq!(settled(&[gap(8 * day, false); 250], 9), (0, true), "nobody ever writes again");
    }
}
