//! The voice of the customer: what customers complain of and suggest, who takes care of it, and what they were told.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::happening::{Happening, Raised};
use super::invitation::InvitationId;
use crate::conversation::{AgentId, CaseId};
use crate::customer::CustomerId;
use crate::time::Timestamp;

/// The number of a voice. They are given out from 1, in order, and never again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VoiceId(pub u32);

/// What customers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// They complain of something.
    Complaint,
    /// They suggest something.
    Suggestion,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody looked yet.
    #[default]
    New,
    /// Somebody is at it.
    Taken,
    /// It is done.
    Done,
    /// It will not be done.
    Declined,
}

impl Status {
    /// The word for it: `new`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Taken => "taken",
            Self::Done => "done",
            Self::Declined => "declined",
        }
    }
}

/// One customer who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// Who.
    pub customer: CustomerId,
    /// When.
    pub at: Timestamp,
    /// In which answer.
    pub invitation: Option<InvitationId>,
    /// In which case.
    pub case: Option<CaseId>,
    /// When they were told what was done.
    pub told: Option<Timestamp>,
}

/// What customers complain of or suggest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Voice {
    /// Its number.
    pub id: VoiceId,
    /// What they do.
    pub theme: Theme,
    /// In a few words.
    pub title: String,
    /// The reason it is about, by name; empty for none.
    pub reason: CompactString,
    /// How far it is.
    pub status: Status,
    /// Who takes care of it.
    pub owner: Option<AgentId>,
    /// When it was first said.
    pub raised: Timestamp,
    /// When something about it last changed.
    pub changed: Timestamp,
    /// Who says it: each customer once.
    pub echoes: Vec<Echo>,
    /// What they were told last.
    pub answer: String,
}

impl Voice {
    /// It begins.
    pub fn raise(said: &Raised, at: Timestamp) -> Self {
        Self {
            id: said.voice,
            theme: said.theme,
            title: said.title.clone(),
            reason: said.reason.clone(),
            status: Status::New,
            owner: None,
            raised: at,
            changed: at,
            echoes: Vec::new(),
            answer: String::new(),
        }
    }

    /// It changes by what happened.
    pub fn apply(&mut self, happening: &Happening, at: Timestamp) {
        match happening {
            Happening::Echoed(said) => {
                if !self.is_said_by(said.customer) {
                    let (customer, invitation, case) = (said.customer, said.invitation, said.case);
                    self.echoes.push(Echo { customer, at, invitation, case, told: None });
                }
            }
            Happening::Changed(said) => {
                self.title.clone_from(&said.title);
                (self.owner, self.status) = (said.owner, said.status);
            }
            Happening::Told(said) => {
                self.answer.clone_from(&said.text);
                for echo in self.echoes.iter_mut().filter(|echo| said.customers.contains(&echo.customer)) {
                    echo.told = Some(at);
                }
            }
            _ => return,
        }
        self.changed = at;
    }

    /// Whether a customer is among those who say it.
    pub fn is_said_by(&self, customer: CustomerId) -> bool {
        self.echoes.iter().any(|echo| echo.customer == customer)
    }
}
