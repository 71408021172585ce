//! A route that fails is left alone for a while, so that nobody waits for it and it can recover.

use std::collections::VecDeque;

use voorzet_domain::time::{Duration, Timestamp};

use crate::deliver::lot::spread;

/// So many failures in a row are enough.
const IN_A_ROW: u32 = 5;

/// Or at least so many results within [`WINDOW`], of which four tenths failed.
const RESULTS: usize = 10;

/// How long a result counts, and how many count at most.
const WINDOW: (Duration, usize) = (Duration::from_secs(10), 40);

/// A call that takes this long counts as a failure before it is over.
const SLOW: Duration = Duration::from_secs(5);

/// How long a route is first left alone; each time it fails again twice as long, up to the second.
const REST: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(5));

/// Whether a route is left alone.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    state: State,
    in_a_row: u32,
    recent: VecDeque<(Timestamp, bool)>,
    /// How often it opened since all was well.
    opened: u32,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    /// All is well.
    #[default]
    Closed,
    /// Left alone until then.
    Open(Timestamp),
    /// One is on its way, to see how it is now.
    Trying,
}

/// What a result says of the route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    /// It answers.
    Well,
    /// It does not, or not as it should.
    Failing,
    /// It takes nothing from us until somebody changes something.
    Refusing,
    /// Nothing.
    Unknown,
}

impl Breaker {
    /// Whether one more may begin.
    pub(super) fn permits(&self, now: Timestamp) -> bool {
        match self.state {
            State::Closed => true,
            State::Open(until) => now >= until,
            State::Trying => false,
        }
    }

    /// Until when nothing begins.
    pub(super) fn rests_until(&self) -> Option<Timestamp> {
        match self.state {
            State::Open(until) => Some(until),
            _ => None,
        }
    }

    /// Whether it waits for what came of one.
    pub(super) fn is_trying(&self) -> bool {
        self.state == State::Trying
    }

    /// One begins. True when it is the one by which the route shows how it is.
    pub(super) fn begin(&mut self) -> bool {
        if self.state != State::Closed {
            self.state = State::Trying;
        }
        self.state == State::Trying
    }

    /// How long one is under way; true once when that is too long.
    pub(super) fn is_slow(since: Timestamp, now: Timestamp) -> bool {
        now.since(since) >= SLOW
    }

    /// Something came of one. `trial` when it was the one by which the route shows how it is.
    pub(super) fn note(&mut self, route: &str, health: Health, trial: bool, now: Timestamp) {
        match (health, trial) {
            (Health::Well, true) => *self = Self::default(),
            (Health::Unknown, true) => self.state = State::Open(now),
            (Health::Failing | Health::Refusing, true) => self.open(route, now),
            (Health::Refusing, false) if self.state == State::Closed => self.open(route, now),
            (Health::Well | Health::Failing, false) if self.state == State::Closed => {
                self.count(health == Health::Failing, now);
                if self.trips() {
                    self.open(route, now);
                }
            }
            // What began before it opened says nothing of how it is now.
            _ => {}
        }
    }

    fn count(&mut self, failed: bool, now: Timestamp) {
        self.in_a_row = if failed { self.in_a_row + 1 } else { 0 };
        let floor = now.minus(WINDOW.0);
        while self.recent.front().is_some_and(|(at, _)| *at < floor || self.recent.len() >= WINDOW.1) {
            self.recent.pop_front();
        }
        self.recent.push_back((now, failed));
    }

    fn trips(&self) -> bool {
        let failed = self.recent.iter().filter(|(_, failed)| *failed).count();
        self.in_a_row >= IN_A_ROW || (self.recent.len() >= RESULTS && failed * 10 >= self.recent.len() * 4)
    }

    fn open(&mut self, route: &str, now: Timestamp) {
        let factor = 1_i64 << self.opened.min(10);
        let rest = Duration::from_micros(REST.0.as_micros() * factor).min(REST.1);
        self.state = State::Open(now.plus(spread(rest, route, self.opened)));
        self.opened += 1;
        self.in_a_row = 0;
        self.recent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant").plus(Duration::from_secs(seconds))
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        (0..5).for_each(|_| breaker.note("crm", Health::Failing, false, at(0)));
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_a_success_between_does_not() {
        let mut breaker = Breaker::default();
        for n in 0..4 {
            breaker.note("crm", Health::Failing, false, at(n));
        }
        breaker.note("crm", Health::Well, false, at(4));
        assert!(breaker.permits(at(4)));
        assert!(!opened().permits(at(0)));
    }

    #[test]
    fn half_of_ten_open_it_when_they_are_recent() {
        let alternate = |apart: i64| {
            let mut breaker = Breaker::default();
            for n in 0..10 {
                let health = if n % 2 == 0 { Health::Well } else { Health::Failing };
                breaker.note("crm", health, false, at(n * apart));
            }
            breaker.permits(at(10 * apart))
        };
        assert!(!alternate(1));
        assert!(alternate(4));
    }

    #[test]
    fn after_a_rest_one_goes_and_says_how_it_is() {
        let mut breaker = opened();
        let until = breaker.rests_until().expect("a rest");
        assert!((at(3)..at(7)).contains(&until), "{until}");
        assert!(breaker.permits(until));
        assert!(breaker.begin());
        assert!(!breaker.permits(until), "only one");
        breaker.note("crm", Health::Well, false, until);
        assert!(!breaker.permits(until), "what began earlier says nothing");
        breaker.note("crm", Health::Well, true, until);
        assert!(breaker.permits(until));
        assert!(!breaker.begin(), "all is well, none is a trial");
    }

    #[test]
    fn each_failed_trial_doubles_the_rest_up_to_a_bound() {
        let mut breaker = opened();
        let mut rests = Vec::new();
        for _ in 0..12 {
            let until = breaker.rests_until().expect("a rest");
            breaker.begin();
            breaker.note("crm", Health::Failing, true, until);
            rests.push(breaker.rests_until().expect("a rest").since(until));
        }
        assert!(
            rests[0] >= Duration::from_micros(7_500_000) && rests[0] <= Duration::from_micros(12_500_000)
        );
        let longest = rests.iter().max().expect("rests");
        assert!(*longest <= Duration::from_secs(375) && rests[11] >= Duration::from_secs(225));
    }

    #[test]
    fn one_that_refuses_us_opens_it_at_once() {
        let mut breaker = Breaker::default();
        breaker.note("crm", Health::Refusing, false, at(0));
        assert!(!breaker.permits(at(1)));
    }
}
