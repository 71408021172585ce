//! How well people are served: figures of reports, and what each of them means since when.

pub mod definition;
pub mod step;

pub use definition::{Definition, definitions};

use crate::proportion::{share, wilson};

/// A share with the interval within which it lies by 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// How many.
    pub n: u64,
    /// Of how many.
    pub of: u64,
    /// `n/of`.
    pub share: f64,
    /// Wilson's interval, low and high.
    pub interval: (f64, f64),
}

impl Share {
    /// A share of a whole. None when there is no whole.
    pub fn of(n: u64, of: u64) -> Option<Self> {
        Some(Self { n, of, share: share(n, of)?, interval: wilson(n.min(of), of, 1.959_964)? })
    }
}

/// A case as reports see it. Instants are seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Whose it is; any number, the same for the same customer.
    pub customer: u64,
    /// About what; any number, the same for the same reason.
    pub reason: u32,
    /// When it was opened.
    pub opened: i64,
    /// When it was first resolved; none while it is open.
    pub resolved: Option<i64>,
    /// How often we answered before that.
    pub answers: u32,
    /// Whether it went to another queue or agent before that.
    pub handed_over: bool,
    /// Whether it was opened again after that.
    pub reopened: bool,
}

/// Within so many seconds of its being resolved, the same customer on the same reason comes *again*.
pub const AGAIN: i64 = 7 * 24 * 3600;

/// What came of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Resolved.
    pub resolved: u64,
    /// Resolved at once: by one answer at most, by whom it came to, not opened again and without a repeat. Of those
    /// whose seven days are over.
    pub at_once: u64,
    /// Repeats: the customer came again on the same reason. Of the same.
    pub repeats: u64,
    /// Those whose seven days are over.
    pub settled: u64,
}

/// What came of cases that were resolved in `from..to`, as known at `now`.
///
/// `cases` are all of their customers on any day: what was opened after `to` can repeat what was resolved before it.
pub fn outcome(cases: &[Resolved], from: i64, to: i64, now: i64) -> Outcome {
    let mut order: Vec<&Resolved> = cases.iter().collect();
    order.sort_unstable_by_key(|case| (case.customer, case.reason, case.opened));
    let mut outcome = Outcome::default();
    for (place, case) in order.iter().enumerate() {
        let Some(resolved) = case.resolved.filter(|at| (from..to).contains(at)) else { continue };
        outcome.resolved += 1;
        if resolved + AGAIN > now {
            continue;
        }
        outcome.settled += 1;
        let same = |other: &&&Resolved| (other.customer, other.reason) == (case.customer, case.reason);
        let mut later = order[place + 1..].iter().take_while(same);
        let again = later.any(|other| (resolved..resolved + AGAIN).contains(&other.opened));
        outcome.repeats += u64::from(again || case.reopened);
        outcome.at_once += u64::from(!again && !case.reopened && !case.handed_over && case.answers <= 1);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    fn case(customer: u64, reason: u32, opened: i64, resolved: i64) -> Resolved {
        Resolved {
            customer,
            reason,
            opened,
            resolved: Some(resolved),
            answers: 1,
            handed_over: false,
            reopened: false,
        }
    }

    #[test]
    fn a_share_has_its_interval() {
        let kept = Share::of(80, 100).expect("a whole");
        assert!((kept.share - 0.8).abs() < 1e-12 && (kept.interval.0 - 0.7112).abs() < 5e-5);
        assert_eq!(Share::of(0, 0), None);
    }

    #[test]
    fn who_comes_again_within_seven_days_was_not_helped_at_once() {
        let cases = [
            case(1, 1, 0, 100),
            // On the same reason six days later; on another, and of another customer, is nothing.
            case(1, 1, 6 * DAY, 6 * DAY + 50),
            case(1, 2, 2 * DAY, 2 * DAY + 10),
            case(2, 1, DAY, DAY + 10),
            // Eight days later is something new.
            case(2, 1, 9 * DAY + 10, 9 * DAY + 20),
        ];
        let told = outcome(&cases, 0, 30 * DAY, 60 * DAY);
        assert_eq!(told, Outcome { resolved: 5, at_once: 4, repeats: 1, settled: 5 });
        // What was resolved last week may still be repeated.
        let told = outcome(&cases, 0, 30 * DAY, 9 * DAY + 10);
        assert_eq!((told.resolved, told.settled, told.repeats), (5, 3, 1));
        // Days are those on which they were resolved.
        assert_eq!(outcome(&cases, 6 * DAY, 7 * DAY, 60 * DAY).resolved, 1);
        assert_eq!(outcome(&cases, 0, DAY, 60 * DAY).repeats, 1, "the repeat came later");
    }

    #[test]
    fn two_answers_a_hand_over_or_a_reopening_are_not_at_once() {
        let plain = case(1, 1, 0, 10);
        let of = |case: Resolved| outcome(&[case], 0, DAY, 60 * DAY);
        assert_eq!(of(plain).at_once, 1);
        assert_eq!(of(Resolved { answers: 0, ..plain }).at_once, 1);
        for case in [
            Resolved { answers: 2, ..plain },
            Resolved { handed_over: true, ..plain },
            Resolved { reopened: true, ..plain },
        ] {
            assert_eq!(of(case).at_once, 0);
        }
        assert_eq!(of(Resolved { reopened: true, ..plain }).repeats, 1);
        assert_eq!(of(Resolved { resolved: None, ..plain }), Outcome::default());
    }
}
