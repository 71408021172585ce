//! Chance without randomness: who is in a control group and which decisions explore follow from a hash,
//! so that the same customer always draws the same lot.

use jiff::tz::TimeZone;
use xxhash_rust::xxh3::Xxh3;

use crate::state::expectation::Expectation;
use crate::strategy::model::{Reason, Strategy};
use crate::time::Timestamp;

/// A number in 0..1, uniform over customers, from what makes this draw different from others.
fn draw(customer: u64, parts: &[&[u8]]) -> f64 {
    let mut hash = Xxh3::new();
    hash.update(&customer.to_le_bytes());
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.digest() as f64 / 2_f64.powi(64)
}

/// A lot that was drawn for a customer: in which arm of a comparison they are, and how likely that was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lot {
    /// Whether what is decided is withheld.
    pub held_out: bool,
    /// The probability with which it would not have been.
    pub share: f64,
    /// Whether it is because the customer is in the control group over all reasons.
    pub of_all: bool,
    /// The share of customers who are in that.
    pub all: f64,
    /// The quarter for which it holds, counted from the year 0.
    pub quarter: i32,
}

/// The lot of a customer for a reason in this quarter: the control group over all reasons, that of the reason, and how
/// far it is rolled out. None when there is nothing to draw.
///
/// A roll-out grows by the same draw: whoever is in a quarter of it is in half of it.
pub(super) fn draw_for(customer: u64, reason: &Reason, strategy: &Strategy, now: Timestamp) -> Option<Lot> {
    let out = reason.rolled_out(strategy, now);
    let whole = out >= 1.0 && reason.holdout <= 0.0 && strategy.global_holdout <= 0.0;
    if reason.kind.never_withheld() || whole {
        return None;
    }
    let number = quarter(now, &strategy.zone);
    let quarter = number.to_le_bytes();
    let salt = strategy.salt.as_bytes();
    let of_all = draw(customer, &[b"holdout", salt, &quarter]) < strategy.global_holdout;
    let of_one = || draw(customer, &[b"holdout", salt, &quarter, reason.id.as_bytes()]) < reason.holdout;
    let waits = || out < 1.0 && draw(customer, &[b"rollout", salt, reason.id.as_bytes()]) >= out;
    Some(Lot {
        held_out: of_all || of_one() || waits(),
        share: (1.0 - strategy.global_holdout) * (1.0 - reason.holdout) * out,
        of_all,
        all: strategy.global_holdout,
        quarter: number,
    })
}

/// Two draws for one step of one expectation: whether to explore, and what to take then.
pub(super) fn exploration(customer: u64, reason: &Reason, of: &Expectation, step: usize) -> (f64, f64) {
    let opened = of.opened.as_micros().to_le_bytes();
    let step = (step as u64).to_le_bytes();
    let part = |name: &[u8]| draw(customer, &[name, reason.id.as_bytes(), of.key.as_bytes(), &opened, &step]);
    (part(b"explore"), part(b"option"))
}

/// Quarters since the year 0, by the organisation's calendar.
fn quarter(now: Timestamp, zone: &TimeZone) -> i32 {
    let date = zone.to_datetime(now.to_jiff()).date();
    i32::from(date.year()) * 4 + i32::from((date.month() - 1) / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_uniform_and_independent() {
        let n = 100_000;
        let share = |name: &[u8]| (0..n).filter(|c| draw(*c, &[name]) < 0.1).count();
        for name in [b"a".as_slice(), b"b"] {
            let share = share(name);
            assert!((9_700..10_300).contains(&share), "{share} of {n} drew below 0.1");
        }
        let both = (0..n).filter(|c| draw(*c, &[b"a"]) < 0.1 && draw(*c, &[b"b"]) < 0.1).count();
        assert!((900..1_100).contains(&both), "{both} of {n} drew below 0.1 twice");
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(draw(1, &[b"ab", b"c"]).to_bits(), draw(1, &[b"a", b"bc"]).to_bits());
    }
}
