//! One step: an entry of the log, something that fell due, or a customer whom a round reaches. Either all of it
//! happens or nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use compact_str::CompactString;
use smallvec::SmallVec;
use voorzet_domain::customer::{self, CustomerId, LinkId};
use voorzet_domain::decide::outcome::{Decision, Means, Verdict};
use voorzet_domain::decide::{Input, decide};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::Claim;
use voorzet_domain::reading::{self, News, Reading, Unusable};
use voorzet_domain::state::Person;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;
use voorzet_domain::value::Value;
use voorzet_store::entry::{Entry, Mode, Position};
use voorzet_store::turn::{Poison, Timer, Turn};

use super::Core;
use super::desk::Scene;
use super::draft::Cause;
use super::round::Round;
use super::stop::{Stop, said};
use super::tell::{self, Telling};
use crate::desk::reason::Contacted;
use crate::own::{self, kind};
use crate::reach::Whom;

/// The segment that a person is in, as far as one is known.
fn segment_of(person: &Person<'_>, strategy: &Strategy) -> Option<CompactString> {
    match person.trait_value(strategy.segment()?)? {
        Value::Text(segment) if !segment.is_empty() => Some(segment.clone()),
        _ => None,
    }
}

/// Whether an agent is asked to act.
fn is_alert(decision: &Decision) -> bool {
    matches!(&decision.verdict, Verdict::Act(deed) if matches!(deed.means, Means::Alert(_)))
}

/// An entry whose customer is recognised and of which is known whom it reaches, but that was not decided on. To
/// find that out changes who is who, so it is done once.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    position: Position,
    customer: Option<CustomerId>,
    whom: Result<Whom, Unusable>,
}

/// What the strategy reads of an event that was put in the log at an instant. Nothing happens after it is known.
pub(super) fn read(event: &Event, at: Timestamp, strategy: &Strategy) -> Result<Option<Reading>, Unusable> {
    Ok(reading::read_to_say(event, strategy)?.map(|reading| reading.held_to(at)))
}

impl Core {
    /// Decides on an entry from outside.
    pub(super) fn hear(
        &mut self,
        entry: &Entry,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        let identified = self.take_in(entry, entry.at.max(self.clock), strategy, turn)?;
        self.fold.heard(&entry.event, entry.at, entry.mode);
        if let Some(customer) = identified {
            self.fold.identified(&entry.event, entry.position, customer);
        }
        Ok(())
    }

    /// Decides again on an entry that had been set aside: for those customers for whom that failed, or altogether.
    pub(super) fn hear_again(
        &mut self,
        entry: &Entry,
        again: &Entry,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        let (at, position) = (again.at.max(self.clock), entry.position);
        self.said.poison.push(Poison { position, tries: 0, problem: String::new() });
        let came = self.store.read().caused_by(position, usize::MAX)?;
        let aside = came.iter().filter(|entry| entry.event.kind == kind::EVENT_QUARANTINED);
        let failed: Vec<CustomerId> = aside.filter_map(|entry| entry.own?.customer).collect();
        if failed.is_empty() {
            let identified = self.take_in(entry, at, strategy, turn)?;
            if let Some(customer) = identified {
                self.fold.identified(&entry.event, position, customer);
            }
            return Ok(());
        }
        let cause = Cause { position: Some(position), mode: self.mode(entry.mode, at) };
        if let Ok(Some(reading)) = read(&entry.event, at, strategy) {
            for customer in failed {
                self.reach_before(customer, at, strategy, turn)?;
                self.decide_on(customer, &reading, at, cause, strategy)?;
            }
        }
        self.settle(turn)
    }

    /// Takes in an event at an instant. Gives whose traits it states.
    fn take_in(
        &mut self,
        entry: &Entry,
        at: Timestamp,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<Option<CustomerId>, Stop> {
        let (event, position) = (&entry.event, entry.position);
        let cause = Cause { position: Some(position), mode: self.mode(entry.mode, at) };
        let reading = read(event, at, strategy);
        let reached = match self.reached.take().filter(|reached| reached.position == position) {
            Some(reached) => reached,
            None => self.find_reached(entry, at, &reading, strategy, turn)?,
        };
        // Kept for the next try, should this one fail.
        let Reached { customer, whom, .. } = self.reached.insert(reached).clone();
        let Whom { mut reached, news } = whom.as_ref().ok().cloned().unwrap_or_default();
        let mut many = SmallVec::new();
        if cause.mode == Mode::Live && reached.len() >= self.settings.round_at {
            // Its own customer is told of more than that, so they are told at once.
            let own = customer.map(|customer| self.people.directory.survivor(customer));
            let is_own = |id: &CustomerId| Some(self.people.directory.survivor(*id)) == own;
            (reached, many) = reached.iter().copied().partition(is_own);
        }
        for reached in reached.iter().chain(&customer) {
            self.reach_before(*reached, at, strategy, turn)?;
            self.said.whose.push((*reached, position));
        }
        if let Some(customer) = customer {
            self.people.load(customer, self.store.read(), &mut self.publications)?;
            self.people.note_identities(customer, &event.customer);
        }
        if let Ok(Some(reading)) = &reading {
            if !many.is_empty() {
                self.begin_round(Round::new(position, at, Arc::new(reading.clone()), many.to_vec()))?;
            }
            for reached in reached {
                self.decide_on(reached, reading, at, cause, strategy)?;
            }
        }
        for said in &news {
            if let Some(customer) = customer {
                self.decide_on(customer, said, at, cause, strategy)?;
            }
        }
        if let Err(unusable) = &whom {
            self.set_aside(cause, None, (1, &unusable.to_string()), at)?;
        }
        match event.kind.as_str() {
            builtin::MESSAGE => self.take_message(entry, customer, at, cause, strategy)?,
            builtin::MESSAGE_STATUS => self.take_status(entry, at, cause)?,
            builtin::MESSAGE_BOUNCED => {
                self.take_bounce(entry, Scene { at, cause, customer, heard: None })?;
            }
            _ => {}
        }
        let identified = customer.filter(|_| event.kind == builtin::IDENTIFY);
        if let Some(customer) = identified {
            let said = tell::entry(kind::CUSTOMER_IDENTIFIED, at, cause, Some(customer), &tell::Nothing {})?;
            self.said.entries.push(said);
        }
        self.settle(turn)?;
        self.take_changes(at, turn);
        Ok(identified)
    }

    /// Decides on an event for one customer. At the last try what fails for one does not fail for the others.
    fn decide_on(
        &mut self,
        customer: CustomerId,
        reading: &Reading,
        at: Timestamp,
        cause: Cause,
        strategy: &Arc<Strategy>,
    ) -> Result<(), Stop> {
        if !self.is_last_try(self.unit) {
            return self.decide(customer, Input::Event(reading), at, cause, strategy);
        }
        let (much, mark) = (self.said.much(), self.desk.mark());
        let decide = || self.decide(customer, Input::Event(reading), at, cause, strategy);
        let problem = match catch_unwind(AssertUnwindSafe(decide)) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(Stop::Fault(problem))) => problem,
            Ok(Err(stop)) => return Err(stop),
            Err(panic) => said(&*panic),
        };
        self.said.unsay(much);
        self.desk.take_back_to(mark);
        self.set_aside(cause, Some(customer), (self.settings.tries, &problem), at)
    }

    /// What the entry said of who is who counts.
    pub(super) fn take_changes(&mut self, at: Timestamp, turn: &mut Turn) {
        self.reached = None;
        let changes = self.people.directory.take_changes();
        turn.directory.sources.extend(changes.sources);
        turn.directory.originals.extend(changes.originals);
        turn.directory.identities.extend(changes.identities);
        let linked: Vec<LinkId> = changes.links.iter().map(|link| LinkId(link.number)).collect();
        self.say_joined(&linked, at, turn);
        turn.directory.links.extend(changes.links);
        turn.directory.suggestions.extend(changes.suggestions);
        self.reach.take_changes(turn);
    }

    /// Recognises whose an event is and whom it reaches.
    fn find_reached(
        &mut self,
        entry: &Entry,
        at: Timestamp,
        reading: &Result<Option<Reading>, Unusable>,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<Reached, Stop> {
        let event = &entry.event;
        // Who they are is about to change: what is on its way to them reaches them as they were.
        if !self.rounds.is_empty() {
            let find = |claim: &Claim| self.people.directory.find(&claim.identity);
            for named in event.customer.iter().filter_map(find).collect::<Vec<_>>() {
                self.reach_before(named, at, strategy, turn)?;
            }
        }
        self.unsettled = true;
        let stated = customer::Cause { source: &event.source, id: &event.id, time: event.time };
        let identifies = matches!(event.kind.as_str(), builtin::IDENTIFY | builtin::ALIAS);
        let customer = self.people.recognise(&event.customer, stated, identifies);
        let directory = &self.people.directory;
        let whom = match reading {
            Ok(None) => Ok(Whom::default()),
            Ok(Some(reading)) => {
                let kind = &strategy.types[reading.kind.index()];
                self.reach.take(customer, reading, kind, |id| directory.survivor(id), entry.position.0)
            }
            Err(unusable) => Err(unusable.clone()),
        };
        self.unsettled = false;
        Ok(Reached { position: entry.position, customer, whom })
    }

    /// Decides on what fell due for a customer.
    pub(super) fn fall_due(
        &mut self,
        timer: Timer,
        strategy: &Arc<Strategy>,
        turn: &mut Turn,
    ) -> Result<(), Stop> {
        let Timer { due, customer } = timer;
        self.reach_before(customer, due, strategy, turn)?;
        self.people.load(customer, self.store.read(), &mut self.publications)?;
        let cause = Cause { position: None, mode: self.mode(Mode::Live, due) };
        self.people.unschedule(customer);
        // Whom a round reached late may owe something of before the clock: it is decided on as of then.
        self.decide(customer, Input::Due, due, cause, strategy)?;
        self.settle(turn)
    }

    /// Decides for a customer, and notes what comes of it.
    ///
    /// What fell due for them before comes first, as time's doing and not as this input's: somebody whom a round
    /// reached late may owe it.
    pub(super) fn decide(
        &mut self,
        customer: CustomerId,
        input: Input<'_>,
        now: Timestamp,
        cause: Cause,
        strategy: &Arc<Strategy>,
    ) -> Result<(), Stop> {
        self.people.load(customer, self.store.read(), &mut self.publications)?;
        if let Input::Event(_) = input {
            while let Some(due) = self.people.due(customer).filter(|due| *due < now) {
                let time = Cause { position: None, mode: self.mode(Mode::Live, due) };
                self.decide_alone(customer, Input::Due, due, time, strategy)?;
            }
        }
        self.decide_alone(customer, input, now, cause, strategy)
    }

    fn decide_alone(
        &mut self,
        customer: CustomerId,
        input: Input<'_>,
        now: Timestamp,
        cause: Cause,
        strategy: &Arc<Strategy>,
    ) -> Result<(), Stop> {
        self.spent += 1;
        self.outcome.clear();
        let (rates, outcome) = (self.learning.rates(), &mut self.outcome);
        let mut segment = None;
        let worked = self.people.work(customer, |person| {
            decide(person, input, strategy, rates, now, outcome);
            if !outcome.happenings.is_empty() {
                segment = segment_of(person, strategy);
            }
        })?;
        let happened = match input {
            Input::Event(reading) => reading.time,
            Input::Due => now,
        };
        if let Input::Event(Reading { news: News::Contact(_), .. }) = input {
            self.contacted = Contacted::of(&self.outcome.happenings, segment.clone());
        }
        let before = self.said.deeds.len();
        let people = &self.people;
        let segment = segment.as_deref();
        let originals = people.originals(customer);
        let originals = originals.as_slice();
        let telling = Telling { strategy, customer, cause, now, happened, segment, originals };
        for happening in self.outcome.happenings.drain(..) {
            telling.tell(happening, || people.label(customer), &mut self.said)?;
        }
        self.people.accept(worked);
        if let Input::Event(Reading { news: News::Contact(_), .. }) = input {
            self.is_back(customer, Scene { at: now, cause, customer: Some(customer), heard: None })?;
        }
        self.open_alerts(before, customer, now, cause, strategy)?;
        if let Input::Event(Reading { news: News::Consent(consent), .. }) = input
            && !consent.given
        {
            self.said.objections.push((customer, consent.purpose, now));
            let originals = self.people.originals(customer);
            if self.ledger.measures(&originals) {
                let purpose = strategy.purposes[consent.purpose.index()].name.as_str().into();
                let originals = originals.iter().filter(|_| originals.len() > 1).map(|one| one.0).collect();
                let said = own::OptedOut { purpose, originals };
                self.said.entries.push(tell::entry(kind::UNIT_OPTED_OUT, now, cause, Some(customer), &said)?);
            }
        }
        Ok(())
    }

    /// Opens an item of the queue for each alert among what is to be done.
    fn open_alerts(
        &mut self,
        before: usize,
        customer: CustomerId,
        now: Timestamp,
        cause: Cause,
        strategy: &Arc<Strategy>,
    ) -> Result<(), Stop> {
        let alerts = self.said.deeds[before..].iter().filter(|deed| is_alert(&deed.decision));
        let alerts: Vec<Decision> = alerts.map(|deed| (*deed.decision).clone()).collect();
        for decision in alerts {
            let scene = Scene { at: now, cause, customer: Some(customer), heard: None };
            self.open_alert(&decision, scene, strategy)?;
        }
        Ok(())
    }

    /// All of the step so far went well: it counts.
    pub(super) fn settle(&mut self, turn: &mut Turn) -> Result<(), Stop> {
        let known = self.look_up()?;
        self.desk.settle();
        let timers = &mut self.timers;
        self.people.settle(|customer, from, to| timers.move_to(customer, from, to));
        turn.entries.append(&mut self.said.entries);
        turn.whose.append(&mut self.said.whose);
        turn.rounds.append(&mut self.said.rounds);
        turn.poison.append(&mut self.said.poison);
        self.rounds.0.extend(self.said.round.take());
        for (signal, hit) in self.said.windows.drain(..) {
            self.learning.observe(signal, hit);
            self.observed.insert(signal);
        }
        self.deliver(known, turn);
        self.put_out(turn);
        self.meet_fates(turn);
        self.measure(turn)
    }

    /// Nothing of the step since it last counted does.
    pub(super) fn take_back(&mut self) {
        self.people.take_back();
        self.desk.take_back();
        self.said.clear();
    }

    /// Whether something that happens at an instant is news.
    pub(super) fn mode(&self, mode: Mode, at: Timestamp) -> Mode {
        let lives = self.standing.live_since.is_some_and(|since| at >= since);
        if lives { mode } else { Mode::History }
    }
}
