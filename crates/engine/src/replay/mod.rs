//! Replay: a strategy run over a history in virtual time, by the same `decide` that runs live.
//!
//! [`prepare`] reads events on the reading thread; [`Replay::take`] lets them happen one by one: what fell
//! due before, then the event for the customer it is about or for every customer tied to its asset;
//! [`Replay::finish`] lets time run to the end and gives the [`Report`]. Nothing is sent, nothing is kept:
//! memory holds the customers' states, and no event.
//!
//! History cannot contain what our own actions would have changed. Contacts come as they came, a repair is
//! taken as tried and what follows is counted apart as *if not fixed*.

mod learning;
mod people;
mod period;
mod prepared;
mod repeats;
pub mod report;
mod tally;

use std::io::Write;
use std::sync::Arc;

use voorzet_domain::asset::Assets;
use voorzet_domain::customer::{Cause, CustomerId};
use voorzet_domain::decide::outcome::{Happening, Outcome};
use voorzet_domain::decide::record::Record;
use voorzet_domain::decide::{Input, decide};
use voorzet_domain::reading::{News, Phase, Reading};
use voorzet_domain::strategy::model::{Strategy, Subject};
use voorzet_domain::time::Timestamp;

use learning::Learning;
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
    assets: Assets,
    incidents: Incidents,
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
    absent: u64,
    mistyped: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl<'a> Replay<'a> {
    /// A replay of a strategy. Every decision is written to `decisions`, one line of JSON each.
    pub fn new(strategy: Arc<Strategy>, period: Period, decisions: Option<&'a mut dyn Write>) -> Self {
        Self {
            period,
            people: People::default(),
            assets: Assets::default(),
            incidents: Incidents::default(),
            repeats: Repeats::default(),
            learning: Learning::new(&strategy),
            tallies: Tallies::new(&strategy, period),
            outcome: Outcome::default(),
            decisions,
            seen: Seen::default(),
            strategy,
        }
    }

    /// Lets one event happen. Events come in the order of time. Tells whether it could be used.
    pub fn take(&mut self, at: Timestamp, event: Prepared) -> Result<Result<(), Unusable>, std::io::Error> {
        if !self.period.sees(at) {
            return Ok(Ok(()));
        }
        if !self.repeats.is_new(event.digest, at) {
            self.seen.repeated += 1;
            return Ok(Ok(()));
        }
        self.pass_time(at, false)?;
        self.learning.advance(at);
        self.seen.events += 1;
        self.seen.first = self.seen.first.or(Some(at));
        self.seen.last = Some(at);
        let customer = self.people.recognise(&event.customer, cause(&event, at));
        match event.reading {
            Ok(Some(reading)) => self.happen(customer, &reading)?,
            Ok(None) => {}
            Err(unusable) => {
                self.seen.unusable += 1;
                return Ok(Err(unusable));
            }
        }
        Ok(Ok(()))
    }
}
