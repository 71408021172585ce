//! What customers answer, and what people may ask of answers.

use compact_str::CompactString;
use voorzet_domain::conversation::{AgentId, CaseId};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::invitation::By;
use voorzet_domain::feedback::voice::{Status, Theme};
use voorzet_domain::feedback::{InvitationId, Question, VoiceId};

/// Something that is asked of feedback.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedbackCommand {
    /// A customer answers. What says what is known already changes nothing.
    Answer {
        /// Which invitation.
        invitation: InvitationId,
        /// Scores.
        scores: Vec<(Question, u8)>,
        /// Their own words; empty for none.
        text: String,
        /// By what.
        by: By,
    },
    /// A customer writes a review.
    Review {
        /// Which invitation.
        invitation: InvitationId,
        /// 1–5.
        stars: u8,
        /// What they write.
        text: String,
        /// Under what name it may be published.
        name: String,
    },
    /// A person asks something.
    Wish {
        /// Who.
        by: AgentId,
        /// What.
        wish: FeedbackWish,
    },
}

/// What a person asks.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedbackWish {
    /// To show a review, or not.
    Moderate {
        /// Of which invitation.
        invitation: InvitationId,
        /// Whether it is shown.
        publish: bool,
        /// Why not.
        because: String,
    },
    /// To put something on the list of what customers complain of and suggest.
    Raise {
        /// Whether they complain or suggest.
        theme: Theme,
        /// In a few words.
        title: String,
        /// The reason it is about; empty for none.
        reason: CompactString,
        /// Who says it.
        said: Vec<Source>,
    },
    /// To add who says it too.
    Echo {
        /// Which.
        voice: VoiceId,
        /// Who says it.
        said: Vec<Source>,
    },
    /// To take care of it.
    Change {
        /// Which.
        voice: VoiceId,
        /// In a few words.
        title: String,
        /// Who takes care of it.
        owner: Option<AgentId>,
        /// How far it is.
        status: Status,
    },
    /// To tell those who asked what was done.
    Tell {
        /// Which.
        voice: VoiceId,
        /// What is said.
        text: String,
    },
}

/// Where a customer said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In an answer.
    Invitation(InvitationId),
    /// In a case.
    Case(CaseId),
    /// Somewhere else: this customer.
    Customer(CustomerId),
}
