//! What agents say to customers, and take back while it waits.

use std::collections::BTreeMap;

use serde_json::value::to_raw_value;
use voorzet_domain::conversation::case::{How, State};
use voorzet_domain::conversation::happening::{Joined, ReopenedBy, Said, Unsaid, WokenBy};
use voorzet_domain::conversation::{
    AgentId, Case, CaseId, Conversation, Manners, MessageNumber, Outgoing, Refusal,
};
use voorzet_domain::time::Timestamp;
use voorzet_store::desk::MessageKind;
use voorzet_store::entry::Position;
use voorzet_store::outbox::{Planned, Send, SendKey, SendState};
use voorzet_store::turn::Turn;

use super::ask::{Asked, asked_at};
use crate::deliver::Plan;
use crate::desk::{Say, route};
use crate::live::Core;
use crate::live::stop::Stop;
use crate::live::work::{Answer, CommandError};

impl Core {
    /// Says something to a customer: it is in the log, and in the outbox until it can be taken back no more.
    pub(super) fn say(&mut self, say: &Say, by: AgentId, now: Timestamp, turn: &mut Turn) -> Asked {
        let said = self.put_in_words(say, by, now);
        let (said, conversation) = match said {
            Ok(Ok(Spoken::New(said, conversation))) => (said, conversation),
            Ok(Ok(Spoken::Known(answer))) => return Ok(Ok(answer)),
            Ok(Err(refused)) => {
                self.take_back();
                return Ok(Err(refused));
            }
            Err(stop) => {
                self.take_back();
                return Err(stop);
            }
        };
        let index = turn.entries.len() + self.place_of_said();
        let cause = Position(self.backlog.last().0 + 1 + index as i64);
        let planned = planned(say, &said, &conversation, cause, now)?;
        let failed = self.refusal(&planned.route, &planned.to);
        self.settle(turn)?;
        Plan { planned, failed, replaces: false }.write(Vec::new(), &mut self.outbox, turn);
        let (case, message) = (said.cases.first().copied(), said.message);
        Ok(Ok(Answer::Desk { case, message: Some(message) }))
    }

    fn put_in_words(
        &mut self,
        say: &Say,
        by: AgentId,
        now: Timestamp,
    ) -> Result<Result<Spoken, CommandError>, Stop> {
        let Some(conversation) = self.conversation(say.conversation)? else {
            return Ok(Err(CommandError::Unknown));
        };
        let SendKey(key) = SendKey::said(conversation.id, &say.id);
        if let Some(message) = self.desk.named(&key, self.store.read())? {
            let case = say.cases.first().copied();
            return Ok(Ok(Spoken::Known(Answer::Desk { case, message: Some(message) })));
        }
        if let Some(last) = conversation.unseen(by, say.seen) {
            return Ok(Err(Refusal::Changed(last).into()));
        }
        let closed = conversation.window_until().is_some_and(|until| now >= until);
        if closed && say.template.is_none() {
            return Ok(Err(Refusal::Window.into()));
        }
        let scene = asked_at(now, conversation.customer);
        let mut cases: Vec<Case> = Vec::new();
        for id in &say.cases {
            match self.case(*id)? {
                Some(case) if !cases.iter().any(|known| known.id == case.id) => cases.push(case),
                Some(_) => {}
                None => return Ok(Err(CommandError::Unknown)),
            }
        }
        for case in &cases {
            if !case.conversations.contains(&conversation.id) {
                self.happen(Joined { case: case.id, conversation: conversation.id }, scene)?;
            }
            self.happen_all(case.wake(WokenBy::Person), scene)?;
            // Who answers what nobody has, has it.
            if case.is_open() && case.agent.is_none() {
                let claim = self.claim_of(by, case);
                self.happen_all(case.assign(claim, by.name()).unwrap_or_default(), scene)?;
            }
        }
        let said = Said {
            conversation: conversation.id,
            message: self.desk.next_message(),
            id: say.id.clone(),
            by: Some(by),
            author: say.author.clone(),
            text: say.text.clone(),
            subject: say.subject.clone(),
            attachments: say.attachments.clone(),
            template: say.template.clone(),
            choices: say.choices.clone(),
            key,
            cases: cases.iter().map(|case| case.id).collect(),
            waited: self.waited(&cases, now),
            at_once: Manners::of(&conversation.channel).undo.as_micros() == 0,
            acknowledges: None,
        };
        self.happen(said.clone(), scene)?;
        if say.resolve {
            for case in &cases {
                self.happen_all(case.resolve(How::Answered, Some(by)), scene)?;
            }
        }
        Ok(Ok(Spoken::New(Box::new(said), Box::new(conversation))))
    }

    /// For how long customers waited in cases, in opening hours of the queues.
    fn waited(&self, cases: &[Case], now: Timestamp) -> BTreeMap<CaseId, u32> {
        let Some(strategy) = self.publications.current() else { return BTreeMap::new() };
        let waited = |case: &Case| {
            Some((case.id, route::open_seconds(strategy, &case.queue, case.waiting_since?, now)))
        };
        cases.iter().filter_map(waited).collect()
    }

    /// The place among what the step says of what was said to a customer.
    fn place_of_said(&self) -> usize {
        let said = self.said.entries.iter().rposition(|entry| entry.kind == Said::KIND);
        said.unwrap_or_default()
    }

    /// Takes back what was said, while it waits.
    pub(super) fn unsay(
        &mut self,
        message: MessageNumber,
        by: AgentId,
        now: Timestamp,
        turn: &mut Turn,
    ) -> Asked {
        let Some(row) = self.desk.message(message, self.store.read())? else {
            return Ok(Err(CommandError::Unknown));
        };
        let answer = Answer::Desk { case: row.cases.first().copied(), message: Some(message) };
        if row.unsaid {
            return Ok(Ok(answer));
        }
        let key = row.name.clone().filter(|_| row.kind == MessageKind::Agent).map(SendKey);
        let Some(key) = key else { return Ok(Err(CommandError::Unknown)) };
        let Some(send) = self.send_now(&key, turn)? else { return Ok(Err(CommandError::Unknown)) };
        if !matches!(send.state, SendState::Planned | SendState::Failed) || self.outbox.is_under_way(&key) {
            return Ok(Err(CommandError::Past(send.state.name())));
        }
        let done = self.take_back_said(row.cases.as_slice(), &row, by, now);
        if let Err(stop) = done {
            self.take_back();
            return Err(stop);
        }
        self.settle(turn)?;
        match self.outbox.cancel(&send, now, turn) {
            Ok(()) => Ok(Ok(answer)),
            Err(past) => Ok(Err(CommandError::Past(past.0.name()))),
        }
    }

    fn take_back_said(
        &mut self,
        cases: &[voorzet_domain::conversation::CaseId],
        row: &voorzet_store::desk::MessageRow,
        by: AgentId,
        now: Timestamp,
    ) -> Result<(), Stop> {
        let customer = self.conversation(row.conversation)?.and_then(|known| known.customer);
        let scene = asked_at(now, customer);
        for id in cases {
            let Some(case) = self.case(*id)? else { continue };
            let by_this = case.answered.is_some_and(|answered| answered.message == row.number);
            let then = case.resolved.is_some_and(|(at, how)| at == row.at && how == How::Answered);
            if case.state == State::Resolved && by_this && then {
                self.happen_all(case.reopen(ReopenedBy::Unsaid).unwrap_or_default(), scene)?;
                if let Some(case) = self.case(*id)? {
                    let claim = self.claim_of(by, &case);
                    self.happen_all(case.assign(claim, by.name()).unwrap_or_default(), scene)?;
                }
            }
        }
        let said = Unsaid { conversation: row.conversation, message: row.number, cases: cases.to_vec(), by };
        self.happen(said, scene)
    }

    /// Something in the outbox as it is now, also when it came there in this turn.
    fn send_now(&self, key: &SendKey, turn: &Turn) -> Result<Option<Send>, Stop> {
        let fresh = turn.planned.iter().find(|planned| planned.key == *key).map(|planned| Send {
            number: 0,
            planned: planned.clone(),
            state: SendState::Planned,
            tries: 0,
            changed: planned.at,
            problem: None,
            reference: None,
        });
        let send = match fresh {
            Some(fresh) => Some(fresh),
            None => self.store.read().send(key)?,
        };
        let changed = turn.sends.iter().rev().find(|change| change.key == *key);
        Ok(send.map(|send| match changed {
            Some(change) => Send { state: change.state, tries: change.tries, ..send },
            None => send,
        }))
    }
}

/// What was said, or what had been.
enum Spoken {
    New(Box<Said>, Box<Conversation>),
    Known(Answer),
}

/// What goes to the outbox.
fn planned(
    say: &Say,
    said: &Said,
    conversation: &Conversation,
    cause: Position,
    now: Timestamp,
) -> Result<Planned, Stop> {
    let manners = Manners::of(&conversation.channel);
    let window = conversation.window_until().filter(|_| say.template.is_none());
    let body = Outgoing {
        conversation: Some(conversation.id.0),
        message: Some(said.message.0),
        name: conversation.name.clone(),
        author: say.author.clone(),
        subject: say.subject.clone().or_else(|| conversation.subject.clone()),
        text: say.text.clone(),
        language: say.language.clone(),
        attachments: say.attachments.clone(),
        answers: conversation.last_id().cloned(),
        thread: conversation.ids.clone(),
        token: Some(conversation.token.to_string()),
        template: say.template.clone(),
        choices: say.choices.clone(),
        window,
        automatic: false,
        unsubscribe: None,
        unsubscribe_by_mail: None,
    };
    Ok(Planned {
        key: SendKey(said.key.clone()),
        route: conversation.account.clone(),
        customer: conversation.customer,
        to: conversation.address.as_str().into(),
        purpose: None,
        channel: Some(conversation.channel.clone()),
        thread: i64::from(conversation.id.0),
        body: to_raw_value(&body)?,
        cause: Some(cause),
        at: now,
        not_before: now.plus(manners.undo),
        not_after: window,
        quiet: None,
    })
}
