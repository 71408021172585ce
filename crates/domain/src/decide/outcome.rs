//! What came of an input: signals, expectations, contacts and decisions, as values.

use compact_str::CompactString;
use smallvec::SmallVec;

use super::lot::Lot;
use crate::event::AssetId;
use crate::state::expectation::{Arm, Expectation};
use crate::strategy::model::{
    AnswerId, ChannelId, Level, MessageId, PurposeId, QueueId, ReasonId, SignalId, Strategy, WebhookId,
};
use crate::time::{Duration, Timestamp};
use crate::value::Fields;

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
        /// Which one on its reason.
        key: CompactString,
        /// When: t.
        at: Timestamp,
        /// Until when the contact is expected.
        deadline: Timestamp,
        /// How likely it is.
        chance: f64,
    },
    /// An expectation came to its end.
    Settled {
        /// Its reason.
        reason: ReasonId,
        /// Which one on it.
        key: CompactString,
        /// The signal that had opened it.
        signal: SignalId,
        /// When it was opened: t.
        opened: Timestamp,
        /// How it ended.
        end: End,
        /// The level of the last step that was taken for it; none when nothing was done, or it was withheld.
        level: Option<Level>,
    },
    /// The lot was drawn for an expectation, once for all its steps: it came into one arm or the other. Where
    /// nothing is ever withheld there is no lot.
    Assigned {
        /// Its reason.
        reason: ReasonId,
        /// Which one on it.
        key: CompactString,
        /// When it was opened: t.
        opened: Timestamp,
        /// The lot.
        lot: Lot,
        /// What is done, or withheld.
        deed: Deed,
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
        /// What had been done about it by then.
        arm: Arm,
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
    /// When its expectation was opened: t; none at a contact.
    pub opened: Option<Timestamp>,
    /// After when what is done is of no use: the expectation's deadline. None at a contact, and of the end of an
    /// incident, which is told also to those from whom nothing is expected any more.
    pub deadline: Option<Timestamp>,
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
    /// Whether quiet hours do not apply to what is done: its step is urgent this time.
    pub urgent: bool,
    /// Whether it tells the end of an incident.
    pub closing: bool,
    /// The purpose for which something is done.
    pub purpose: Option<PurposeId>,
    /// The fields of the event that led to it, as far as some expression reads them; a message may say them.
    pub fields: Fields,
    /// Everything that was considered, in order.
    pub candidates: SmallVec<[Candidate; 2]>,
}

impl Decision {
    /// A decision about an expectation, neither drawn nor urgent nor the end of anything.
    pub(super) fn about(
        known: &Expectation,
        at: Timestamp,
        verdict: Verdict,
        candidates: SmallVec<[Candidate; 2]>,
        strategy: &Strategy,
    ) -> Self {
        let step =
            verdict.deed().map(|deed| &strategy.reasons[known.reason.index()].steps[deed.step as usize]);
        Self {
            at,
            opened: Some(known.opened),
            deadline: Some(known.deadline),
            reason: known.reason,
            key: known.key.clone(),
            asset: known.asset.clone(),
            signal: Some(known.signal),
            chance: known.chance,
            verdict,
            probability: 1.0,
            if_not_fixed: known.repaired,
            urgent: false,
            closing: false,
            purpose: step.and_then(|step| step.purpose),
            fields: known.fields.clone(),
            candidates,
        }
    }
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

impl Verdict {
    /// What is done, or would be were the customer not in the control group.
    pub fn deed(&self) -> Option<&Deed> {
        match self {
            Self::Act(deed) | Self::HeldOut(deed) => Some(deed),
            Self::Nothing | Self::Deferred { .. } | Self::Refused { .. } => None,
        }
    }
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
    /// A guard halted it: it does harm.
    Halted,
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
            Self::Halted => "halted",
        }
    }

    /// Whether it is a rule that forbids, rather than a lack of reason to act.
    pub const fn forbids(self) -> bool {
        matches!(self, Self::ConsentRefused | Self::ConsentMissing | Self::Unreachable)
    }
}
