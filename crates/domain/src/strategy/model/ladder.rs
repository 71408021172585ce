//! The ladder's levels, the kinds of reason and the quadrants of the value–irritant matrix.

use serde::{Deserialize, Serialize};

/// The kinds of reason, most pressing first in the usual ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Danger to people or property.
    Safety,
    /// What the law requires to be told.
    Legal,
    /// A disturbance that touches many.
    Incident,
    /// Service on what the customer already has.
    Service,
    /// A question for feedback.
    Survey,
    /// Anything that sells.
    Marketing,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Safety, Self::Legal, Self::Incident, Self::Service, Self::Survey, Self::Marketing];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Legal => "legal",
            Self::Incident => "incident",
            Self::Service => "service",
            Self::Survey => "survey",
            Self::Marketing => "marketing",
        }
    }

    /// The kind that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it may never be withheld from a control group.
    pub const fn never_withheld(self) -> bool {
        matches!(self, Self::Safety | Self::Legal | Self::Incident)
    }
}

/// The levels of the contact ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 1: the cause is repaired.
    Prevent,
    /// 2: the customer is told in time.
    Proactive,
    /// 3: the customer helps themselves.
    SelfService,
    /// 4: a person, digitally.
    Digital,
    /// 5: a person, in person.
    Personal,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 5] =
        [Self::Prevent, Self::Proactive, Self::SelfService, Self::Digital, Self::Personal];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prevent => "prevent",
            Self::Proactive => "proactive",
            Self::SelfService => "self_service",
            Self::Digital => "digital",
            Self::Personal => "personal",
        }
    }

    /// The level that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Its number on the ladder, 1 to 5.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// What to do with contacts on a reason (Price and Jaffe's value–irritant matrix).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Irritating to both: take the cause away.
    Eliminate,
    /// Valuable to the customer, irritating to the company.
    Automate,
    /// Irritating to the customer, valuable to the company.
    Simplify,
    /// Valuable to both: never avoided.
    Leverage,
    /// Too near the middle to say.
    Undecided,
}
