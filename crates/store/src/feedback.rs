//! Who is asked how they were helped, what they say, and the sums of it. All of it can be made again from the log.
//!
//! Of an [`Invitation`] and a [`Voice`] the whole is kept as JSON, beside the columns that are asked for.

use compact_str::CompactString;
use voorzet_domain::conversation::AgentId;
use voorzet_domain::feedback::{Invitation, Voice};

/// What a turn changes. Each row takes the place of the one that was; sums are added to.
#[derive(Clone, Debug, Default)]
pub struct FeedbackChanges {
    /// Who is asked.
    pub invitations: Vec<Invitation>,
    /// What customers complain of and suggest.
    pub voices: Vec<Voice>,
}

impl FeedbackChanges {
    /// What came after it counts too.
    pub fn append(&mut self, mut later: Self) {
        self.invitations.append(&mut later.invitations);
        self.voices.append(&mut later.voices);
    }

    /// Whether nothing changes.
    pub const fn is_empty(&self) -> bool {
        let Self { invitations, voices } = self;
        invitations.is_empty() && voices.is_empty()
    }
}

/// Where something counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedbackPlace {
    /// The day on which it was asked, from 1970-01-01.
    pub day: i32,
    /// The channel that the case was talked about by.
    pub channel: CompactString,
    /// Its queue.
    pub queue: CompactString,
    /// Whose work it was; 0 for nobody's.
    pub agent: AgentId,
    /// Its reason.
    pub reason: CompactString,
    /// The segment that the customer was in; empty when none is known.
    pub segment: CompactString,
}

/// How often something was asked or said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackSum {
    /// Where it counts.
    pub place: FeedbackPlace,
    /// What: `asked`, `answered`, `nps`.
    pub figure: CompactString,
    /// Which score; -1 where there is none.
    pub score: i16,
    /// How often; less than nothing when it is taken back.
    pub amount: i64,
}

/// How often customers were silent for so long after our last answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilenceSum {
    /// The channel.
    pub channel: CompactString,
    /// The day of the answer, from 1970-01-01.
    pub day: i32,
    /// The step of the silence that ended; -1 counts the answers.
    pub step: i16,
    /// How often.
    pub amount: i64,
}
