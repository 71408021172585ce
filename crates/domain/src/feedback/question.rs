//! The questions, the same over all channels, and their scales.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// A question that is answered with a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// How likely they are to recommend us, 0–10 (Reichheld 2003).
    Nps,
    /// How satisfied they are, 1–5.
    Csat,
    /// Whether we made it easy, 1–7 (CEB's Customer Effort Score, second form).
    Ces,
    /// Whether it is solved: 0 no, 1 yes.
    Solved,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 4] = [Self::Nps, Self::Csat, Self::Ces, Self::Solved];

    /// The word for it: `nps`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Solved => "solved",
        }
    }

    /// The question that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.name() == name)
    }

    /// The scores that it takes.
    pub const fn scale(self) -> RangeInclusive<u8> {
        match self {
            Self::Nps => 0..=10,
            Self::Csat => 1..=5,
            Self::Ces => 1..=7,
            Self::Solved => 0..=1,
        }
    }
}

/// A score is bad when it is at most this, unless the organisation says otherwise: a detractor, the lower two of five,
/// the lower three of seven, and what is not solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bad {
    /// Of NPS.
    pub nps: u8,
    /// Of CSAT.
    pub csat: u8,
    /// Of CES.
    pub ces: u8,
}

impl Default for Bad {
    fn default() -> Self {
        Self { nps: 6, csat: 2, ces: 3 }
    }
}

impl Bad {
    /// Whether somebody who says this is called back.
    pub const fn is(self, question: Question, score: u8) -> bool {
        match question {
            Question::Nps => score <= self.nps,
            Question::Csat => score <= self.csat,
            Question::Ces => score <= self.ces,
            Question::Solved => score == 0,
        }
    }
}
