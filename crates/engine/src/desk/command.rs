//! What people may ask of conversations and cases.

use compact_str::CompactString;
use voorzet_domain::conversation::agent::{Capacity, Status};
use voorzet_domain::conversation::case::How;
use voorzet_domain::conversation::{
    AgentId, Attachment, CaseId, Choice, ConversationId, MessageNumber, Template,
};
use voorzet_domain::time::Timestamp;

/// Something that a person asks, and who that is.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskCommand {
    /// Who asks.
    pub by: AgentId,
    /// What.
    pub wish: Wish,
}

/// What a person asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// To have a case. Of those who ask at once one has it.
    Claim(CaseId),
    /// To give a case to an agent, or back to its queue.
    Assign {
        /// Which.
        case: CaseId,
        /// To whom; to nobody when there is none.
        agent: Option<AgentId>,
    },
    /// To have looked at a case.
    View(CaseId),
    /// To write something down beside a case.
    Note(Note),
    /// To say something to a customer.
    Say(Box<Say>),
    /// To take back what was said, while it waits.
    Unsay(MessageNumber),
    /// To let a case rest until an instant.
    Snooze {
        /// Which.
        case: CaseId,
        /// Until when.
        until: Timestamp,
    },
    /// To let it rest no more.
    Wake(CaseId),
    /// To send a case to another queue, agent or both.
    Transfer {
        /// Which.
        case: CaseId,
        /// To which queue.
        queue: Option<CompactString>,
        /// To which agent.
        agent: Option<AgentId>,
        /// What they should know.
        note: String,
    },
    /// That a case is resolved.
    Resolve {
        /// Which.
        case: CaseId,
        /// How.
        how: How,
    },
    /// That it is not, after all.
    Reopen(CaseId),
    /// That part of a case is another case, about another reason.
    Split {
        /// Which.
        case: CaseId,
        /// The reason of the new one.
        reason: CompactString,
        /// Why.
        note: String,
    },
    /// That a case is part of another.
    Merge {
        /// Which.
        case: CaseId,
        /// The one that stays.
        into: CaseId,
    },
    /// That a case is about another reason.
    Classify {
        /// Which.
        case: CaseId,
        /// About which.
        reason: CompactString,
    },
    /// That an agent comes or goes.
    SetStatus {
        /// Who.
        agent: AgentId,
        /// What they are called, when that is known.
        name: Option<String>,
        /// Whether they take work.
        status: Status,
        /// Why: `person`, `signed_out`, `idle`.
        because: CompactString,
    },
    /// What an agent can do.
    SetProfile {
        /// Who.
        agent: AgentId,
        /// What they are called.
        name: String,
        /// What they know about.
        skills: Vec<CompactString>,
        /// Which languages they speak.
        languages: Vec<CompactString>,
        /// How much they take at once.
        capacity: Capacity,
    },
}

/// Something to write down beside a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// An id that whoever asks made. With the same one it is written down once.
    pub id: String,
    /// Beside which case.
    pub case: CaseId,
    /// The agent's name.
    pub author: Option<String>,
    /// What it says.
    pub text: String,
    /// Who is asked to read it.
    pub mentions: Vec<AgentId>,
}

/// Something to say to a customer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Say {
    /// An id that whoever asks made. With the same one it is said once.
    pub id: String,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Which cases it answers. One that is in no conversation yet comes into this one.
    pub cases: Vec<CaseId>,
    /// Who writes, as the customer sees it.
    pub author: Option<String>,
    /// What it says.
    pub text: String,
    /// Its subject; as in the conversation when there is none.
    pub subject: Option<String>,
    /// Its language, where it is known.
    pub language: Option<CompactString>,
    /// Files and pictures, whose bytes are there.
    pub attachments: Vec<Attachment>,
    /// A template in place of free text.
    pub template: Option<Template>,
    /// What can be chosen in answer.
    pub choices: Vec<Choice>,
    /// The last message that who answers has seen.
    pub seen: MessageNumber,
    /// Whether it resolves the cases.
    pub resolve: bool,
}
