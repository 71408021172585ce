//! Replay: a strategy run over a history in virtual time, by the same `decide` that runs live.
//!
//! [`prepare`] reads events on the reading thread; [`Replay::take`] lets them happen one by one: what fell
//! due before, then the event for the customer it is about or for every customer tied to its asset;
//! [`Replay::finish`] lets time run to the end and gives the [`Report`]. Nothing is sent, nothing is kept:
//! memory holds the customers' states, and no event.
//!
//! History cannot contain what our own actions would have changed. Contacts come as they came, a repair is
//! taken as tried and what follows is counted apart as *if not fixed*.

mod beside;
mod difference;
mod people;
mod period;
mod prepared;
pub(crate) mod repeats;
pub mod report;
mod tally;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use voorzet_domain::customer::{Cause, CustomerId};
use voorzet_domain::decide::outcome::{Happening, Outcome};
use voorzet_domain::decide::record::Record;
use voorzet_domain::decide::{Input, decide};
use voorzet_domain::reading::{Reading, Unusable};
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;

use crate::learning::Learning;
use crate::reach::{Reach, Whom};
pub use beside::{Beside, Compared};
pub use difference::{Difference, differences};
use people::People;
pub use period::Period;
pub use prepared::{Prepared, prepare};
use repeats::Repeats;
use report::{Report, Row};
use tally::Tallies;

/// A replay under way.
pub struct Replay<'a> {
    strategy: Arc<Strategy>,
    period: Period,
    people: People,
    reach: Reach,
    repeats: Repeats,
    learning: Learning,
    tallies: Tallies,
    outcome: Outcome,
    decisions: Option<&'a mut dyn Write>,
    seen: Seen,
}

/// What was seen of the history.
#[derive(Default)]
struct Seen {
    events: u64,
    repeated: u64,
    unusable: u64,
    problems: BTreeMap<String, u64>,
    absent: u64,
    mistyped: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

/// For how many events memory is asked for at once.
const AHEAD: usize = 16;

/// How many kinds of problem are told apart.
const PROBLEMS: usize = 100;

impl Seen {
    fn lose(&mut self, unusable: &Unusable) {
        self.unusable += 1;
        let problem = unusable.to_string();
        if self.problems.len() < PROBLEMS || self.problems.contains_key(&problem) {
            *self.problems.entry(problem).or_default() += 1;
        }
    }
}

impl<'a> Replay<'a> {
    /// A replay of a strategy. Every decision goes to `decisions`, one line of JSON each.
    pub fn new(strategy: Arc<Strategy>, period: Period, decisions: Option<&'a mut dyn Write>) -> Self {
        Self {
            period,
            people: People::default(),
            reach: Reach::default(),
            repeats: Repeats::default(),
            learning: Learning::new(&strategy),
            tallies: Tallies::new(&strategy, period),
            outcome: Outcome::default(),
            decisions,
            seen: Seen::default(),
            strategy,
        }
    }

    /// Lets events happen one after the other, as [`Self::take`] does.
    ///
    /// # Errors
    /// When the decisions cannot be written.
    pub fn take_all(&mut self, events: &[(Timestamp, Prepared)]) -> io::Result<()> {
        for few in events.chunks(AHEAD) {
            for (_, event) in few {
                self.people.fetch(&event.customer);
            }
            for (at, event) in few {
                self.take(*at, event)?;
            }
        }
        Ok(())
    }

    /// Lets one event happen; events come in the order of time. One that cannot be used is counted with
    /// the reason, and nothing else comes of it.
    ///
    /// # Errors
    /// When the decisions cannot be written.
    pub fn take(&mut self, at: Timestamp, event: &Prepared) -> io::Result<()> {
        if !self.period.sees(at) {
            return Ok(());
        }
        if !self.repeats.is_new(event.digest, at) {
            self.seen.repeated += 1;
            return Ok(());
        }
        self.pass_time(at, false)?;
        self.learning.advance(at);
        self.seen.events += 1;
        self.seen.first = self.seen.first.or(Some(at));
        self.seen.last = Some(at);
        let cause = Cause { source: &event.source, id: &event.id, time: at };
        let customer = self.people.recognise(&event.customer, cause, event.identifies);
        match &event.reading {
            Ok(None) => Ok(()),
            Ok(Some(reading)) => self.happen(customer, reading),
            Err(unusable) => {
                self.seen.lose(unusable);
                Ok(())
            }
        }
    }

    /// Lets time run to the end of the history and gives the report. `unreadable` is what was lost before
    /// it came here.
    ///
    /// # Errors
    /// When the decisions cannot be written.
    pub fn finish(mut self, unreadable: u64) -> io::Result<Report> {
        let end = self.period.until.or(self.seen.last);
        if let Some(end) = end {
            self.pass_time(end, true)?;
        }
        let strategy = &self.strategy;
        let unique = |people: &tally::People| people.unique(|id| self.people.survivor(CustomerId(id)).0);
        let reasons =
            strategy.reasons.iter().zip(&self.tallies.reasons).map(|(reason, tally)| {
                Row::of(&reason.id, reason.name.by_language(), tally, strategy, unique)
            });
        let reasons = reasons.collect();
        let total = self.tallies.total();
        Ok(Report {
            events: self.seen.events,
            repeated: self.seen.repeated,
            customers: self.people.unique(),
            from: self.period.from.or(self.seen.first),
            to: self.period.to.or(end),
            until: end,
            unreadable: unreadable + self.seen.unusable,
            problems: std::mem::take(&mut self.seen.problems),
            absent: self.seen.absent,
            mistyped: self.seen.mistyped,
            strategy: strategy.version.clone(),
            organisation: strategy.organisation.clone(),
            reasons,
            totals: Row::of("*", BTreeMap::new(), &total, strategy, unique),
        })
    }

    /// An event reaches whom it is about: its customer, or everybody tied to its asset.
    fn happen(&mut self, customer: Option<CustomerId>, reading: &Reading) -> io::Result<()> {
        self.seen.mistyped += u64::from(reading.mistyped);
        let at = reading.time;
        let strategy = Arc::clone(&self.strategy);
        let kind = &strategy.types[reading.kind.index()];
        let people = &self.people;
        match self.reach.take(customer, reading, kind, |id| people.survivor(id), 0) {
            Ok(Whom { reached, news }) => {
                for reached in reached {
                    self.decide(reached, Input::Event(reading), at)?;
                }
                for said in &news {
                    if let Some(customer) = customer {
                        self.decide(customer, Input::Event(said), at)?;
                    }
                }
            }
            Err(unusable) => self.seen.lose(&unusable),
        }
        Ok(())
    }

    /// Everything that falls due before `until`, or at it, in the order of time.
    fn pass_time(&mut self, until: Timestamp, inclusive: bool) -> io::Result<()> {
        while let Some((due, customer)) = self.people.next_due(until, inclusive) {
            self.learning.advance(due);
            self.decide(customer, Input::Due, due)?;
        }
        Ok(())
    }

    fn decide(&mut self, customer: CustomerId, input: Input<'_>, now: Timestamp) -> io::Result<()> {
        self.outcome.clear();
        let (strategy, rates, outcome) = (&self.strategy, self.learning.rates(), &mut self.outcome);
        self.people.with(customer, |person| decide(person, input, strategy, rates, now, outcome));
        self.seen.absent += u64::from(self.outcome.absent);
        if self.outcome.happenings.is_empty() {
            return Ok(());
        }
        for happening in &self.outcome.happenings {
            self.tallies.count(happening, customer.0, now, strategy);
            match happening {
                Happening::Window { signal, hit, .. } => self.learning.observe(*signal, *hit),
                Happening::Decision(decision) => {
                    if let Some(file) = &mut self.decisions
                        && self.period.counts(decision.at)
                    {
                        let label = self.people.label(customer);
                        serde_json::to_writer(&mut *file, &Record::of(decision, &label, strategy))?;
                        file.write_all(b"\n")?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
