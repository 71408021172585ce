//! What a visitor says goes into the log: as `message.received`, and what they read as `message.status`.

use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use serde::Serialize;
use serde_json::value::to_raw_value;
use smallvec::SmallVec;
use voorzet_channels::chat::frame::{Brought, CLOSED, HELPED, LONGEST, MOST, NOT_HELPED, Say, Wish};
use voorzet_channels::chat::{FromServer, FromVisitor, Ticket};
use voorzet_domain::conversation::received::{CallBack, Outcome};
use voorzet_domain::conversation::{Attachment, Author, Choice, Received, Status, Step};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::{Claim, Identity};
use voorzet_store::entry::{Incoming, Mode};
use voorzet_store::line::Said;

use super::admission::take;
use super::room::Room;
use super::{CHANNEL, Chat, opening};
use crate::api::problem::Problem;
use crate::intake::quota::Quota;
use crate::serve::app::App;
use crate::serve::clock;

/// What one message costs in the queue beside its text, roughly.
const OVERHEAD: usize = 1_024;

/// After how many seconds to try again what our side could not take.
const AGAIN: u64 = 2;

/// How many lines are looked at to tell what was read.
const READ_AT_ONCE: usize = 500;

/// One who speaks in a session.
pub(super) struct Visitor {
    pub(super) app: Arc<App>,
    pub(super) chat: Arc<Chat>,
    pub(super) ticket: Ticket,
    pub(super) room: Arc<Room>,
    /// What their address may still send.
    pub(super) address: Arc<Quota>,
}

/// Why something is not done.
enum Refused {
    /// It never will be, as it is.
    Never(&'static str, String),
    /// It may be, after so many seconds.
    Later(&'static str, u64),
}

impl Visitor {
    /// Does what a frame asks, and gives what is said to that. When a message is acknowledged it is on disk.
    pub(super) async fn hear(&self, frame: FromVisitor) -> Option<FromServer> {
        let id = frame.id().map(ToOwned::to_owned);
        let done = match frame {
            FromVisitor::Say(say) => self.say(say).await,
            FromVisitor::CallBack(wish) => self.call_back(wish).await,
            FromVisitor::Answer { id, helped } => self.answer(&id, helped).await,
            FromVisitor::Close { id } => self.close(&id).await,
            FromVisitor::Typing { on } => {
                if take(&self.room.signs).is_ok() {
                    self.chat.rooms.types(&self.ticket.session, on);
                }
                Ok(())
            }
            FromVisitor::Read { up_to } => self.read(up_to).await,
            FromVisitor::Hello { .. } => Ok(()),
        };
        match (done, id) {
            (Ok(()), Some(id)) => Some(FromServer::Ack { id }),
            (Ok(()), None) => None,
            (Err(refused), id) => Some(refused.told(id)),
        }
    }

    async fn say(&self, say: Say) -> Result<(), Refused> {
        let Say { id, text, attachments, choice, reason } = say;
        if text.len() > LONGEST || attachments.len() > MOST {
            let most = format!("a message has at most {LONGEST} bytes and {MOST} attachments");
            return Err(Refused::Never("too_long", most));
        }
        if text.trim().is_empty() && attachments.is_empty() && choice.is_none() {
            return Err(Refused::Never("empty", "there is nothing in it".to_owned()));
        }
        let attachments =
            attachments.into_iter().map(|brought| self.brought(brought)).collect::<Result<_, _>>()?;
        let received = Received { text, attachments, choice, reason: short(reason), ..self.received() };
        self.keep(&id, received, None).await
    }

    async fn call_back(&self, wish: Wish) -> Result<(), Refused> {
        let Wish { id, phone, from, until, name, text, reason } = wish;
        let region = if self.ticket.language == "nl" { Some("NL") } else { None };
        let phone = Identity::phone(&phone, region).or_else(|| Identity::phone(&phone, Some("NL")));
        let Some(phone) = phone else {
            return Err(Refused::Never("phone", "this is no telephone number".to_owned()));
        };
        let now = clock::now();
        let offered = opening::of(&self.app, &self.chat, reason.as_deref(), now).await;
        let offered = offered.map_err(|_| Refused::Later("try_again", AGAIN))?;
        if until <= now
            || !offered.slots.iter().any(|slot| slot.from <= from && from < until && until <= slot.until)
        {
            return Err(Refused::Never("slot", "nobody can call then; ask for the times again".to_owned()));
        }
        if text.len() > LONGEST {
            return Err(Refused::Never("too_long", format!("at most {LONGEST} bytes")));
        }
        let call_back = Some(CallBack { phone: phone.value.to_string(), from, until });
        let mut received = Received { text, call_back, reason: short(reason), ..self.received() };
        let said = name.map(|name| name.trim().chars().take(120).collect::<String>());
        received.from.name = received.from.name.or(said.filter(|name| !name.is_empty()));
        self.keep(&id, received, Some(Claim { identity: phone, verified: false })).await
    }

    /// Whether it helped: yes ends the chat plainly, no gives it back to the agent.
    async fn answer(&self, id: &str, helped: bool) -> Result<(), Refused> {
        let (choice, title) = match (helped, self.is_dutch()) {
            (true, true) => (HELPED, "Ja, dit heeft geholpen"),
            (true, false) => (HELPED, "Yes, this helped"),
            (false, true) => (NOT_HELPED, "Nee, dit heeft niet geholpen"),
            (false, false) => (NOT_HELPED, "No, this did not help"),
        };
        let outcome = if helped { Outcome::Solved } else { Outcome::Unsolved };
        self.keep(id, self.chosen(choice, title, outcome), None).await
    }

    async fn close(&self, id: &str) -> Result<(), Refused> {
        let title = if self.is_dutch() { "Chat afgesloten" } else { "Chat closed" };
        self.keep(id, self.chosen(CLOSED, title, Outcome::Closed), None).await
    }

    /// What was chosen. That it is over asks for no answer; that it did not help does.
    fn chosen(&self, id: &str, title: &str, outcome: Outcome) -> Received {
        let choice = Some(Choice { id: id.to_owned(), title: title.to_owned() });
        let automatic = outcome != Outcome::Unsolved;
        Received { text: title.to_owned(), choice, automatic, outcome: Some(outcome), ..self.received() }
    }

    fn is_dutch(&self) -> bool {
        self.ticket.language == "nl"
    }

    /// A message of this visitor that says nothing yet.
    fn received(&self) -> Received {
        let Ticket { account, session, identity, language, .. } = &self.ticket;
        Received {
            channel: CHANNEL.into(),
            account: account.into(),
            threads: vec![format!("{account}|{session}")],
            from: Author {
                address: session.clone(),
                name: identity.as_ref().and_then(|identity| identity.name.clone()),
            },
            language: Some(language.into()),
            ..Received::default()
        }
    }

    /// Something that was sent before in this session, as its receipt says.
    fn brought(&self, Brought { file, receipt }: Brought) -> Result<Attachment, Refused> {
        let key = self.chat.key().map_err(|_| Refused::Later("try_again", AGAIN))?;
        if !self.ticket.holds(key, &receipt, &file.hash.0, &file.media, file.bytes) {
            return Err(Refused::Never("attachment", "this was not sent in this session".to_owned()));
        }
        Ok(Attachment { name: file.name.chars().take(120).collect(), cid: None, ..file })
    }

    /// Puts a message in the log, where its id makes a repeat of it change nothing.
    async fn keep(&self, id: &str, received: Received, more: Option<Claim>) -> Result<(), Refused> {
        let slow = |_| Refused::Later("too_fast", AGAIN);
        take(&self.room.messages).map_err(slow)?;
        take(&self.address).map_err(slow)?;
        let bytes = received.text.len() + OVERHEAD;
        let mut event =
            self.event(builtin::MESSAGE, format_compact!("{}:{id}", self.ticket.session), &received)?;
        event.customer.extend(more);
        let line = Incoming::Line { account: self.chat.name.clone(), address: received.from.address.into() };
        self.put(vec![Incoming::Event { event, mode: Mode::Live }, line], bytes).await
    }

    /// What the visitor has seen of ours, up to a line.
    async fn read(&self, up_to: i64) -> Result<(), Refused> {
        take(&self.room.signs).map_err(|_| Refused::Later("too_fast", AGAIN))?;
        let Some(before) = self.room.seen(up_to) else { return Ok(()) };
        let (account, session) = (self.chat.name.clone(), self.ticket.session.clone());
        let lines = self
            .app
            .readers
            .read(move |reader| reader.lines_of(&account, &session, before, READ_AT_ONCE))
            .await;
        let lines = lines.map_err(|_| Refused::Later("try_again", AGAIN))?;
        let mut read = Vec::new();
        for line in lines.into_iter().filter(|line| line.number <= up_to) {
            let Said::Went(send) = line.said else { continue };
            let key = send.planned.key.0;
            let id = format_compact!("{key}:read");
            let status = Status {
                account: self.chat.name.clone(),
                reference: None,
                key: Some(key),
                step: Step::Read,
                problem: None,
            };
            let event = self.event(builtin::MESSAGE_STATUS, id, &status)?;
            read.push(Incoming::Event { event, mode: Mode::Live });
        }
        if read.is_empty() {
            return Ok(());
        }
        let bytes = read.len() * OVERHEAD;
        self.put(read, bytes).await
    }

    async fn put(&self, incoming: Vec<Incoming>, bytes: usize) -> Result<(), Refused> {
        let placed = self.app.take_in(&self.chat.name, incoming, bytes).await;
        placed.map(|_| ()).map_err(|_: Problem| Refused::Later("try_again", AGAIN))
    }

    fn event(&self, kind: &str, id: CompactString, data: &impl Serialize) -> Result<Event, Refused> {
        let broken = |_| Refused::Never("broken", "it cannot be written down".to_owned());
        Ok(Event {
            id,
            source: self.chat.name.clone(),
            kind: kind.into(),
            time: clock::now(),
            customer: self.claims(),
            asset: None,
            data: to_raw_value(data).map_err(broken)?,
        })
    }

    /// Who it is: the browser, and whoever the organisation's site says.
    fn claims(&self) -> SmallVec<[Claim; 1]> {
        let claim = |verified: bool| move |identity: Identity| Claim { identity, verified };
        let mut claims = SmallVec::new();
        if let Some(known) = &self.ticket.identity {
            claims.extend(Identity::account(&known.account).map(claim(true)));
            claims.extend(known.mail.as_deref().and_then(Identity::mail).map(claim(true)));
        }
        claims.extend(Identity::device(&format!("chat-{}", self.ticket.visitor)).map(claim(false)));
        claims
    }
}

impl Refused {
    fn told(self, id: Option<String>) -> FromServer {
        let (kind, detail, retry_after) = match self {
            Self::Never(kind, detail) => (kind, detail, None),
            Self::Later(kind, seconds) => (kind, "not now".to_owned(), Some(seconds)),
        };
        FromServer::Problem { kind: kind.to_owned(), detail, id, retry_after }
    }
}

/// A reason's name, which is short.
fn short(reason: Option<String>) -> Option<CompactString> {
    reason.filter(|reason| (1..=64).contains(&reason.len())).map(CompactString::from)
}
