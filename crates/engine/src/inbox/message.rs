//! A message as it stands in a thread. What it says is read from the log.

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::happening::{Noted, Said};
use voorzet_domain::conversation::received::Verdict;
use voorzet_domain::conversation::{Attachment, Choice, Location, Received, Template};
use voorzet_domain::time::Timestamp;
use voorzet_store::StoreError;
use voorzet_store::desk::{MessageKind, Shown};
use voorzet_store::outbox::SendState;

use super::happened::Happened;
use super::naming::Naming;

/// A message, or something that happened between messages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShownMessage {
    /// Its number; of what is no message, one below nothing that is no other's.
    pub number: i64,
    /// In which conversation; 0 of what happened in none.
    pub conversation: u32,
    /// When.
    pub at: String,
    /// `customer`, `agent`, `note`, `automatic`, `strategy` or `event`.
    pub by: &'static str,
    /// Who.
    pub author: ShownAuthor,
    /// By which channel.
    pub channel: String,
    /// Its subject, where the channel has one.
    pub subject: Option<String>,
    /// What it says.
    pub text: String,
    /// Without what was quoted; null when nothing was.
    pub own: Option<String>,
    /// Whether there is HTML of it: `/api/messages/{number}/html`.
    pub html: bool,
    /// Whether that asks for things from elsewhere, which are not loaded by themselves.
    pub remote: bool,
    /// Files and pictures.
    pub attachments: Vec<ShownAttachment>,
    /// A place on the map: `{latitude, longitude, name?, address?}`.
    #[schema(value_type = Option<Object>)]
    pub location: Option<Location>,
    /// What was chosen of what was offered: `{id, title}`.
    #[schema(value_type = Option<Object>)]
    pub choice: Option<Choice>,
    /// Signs that were put at it, the last of each.
    pub reactions: Vec<ShownReaction>,
    /// How far it is, when it is one of ours.
    pub state: Option<MessageState>,
    /// Until when it can be taken back.
    pub undo_until: Option<String>,
    /// What went wrong.
    pub problem: Option<String>,
    /// What the channel proved of where it comes from: `pass`, `fail`, `none`, with what that rests on.
    pub trust: Option<String>,
    /// Who is asked to read it.
    pub mentions: Vec<i64>,
    /// The cases that it is about.
    pub cases: Vec<u32>,
    /// The template that it was made of: `{name, language, parameters}`.
    #[schema(value_type = Option<Object>)]
    pub template: Option<Template>,
    /// What happened, when it is no message.
    pub event: Option<Happened>,
}

/// Who wrote something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownAuthor {
    /// The number of the person, when it is one of ours.
    pub id: Option<i64>,
    /// What they are called.
    pub name: String,
}

/// A file or picture beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownAttachment {
    /// Its SHA-256: `/api/attachments/{hash}`.
    pub hash: String,
    /// What it is called.
    pub name: String,
    /// Its media type, as the sender states it.
    pub media: String,
    /// How long it is.
    pub bytes: u64,
}

/// A sign that was put at a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownReaction {
    /// The sign.
    pub sign: String,
    /// Who put it.
    pub by: String,
}

/// How far a message of ours is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// It can still be taken back.
    Undoable,
    /// It waits for its turn.
    Waiting,
    /// The provider is being told.
    Sending,
    /// The provider has it.
    Sent,
    /// The receiver has it.
    Delivered,
    /// The receiver saw it.
    Read,
    /// It cannot be sent.
    Failed,
    /// Nobody knows whether it went: a person looks.
    Unsure,
    /// It was taken back before it went.
    Unsaid,
}

impl ShownMessage {
    /// An empty one, to be filled.
    pub(super) fn at(number: i64, at: Timestamp, by: &'static str) -> Self {
        Self {
            number,
            conversation: 0,
            at: at.to_string(),
            by,
            author: ShownAuthor::default(),
            channel: String::new(),
            subject: None,
            text: String::new(),
            own: None,
            html: false,
            remote: false,
            attachments: Vec::new(),
            location: None,
            choice: None,
            reactions: Vec::new(),
            state: None,
            undo_until: None,
            problem: None,
            trust: None,
            mentions: Vec::new(),
            cases: Vec::new(),
            template: None,
            event: None,
        }
    }

    /// A message of a conversation over a channel, with what the log says of it.
    ///
    /// # Errors
    /// When the store fails, or the log does not hold it.
    pub fn of(shown: &Shown, naming: &Naming<'_>, channel: &str, now: Timestamp) -> Result<Self, StoreError> {
        let row = &shown.row;
        let entry = naming.reader.entry(row.position)?;
        let entry = entry.ok_or_else(|| damaged(format!("message {} is not in the log", row.number.0)))?;
        let by = match row.kind {
            MessageKind::Customer | MessageKind::Reaction => "customer",
            MessageKind::Agent => "agent",
            MessageKind::Note => "note",
            // What comes from the customer's side is theirs, also when a program wrote it or it only answers a question.
            MessageKind::Automatic if entry.own.is_none() => "customer",
            MessageKind::Automatic => "automatic",
        };
        let mut message = Self::at(i64::from(row.number.0), row.at, by);
        message.conversation = row.conversation.0;
        channel.clone_into(&mut message.channel);
        message.cases = row.cases.iter().map(|case| case.0).collect();
        message.author.id = row.author.map(|agent| agent.0);
        let data = entry.event.data.get();
        if entry.own.is_none() {
            message.take_received(read(data)?);
        } else if row.kind == MessageKind::Note {
            message.take_noted(read(data)?, naming);
        } else {
            message.take_said(read(data)?, naming);
        }
        message.take_state(shown, now);
        message.reactions = reactions(shown, naming)?;
        Ok(message)
    }

    fn take_received(&mut self, received: Received) {
        self.own = received.own.map(|_| received.own_text().to_owned());
        self.author.name = received.from.name.unwrap_or(received.from.address);
        self.subject = received.subject;
        self.html = received.html.is_some();
        self.remote = received.remote;
        self.attachments = received.attachments.into_iter().map(ShownAttachment::of).collect();
        self.location = received.location;
        self.choice = received.choice;
        let verdict = received.trust.verdict.map(|verdict| match verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::None => "none",
        });
        let words: Vec<&str> = verdict.into_iter().chain([received.trust.detail.as_str()]).collect();
        let words = words.join(" ").trim().to_owned();
        self.trust = Some(words).filter(|words| !words.is_empty());
        self.text = received.text;
    }

    fn take_said(&mut self, said: Said, naming: &Naming<'_>) {
        self.author.name = match said.by {
            Some(agent) => naming.agent(agent).name,
            None => said.author.unwrap_or_default(),
        };
        self.subject = said.subject;
        self.text = said.text;
        self.attachments = said.attachments.into_iter().map(ShownAttachment::of).collect();
        self.template = said.template;
    }

    fn take_noted(&mut self, noted: Noted, naming: &Naming<'_>) {
        self.author.name = naming.agent(noted.by).name;
        self.mentions = noted.mentions.iter().map(|agent| agent.0).collect();
        self.text = noted.text;
    }

    fn take_state(&mut self, shown: &Shown, now: Timestamp) {
        if shown.row.unsaid {
            self.state = Some(MessageState::Unsaid);
            return;
        }
        let Some(send) = &shown.send else { return };
        let undoable = send.state == SendState::Planned && send.tries == 0 && now < send.not_before;
        self.undo_until = undoable.then(|| send.not_before.to_string());
        self.state = Some(match send.state {
            SendState::Planned if undoable => MessageState::Undoable,
            SendState::Planned => MessageState::Waiting,
            SendState::Sending => MessageState::Sending,
            SendState::Sent => MessageState::Sent,
            SendState::Delivered => MessageState::Delivered,
            SendState::Read => MessageState::Read,
            SendState::Failed | SendState::Cancelled => MessageState::Failed,
            SendState::Unsure => MessageState::Unsure,
        });
        self.problem.clone_from(&send.problem);
    }
}

impl ShownAttachment {
    fn of(attachment: Attachment) -> Self {
        Self {
            hash: attachment.hash.0.into(),
            name: attachment.name,
            media: attachment.media.into(),
            bytes: attachment.bytes,
        }
    }
}

/// The signs at a message: of everybody the last one, unless it was taken back.
fn reactions(shown: &Shown, naming: &Naming<'_>) -> Result<Vec<ShownReaction>, StoreError> {
    let mut signs: Vec<ShownReaction> = Vec::new();
    for put in naming.reader.reactions_to(shown.row.number)? {
        let Some(entry) = naming.reader.entry(put.row.position)? else { continue };
        let received: Received = read(entry.event.data.get())?;
        let Some(reaction) = received.reaction else { continue };
        let by = received.from.name.unwrap_or(received.from.address);
        signs.retain(|sign| sign.by != by);
        if !reaction.sign.is_empty() {
            signs.push(ShownReaction { sign: reaction.sign, by });
        }
    }
    Ok(signs)
}

pub(super) fn read<T: serde::de::DeserializeOwned>(data: &str) -> Result<T, StoreError> {
    serde_json::from_str(data).map_err(|error| damaged(error.to_string()))
}

fn damaged(what: String) -> StoreError {
    StoreError::Damaged(what)
}
