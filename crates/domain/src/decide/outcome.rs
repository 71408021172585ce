//! What came of an input: signals, expectations, contacts and decisions, as values.

use compact_str::CompactString;
use smallvec::SmallVec;

use crate::event::AssetId;
use crate::strategy::model::{AnswerId, ChannelId, Level, MessageId, QueueId, ReasonId, SignalId, WebhookId};
use crate::time::{Duration, Timestamp};

/// Everything that came of one input, in order. Reuse it: filling it again costs no allocation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What happened.
    pub happenings: Vec<Happening>,
    /// How many conditions asked for something that was absent, and so did not hold.
    pub absent: u32,
}

impl Outcome {
    /// Empties it for the next input.
    pub fn clear(&mut self) {
        self.happenings.clear();
        self.absent = 0;
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Happening {
    /// The condition of a signal held.
    Signal(SignalId),
    /// A signal held, but the customer has too many open expectations to add one.
    Crowded(SignalId),
    /// A new expectation.
    Opened {
        /// The signal that opened it.
        signal: SignalId,
        /// When: t.
        at: Timestamp,
    },
    /// An expectation came to its end.
    Settled {
        /// Its reason.
        reason: ReasonId,
        /// When it was opened: t.
        opened: Timestamp,
        /// How it ended.
        end: End,
    },
    /// An expectation came into the control group.
    HeldOut {
        /// Its reason.
        reason: ReasonId,
        /// When it was opened: t.
        opened: Timestamp,
    },
    /// The customer contacted the organisation.
    Contact {
        /// About this.
        reason: ReasonId,
        /// By this channel.
        channel: CompactString,
        /// How long before the contact it was expected, when it was expected in time.
        expected: Option<Duration>,
    },
    /// The window of a learned signal ended: was there a contact in it?
    Window {
        /// The signal.
        signal: SignalId,
        /// Whether there was.
        hit: bool,
    },
    /// The strategy chose.
    Decision(Box<Decision>),
}

/// How an expectation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The contact came, in time for a message to have gone before it.
    Met,
    /// The contact came before a message could have been in time.
    TooLate,
    /// No contact came before the deadline.
    Missed,
    /// Something happened that takes the cause of the contact away.
    Lapsed,
}

/// What the strategy chose for one expectation or contact, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// When.
    pub at: Timestamp,
    /// About which reason.
    pub reason: ReasonId,
    /// Which expectation on it.
    pub key: CompactString,
    /// What it is about.
    pub asset: Option<AssetId>,
    /// The signal that led to it; none at a contact.
    pub signal: Option<SignalId>,
    /// How likely a contact was.
    pub chance: f64,
    /// What was chosen.
    pub verdict: Verdict,
    /// The probability with which exactly this was chosen.
    pub probability: f64,
    /// Whether a repair had been tried, so that this holds only if it failed.
    pub if_not_fixed: bool,
    /// Everything that was considered, in order.
    pub candidates: SmallVec<[Candidate; 2]>,
}

/// What was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// To act.
    Act(Deed),
    /// To act, but the customer is in the control group: it is not carried out.
    HeldOut(Deed),
    /// To do nothing: no step applies or is worth it.
    Nothing,
    /// To decide again then.
    Deferred {
        /// When.
        until: Timestamp,
        /// What stands in the way.
        by: Barrier,
    },
    /// Not to act, because a rule forbids it.
    Refused {
        /// The rule.
        by: Barrier,
    },
}

/// An action that was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deed {
    /// Its level.
    pub level: Level,
    /// Its place among the reason's steps or, at a contact, its offers.
    pub step: u8,
    /// By what it is done.
    pub means: Means,
    /// What it costs.
    pub cost: f64,
    /// Whether it takes the place of an earlier message about the same.
    pub replaces: bool,
}

/// By what an action is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A system is asked to repair the cause.
    Webhook(WebhookId),
    /// A message goes out by a channel.
    Message(ChannelId, MessageId),
    /// A message announces that an agent will call.
    Announcement(ChannelId, MessageId),
    /// An agent is asked to call.
    Alert(QueueId),
    /// A knowledge article is offered.
    Answer(AnswerId),
    /// A queue of people is offered.
    Queue(QueueId),
}

/// One thing that was considered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Its place among the reason's steps or offers.
    pub step: u8,
    /// By what it would be done.
    pub means: Means,
    /// What it was worth: p·u·C − K − A, when that was worked out.
    pub score: Option<f64>,
    /// What ruled it out; nothing for the one that was chosen.
    pub out: Option<Barrier>,
}

/// What can rule a candidate out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Barrier {
    /// Its condition does not hold.
    Condition,
    /// The customer refused this purpose or channel.
    ConsentRefused,
    /// It needs a consent that was never given.
    ConsentMissing,
    /// The customer has no address for this channel.
    Unreachable,
    /// The customer's quiet hours.
    Quiet,
    /// The contact budget.
    Budget,
    /// It is not worth it.
    Value,
    /// The expectation ended while it waited.
    TooLate,
    /// Another was better, preferred, or drawn.
    Outranked,
}

impl Barrier {
    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::ConsentRefused => "consent_refused",
            Self::ConsentMissing => "consent_missing",
            Self::Unreachable => "unreachable",
            Self::Quiet => "quiet_hours",
            Self::Budget => "budget",
            Self::Value => "value",
            Self::TooLate => "too_late",
            Self::Outranked => "outranked",
        }
    }

    /// Whether it is a rule that forbids, rather than a lack of reason to act.
    pub const fn forbids(self) -> bool {
        matches!(self, Self::ConsentRefused | Self::ConsentMissing | Self::Unreachable)
    }
}
