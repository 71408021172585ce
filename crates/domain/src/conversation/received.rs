//! A message as it came in: the data of `message.received`.
//!
//! The event's source is the channel's account (`mail`, `whatsapp:shop`) and its id the channel's own id of the
//! message, so that a repeat changes nothing. Its customer are the claims that the channel can make for the sender.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::attachment::Attachment;

/// A message as it came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Received {
    /// The strategy's channel: `mail`, `chat`, `whatsapp`.
    pub channel: CompactString,
    /// The account it came to, which is the route by which an answer goes: `mail`, `mail:returns`, `whatsapp:shop`.
    pub account: CompactString,
    /// What tells which thread it belongs to, the most telling first. The first that is known decides; all of them
    /// are known from then on. Each begins with its account, so that no two channels share one:
    /// `mail|t:<reply token>`, `mail|<message-id>`, `mail|s:<from>|<subject without Re:>`, `chat|<session>`,
    /// `whatsapp:shop|<phone>`.
    pub threads: Vec<String>,
    /// Keys of `threads` that only say which thread it may be: they count for a thread in which something was said
    /// in the last days, and never for one of somebody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Who wrote it.
    pub from: Author,
    /// Its subject, where the channel has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it says, as plain text, quotations and signature included.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// How much of `text`, in bytes, is the sender's own words: what follows is quoted. All of it without this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<usize>,
    /// The same as HTML, made harmless: no scripts, no forms, nothing loaded from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Whether its HTML asked for things from elsewhere, that were left out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub remote: bool,
    /// Files and pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// A place on the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// A button or a row of a list that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// A sign put at another message: the channel's id of that one, and the sign; empty takes it back. Such a message
    /// says nothing else and asks for no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaction: Option<Reaction>,
    /// The message that it answers, by the channel's id of that one, where the channel says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// A machine wrote it: an absence notice, a list, a bounce that names nobody. It is shown, and neither counted
    /// nor queued nor answered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub automatic: bool,
    /// What the channel proved of where it comes from.
    #[serde(default, skip_serializing_if = "Trust::is_unknown")]
    pub trust: Trust,
    /// Its language, where it is known: `nl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<CompactString>,
    /// The reason that the customer stated, in a form or by a choice: `late-delivery`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CompactString>,
    /// What the customer says became of what they came for, where the channel asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// When and whereon the customer asks to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back: Option<CallBack>,
}

/// What a customer says became of what they came for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It helped: what is open in the conversation is resolved.
    Solved,
    /// It did not: what was resolved last in the conversation is not, however long ago that was.
    Unsolved,
    /// They leave: what is open in this conversation alone is resolved.
    Closed,
}

/// Who wrote a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The address to which an answer goes on the channel: a mail address, a phone number, a chat's session.
    pub address: String,
    /// What they call themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What was chosen of what was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its id, as it was offered.
    pub id: String,
    /// What stood on it.
    pub title: String,
}

/// A sign put at another message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The channel's id of that message, or the send key of one of ours.
    pub to: String,
    /// The sign; empty takes it back.
    pub sign: String,
}

/// A wish to be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBack {
    /// The number, in E.164.
    pub phone: String,
    /// From when.
    pub from: crate::time::Timestamp,
    /// Until when.
    pub until: crate::time::Timestamp,
}

/// What a channel proved of where a message comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// The verdict on the sender as a whole: for mail, DMARC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What that rests on, for people: `dkim=pass (example.com); spf=softfail; dmarc=pass`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// A verdict on a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It comes from where it says.
    Pass,
    /// It does not.
    Fail,
    /// Its domain says nothing of itself.
    None,
}

impl Trust {
    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.verdict.is_none() && self.detail.is_empty()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde calls it in")]
fn is_false(truth: &bool) -> bool {
    !truth
}
