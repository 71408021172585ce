//! A customer wrote: which conversation it belongs to, and which cases it is about.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use compact_str::{CompactString, format_compact};
use smallvec::SmallVec;
use voorzet_domain::conversation::case::{How, Kind, State};
use voorzet_domain::conversation::happening::{
    Because, ConversationOpened, Heard, Joined, Queued, ReopenedBy, WokenBy,
};
use voorzet_domain::conversation::received::Outcome;
use voorzet_domain::conversation::{
    Case, CaseId, ConversationId, Manners, MessageNumber, Received, Utterance,
};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Entry, Mode};

use super::Scene;
use super::acknowledge::Arrival;
use super::opening::Opening;
use crate::desk::{reason, route, token};
use crate::live::Core;
use crate::live::draft::Cause;
use crate::live::stop::Stop;

/// What may only be a message's thread counts for one in which something was said since.
const HINTS: Duration = Duration::from_days(7);

/// How many cases that were resolved are looked at for one that a message may be about.
const RESOLVED: usize = 20;

/// Who says that it did not help speaks of what was resolved, whenever that was.
const FOR_EVER: Duration = Duration::from_days(36_500);

impl Core {
    /// Takes in what a customer wrote.
    pub(in crate::live) fn take_message(
        &mut self,
        entry: &Entry,
        customer: Option<CustomerId>,
        at: Timestamp,
        cause: Cause,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let received: Received = match serde_json::from_str(entry.event.data.get()) {
            Ok(received) => received,
            Err(error) => return self.set_aside(cause, None, (1, &error.to_string()), at),
        };
        let utterance = Utterance { id: &entry.event.id, at: entry.event.time, received: &received };
        let said = Scene { at, cause, customer, heard: Some(utterance) };
        let originals = self.originals_of(customer);
        let conversation = match self.find_thread(&received, &originals, at)? {
            Some(known) => known,
            None => self.open_thread(&received, said)?,
        };
        let message = self.desk.next_message();
        let about = self.reacted_to(&received)?;
        // What answers a question of ours is an answer and nothing else.
        let answers = !received.automatic
            && self.answer_in_thread(&received, conversation, customer, said, strategy)?;
        let quiet = answers || received.automatic || received.reaction.is_some();
        let cases = if quiet {
            Vec::new()
        } else {
            self.find_cases(entry, &received, conversation, &originals, said, strategy)?
        };
        let language = if quiet { None } else { self.reasons.language(&received) };
        let due = self.promises(&cases, &received.channel, at, strategy)?;
        let heard = Heard {
            conversation,
            message,
            cases: cases.clone(),
            automatic: received.automatic || answers,
            channel: received.channel.clone(),
            about,
            language,
            due,
        };
        let begun = self.begun(&heard, at)?;
        self.happen(heard.clone(), said)?;
        if let Some(begun) = begun {
            self.acknowledge(Arrival { entry, received: &received, heard: &heard, begun }, said)?;
        }
        self.end_cases(conversation, received.outcome, Scene { heard: None, ..said })?;
        self.hear_outcome(conversation, received.outcome, said)?;
        if cause.mode == Mode::History {
            // It is told, and over.
            for id in cases {
                if let Some(case) = self.case(id)? {
                    self.happen_all(case.resolve(How::ClosedPlainly, None), Scene { heard: None, ..said })?;
                }
            }
        }
        Ok(())
    }

    fn propose(&self, strategy: &Strategy, received: &Received) -> reason::Proposal {
        self.reasons.propose(self.desk.counts(), strategy, received)
    }

    /// The original customers who are one with this one.
    fn originals_of(&self, customer: Option<CustomerId>) -> SmallVec<[CustomerId; 1]> {
        customer.map(|customer| self.people.originals(customer)).unwrap_or_default()
    }

    /// The conversation that a message belongs to, when it has begun.
    fn find_thread(
        &mut self,
        received: &Received,
        originals: &[CustomerId],
        at: Timestamp,
    ) -> Result<Option<ConversationId>, Stop> {
        for key in received.threads.iter().filter(|key| !received.hints.contains(key)) {
            if let Some(known) = self.desk.thread(key, self.store.read())? {
                return Ok(Some(known));
            }
        }
        for key in &received.hints {
            let Some(id) = self.desk.thread(key, self.store.read())? else { continue };
            let Some(known) = self.desk.conversation(id, self.store.read())? else { continue };
            let same = known.customer.is_some_and(|customer| originals.contains(&customer))
                || (known.account == received.account && known.address == received.from.address);
            if same && at.since(known.last_at) <= HINTS {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn open_thread(&mut self, received: &Received, scene: Scene<'_>) -> Result<ConversationId, Stop> {
        let conversation = self.desk.next_conversation();
        let token = token(self.token_key, conversation);
        self.happen(
            ConversationOpened {
                conversation,
                channel: received.channel.clone(),
                account: received.account.clone(),
                address: received.from.address.clone(),
                name: received.from.name.clone(),
                subject: received.subject.clone(),
                token,
            },
            scene,
        )?;
        Ok(conversation)
    }

    /// The message that a sign was put at.
    fn reacted_to(&self, received: &Received) -> Result<Option<MessageNumber>, Stop> {
        let Some(reaction) = &received.reaction else { return Ok(None) };
        let disk = self.store.read();
        let theirs = format_compact!("{}|{}", received.account, reaction.to);
        for name in [theirs.as_str(), reaction.to.as_str()] {
            if let Some(number) = self.desk.named(name, disk)? {
                return Ok(Some(number));
            }
        }
        let Some(send) = disk.send_by_reference(&reaction.to)? else { return Ok(None) };
        Ok(self.desk.named(&send.planned.key.0, disk)?)
    }

    /// The cases that a message is about, open from now on.
    fn find_cases(
        &mut self,
        entry: &Entry,
        received: &Received,
        conversation: ConversationId,
        originals: &[CustomerId],
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<Vec<CaseId>, Stop> {
        let at = scene.at;
        let settling = match received.outcome {
            Some(Outcome::Unsolved) => FOR_EVER,
            _ => Manners::of(&received.channel).settling,
        };
        let here = self.cases_here(conversation)?;
        let stated = received.reason.as_ref().map(|name| reason::known(strategy, name));
        let goes_on = talked_about(&here, stated.as_deref(), at, settling);
        if !goes_on.is_empty() && received.call_back.is_none() {
            for id in &goes_on {
                self.take_up(*id, conversation, scene, strategy)?;
            }
            return Ok(goes_on);
        }
        let about = match (stated, here.iter().find(|case| goes_on.contains(&case.id))) {
            (Some(reason), _) => reason::Proposal::stated(reason),
            (None, Some(case)) => {
                reason::Proposal { reason: case.reason.clone(), ..self.propose(strategy, received) }
            }
            (None, None) => self.propose(strategy, received),
        };
        if let Some(call) = &received.call_back {
            let opening = Opening {
                kind: Kind::CallBack,
                due: Some(call.from),
                until: Some(call.until),
                phone: Some(call.phone.as_str().into()),
                ..Opening::contact(conversation, &received.channel, about, entry.event.time.min(at))
            };
            let new = self.known_contact(&opening.about.reason, originals, at, settling)?;
            let case = self.open_case(Opening { counts: new.is_none(), ..opening }, scene, strategy)?;
            return Ok(vec![case]);
        }
        if let Some(known) = self.known_contact(&about.reason, originals, at, settling)? {
            self.take_up(known, conversation, scene, strategy)?;
            return Ok(vec![known]);
        }
        let opening = Opening::contact(conversation, &received.channel, about, entry.event.time.min(at));
        Ok(vec![self.open_case(opening, scene, strategy)?])
    }

    /// What a customer says is over, is.
    fn end_cases(
        &mut self,
        conversation: ConversationId,
        outcome: Option<Outcome>,
        scene: Scene<'_>,
    ) -> Result<(), Stop> {
        let how = match outcome {
            Some(Outcome::Solved) => How::CustomerSaysSolved,
            Some(Outcome::Closed) => How::ClosedPlainly,
            Some(Outcome::Unsolved) | None => return Ok(()),
        };
        for case in self.cases_here(conversation)? {
            // Who leaves a chat may wait for a mail still, or for what an agent promised; and a call is to be made.
            let elsewhere = case.conversations.len() > 1 || case.state == State::Snoozed;
            let stays = how == How::ClosedPlainly && elsewhere;
            if case.kind != Kind::CallBack && !stays {
                self.happen_all(case.resolve(how, None), scene)?;
            }
        }
        Ok(())
    }

    /// The cases of a conversation, the newest first.
    fn cases_here(&mut self, conversation: ConversationId) -> Result<Vec<Case>, Stop> {
        let known = self.conversation(conversation)?.map(|known| known.cases).unwrap_or_default();
        let mut cases = Vec::new();
        for id in known.into_iter().rev() {
            if let Some(case) = self.case(id)?
                && case.merged_into.is_none()
                && matches!(case.kind, Kind::Contact | Kind::FollowUp | Kind::CallBack)
            {
                cases.push(case);
            }
        }
        Ok(cases)
    }

    /// The case that a contact on a reason is about; none when it is a new one.
    pub(super) fn known_contact(
        &mut self,
        reason: &str,
        originals: &[CustomerId],
        at: Timestamp,
        settling: Duration,
    ) -> Result<Option<CaseId>, Stop> {
        if let Some(open) = self.desk.open_contact(originals, reason) {
            return Ok(Some(open));
        }
        if originals.is_empty() {
            return Ok(None);
        }
        // What changed since the last commit the store does not know.
        let past = self.store.read().cases_of(originals, CaseId(u32::MAX), RESOLVED)?;
        let here = originals.iter().flat_map(|original| self.desk.known_of(*original));
        let mut known: Vec<CaseId> = past.iter().map(|case| case.id).chain(here).collect();
        known.sort_unstable_by_key(|id| Reverse(*id));
        known.dedup();
        for id in known {
            if let Some(case) = self.case(id)?
                && case.kind == Kind::Contact
                && case.reason == reason
                && has_not_settled(&case, at, settling)
            {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// A case goes on: the customer wrote about it.
    fn take_up(
        &mut self,
        id: CaseId,
        conversation: ConversationId,
        scene: Scene<'_>,
        strategy: &Strategy,
    ) -> Result<(), Stop> {
        let Some(case) = self.case(id)? else { return Ok(()) };
        let scene = Scene { heard: None, ..scene };
        if !case.is_open() {
            let again = case.reopen(ReopenedBy::Customer).unwrap_or_default();
            self.happen_all(again, scene)?;
        }
        self.happen_all(case.wake(WokenBy::Customer), scene)?;
        if !case.conversations.contains(&conversation) {
            self.happen(Joined { case: id, conversation }, scene)?;
        }
        // Whose work it was may have gone home.
        let gone = case.state == State::Snoozed && case.agent.is_some_and(|agent| !self.is_on_duty(agent));
        if gone {
            let (queue, because) = (case.queue.clone(), Because::Woken);
            let due = route::due_in(strategy, &queue, &case);
            self.happen(Queued { case: id, queue, because, due }, scene)?;
        }
        Ok(())
    }

    /// By when those of some cases that waited for nobody are promised an answer.
    fn promises(
        &mut self,
        cases: &[CaseId],
        channel: &CompactString,
        at: Timestamp,
        strategy: &Strategy,
    ) -> Result<BTreeMap<CaseId, Timestamp>, Stop> {
        let mut due = BTreeMap::new();
        for id in cases {
            if let Some(case) = self.case(*id)?
                && case.due.is_none()
                && let Some(by) = route::due(strategy, &case.queue, case.kind, channel, at)
            {
                due.insert(*id, by);
            }
        }
        Ok(due)
    }
}

/// Of the cases of a conversation, the newest first, those that go on in it: all that are open, or about the reason that
/// is stated; else the last one, when it has not settled.
fn talked_about(here: &[Case], stated: Option<&str>, at: Timestamp, settling: Duration) -> Vec<CaseId> {
    let about = |case: &&Case| stated.is_none_or(|reason| case.reason == reason);
    let mut open: Vec<CaseId> =
        here.iter().filter(about).filter(|case| case.is_open()).map(|case| case.id).collect();
    if open.is_empty() {
        let last = here.iter().filter(about).find(|case| has_not_settled(case, at, settling));
        open.extend(last.map(|case| case.id));
    }
    open
}

/// Whether a case that is resolved may still be what somebody writes about.
fn has_not_settled(case: &Case, at: Timestamp, settling: Duration) -> bool {
    let since = case.resolved.filter(|_| case.merged_into.is_none());
    since.is_some_and(|(resolved, _)| at.since(resolved) < settling)
}
