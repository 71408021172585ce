//! What happened → conversations, cases, messages, agents. The same live and in a rebuild.

use compact_str::format_compact;
use voorzet_domain::conversation::happening::{Heard, Joined, Noted, Said};
use voorzet_domain::conversation::{
    Agent, Case, CaseId, Conversation, Happening, Occasion, Received, Utterance,
};
use voorzet_domain::feedback;
use voorzet_store::desk::{AcknowledgedRow, DeskChanges, MessageKind, MessageRow, SuppressedRow};
use voorzet_store::entry::{Entry, Position};
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;

use super::Desk;
use super::words::words;
use crate::feedback::silence;
use crate::projection::service;

impl Desk {
    /// Takes in what happened. `position` is where what was said stands in the log: of what a customer said the entry
    /// from outside, of ours the entry itself.
    pub(crate) fn apply(
        &mut self,
        happening: &Happening,
        told: &Occasion<'_>,
        position: Position,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        self.listen(happening, told, disk)?;
        match happening {
            Happening::ConversationOpened(said) => {
                let known = Conversation::open(said, told);
                self.tell(known.token_key(), known.id);
                self.set_conversation(known);
            }
            Happening::CaseOpened(said) => {
                let conversation = match said.conversation {
                    Some(id) => self.conversation(id, disk)?.cloned(),
                    None => None,
                };
                let case = Case::open(said, conversation.as_ref(), told);
                self.serve(|served| service::opened(&case, served));
                self.set_case(case);
                if let Some(mut known) = conversation {
                    known.apply(happening, told);
                    self.set_conversation(known);
                }
            }
            Happening::StatusSet(said) => {
                let known = self.agent(said.agent).cloned();
                let mut agent = known.unwrap_or_else(|| Agent::new(said.agent, told.at));
                agent.set_status(said, told.at);
                self.set_agent(agent);
            }
            Happening::Profiled(said) => {
                let known = self.agent(said.agent).cloned();
                let mut agent = known.unwrap_or_else(|| Agent::new(said.agent, told.at));
                agent.set_profile(said);
                self.set_agent(agent);
            }
            Happening::Suppressed(said) => self.suppress(SuppressedRow {
                channel: said.channel.clone(),
                address: said.address.clone(),
                at: told.at,
                problem: said.problem.clone(),
            }),
            _ => {
                if let Happening::Classified(said) = happening {
                    self.classify(said, disk)?;
                }
                self.change(happening, told, disk)?;
            }
        }
        match happening {
            Happening::Assigned(said) => self.give(said.agent, told.at),
            Happening::Heard(said) => self.hear(said, told, position),
            Happening::Said(said) => {
                self.attach(said.message, &said.attachments);
                self.add_message(ours(said, told, position), words(&said.text));
                self.acknowledge_by(said, told, disk)?;
            }
            Happening::Noted(said) => self.add_message(note(said, told, position), words(&said.text)),
            Happening::Unsaid(said) => self.unsay(said.message),
            _ => {}
        }
        Ok(())
    }

    /// A silence ends when a customer writes, and begins when an agent answers.
    fn listen(
        &mut self,
        happening: &Happening,
        told: &Occasion<'_>,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        let (id, begins) = match happening {
            Happening::Heard(said) if !said.automatic && said.about.is_none() => (said.conversation, false),
            Happening::Said(said) if said.by.is_some() => (said.conversation, true),
            _ => return Ok(()),
        };
        if let Some(known) = self.conversation(id, disk)?.cloned() {
            let tell = if begins { silence::begins } else { silence::ends };
            self.fall_silent(|silences| tell(&known, told.at, silences));
        }
        Ok(())
    }

    /// Takes in an entry of the log, in a rebuild.
    pub(crate) fn refold(&mut self, entry: &Entry, disk: &Reader) -> Result<(), StoreError> {
        let Some(own) = entry.own else { return Ok(()) };
        let (kind, data) = (entry.event.kind.as_str(), entry.event.data.get());
        if let Some(Ok(happening)) = feedback::Happening::read(kind, data) {
            return self.feedback.apply(&happening, entry.event.time, own.customer, disk);
        }
        // One that does not read as its type says is one of another version.
        let Some(Ok(happening)) = Happening::read(kind, data) else {
            return Ok(());
        };
        let cause = match (&happening, own.cause) {
            (Happening::Heard(_), Some(cause)) => disk.entry(cause)?,
            _ => None,
        };
        let received = cause.as_ref().map(|cause| serde_json::from_str::<Received>(cause.event.data.get()));
        let received = received.and_then(Result::ok);
        let heard = cause.as_ref().zip(received.as_ref());
        let position = cause.as_ref().map_or(entry.position, |cause| cause.position);
        let told = Occasion {
            at: entry.event.time,
            customer: own.customer,
            heard: heard.map(|(cause, received)| Utterance {
                id: &cause.event.id,
                at: cause.event.time,
                received,
            }),
        };
        self.apply(&happening, &told, position, disk)
    }

    /// What changed since it was last asked, and is about to be written: in a rebuild, portion by portion.
    pub(crate) fn take_changes(&mut self) -> DeskChanges {
        let changes = self.changes();
        self.begin();
        changes
    }

    /// What is known changes.
    fn change(
        &mut self,
        happening: &Happening,
        told: &Occasion<'_>,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        for id in happening.cases() {
            if let Some(mut case) = self.case(*id, disk)?.cloned() {
                let before = case.clone();
                case.apply(happening, told);
                self.serve(|served| service::served(&before, &case, happening, told.at, served));
                self.set_case(case);
            }
        }
        if let Some(id) = happening.conversation()
            && let Some(mut known) = self.conversation(id, disk)?.cloned()
        {
            known.apply(happening, told);
            self.set_conversation(known);
        }
        if let Happening::Merged(said) = happening {
            self.take_over(said.case, said.into, told, disk)?;
        }
        Ok(())
    }

    /// What was talked about in one case is from now on talked about in another.
    fn take_over(
        &mut self,
        from: CaseId,
        into: CaseId,
        told: &Occasion<'_>,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        let Some(from) = self.case(from, disk)?.cloned() else { return Ok(()) };
        let Some(mut into) = self.case(into, disk)?.cloned() else { return Ok(()) };
        into.take_over(&from);
        let (id, conversations) = (into.id, into.conversations.clone());
        self.set_case(into);
        for conversation in conversations {
            if let Some(mut known) = self.conversation(conversation, disk)?.cloned() {
                let joined = Joined { case: id, conversation };
                known.apply(&joined.into(), told);
                self.set_conversation(known);
            }
        }
        Ok(())
    }

    /// Whom a machine told that what they wrote arrived is not told so again for a while.
    fn acknowledge_by(&mut self, said: &Said, told: &Occasion<'_>, disk: &Reader) -> Result<(), StoreError> {
        let Some(address) = said.acknowledges.clone() else { return Ok(()) };
        if let Some(known) = self.conversation(said.conversation, disk)? {
            let channel = known.channel.clone();
            self.acknowledge(AcknowledgedRow { channel, address, at: told.at });
        }
        Ok(())
    }

    fn hear(&mut self, said: &Heard, told: &Occasion<'_>, position: Position) {
        let Some(Utterance { id, received, .. }) = told.heard else { return };
        self.serve(|served| service::heard(said, told.at, served));
        self.attach(said.message, &received.attachments);
        for key in received.threads.iter().chain(&received.hints) {
            self.tell(key.clone(), said.conversation);
        }
        let kind = match (said.about, said.automatic) {
            (Some(_), _) => MessageKind::Reaction,
            (None, true) => MessageKind::Automatic,
            (None, false) => MessageKind::Customer,
        };
        let mut text = received.own_text().to_owned();
        if let Some(subject) = &received.subject {
            text.push(' ');
            text.push_str(subject);
        }
        let row = MessageRow {
            number: said.message,
            conversation: said.conversation,
            position,
            at: told.at,
            kind,
            author: None,
            name: Some(format_compact!("{}|{id}", received.account)),
            about: said.about,
            unsaid: false,
            cases: said.cases.clone(),
        };
        self.add_message(row, words(&text));
    }
}

fn ours(said: &Said, told: &Occasion<'_>, position: Position) -> MessageRow {
    MessageRow {
        number: said.message,
        conversation: said.conversation,
        position,
        at: told.at,
        kind: if said.by.is_some() { MessageKind::Agent } else { MessageKind::Automatic },
        author: said.by,
        name: Some(said.key.clone()),
        about: None,
        unsaid: false,
        cases: said.cases.clone(),
    }
}

fn note(said: &Noted, told: &Occasion<'_>, position: Position) -> MessageRow {
    MessageRow {
        number: said.message,
        conversation: said.conversation,
        position,
        at: told.at,
        kind: MessageKind::Note,
        author: Some(said.by),
        name: Some(format_compact!("note:{}:{}", said.case.0, said.id)),
        about: None,
        unsaid: false,
        cases: vec![said.case],
    }
}
