//! What became of what went out, as its channel tells later; addresses that take nothing.

use std::collections::{BTreeMap, VecDeque};

use compact_str::CompactString;
use voorzet_domain::conversation::happening::Suppressed;
use voorzet_domain::conversation::{Bounced, Status, Step, channel_of};
use voorzet_domain::event::builtin;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Entry, Position};
use voorzet_store::error::StoreError;
use voorzet_store::outbox::{Send, SendKey, SendState};
use voorzet_store::turn::Turn;

use super::Scene;
use crate::deliver::Whose;
use crate::live::Core;
use crate::live::draft::Cause;
use crate::live::stop::Stop;

/// How many of those that nothing is known of yet are remembered.
const EARLY: usize = 4_096;

/// After a start, so far back the log is looked at for what was told early.
const BACK: Duration = Duration::from_days(1);

/// What a channel tells of something that went out, or never will.
#[derive(Debug)]
pub(in crate::live) enum Fate {
    /// How far it is.
    Told(Box<Send>, Step, Option<String>),
    /// Its address takes nothing.
    Refused(Box<Send>, String),
    /// What is on a thread of the outbox is called off, for a reason; what of it waits, as the store has it.
    Recalled(i64, Vec<Send>, &'static str),
}

/// What was told of things whose number at the provider is not known yet: a provider may tell of a message before it
/// has answered that it has it. A stop forgets none of it, as all of it stands in the log.
#[derive(Debug, Default)]
pub(in crate::live) struct Early {
    told: BTreeMap<CompactString, (Step, Option<String>)>,
    order: VecDeque<CompactString>,
}

impl Early {
    fn note(&mut self, reference: CompactString, step: Step, problem: Option<String>) {
        if let Some(known) = self.told.get_mut(&reference) {
            if step > known.0 {
                *known = (step, problem);
            }
            return;
        }
        if self.order.len() >= EARLY
            && let Some(oldest) = self.order.pop_front()
        {
            self.told.remove(&oldest);
        }
        self.order.push_back(reference.clone());
        self.told.insert(reference, (step, problem));
    }

    fn take(&mut self, reference: &str) -> Option<(Step, Option<String>)> {
        let told = self.told.remove(reference)?;
        self.order.retain(|known| known != reference);
        Some(told)
    }
}

impl Core {
    /// Takes in what became of a message.
    pub(in crate::live) fn take_status(
        &mut self,
        entry: &Entry,
        at: Timestamp,
        cause: Cause,
    ) -> Result<(), Stop> {
        let status: Status = match serde_json::from_str(entry.event.data.get()) {
            Ok(status) => status,
            Err(error) => return self.set_aside(cause, None, (1, &error.to_string()), at),
        };
        let disk = self.store.read();
        let by_key = match &status.key {
            Some(key) => disk.send(&SendKey(key.clone()))?,
            None => None,
        };
        let send = match (by_key, &status.reference) {
            (None, Some(reference)) => disk.send_by_reference(reference)?,
            (by_key, _) => by_key,
        };
        match (send, status.reference) {
            (Some(send), _) => self.said.fates.push(Fate::Told(Box::new(send), status.step, status.problem)),
            (None, Some(reference)) => self.early.note(reference, status.step, status.problem),
            (None, None) => {}
        }
        Ok(())
    }

    /// Takes in that an address takes no messages.
    pub(in crate::live) fn take_bounce(&mut self, entry: &Entry, scene: Scene<'_>) -> Result<(), Stop> {
        let bounced: Bounced = match serde_json::from_str(entry.event.data.get()) {
            Ok(bounced) => bounced,
            Err(error) => return self.set_aside(scene.cause, None, (1, &error.to_string()), scene.at),
        };
        let Bounced { account, address, hard, key, problem } = bounced;
        let disk = self.store.read();
        let named = key.is_some();
        let send = match key {
            Some(key) => {
                disk.send(&SendKey(key))?.filter(|send| has_gone(send) && send.planned.route == account)
            }
            None => None,
        };
        // Who forwards mail to an address that takes none has not sent it there: that one we know nothing of. And who
        // states that an address failed must name what went to it, or anybody could shut off everybody.
        let to_it = send.as_ref().is_some_and(|send| send.planned.to.eq_ignore_ascii_case(&address));
        if let Some(send) = send {
            self.said.fates.push(Fate::Told(Box::new(send), Step::Failed, Some(problem.clone())));
        }
        if hard && (to_it || !named) {
            let channel = CompactString::from(channel_of(&account));
            let waiting = self.store.read().waiting_of_address(&address)?;
            let of_channel = |send: &Send| channel_of(&send.planned.route) == channel;
            for send in waiting.into_iter().filter(of_channel) {
                self.said.fates.push(Fate::Refused(Box::new(send), refusal(&problem)));
            }
            self.happen(Suppressed { channel, address, problem }, scene)?;
        }
        Ok(())
    }

    /// After a start: what was told of things whose number is not known yet.
    pub(in crate::live) fn reload_early(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let disk = self.store.read();
        let (from, before) = (now.minus(BACK), (Timestamp::LAST, Position(i64::MAX)));
        let mut told = Vec::new();
        disk.each_of_kind(
            builtin::MESSAGE_STATUS,
            before,
            from,
            |_| true,
            |_, entry| {
                told.extend(entry);
                Ok(told.len() < EARLY)
            },
        )?;
        for entry in told.into_iter().rev() {
            let Ok(status) = serde_json::from_str::<Status>(entry.event.data.get()) else { continue };
            let Status { reference: Some(reference), key, step, problem, .. } = status else { continue };
            let by_key = key.map(|key| disk.send(&SendKey(key))).transpose()?.flatten();
            if by_key.is_none() && disk.send_by_reference(&reference)?.is_none() {
                self.early.note(reference, step, problem);
            }
        }
        Ok(())
    }

    /// What the step that went well was told becomes so.
    pub(in crate::live) fn meet_fates(&mut self, turn: &mut Turn) {
        for fate in self.said.fates.drain(..) {
            match fate {
                Fate::Told(send, step, problem) => self.outbox.told(&send, step, problem, self.now, turn),
                Fate::Refused(send, problem) => self.outbox.refuse(&send, &problem, self.now, turn),
                Fate::Recalled(thread, waiting, problem) => {
                    self.outbox.call_off(Whose::Thread(thread), waiting, |_| false, problem, self.now, turn);
                }
            }
        }
    }

    /// Of what went out in this turn something may have been told before.
    pub(in crate::live) fn recall_early(&mut self, turn: &mut Turn) {
        if self.early.told.is_empty() {
            return;
        }
        let known = turn.sends.iter().filter_map(|change| {
            let told = self.early.take(change.reference.as_ref()?)?;
            Some((change.key.clone(), told))
        });
        let known: Vec<_> = known.collect();
        for (key, (step, problem)) in known {
            // Should the store not say, it stays as far as it is.
            if let Ok(Some(send)) = self.store.read().send(&key) {
                self.outbox.told(&send, step, problem, self.now, turn);
            }
        }
    }

    /// Why an address is sent nothing; nothing when it is.
    pub(in crate::live) fn refusal(&self, route: &str, address: &str) -> Option<String> {
        let known = self.desk.suppressed(channel_of(route), address, self.store.read());
        known.ok().flatten().map(|problem| refusal(&problem))
    }
}

/// Whether something went out, or may have.
fn has_gone(send: &Send) -> bool {
    !matches!(send.state, SendState::Planned | SendState::Cancelled)
}

/// What is said of what goes to an address that takes nothing.
fn refusal(problem: &str) -> String {
    format!("the address takes no messages: {problem}")
}
