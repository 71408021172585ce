//! Learned chances: windows that have ended are counted, and at every midnight of the organisation a new snapshot
//! of rates is made of them.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use voorzet_domain::decide::Rates;
use voorzet_domain::strategy::model::{Chance, SignalId, Strategy};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_insight::rate::{Node, Observed, shrunk};

/// What was observed so far, and the snapshot that decisions read.
pub(crate) struct Learning {
    /// One node per reason, in an order where parents come first, then one per signal.
    nodes: Vec<Node>,
    first_signal: usize,
    prior: f64,
    weight: f64,
    zone: TimeZone,
    rates: Rates,
    midnight: Option<Timestamp>,
    learns: bool,
    /// Whether something was observed since the snapshot.
    fresh: bool,
}

impl Default for Learning {
    /// There is nothing to learn.
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            first_signal: 0,
            prior: 0.0,
            weight: 0.0,
            zone: TimeZone::UTC,
            rates: Rates::default(),
            midnight: None,
            learns: false,
            fresh: false,
        }
    }
}

impl Learning {
    pub(crate) fn new(strategy: &Strategy) -> Self {
        let mut order: Vec<usize> = (0..strategy.reasons.len()).collect();
        order.sort_by_key(|index| strategy.reasons[*index].line.len());
        let mut place = vec![0; order.len()];
        for (at, index) in order.iter().enumerate() {
            place[*index] = at;
        }
        let observed = Observed::default();
        let node = |parent: Option<usize>| Node { parent, observed };
        let reasons = order
            .iter()
            .map(|index| node(strategy.reasons[*index].parent.map(|parent| place[parent.index()])));
        let signals = strategy.signals.iter().map(|signal| node(Some(place[signal.reason.index()])));
        Self {
            nodes: reasons.chain(signals).collect(),
            first_signal: strategy.reasons.len(),
            prior: strategy.learning.prior,
            weight: strategy.learning.weight,
            zone: strategy.zone.clone(),
            rates: Rates::unknown(strategy),
            midnight: None,
            fresh: false,
            learns: strategy.signals.iter().any(|signal| matches!(signal.chance, Chance::Learned)),
        }
    }

    /// The snapshot in force.
    pub(crate) fn rates(&self) -> &Rates {
        &self.rates
    }

    /// What was observed of a signal so far.
    pub(crate) fn observed(&self, signal: SignalId) -> Observed {
        self.nodes[self.first_signal + signal.index()].observed
    }

    /// A window ended.
    pub(crate) fn observe(&mut self, signal: SignalId, hit: bool) {
        let observed = &mut self.nodes[self.first_signal + signal.index()].observed;
        observed.windows += 1;
        observed.hits += u64::from(hit);
        self.fresh = true;
    }

    /// What was observed before.
    pub(crate) fn recall(&mut self, signal: SignalId, observed: Observed) {
        self.nodes[self.first_signal + signal.index()].observed = observed;
    }

    /// Goes on at an instant with a snapshot that was made before; `fresh` when more was observed since.
    pub(crate) fn resume(&mut self, now: Timestamp, rates: Rates, fresh: bool) {
        self.rates = rates;
        self.fresh = fresh;
        self.midnight = Some(next_midnight(&self.zone, now));
    }

    /// Makes a snapshot of what was observed.
    pub(crate) fn snap(&mut self) {
        let rates = shrunk(&self.nodes, self.prior, self.weight);
        self.rates = Rates(rates[self.first_signal..].to_vec());
        self.fresh = false;
    }

    /// Whether anything was observed.
    pub(crate) fn knows(&self) -> bool {
        self.nodes.iter().any(|node| node.observed.windows > 0)
    }

    /// The midnight that will make a snapshot.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.midnight.filter(|_| self.learns && self.fresh)
    }

    /// The midnight at `now` or before it that is to make a snapshot of what was observed. Everything before it must
    /// have happened when [`advance`](Self::advance) is called; `more` says that something is still under way
    /// of which more may be observed.
    pub(crate) fn due(&mut self, now: Timestamp, more: bool) -> Option<Timestamp> {
        let midnight = self.midnight.filter(|midnight| self.learns && *midnight <= now);
        if midnight.is_some() && !self.fresh && !more {
            self.midnight = Some(next_midnight(&self.zone, now));
            return None;
        }
        midnight
    }

    /// Time comes to `now`: at the first call of a new day what was observed becomes the snapshot.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        if !self.learns || self.midnight.is_some_and(|midnight| now < midnight) {
            return;
        }
        if self.midnight.is_some() && self.fresh {
            self.snap();
        }
        self.midnight = Some(next_midnight(&self.zone, now));
    }
}

/// The first instant of the next day on the zone's calendar.
fn next_midnight(zone: &TimeZone, now: Timestamp) -> Timestamp {
    let tomorrow = zone.to_datetime(now.to_jiff()).date().tomorrow();
    let start = tomorrow
        .ok()
        .and_then(|day| zone.to_ambiguous_timestamp(day.to_datetime(Time::midnight())).compatible().ok());
    start.map_or(now.plus(Duration::from_days(1)), Timestamp::from_jiff)
}
