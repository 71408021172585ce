//! Counts per reason while a replay runs.

use std::collections::BTreeMap;

use voorzet_domain::decide::outcome::{Barrier, Decision, Deed, End, Happening, Means, Verdict};
use voorzet_domain::strategy::model::{Level, ReasonId, SignalId, Strategy};

use super::period::Period;

/// What was decided, and done about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Decided {
    pub(super) act: u64,
    pub(super) nothing: u64,
    pub(super) deferred: u64,
    pub(super) held_out: u64,
    pub(super) refused: BTreeMap<Barrier, u64>,
    pub(super) actions: Vec<(Level, Means, u64)>,
    pub(super) cost: f64,
}

impl Decided {
    fn count(&mut self, decision: &Decision) {
        match &decision.verdict {
            Verdict::Act(deed) => self.act(deed),
            Verdict::HeldOut(_) => self.held_out += 1,
            Verdict::Nothing => self.nothing += 1,
            Verdict::Deferred { .. } => self.deferred += 1,
            Verdict::Refused { by } => *self.refused.entry(*by).or_default() += 1,
        }
    }

    fn act(&mut self, deed: &Deed) {
        self.act += 1;
        self.cost += deed.cost;
        self.add(deed.level, deed.means, 1);
    }

    fn add(&mut self, level: Level, means: Means, n: u64) {
        match self.actions.iter_mut().find(|(l, m, _)| *l == level && *m == means) {
            Some((.., count)) => *count += n,
            None => self.actions.push((level, means, n)),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.act += other.act;
        self.nothing += other.nothing;
        self.deferred += other.deferred;
        self.held_out += other.held_out;
        self.cost += other.cost;
        for (by, n) in &other.refused {
            *self.refused.entry(*by).or_default() += n;
        }
        for (level, means, n) in &other.actions {
            self.add(*level, *means, *n);
        }
    }
}

/// One reason's counts, or all reasons' together.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) signals: u64,
    pub(super) crowded: u64,
    pub(super) contacts: u64,
    pub(super) expected: u64,
    pub(super) expectations: u64,
    pub(super) met: u64,
    pub(super) too_late: u64,
    pub(super) missed: u64,
    pub(super) lapsed: u64,
    pub(super) held_out: u64,
    /// Seconds between expectation and contact, of every contact expected in time.
    pub(super) leads: Vec<u32>,
    pub(super) decided: Decided,
    /// What was decided after a repair was tried, and so holds only if it failed.
    pub(super) if_not_fixed: Decided,
    /// What was offered at contacts.
    pub(super) offered: Decided,
    /// How often each signal's condition held.
    pub(super) by_signal: BTreeMap<SignalId, u64>,
    /// Who contacted the organisation: one bit per customer.
    pub(super) callers: People,
    /// Whom it would have approached.
    pub(super) approached: People,
}

impl Tally {
    fn merge(&mut self, other: &Self) {
        self.signals += other.signals;
        self.crowded += other.crowded;
        self.contacts += other.contacts;
        self.expected += other.expected;
        self.expectations += other.expectations;
        self.met += other.met;
        self.too_late += other.too_late;
        self.missed += other.missed;
        self.lapsed += other.lapsed;
        self.held_out += other.held_out;
        self.leads.extend_from_slice(&other.leads);
        self.decided.merge(&other.decided);
        self.if_not_fixed.merge(&other.if_not_fixed);
        self.offered.merge(&other.offered);
        self.callers.merge(&other.callers);
        self.approached.merge(&other.approached);
    }
}

/// The counts of a whole replay, by reason.
pub(super) struct Tallies {
    period: Period,
    pub(super) reasons: Vec<Tally>,
}

impl Tallies {
    pub(super) fn new(strategy: &Strategy, period: Period) -> Self {
        Self { period, reasons: vec![Tally::default(); strategy.reasons.len()] }
    }

    /// Counts what came of one input for a customer; times are the event's own.
    pub(super) fn count(
        &mut self,
        happening: &Happening,
        customer: u32,
        at: voorzet_domain::time::Timestamp,
        strategy: &Strategy,
    ) {
        let counts = self.period.counts(at);
        match happening {
            Happening::Signal(id) if counts => {
                let tally = self.signal(*id, strategy);
                tally.signals += 1;
                *tally.by_signal.entry(*id).or_default() += 1;
            }
            Happening::Crowded(id) if counts => self.signal(*id, strategy).crowded += 1,
            Happening::Opened { signal, at, .. } if self.period.counts(*at) => {
                self.signal(*signal, strategy).expectations += 1;
            }
            Happening::Settled { reason, opened, end, .. } if self.period.counts(*opened) => {
                let tally = self.reason(*reason);
                *match end {
                    End::Met => &mut tally.met,
                    End::TooLate => &mut tally.too_late,
                    End::Missed => &mut tally.missed,
                    End::Lapsed => &mut tally.lapsed,
                } += 1;
            }
            Happening::HeldOut { reason, opened } if self.period.counts(*opened) => {
                self.reason(*reason).held_out += 1;
            }
            Happening::Contact { reason, expected, .. } if counts => {
                let tally = self.reason(*reason);
                tally.contacts += 1;
                tally.callers.add(customer);
                if let Some(lead) = expected {
                    tally.expected += 1;
                    tally.leads.push(u32::try_from(lead.as_secs()).unwrap_or(u32::MAX));
                }
            }
            Happening::Decision(decision) if self.period.counts(decision.at) => {
                let tally = self.reason(decision.reason);
                if decision.signal.is_none() {
                    tally.offered.count(decision);
                } else if decision.if_not_fixed {
                    tally.if_not_fixed.count(decision);
                } else {
                    tally.decided.count(decision);
                }
                if approaches(decision) {
                    tally.approached.add(customer);
                }
            }
            _ => {}
        }
    }

    /// All reasons together; a customer of several is one customer.
    pub(super) fn total(&self) -> Tally {
        let mut total = Tally::default();
        for tally in &self.reasons {
            total.merge(tally);
        }
        total
    }

    fn reason(&mut self, id: ReasonId) -> &mut Tally {
        &mut self.reasons[id.index()]
    }

    fn signal(&mut self, id: SignalId, strategy: &Strategy) -> &mut Tally {
        self.reason(strategy.signals[id.index()].reason)
    }
}

/// Whether the customer hears of it.
fn approaches(decision: &Decision) -> bool {
    match &decision.verdict {
        Verdict::Act(deed) => deed.means.channel().is_some() || matches!(deed.means, Means::Alert(_)),
        _ => false,
    }
}

/// A set of customers: one bit each.
#[derive(Clone, Debug, Default)]
pub(super) struct People(Vec<u64>);

impl People {
    fn add(&mut self, customer: u32) {
        let word = customer as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (customer % 64);
    }

    fn merge(&mut self, other: &Self) {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own |= other;
        }
    }

    /// How many there are when originals that were linked count as the one who stands for them.
    pub(super) fn unique(&self, survivor: impl Fn(u32) -> u32) -> u64 {
        let mut survivors = Self::default();
        for (word, bits) in self.0.iter().enumerate() {
            for bit in (0..64).filter(|bit| bits & (1 << bit) != 0) {
                survivors.add(survivor(word as u32 * 64 + bit));
            }
        }
        survivors.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}
