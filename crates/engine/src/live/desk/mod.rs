//! Conversations and cases in the live loop: what customers say comes in, what agents ask is done, and what is to
//! happen by itself happens.
//!
//! What happens is said in the log and taken in by the [`Desk`](crate::desk::Desk) at once, so that what comes next in
//! the same turn sees it. A step that fails takes all of it back.
//!
//! | file | what |
//! |---|---|
//! | `message` | a customer wrote: which conversation, which cases |
//! | `acknowledge` | who wrote is told that it arrived |
//! | `opening` | a case is opened, and a contact counted |
//! | `status` | what became of what went out; addresses that take nothing |
//! | `ask` | what agents ask |
//! | `say` | what agents say, and take back |
//! | `timer` | what happens by itself, and who is given what |

mod acknowledge;
mod ask;
mod message;
mod opening;
mod say;
mod status;
mod timer;

use serde::Deserialize;
use serde_json::value::RawValue;
use voorzet_domain::conversation::happening::{Noted, Said};
use voorzet_domain::conversation::{
    Case, CaseId, Conversation, ConversationId, Happening, MessageNumber, Occasion, Utterance,
};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{OwnEntry, Position};
use voorzet_store::turn::Turn;

use super::Core;
use super::draft::Cause;
use super::stop::Stop;

pub(super) use ask::asked_at;
pub(super) use opening::Opening;
pub(super) use status::{Early, Fate};

/// When something happens at the desk, why, and to whom.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    /// When.
    pub(super) at: Timestamp,
    /// What led to it.
    pub(super) cause: Cause,
    /// To which original customer.
    pub(super) customer: Option<CustomerId>,
    /// What the customer said.
    pub(super) heard: Option<Utterance<'a>>,
}

impl Scene<'_> {
    /// What it says in the log.
    pub(super) fn entry(&self, kind: &'static str, data: Box<RawValue>) -> OwnEntry {
        let Cause { position, mode } = self.cause;
        OwnEntry { kind, time: self.at, mode, cause: position, customer: self.customer, data }
    }
}

/// The number in what was said or written down.
#[derive(Deserialize)]
struct Spoken {
    message: MessageNumber,
}

impl Core {
    /// Something happens: it is said in the log, and known from now on.
    pub(in crate::live) fn happen(
        &mut self,
        happening: impl Into<Happening>,
        scene: Scene<'_>,
    ) -> Result<(), Stop> {
        let happening = happening.into();
        let Scene { at, cause, customer, heard } = scene;
        self.said.entries.push(scene.entry(happening.kind(), happening.write()?));
        // Of ours it is known when the turn is whole.
        let position = cause.position.filter(|_| heard.is_some()).unwrap_or(Position(0));
        self.desk.apply(&happening, &Occasion { at, customer, heard }, position, self.store.read())?;
        let is_back = match &happening {
            Happening::Resolved(said) => return self.plan_to_ask(said.case, said.how, scene),
            Happening::Heard(said) => !said.automatic && said.about.is_none(),
            Happening::Reopened(_) => true,
            _ => false,
        };
        match customer.filter(|_| is_back) {
            Some(customer) => self.is_back(customer, scene),
            None => Ok(()),
        }
    }

    /// Several things happen.
    pub(super) fn happen_all(
        &mut self,
        happenings: impl IntoIterator<Item = Happening>,
        scene: Scene<'_>,
    ) -> Result<(), Stop> {
        happenings.into_iter().try_for_each(|happening| self.happen(happening, scene))
    }

    /// What was said in a turn that is whole stands in the log where its entry will.
    pub(super) fn place_messages(&mut self, turn: &Turn) {
        let last = self.backlog.last().0;
        for (index, entry) in turn.entries.iter().enumerate() {
            if entry.kind != Said::KIND && entry.kind != Noted::KIND {
                continue;
            }
            if let Ok(Spoken { message }) = serde_json::from_str(entry.data.get()) {
                self.desk.place(message, Position(last + 1 + index as i64));
            }
        }
    }

    /// A case as it is now.
    pub(super) fn case(&mut self, id: CaseId) -> Result<Option<Case>, Stop> {
        Ok(self.desk.case(id, self.store.read())?.cloned())
    }

    /// A conversation as it is now.
    pub(super) fn conversation(&mut self, id: ConversationId) -> Result<Option<Conversation>, Stop> {
        Ok(self.desk.conversation(id, self.store.read())?.cloned())
    }
}
