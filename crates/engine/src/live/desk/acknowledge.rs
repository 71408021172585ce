//! Whoever writes by mail is told at once that it arrived and by when an answer comes, where the account is set up so:
//! once a day, and never a machine.

use std::collections::BTreeMap;

use compact_str::{CompactString, format_compact};
use serde_json::value::to_raw_value;
use voorzet_channels::mail::acknowledgement::{FRESH, may_answer};
use voorzet_domain::conversation::happening::{Heard, Said};
use voorzet_domain::conversation::{ConversationId, MessageNumber, Outgoing, Received};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Entry, Mode};
use voorzet_store::outbox::{Planned, SendKey};

use super::Scene;
use crate::deliver::{Acknowledges, Arrived, Letter, Plan, Recipient};
use crate::desk::token;
use crate::live::Core;
use crate::live::stop::Stop;

/// After when it is of no use any more.
const USE: Duration = Duration::from_hours(4);

/// What its sender may be told of.
#[derive(Clone, Copy)]
pub(super) struct Arrival<'a> {
    pub(super) entry: &'a Entry,
    pub(super) received: &'a Received,
    pub(super) heard: &'a Heard,
    pub(super) begun: Begun,
}

/// A case begins with it, also again.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    /// By when an answer comes, where that is promised.
    promise: Option<Timestamp>,
}

impl Core {
    /// Tells whoever wrote something that it arrived, when they are to be told.
    pub(super) fn acknowledge(&mut self, arrival: Arrival<'_>, scene: Scene<'_>) -> Result<(), Stop> {
        let Arrival { entry, received, heard, .. } = arrival;
        let (Scene { at, cause, customer, .. }, from) = (scene, &received.from.address);
        let route = self.outbox.routes().get(&received.account);
        let Some(acknowledges) = route.and_then(|route| route.acknowledges.clone()) else { return Ok(()) };
        if cause.mode == Mode::History || at.since(entry.event.time) > FRESH {
            return Ok(());
        }
        let told = from.to_lowercase();
        let last = self.desk.acknowledged(&received.channel, &told, self.store.read())?;
        if !may_answer(received, self.outbox.routes().addresses(), last, at)
            || self.refusal(&received.account, from).is_some()
        {
            return Ok(());
        }
        let Some(letter) = self.in_words(&acknowledges, arrival, customer)? else { return Ok(()) };
        let message = self.desk.next_message();
        let said = Said {
            conversation: heard.conversation,
            message,
            id: "arrived".to_owned(),
            by: None,
            author: None,
            text: letter.text.clone(),
            subject: Some(letter.subject.clone()),
            attachments: Vec::new(),
            template: None,
            choices: Vec::new(),
            key: self.ack_key(heard.conversation, message),
            // It answers none: they wait for a person as before.
            cases: Vec::new(),
            waited: BTreeMap::new(),
            at_once: true,
            acknowledges: Some(told),
        };
        let planned = self.outgoing(&said, letter, arrival, scene)?;
        self.happen(said, Scene { heard: None, ..scene })?;
        self.said.plans.push(Plan { planned, failed: None, replaces: false });
        Ok(())
    }

    /// Whether a case begins with something that is about to be heard.
    pub(super) fn begun(&mut self, heard: &Heard, at: Timestamp) -> Result<Option<Begun>, Stop> {
        let (mut begun, mut promise) = (false, None);
        for id in &heard.cases {
            let Some(case) = self.case(*id)? else { continue };
            begun |= case.waiting_since == Some(at);
            let due = heard.due.get(id).copied().or(case.due).filter(|due| *due > at);
            promise = promise.into_iter().chain(due).min();
        }
        Ok(begun.then_some(Begun { promise }))
    }

    /// The key of what a message is acknowledged with. It holds the conversation's token, so that nobody makes one up.
    fn ack_key(&self, conversation: ConversationId, message: MessageNumber) -> CompactString {
        format_compact!("ack:{}:{}", token(self.token_key, conversation), message.0)
    }

    fn in_words(
        &self,
        acknowledges: &Acknowledges,
        arrival: Arrival<'_>,
        customer: Option<CustomerId>,
    ) -> Result<Option<Letter>, Stop> {
        let (Some(strategy), Some(planner)) = (self.publications.current(), &self.planner) else {
            return Ok(None);
        };
        let recipient = match customer {
            Some(customer) => {
                let mut traits = Vec::new();
                for original in self.people.originals(customer) {
                    traits.extend(self.store.read().traits(original)?);
                    traits.extend(self.fold.traits_of(original).cloned());
                }
                Some(Recipient::of(&self.people.directory, customer, &traits))
            }
            None => None,
        };
        let answer = match acknowledges {
            Acknowledges::Plainly => None,
            Acknowledges::With(name) => Some(name.as_str()),
        };
        let arrived = Arrived {
            recipient: recipient.as_ref(),
            language: arrival.heard.language.as_deref(),
            subject: arrival.received.subject.as_deref(),
            promise: arrival.begun.promise,
        };
        Ok(Some(planner.arrived(strategy, answer, &arrived)))
    }

    /// What goes to the outbox.
    fn outgoing(
        &mut self,
        said: &Said,
        letter: Letter,
        arrival: Arrival<'_>,
        scene: Scene<'_>,
    ) -> Result<Planned, Stop> {
        let Arrival { entry, received, .. } = arrival;
        let known = self.conversation(said.conversation)?;
        let body = Outgoing {
            // It is Markdown, as a strategy's messages are, so it says nothing of its conversation but by these.
            answers: Some(entry.event.id.to_string()),
            thread: known.as_ref().map(|known| known.ids.clone()).unwrap_or_default(),
            token: known.map(|known| known.token.to_string()),
            name: received.from.name.clone(),
            subject: Some(letter.subject),
            text: letter.text,
            language: Some(letter.language),
            automatic: true,
            ..Outgoing::default()
        };
        Ok(Planned {
            key: SendKey(said.key.clone()),
            route: received.account.clone(),
            customer: scene.customer,
            to: received.from.address.as_str().into(),
            purpose: None,
            channel: Some(received.channel.clone()),
            thread: i64::from(said.conversation.0),
            body: to_raw_value(&body)?,
            cause: scene.cause.position,
            at: scene.at,
            not_before: scene.at,
            not_after: Some(scene.at.plus(USE)),
            // They wrote just now.
            quiet: None,
        })
    }
}
