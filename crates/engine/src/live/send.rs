//! What was decided becomes what is sent.

use voorzet_domain::customer::CustomerId;
use voorzet_domain::state::consent::Consent;
use voorzet_domain::strategy::model::{Basis, Strategy};
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::Position;
use voorzet_store::error::StoreError;
use voorzet_store::figure::Trait;
use voorzet_store::outbox::{Planned, Send, SendState};
use voorzet_store::turn::Turn;

use super::Core;
use crate::deliver::plan::subscriptions;
use crate::deliver::{Dispatch, Recipient, Report, Whose};

/// What is said of a message that its customer no longer wants.
const OBJECTED: &str = "the customer does not want it any more";

/// What the store knows of what is to be done.
#[derive(Default)]
pub(super) struct Known {
    /// What waits for each customer who objected.
    objected: Vec<(CustomerId, Consent, Vec<Send>)>,
    /// What is said of each customer for whom something is to be done.
    traits: Vec<Vec<Trait>>,
}

impl Core {
    /// Looks up what is known of what the step says is to be done.
    pub(super) fn look_up(&self) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let disk = self.store.read();
        for (customer, consent) in &self.said.objections {
            for original in self.people.originals(*customer) {
                known.objected.push((original, consent.clone(), disk.waiting_of_customer(original)?));
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

    /// Plans what the step that went well says is to be done, and calls off what is not to be done any more.
    pub(super) fn deliver(&mut self, known: Known, turn: &mut Turn) {
        let (Some(strategy), Some(planner)) = (self.publications.current(), &self.planner) else { return };
        for (customer, consent, waiting) in known.objected {
            let keep = |planned: &Planned| !is_about(&consent, planned, strategy);
            self.outbox.call_off(Whose::Customer(customer), waiting, keep, OBJECTED, self.now, turn);
        }
        for (deed, traits) in self.said.deeds.drain(..).zip(known.traits) {
            let recipient = Recipient::of(&self.people.directory, deed.customer, &traits);
            let (decision, routes) = (&deed.decision, self.outbox.routes());
            let plan = planner.plan(strategy, routes, decision, &recipient, deed.cause, decision.at);
            let Some(plan) = plan else { continue };
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

    /// What became of things that were handed to the routes, and what may go now.
    pub(super) fn dispatch(
        &mut self,
        now: Timestamp,
        reports: Vec<Report>,
        turn: &mut Turn,
    ) -> Result<Vec<Dispatch>, StoreError> {
        for report in reports {
            self.outbox.report(report, turn);
        }
        if self.loading {
            return Ok(Vec::new());
        }
        if self.recovers {
            let sending = self.store.read().sends(Some(SendState::Sending), i64::MAX, usize::MAX)?;
            self.outbox.recover(sending, now, turn);
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
        Ok(self.outbox.next(now, behind, turn))
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

/// Whether an objection is about something to be sent.
fn is_about(objection: &Consent, planned: &Planned, strategy: &Strategy) -> bool {
    let purpose = &strategy.purposes[objection.purpose.index()];
    let channel = objection.channel.map(|channel| &strategy.channels[channel.index()].name);
    // What the law requires to be told cannot be objected to.
    purpose.basis != Basis::Legal
        && planned.purpose.as_ref() == Some(&purpose.name)
        && channel.is_none_or(|channel| planned.channel.as_ref() == Some(channel))
}
