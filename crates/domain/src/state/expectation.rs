//! An expectation: this customer will contact us about this reason before then, with this chance.

use compact_str::CompactString;

use crate::event::AssetId;
use crate::strategy::model::{ChannelId, ReasonId, SignalId, Step};
use crate::time::Timestamp;
use crate::value::Fields;

/// An open expectation. One per customer, reason and key.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The reason.
    pub reason: ReasonId,
    /// What tells it apart from others on the reason; empty when nothing does.
    pub key: CompactString,
    /// When the first signal went off: t.
    pub opened: Timestamp,
    /// From when a message would have been in time: t + lead.
    pub ready: Timestamp,
    /// Until when the contact is expected: t + within, extended by later signals.
    pub deadline: Timestamp,
    /// How likely the contact is: the highest that a signal gave.
    pub chance: f64,
    /// The signal that opened it.
    pub signal: SignalId,
    /// Every signal that went off, by its place among the reason's signals.
    pub signals: u32,
    /// The event that set off the latest signal, as far as steps read it.
    pub fields: Fields,
    /// The asset that event was about.
    pub asset: Option<AssetId>,
    /// Where on the ladder of steps it stands.
    pub climb: Climb,
    /// Whether the customer is in the control group of the reason, once that was asked.
    pub held_out: Option<bool>,
    /// The last step that was taken, or withheld from the control group.
    pub taken: Option<u8>,
    /// Whether a repair was tried before; what follows then holds only if it failed.
    pub repaired: bool,
    /// The channel by which the customer was last told about it.
    pub told: Option<ChannelId>,
}

/// Where an expectation stands on its reason's steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Climb {
    /// Nothing is to be done, for now.
    Rests,
    /// The steps from this one are to be tried again then: something stood in the way.
    Deferred {
        /// The first step to try.
        step: u8,
        /// When.
        until: Timestamp,
    },
    /// This step was taken; when it is not proved done by then, the next is tried.
    Waits {
        /// The step taken.
        step: u8,
        /// When to go on.
        until: Timestamp,
    },
    /// The customer was told that they will be called; the alert goes out then.
    Announced {
        /// The step.
        step: u8,
        /// When the alert is due.
        until: Timestamp,
    },
}

impl Expectation {
    /// When something is due about it by itself.
    pub fn next_due(&self) -> Timestamp {
        match self.climb {
            Climb::Rests => self.deadline,
            Climb::Deferred { until, .. } | Climb::Waits { until, .. } | Climb::Announced { until, .. } => {
                until.min(self.deadline)
            }
        }
    }

    /// The last of its reason's steps that was taken; none when nothing was done, or it was withheld.
    pub fn done<'s>(&self, steps: &'s [Step]) -> Option<&'s Step> {
        let taken = self.taken.filter(|_| self.held_out != Some(true))?;
        steps.get(taken as usize)
    }

    /// Whether its key and this one can mean the same.
    pub fn matches(&self, key: &str) -> bool {
        can_mean(&self.key, key)
    }
}

/// Whether two keys can mean the same: either tells nothing apart, or they are equal.
pub(crate) fn can_mean(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || a == b
}

/// A signal that waits for a moment: an absence, or the time before an appointment.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// The signal.
    pub signal: SignalId,
    /// The key its expectation would have.
    pub key: CompactString,
    /// When it goes off.
    pub due: Timestamp,
    /// The moment it looks forward to, for a signal before a moment.
    pub moment: Option<Timestamp>,
    /// The event that set it up.
    pub fields: Fields,
    /// The asset that event was about.
    pub asset: Option<AssetId>,
}

/// The window of a learned signal: whether a contact came tells the chance of the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct RateWindow {
    /// The signal.
    pub signal: SignalId,
    /// The key of its expectation.
    pub key: CompactString,
    /// After when a contact counts: t + lead.
    pub ready: Timestamp,
    /// Until when it counts, and when the window may be learned from: t + within.
    pub ends: Timestamp,
    /// Whether a contact came.
    pub hit: bool,
    /// What was done about it.
    pub arm: Arm,
}

/// What was done about what a window watches, so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Arm {
    /// Nothing that could have kept the customer from contacting us.
    #[default]
    Untouched,
    /// A step of level 1 or 2 was carried out.
    Treated,
    /// Such a step was withheld from the control group.
    HeldOut,
}

impl Arm {
    /// Every arm.
    pub const ALL: [Self; 3] = [Self::Untouched, Self::Treated, Self::HeldOut];
}
