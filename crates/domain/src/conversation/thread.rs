//! A conversation: a thread with one customer over one account of a channel. It lives on; cases come and go in it.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::channel::Manners;
use super::happening::{ConversationOpened, Happening};
use super::id::{AgentId, CaseId, ConversationId, MessageNumber};
use super::received::Received;
use crate::customer::CustomerId;
use crate::time::Timestamp;

/// How many of a thread's ids are kept beside its first: answers to mails name them.
const IDS: usize = 16;

/// How many of its cases are remembered.
const CASES: usize = 32;

/// How many characters of a message stand in a list.
const PREVIEW: usize = 160;

/// What a customer said.
#[derive(Clone, Copy, Debug)]
pub struct Utterance<'a> {
    /// The channel's id of it.
    pub id: &'a str,
    /// When they said it: it may come to us later.
    pub at: Timestamp,
    /// What it says.
    pub received: &'a Received,
}

/// When something happened, to whom, and what was said.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// When.
    pub at: Timestamp,
    /// To which original customer.
    pub customer: Option<CustomerId>,
    /// What the customer said.
    pub heard: Option<Utterance<'a>>,
}

impl<'a> Occasion<'a> {
    /// Nothing was heard.
    pub fn at(at: Timestamp, customer: Option<CustomerId>) -> Self {
        Self { at, customer, heard: None }
    }

    /// What a customer said.
    pub fn received(&self) -> Option<&'a Received> {
        self.heard.map(|heard| heard.received)
    }
}

/// A thread with one customer over one account of a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its number.
    pub id: ConversationId,
    /// The strategy's channel.
    pub channel: CompactString,
    /// The account it is over.
    pub account: CompactString,
    /// The customer's address there.
    pub address: String,
    /// What they call themselves.
    pub name: Option<String>,
    /// Its subject, where the channel has one.
    pub subject: Option<String>,
    /// What answers to us carry.
    pub token: CompactString,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// When it began.
    pub opened: Timestamp,
    /// When something was said last.
    pub last_at: Timestamp,
    /// What that was.
    pub last_message: Option<MessageNumber>,
    /// What the customer said last, machines left out.
    pub last_heard: Option<MessageNumber>,
    /// What an agent said last, and who.
    #[serde(default)]
    pub last_said: Option<(MessageNumber, AgentId)>,
    /// When the customer wrote last, machines left out.
    pub heard_at: Option<Timestamp>,
    /// The channel's ids of what the customer said, the oldest first: the first of all, and the last ones.
    pub ids: Vec<String>,
    /// Its cases, the newest last.
    pub cases: Vec<CaseId>,
}

impl Conversation {
    /// It begins.
    pub fn open(said: &ConversationOpened, told: &Occasion<'_>) -> Self {
        Self {
            id: said.conversation,
            channel: said.channel.clone(),
            account: said.account.clone(),
            address: said.address.clone(),
            name: said.name.clone(),
            subject: said.subject.clone(),
            token: said.token.clone(),
            customer: told.customer,
            opened: told.at,
            last_at: told.at,
            last_message: None,
            last_heard: None,
            last_said: None,
            heard_at: None,
            ids: Vec::new(),
            cases: Vec::new(),
        }
    }

    /// It changes by what happened in it.
    pub fn apply(&mut self, happening: &Happening, told: &Occasion<'_>) {
        match happening {
            Happening::Heard(said) => {
                (self.last_at, self.last_message) = (told.at, Some(said.message));
                if !said.automatic && said.about.is_none() {
                    // A channel counts from when they wrote, however late it comes.
                    let wrote = told.heard.map_or(told.at, |heard| heard.at.min(told.at));
                    (self.heard_at, self.last_heard) = (self.heard_at.max(Some(wrote)), Some(said.message));
                    if let Some(heard) = told.heard {
                        self.remember(heard.id);
                    }
                }
                if let Some(name) = told.received().and_then(|received| received.from.name.as_ref()) {
                    self.name = Some(name.clone());
                }
            }
            Happening::Said(said) => {
                (self.last_at, self.last_message) = (told.at, Some(said.message));
                self.last_said = said.by.map(|agent| (said.message, agent)).or(self.last_said);
            }
            Happening::CaseOpened(said) => self.hold(said.case),
            Happening::Joined(said) => self.hold(said.case),
            _ => {}
        }
    }

    /// The key by which answers that carry its token are found.
    pub fn token_key(&self) -> String {
        format!("{}|t:{}", self.account, self.token)
    }

    /// What was said that somebody has not seen who saw everything up to here: by the customer, or by a colleague.
    pub fn unseen(&self, by: AgentId, seen: MessageNumber) -> Option<MessageNumber> {
        let colleague = self.last_said.filter(|(_, agent)| *agent != by).map(|(message, _)| message);
        self.last_heard.max(colleague).filter(|last| *last > seen)
    }

    /// Until when the channel takes free text; none for ever.
    pub fn window_until(&self) -> Option<Timestamp> {
        Manners::of(&self.channel).window_until(self.heard_at)
    }

    /// What the customer said last, by the channel's id.
    pub fn last_id(&self) -> Option<&String> {
        self.ids.last()
    }

    fn remember(&mut self, id: &str) {
        if self.ids.len() > IDS {
            self.ids.remove(1);
        }
        self.ids.push(id.to_owned());
    }

    fn hold(&mut self, case: CaseId) {
        if self.cases.last() == Some(&case) {
            return;
        }
        self.cases.retain(|known| *known != case);
        if self.cases.len() >= CASES {
            self.cases.remove(0);
        }
        self.cases.push(case);
    }
}

impl Received {
    /// The sender's own words.
    pub fn own_text(&self) -> &str {
        let own = self.own.unwrap_or(self.text.len());
        &self.text[..self.text.floor_char_boundary(own)]
    }

    /// How it begins, for a list.
    pub fn preview(&self) -> String {
        let words = preview(self.own_text());
        if !words.is_empty() {
            return words;
        }
        let choice = self.choice.as_ref().map(|choice| choice.title.as_str());
        let place = self.location.as_ref().and_then(|place| place.name.as_deref());
        let file = self.attachments.first().map(|attachment| attachment.name.as_str());
        preview(choice.or(place).or(file).unwrap_or(&self.text))
    }
}

/// How a text begins, on one line.
pub fn preview(text: &str) -> String {
    let mut line = String::new();
    let mut left = PREVIEW;
    for word in text.split_whitespace() {
        let length = word.chars().count() + usize::from(!line.is_empty());
        if length > left {
            if line.is_empty() {
                line.extend(word.chars().take(PREVIEW));
            }
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        left -= length;
    }
    line
}
