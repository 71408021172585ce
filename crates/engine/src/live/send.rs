//! What was decided becomes what is sent.

use compact_str::CompactString;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::decide::permits;
use voorzet_domain::strategy::model::{ChannelId, PurposeId};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::Position;
use voorzet_store::error::StoreError;
use voorzet_store::figure::Trait;
use voorzet_store::outbox::{Planned, Send, SendState};
use voorzet_store::reader::Reader;
use voorzet_store::turn::Turn;

use super::Core;
use super::stop::Stop;
use crate::deliver::plan::subscriptions;
use crate::deliver::{Dispatch, Recipient, Report, Whose};

/// What is said of a message that its customer no longer wants.
const OBJECTED: &str = "the customer does not want it any more";

/// What a customer does not allow.
#[derive(Clone)]
struct Objection {
    purpose: CompactString,
    channels: Vec<CompactString>,
    /// Since when that is known.
    at: Timestamp,
}

impl Objection {
    fn is_about(&self, planned: &Planned) -> bool {
        planned.purpose.as_ref() == Some(&self.purpose)
            && planned.channel.as_ref().is_some_and(|channel| self.channels.contains(channel))
    }
}

/// What the store knows of what is to be done.
#[derive(Default)]
pub(super) struct Known {
    /// Each customer who objected, and what waits for them.
    objected: Vec<(CustomerId, Objection, Vec<Send>)>,
    /// What is said of each customer for whom something is to be done.
    traits: Vec<Vec<Trait>>,
}

impl Core {
    /// Looks up what is known of what the step says is to be done.
    pub(super) fn look_up(&self) -> Result<Known, Stop> {
        let mut known = Known::default();
        let disk = self.store.read();
        for (customer, purpose, at) in &self.said.objections {
            let objection = self.objection(*customer, *purpose, *at)?;
            for original in self.people.originals(*customer) {
                known.objected.push((original, objection.clone(), disk.waiting_of_customer(original)?));
            }
        }
        for deed in &self.said.deeds {
            let mut traits = Vec::new();
            for original in self.people.originals(deed.customer) {
                traits.extend(disk.traits(original)?);
                traits.extend(self.fold.traits_of(original).cloned());
            }
            known.traits.push(traits);
        }
        Ok(known)
    }

    /// What a customer no longer allows, all that they said taken together.
    fn objection(&self, customer: CustomerId, purpose: PurposeId, at: Timestamp) -> Result<Objection, Stop> {
        let mut objection = Objection { purpose: CompactString::default(), channels: Vec::new(), at };
        let Some(strategy) = self.publications.current() else { return Ok(objection) };
        objection.purpose.clone_from(&strategy.purposes[purpose.index()].name);
        self.people.work(customer, |person| {
            for (index, channel) in strategy.channels.iter().enumerate() {
                if permits(person, strategy, Some(purpose), ChannelId(index as u16)).is_err() {
                    objection.channels.push(channel.name.clone());
                }
            }
        })?;
        Ok(objection)
    }

    /// Plans what the step that went well says is to be done, and calls off what is not to be done any more.
    pub(super) fn deliver(&mut self, known: Known, turn: &mut Turn) {
        let (Some(strategy), Some(planner)) = (self.publications.current(), &self.planner) else { return };
        for (customer, objection, waiting) in known.objected {
            let keep = |planned: &Planned| !objection.is_about(planned);
            self.outbox.call_off(Whose::Customer(customer), waiting, keep, OBJECTED, objection.at, turn);
        }
        let deeds = std::mem::take(&mut self.said.deeds);
        for (deed, traits) in deeds.into_iter().zip(known.traits) {
            let recipient = Recipient::of(&self.people.directory, deed.customer, &traits);
            let (decision, routes) = (&deed.decision, self.outbox.routes());
            let plan = planner.plan(strategy, routes, decision, &recipient, deed.cause, decision.at);
            let Some(mut plan) = plan else { continue };
            if is_planned(&plan.planned, self.store.read(), turn) {
                continue;
            }
            if plan.failed.is_none() {
                plan.failed = self.refusal(&plan.planned.route, &plan.planned.to);
            }
            let waiting = if plan.replaces {
                // What is unsent and unknown here is overtaken by its own end of use.
                self.store.read().waiting_of_thread(plan.planned.thread).unwrap_or_default()
            } else {
                Vec::new()
            };
            plan.write(waiting, &mut self.outbox, turn);
        }
        self.said.objections.clear();
    }

    /// Puts what is sent without a decision in the outbox, each once.
    pub(super) fn put_out(&mut self, turn: &mut Turn) {
        for plan in std::mem::take(&mut self.said.plans) {
            if !is_planned(&plan.planned, self.store.read(), turn) {
                plan.write(Vec::new(), &mut self.outbox, turn);
            }
        }
    }

    /// What became of things that were handed to the routes, and what may go now.
    pub(super) fn dispatch(
        &mut self,
        now: Timestamp,
        reports: Vec<Report>,
        turn: &mut Turn,
    ) -> Result<Vec<Dispatch>, StoreError> {
        for report in reports {
            // By a clock that was set back, what a receiver asks for would be over before it began.
            let at = report.at.max(now);
            self.outbox.report(Report { at, ..report }, turn);
        }
        if self.loading {
            return Ok(Vec::new());
        }
        if self.recovers {
            let sending = self.store.read().sends(Some(SendState::Sending), i64::MAX, usize::MAX)?;
            self.outbox.recover(sending, now, turn);
            self.reload_early(now)?;
            self.recovers = false;
        }
        for want in self.outbox.wants(now) {
            let disk = self.store.read();
            let sends = disk.due_sends(&want.route, want.due, want.limit)?;
            let last = sends.last().map_or(Timestamp::MIN, |send| send.planned.not_before);
            let then = disk.next_send(&want.route, last)?;
            self.outbox.load(&want, sends, then);
        }
        let behind = self.backlog.first().map_or(Duration::ZERO, |first| now.since(first));
        let disk = self.store.read();
        // Should the store not say, the order is what suffers.
        let waiting = |thread| disk.waiting_of_thread(thread).unwrap_or_default();
        Ok(self.outbox.next(now, behind, turn, waiting))
    }

    /// Plans what subscribers are told of our own entries, which come into the log after `last`.
    pub(super) fn tell_subscribers(&mut self, last: Position, now: Timestamp, turn: &mut Turn) {
        if self.outbox.routes().0.values().all(|route| route.types.is_empty()) {
            return;
        }
        for (index, entry) in turn.entries.iter().enumerate() {
            let position = Position(last.0 + 1 + index as i64);
            let directory = &self.people.directory;
            let label = entry.customer.map(|id| directory.label(directory.survivor(id)).to_string());
            for planned in subscriptions(&self.outbox, entry, position, label.as_deref(), now) {
                self.outbox.planned(&planned.route, planned.not_before);
                turn.planned.push(planned);
            }
        }
    }
}

/// Whether the same thing to the same person for the same reason is in the outbox or on its way there: an event
/// that came late, or twice in other words, can lead to it again. Should the store not say, it keeps the first of
/// them anyhow.
fn is_planned(planned: &Planned, disk: &Reader, turn: &Turn) -> bool {
    let mut of_this = turn.planned.iter().rev().take_while(|known| known.cause == planned.cause);
    of_this.any(|known| known.key == planned.key)
        || disk.send(&planned.key).is_ok_and(|known| known.is_some())
}
