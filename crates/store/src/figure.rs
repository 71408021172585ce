//! Read models: what screens and reports ask for, kept up with the log and made of nothing else.
//!
//! Everything here is a sum of whole numbers or a latest value by time and position, so that folding the log
//! in any order and any portions gives the same rows.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;

use crate::effects::EffectChanges;
use crate::entry::Position;
use crate::feedback::{FeedbackSum, SilenceSum};
use crate::service::ServiceChanges;

/// What a stretch of the log changes in the read models.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Sums to add to.
    pub sums: Vec<Sum>,
    /// Contacts to count, per customer.
    pub contacts: Vec<Contact>,
    /// What is said of customers. Of each trait the one said last is kept.
    pub traits: Vec<Trait>,
    /// How customers were served.
    pub service: ServiceChanges,
    /// What is measured of what was done.
    pub effects: EffectChanges,
    /// How often they were asked how that was, and what they say.
    pub feedback: Vec<FeedbackSum>,
    /// For how long they were silent after our answers.
    pub silences: Vec<SilenceSum>,
}

/// A sum, by day, reason and what is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sum {
    /// The day on the organisation's calendar, in days since 1970-01-01.
    pub day: i32,
    /// The reason's name; empty when it is about none.
    pub reason: CompactString,
    /// What is counted: `contacts`, `opened`, `act`.
    pub figure: CompactString,
    /// What tells it apart within that: a level, a channel, a barrier; mostly empty.
    pub detail: CompactString,
    /// The segment of the customers it is about; empty when none is known.
    pub segment: CompactString,
    /// Whether what led to it was history.
    pub history: bool,
    /// How much is added. Money is in millionths.
    pub amount: i64,
}

/// Contacts of one customer on one reason by one channel on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Contact {
    /// The day, as in [`Sum`].
    pub day: i32,
    /// The reason's name.
    pub reason: CompactString,
    /// The original customer.
    pub customer: CustomerId,
    /// The channel.
    pub channel: CompactString,
    /// The segment that the customer was in; empty when none was known.
    pub segment: CompactString,
    /// How many more.
    pub contacts: i64,
}

/// One thing that is said of a customer, for screens and messages: their name, their language.
///
/// Of a customer's trait one row is kept: the one with the highest (`at`, `position`), whatever the order in
/// which they come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trait {
    /// The original customer.
    pub customer: CustomerId,
    /// Its name.
    pub name: CompactString,
    /// When it was said, by the event's own time.
    pub at: Timestamp,
    /// The event that said so.
    pub position: Position,
    /// What is said: JSON, `null` when it is taken back.
    pub value: String,
}
