//! What happens to invitations, reviews and voices: the data of our own entries in the log, one struct per type.
//!
//! Names stand in them, never numbers of a strategy. Fields are added over time, never changed or dropped.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::invitation::{By, InvitationId, Why};
use super::question::Question;
use super::voice::{Status, Theme, VoiceId};
use crate::conversation::{AgentId, CaseId, ConversationId};
use crate::customer::CustomerId;
use crate::happening::happenings;
use crate::time::Timestamp;

happenings! {
    /// Somebody is to be asked when it has settled.
    Planned = "feedback.planned",
    /// Not yet: the contact budget has no room before then.
    Postponed = "feedback.postponed",
    /// They are asked.
    Asked = "feedback.asked",
    /// They are not asked after all.
    Dropped = "feedback.dropped",
    /// They gave a score.
    Answered = "feedback.answered",
    /// A machine gave it: it does not count.
    Withdrawn = "feedback.withdrawn",
    /// They said something in their own words.
    Said = "feedback.said",
    /// They are to be called back.
    CalledBack = "feedback.called_back",
    /// They wrote a review.
    Reviewed = "feedback.reviewed",
    /// A person judged it.
    Moderated = "feedback.moderated",
    /// Customers complain of something, or suggest it.
    Raised = "voice.raised",
    /// One more customer does.
    Echoed = "voice.echoed",
    /// Somebody takes care of it.
    Changed = "voice.changed",
    /// Those who asked are told what was done.
    Told = "voice.told",
}

/// `feedback.planned`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// Its number.
    pub invitation: InvitationId,
    /// The case that was resolved.
    pub case: CaseId,
    /// Where it was talked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// Its reason, by name.
    pub reason: CompactString,
    /// By which channel.
    pub channel: CompactString,
    /// In which queue.
    pub queue: CompactString,
    /// Whose work it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// How often it went to another queue or agent.
    pub handed_over: u32,
    /// The segment that the customer was in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<CompactString>,
    /// When it will have settled.
    pub due: Timestamp,
    /// Not to be asked any more from then on.
    pub give_up: Timestamp,
    /// The invitation whose bad score this is the end of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<InvitationId>,
}

/// `feedback.postponed`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Postponed {
    /// Which.
    pub invitation: InvitationId,
    /// Until when.
    pub until: Timestamp,
}

/// `feedback.asked`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Which.
    pub invitation: InvitationId,
    /// By which account.
    pub route: CompactString,
    /// What is asked, in order.
    pub questions: Vec<Question>,
    /// Whether a review is asked for after it.
    #[serde(default)]
    pub review: bool,
    /// In which language.
    pub language: CompactString,
    /// The key under which it is sent.
    pub key: CompactString,
    /// The thread of the outbox that it belongs to.
    pub thread: i64,
    /// Until when it can be answered.
    pub until: Timestamp,
}

/// `feedback.dropped`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    /// Which.
    pub invitation: InvitationId,
    /// Why.
    pub why: Why,
}

/// `feedback.answered`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Which.
    pub invitation: InvitationId,
    /// What was asked.
    pub question: Question,
    /// What they say.
    pub score: u8,
    /// By what.
    pub by: By,
    /// Whether it is bad, by the strategy of that moment.
    #[serde(default)]
    pub bad: bool,
    /// When they are called back for it, unless they say otherwise before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Timestamp>,
}

/// `feedback.withdrawn`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// Which. Every score that came by a click alone is taken back, and clicks count no more.
    pub invitation: InvitationId,
}

/// `feedback.said`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Which.
    pub invitation: InvitationId,
    /// What they say; it takes the place of what they said before.
    pub text: String,
    /// By what.
    pub by: By,
}

/// `feedback.called_back`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalledBack {
    /// Which.
    pub invitation: InvitationId,
    /// The case in which they are.
    pub case: CaseId,
}

/// `feedback.reviewed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Which.
    pub invitation: InvitationId,
    /// 1–5.
    pub stars: u8,
    /// What they write.
    pub text: String,
    /// Under what name it may be published.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// `feedback.moderated`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moderated {
    /// Which.
    pub invitation: InvitationId,
    /// Whether it is shown.
    pub publish: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// Who says so.
    pub by: AgentId,
}

/// `voice.raised`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raised {
    /// Its number.
    pub voice: VoiceId,
    /// Whether customers complain or suggest.
    pub theme: Theme,
    /// In a few words.
    pub title: String,
    /// The reason it is about, by name.
    #[serde(default, skip_serializing_if = "CompactString::is_empty")]
    pub reason: CompactString,
    /// Who says so.
    pub by: AgentId,
}

/// `voice.echoed`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Echoed {
    /// Which.
    pub voice: VoiceId,
    /// Who says it.
    pub customer: CustomerId,
    /// In which answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<InvitationId>,
    /// In which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
}

/// `voice.changed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Which.
    pub voice: VoiceId,
    /// In a few words.
    pub title: String,
    /// Who takes care of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgentId>,
    /// How far it is.
    pub status: Status,
    /// Who says so.
    pub by: AgentId,
}

/// `voice.told`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Which.
    pub voice: VoiceId,
    /// What was said.
    pub text: String,
    /// To whom.
    pub customers: Vec<CustomerId>,
    /// Who says so.
    pub by: AgentId,
}
