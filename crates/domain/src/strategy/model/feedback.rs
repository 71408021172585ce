//! What customers are asked once something is resolved.

use compact_str::CompactString;

use super::{ChannelId, Localised, PurposeId, QueueId, ReasonId, TraitId};
use crate::feedback::Question;
use crate::feedback::question::Bad;
use crate::time::Duration;

/// What customers are asked once something is resolved, and what is done about what they say.
#[derive(Clone, Debug)]
pub struct Feedback {
    /// What is asked, in order; nothing is asked when there is nothing here.
    pub ask: Vec<Question>,
    /// Whether a review is asked for after the score.
    pub review: bool,
    /// Which scores are bad.
    pub bad: Bad,
    /// Where those who give one are called back from; nobody is called back without it.
    pub queue: Option<QueueId>,
    /// How soon they are called back.
    pub due: Option<Duration>,
    /// After how long a channel's threads have settled, until they say so themselves.
    pub settled: Vec<(CompactString, Duration)>,
    /// For how long it can be answered.
    pub open: Duration,
    /// How long after it settled somebody may still be asked.
    pub within: Duration,
    /// Under which purpose customers allow it or object to it.
    pub purpose: Option<PurposeId>,
    /// By which channels, in order, those are asked whose own conversation takes no message.
    pub channels: Vec<ChannelId>,
    /// After which reasons, and what is below them, nobody is asked.
    pub spare: Vec<ReasonId>,
    /// Traits of customers who are never asked while they are true.
    pub unless: Vec<TraitId>,
    /// What a mail is called.
    pub subject: Option<Localised>,
    /// What is said before the questions.
    pub intro: Option<Localised>,
    /// What is said after them.
    pub thanks: Option<Localised>,
}

impl Default for Feedback {
    fn default() -> Self {
        Self {
            ask: Vec::new(),
            review: false,
            bad: Bad::default(),
            queue: None,
            due: None,
            settled: Vec::new(),
            open: Duration::from_days(30),
            within: Duration::from_days(7),
            purpose: None,
            channels: Vec::new(),
            spare: Vec::new(),
            unless: Vec::new(),
            subject: None,
            intro: None,
            thanks: None,
        }
    }
}
