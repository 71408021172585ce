//! What agents ask. Each is decided on at once, and sees what those before it did.

use compact_str::CompactString;
use voorzet_domain::conversation::agent::Status;
use voorzet_domain::conversation::case::{Kind, State};
use voorzet_domain::conversation::command::Happenings;
use voorzet_domain::conversation::happening::{
    Because, ConversationOpened, Joined, Noted, Profiled, Queued, ReopenedBy, Snoozed, Split, StatusSet,
    WokenBy,
};
use voorzet_domain::conversation::{AgentId, Case, CaseId, Claim, ConversationId, Refusal};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::Mode;
use voorzet_store::turn::Turn;

use super::Scene;
use super::opening::Opening;
use crate::desk::reason::{self as desk_reason, Proposal, known};
use crate::desk::{DeskCommand, Note, Wish, route, token};
use crate::live::draft::Cause;
use crate::live::stop::Stop;
use crate::live::work::{Answer, CommandError};
use crate::live::{Core, tell};
use crate::own::{self, kind};

/// What came of what was asked.
pub(super) type Asked = Result<Result<Answer, CommandError>, Stop>;

/// The account of conversations in which colleagues talk among themselves.
const INTERNAL: &str = "internal";

impl Core {
    /// Does what an agent asks, or nothing of it.
    pub(in crate::live) fn at_desk(
        &mut self,
        command: &DeskCommand,
        now: Timestamp,
        turn: &mut Turn,
    ) -> Asked {
        if self.loading {
            return Ok(Err(CommandError::Failed("the desk is still being loaded; try again".to_owned())));
        }
        let DeskCommand { by, wish } = command;
        let asked = match wish {
            Wish::Say(say) => return self.say(say, *by, now, turn),
            Wish::Unsay(message) => return self.unsay(*message, *by, now, turn),
            wish => self.grant(wish, *by, now),
        };
        match asked {
            Ok(Ok(answer)) => self.settle(turn).map(|()| Ok(answer)),
            refused => {
                self.take_back();
                refused
            }
        }
    }

    fn grant(&mut self, wish: &Wish, by: AgentId, now: Timestamp) -> Asked {
        match wish {
            Wish::Claim(case) => self.with_case(*case, now, |core, case| case.claim(core.claim_of(by, case))),
            Wish::Assign { case, agent: Some(agent) } => {
                self.with_case(*case, now, |core, case| case.assign(core.claim_of(*agent, case), by.name()))
            }
            Wish::Assign { case, agent: None } => self.with_case(*case, now, |core, case| {
                case.release(Because::Left, core.due_in(&case.queue, case))
            }),
            Wish::View(case) => self.with_case(*case, now, |_, case| Ok(case.view(by))),
            Wish::Snooze { case, until } => self.with_case(*case, now, |_, case| {
                if *until <= now { Ok(case.wake(WokenBy::Person)) } else { case.snooze(*until, by) }
            }),
            Wish::Wake(case) => self.with_case(*case, now, |_, case| Ok(case.wake(WokenBy::Person))),
            Wish::Transfer { case, queue, agent, note } => {
                if queue.as_ref().is_some_and(|queue| !self.knows_queue(queue)) {
                    return Ok(Err(CommandError::Unknown));
                }
                self.with_case(*case, now, |core, case| {
                    let to = queue.as_ref().unwrap_or(&case.queue);
                    let claim = agent.map(|agent| core.claim_of(agent, case));
                    case.transfer(queue.clone(), claim, note.clone(), by, core.due_in(to, case))
                })
            }
            Wish::Resolve { case, how } => {
                self.with_case(*case, now, |_, case| Ok(case.resolve(*how, Some(by))))
            }
            Wish::Reopen(case) => self.with_case(*case, now, |_, case| case.reopen(ReopenedBy::Person)),
            Wish::Note(note) => self.note(note, by, now),
            Wish::Split { case, reason, note } => self.split(*case, reason, note, by, now),
            Wish::Merge { case, into } => self.merge_cases(*case, *into, by, now),
            Wish::Classify { case, reason } => self.classify(*case, reason, by, now),
            Wish::SetStatus { agent, name, status, because } => {
                let said = StatusSet {
                    agent: *agent,
                    status: *status,
                    because: because.clone(),
                    name: name.clone(),
                };
                self.set_status(said, now)
            }
            Wish::SetProfile { agent, name, skills, languages, capacity } => {
                let said = Profiled {
                    agent: *agent,
                    name: name.clone(),
                    skills: skills.clone(),
                    languages: languages.clone(),
                    capacity: *capacity,
                };
                self.happen(said, asked_at(now, None))?;
                Ok(Ok(Answer::Desk { case: None, message: None }))
            }
            Wish::Say(_) | Wish::Unsay(_) => Ok(Err(CommandError::Unknown)),
        }
    }

    /// Something happens to one case, or is refused.
    fn with_case(
        &mut self,
        id: CaseId,
        now: Timestamp,
        wish: impl FnOnce(&Self, &Case) -> Result<Happenings, Refusal>,
    ) -> Asked {
        let Some(case) = self.case(id)? else { return Ok(Err(CommandError::Unknown)) };
        match wish(self, &case) {
            Err(refusal) => Ok(Err(refusal.into())),
            Ok(happenings) => {
                self.happen_all(happenings, asked_at(now, case.customer))?;
                Ok(Ok(Answer::Desk { case: Some(id), message: None }))
            }
        }
    }

    /// An agent's claim to a case.
    pub(super) fn claim_of(&self, agent: AgentId, case: &Case) -> Claim {
        let strategy = self.publications.current();
        let patience = strategy.and_then(|strategy| route::patience_seconds(strategy, &case.queue));
        Claim { agent, patience_seconds: patience }
    }

    fn due_in(&self, queue: &str, case: &Case) -> Option<Timestamp> {
        route::due_in(self.publications.current()?, queue, case)
    }

    fn knows_queue(&self, name: &str) -> bool {
        let strategy = self.publications.current();
        strategy.is_some_and(|strategy| strategy.queues.iter().any(|queue| queue.name == name))
    }

    fn note(&mut self, note: &Note, by: AgentId, now: Timestamp) -> Asked {
        let Some(case) = self.case(note.case)? else { return Ok(Err(CommandError::Unknown)) };
        let name = format!("note:{}:{}", case.id.0, note.id);
        if let Some(known) = self.desk.named(&name, self.store.read())? {
            return Ok(Ok(Answer::Desk { case: Some(case.id), message: Some(known) }));
        }
        let scene = asked_at(now, case.customer);
        let conversation = match case.conversations.first() {
            Some(conversation) => *conversation,
            None => self.open_internal(&case, scene)?,
        };
        let message = self.desk.next_message();
        let said = Noted {
            conversation,
            case: case.id,
            message,
            id: note.id.clone(),
            by,
            author: note.author.clone(),
            text: note.text.clone(),
            mentions: note.mentions.clone(),
        };
        self.happen(said, scene)?;
        Ok(Ok(Answer::Desk { case: Some(case.id), message: Some(message) }))
    }

    /// What has no conversation with the customer yet is talked about among colleagues.
    fn open_internal(&mut self, case: &Case, scene: Scene<'_>) -> Result<ConversationId, Stop> {
        let conversation = self.desk.next_conversation();
        let said = ConversationOpened {
            conversation,
            channel: CompactString::const_new(INTERNAL),
            account: CompactString::const_new(INTERNAL),
            address: String::new(),
            name: None,
            subject: None,
            token: token(self.token_key, conversation),
        };
        self.happen(said, scene)?;
        self.happen(Joined { case: case.id, conversation }, scene)?;
        Ok(conversation)
    }

    /// Part of a case is another case. The customer came about both, so it is another contact.
    fn split(&mut self, from: CaseId, reason: &str, note: &str, by: AgentId, now: Timestamp) -> Asked {
        let (Some(case), Some(strategy)) = (self.case(from)?, self.publications.current().cloned()) else {
            return Ok(Err(CommandError::Unknown));
        };
        if strategy.reason_id(reason).is_none() {
            return Ok(Err(CommandError::Unknown));
        }
        if !case.is_open() {
            return Ok(Err(CommandError::Past(case.state.name())));
        }
        let reason = known(&strategy, reason);
        let originals = case.customer.map(|customer| self.people.originals(customer)).unwrap_or_default();
        if self.desk.open_contact(&originals, &reason).is_some() {
            return Ok(Err(CommandError::Past("open")));
        }
        let Some(conversation) = case.conversations.first().copied() else {
            return Ok(Err(CommandError::Past("without a conversation")));
        };
        let since = case.contact.as_ref().map_or(case.opened, |contact| contact.at);
        let opening = Opening {
            subject: Some(case.subject.clone()).filter(|subject| !subject.is_empty()),
            since: case.waiting_since,
            ..Opening::contact(conversation, &case.channel, Proposal::stated(reason.clone()), since)
        };
        let scene = asked_at(now, case.customer);
        let new = self.open_case(opening, scene, &strategy)?;
        for conversation in case.conversations.iter().skip(1) {
            self.happen(Joined { case: new, conversation: *conversation }, scene)?;
        }
        let said = Split { case: new, from, reason, note: note.to_owned(), by };
        self.happen(said, scene)?;
        Ok(Ok(Answer::Desk { case: Some(new), message: None }))
    }

    fn merge_cases(&mut self, from: CaseId, into: CaseId, by: AgentId, now: Timestamp) -> Asked {
        let (Some(case), Some(stays)) = (self.case(from)?, self.case(into)?) else {
            return Ok(Err(CommandError::Unknown));
        };
        if from == into || !stays.is_open() {
            return Ok(Err(CommandError::Past(stays.state.name())));
        }
        if !self.are_one(case.customer, stays.customer) {
            return Ok(Err(CommandError::Past("of another customer")));
        }
        match case.merge(into, by) {
            Err(refusal) => Ok(Err(refusal.into())),
            Ok(happenings) => {
                self.happen_all(happenings, asked_at(now, case.customer))?;
                Ok(Ok(Answer::Desk { case: Some(into), message: None }))
            }
        }
    }

    fn are_one(&self, one: Option<CustomerId>, other: Option<CustomerId>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => {
                self.people.directory.survivor(one) == self.people.directory.survivor(other)
            }
            (one, other) => one == other,
        }
    }

    /// A case is about another reason, and so is the contact that was counted for it.
    fn classify(&mut self, id: CaseId, reason: &str, by: AgentId, now: Timestamp) -> Asked {
        let (Some(case), Some(strategy)) = (self.case(id)?, self.publications.current().cloned()) else {
            return Ok(Err(CommandError::Unknown));
        };
        if strategy.reason_id(reason).is_none() {
            return Ok(Err(CommandError::Unknown));
        }
        let scene = asked_at(now, case.customer);
        self.happen_all(case.classify(reason.into(), by), scene)?;
        // What somebody has stays theirs; what nobody has waits where those are who know about it.
        let queue = desk_reason::queue(&strategy, reason, None);
        let home = case.home.as_ref().unwrap_or(&case.queue);
        let moves = case.kind == Kind::Contact && case.is_open() && case.agent.is_none();
        if moves && case.reason != reason && queue != *home {
            let due = case
                .waiting_since
                .and_then(|since| route::due(&strategy, &queue, case.kind, &case.channel, since));
            let rests = case.snoozed_until;
            self.happen(Queued { case: id, queue, because: Because::Classified, due }, scene)?;
            if let Some(until) = rests {
                self.happen(Snoozed { case: id, until, by }, scene)?;
            }
        }
        if let Some(contact) = case.contact.as_ref().filter(|_| case.reason != reason) {
            let said = own::Contact {
                reason: reason.into(),
                channel: contact.channel.as_str().into(),
                lead_seconds: contact.lead_seconds,
                instead_of: Some(case.reason.as_str().into()),
                cost: 0,
                complaint: false,
                originals: Vec::new(),
                segment: contact.segment.as_deref().map(Into::into),
            };
            // It counts where it was counted.
            let cause = Cause { position: None, mode: self.mode(Mode::Live, contact.at) };
            let entry = tell::entry(kind::CONTACT_COUNTED, contact.at, cause, case.customer, &said)?;
            self.said.entries.push(entry);
        }
        Ok(Ok(Answer::Desk { case: Some(id), message: None }))
    }

    /// An agent comes or goes. What waits for an answer of somebody who goes, waits in its queue.
    fn set_status(&mut self, said: StatusSet, now: Timestamp) -> Asked {
        let StatusSet { agent, status, .. } = said;
        if self.desk.agent(agent).is_some_and(|known| known.status == status) {
            return Ok(Ok(Answer::Desk { case: None, message: None }));
        }
        self.happen(said, asked_at(now, None))?;
        if status == Status::Offline {
            let owed = |case: &&&Case| {
                case.agent == Some(agent) && case.state == State::Assigned && case.waiting_since.is_some()
            };
            let open = self.desk.open();
            let left: Vec<Case> = open.iter().filter(owed).map(|case| (*case).clone()).collect();
            for case in left {
                let due = self.due_in(&case.queue, &case);
                let left = case.release(Because::Left, due).unwrap_or_default();
                self.happen_all(left, asked_at(now, case.customer))?;
            }
        }
        Ok(Ok(Answer::Desk { case: None, message: None }))
    }
}

/// A person asks it, now.
pub(in crate::live) fn asked_at(now: Timestamp, customer: Option<CustomerId>) -> Scene<'static> {
    let cause = Cause { position: None, mode: Mode::Live };
    Scene { at: now, cause, customer, heard: None }
}
