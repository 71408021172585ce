//! What our own entries in the log say: written by the live loop, read by the read models and the page.
//!
//! One struct per type. Names stand in them, never numbers of a strategy, so that an old entry can be read
//! under any strategy. Fields are added over time, never changed or dropped.

use std::borrow::Cow;
use std::collections::BTreeMap;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use voorzet_domain::decide::outcome::End;
use voorzet_domain::decide::record::Record;
use voorzet_domain::feedback::Question;
use voorzet_domain::time::Timestamp;

/// The types of our own entries. What happens to conversations and cases is in
/// [`happening`](voorzet_domain::conversation::happening), and to who is asked how they were helped in
/// [its own](voorzet_domain::feedback::happening).
pub mod kind {
    use voorzet_domain::conversation::happening;
    use voorzet_domain::feedback::happening as feedback;

    /// The strategy chose: [`Record`](voorzet_domain::decide::record::Record), with `opened`.
    pub const DECISION_MADE: &str = "decision.made";
    /// A customer approached the organisation: [`Contact`](super::Contact).
    pub const CONTACT_COUNTED: &str = "contact.counted";
    /// A contact is expected: [`Opened`](super::Opened).
    pub const EXPECTATION_OPENED: &str = "expectation.opened";
    /// An expectation came to its end: [`Settled`](super::Settled).
    pub const EXPECTATION_SETTLED: &str = "expectation.settled";
    /// Which original customer an `identify` is about, whose cause it is. Its data are empty.
    pub const CUSTOMER_IDENTIFIED: &str = "customer.identified";
    /// An expectation came into an arm: [`Assigned`](super::Assigned).
    pub const HOLDOUT_ASSIGNED: &str = "holdout.assigned";
    /// Something is to be sent; this and the next seven are [`Delivery`](super::Delivery).
    pub const DELIVERY_PLANNED: &str = "delivery.planned";
    /// The provider has it.
    pub const DELIVERY_SENT: &str = "delivery.sent";
    /// The receiver has it.
    pub const DELIVERY_DELIVERED: &str = "delivery.delivered";
    /// The receiver saw it.
    pub const DELIVERY_READ: &str = "delivery.read";
    /// It cannot be sent.
    pub const DELIVERY_FAILED: &str = "delivery.failed";
    /// Nobody knows whether the provider has it.
    pub const DELIVERY_UNSURE: &str = "delivery.unsure";
    /// It was called off.
    pub const DELIVERY_CANCELLED: &str = "delivery.cancelled";
    /// The chances in force from now on.
    pub const RATES_LEARNED: &str = "rates.learned";
    /// A strategy decides from here on: [`Published`](super::Published).
    pub const STRATEGY_PUBLISHED: &str = "strategy.published";
    /// An entry could not be decided on: [`Quarantined`](super::Quarantined).
    pub const EVENT_QUARANTINED: &str = "event.quarantined";
    /// An entry that was set aside is decided on again from here on, for whom that failed. It is the cause.
    pub const EVENT_RETRIED: &str = "event.retried";
    /// Two customers are one from here on, as a person says: [`Merged`](super::Merged).
    pub const CUSTOMERS_MERGED: &str = "customers.merged";
    /// A link does not hold from here on, as a person says: [`Parted`](super::Parted).
    pub const CUSTOMERS_PARTED: &str = "customers.parted";
    /// An event goes to many: [`Round`](super::Round).
    pub const ROUND_BEGUN: &str = "round.begun";
    /// It has reached them all: [`Round`](super::Round).
    pub const ROUND_ENDED: &str = "round.ended";
    /// Originals of whom something is measured are one person: [`Joined`](super::Joined).
    pub const UNITS_JOINED: &str = "units.joined";
    /// A customer of whom something is measured withdrew a consent: [`OptedOut`](super::OptedOut).
    pub const UNIT_OPTED_OUT: &str = "unit.opted_out";
    /// A customer of whom something is measured said how they were helped: [`Scored`](super::Scored).
    pub const UNIT_SCORED: &str = "unit.scored";
    /// A guard halted what does harm: [`GuardHalted`](super::GuardHalted).
    pub const GUARD_HALTED: &str = "guard.halted";
    /// A person resumed it: [`GuardResumed`](super::GuardResumed).
    pub const GUARD_RESUMED: &str = "guard.resumed";

    /// All of them.
    pub const ALL: [&str; 62] = [
        DECISION_MADE,
        CONTACT_COUNTED,
        EXPECTATION_OPENED,
        EXPECTATION_SETTLED,
        CUSTOMER_IDENTIFIED,
        HOLDOUT_ASSIGNED,
        DELIVERY_PLANNED,
        DELIVERY_SENT,
        DELIVERY_DELIVERED,
        DELIVERY_READ,
        DELIVERY_FAILED,
        DELIVERY_UNSURE,
        DELIVERY_CANCELLED,
        RATES_LEARNED,
        STRATEGY_PUBLISHED,
        EVENT_QUARANTINED,
        EVENT_RETRIED,
        CUSTOMERS_MERGED,
        CUSTOMERS_PARTED,
        ROUND_BEGUN,
        ROUND_ENDED,
        happening::ConversationOpened::KIND,
        happening::Heard::KIND,
        happening::Said::KIND,
        happening::Noted::KIND,
        happening::Unsaid::KIND,
        happening::ContactReceived::KIND,
        happening::CaseOpened::KIND,
        happening::Classified::KIND,
        happening::Queued::KIND,
        happening::Assigned::KIND,
        happening::Viewed::KIND,
        happening::Snoozed::KIND,
        happening::Woken::KIND,
        happening::Transferred::KIND,
        happening::Resolved::KIND,
        happening::Reopened::KIND,
        happening::Split::KIND,
        happening::Merged::KIND,
        happening::Joined::KIND,
        happening::StatusSet::KIND,
        happening::Profiled::KIND,
        happening::Suppressed::KIND,
        UNITS_JOINED,
        UNIT_OPTED_OUT,
        UNIT_SCORED,
        GUARD_HALTED,
        GUARD_RESUMED,
        feedback::Planned::KIND,
        feedback::Postponed::KIND,
        feedback::Asked::KIND,
        feedback::Dropped::KIND,
        feedback::Answered::KIND,
        feedback::Withdrawn::KIND,
        feedback::Said::KIND,
        feedback::CalledBack::KIND,
        feedback::Reviewed::KIND,
        feedback::Moderated::KIND,
        feedback::Raised::KIND,
        feedback::Echoed::KIND,
        feedback::Changed::KIND,
        feedback::Told::KIND,
    ];
}

/// `decision.made`, as it is written.
#[derive(Debug, Serialize)]
pub struct Made<'a> {
    /// What was decided, and why.
    #[serde(flatten)]
    pub record: Record<'a>,
    /// The segment that the customer was in, as far as one was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<Cow<'a, str>>,
}

/// `decision.made`, as far as figures ask.
#[derive(Debug, Deserialize)]
pub struct Decided<'a> {
    /// About which reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// The signal that led to it; none at a contact.
    #[serde(borrow)]
    pub signal: Option<Cow<'a, str>>,
    /// `act`, `held_out`, `nothing`, `deferred` or `refused`.
    #[serde(borrow)]
    pub decision: Cow<'a, str>,
    /// What is done, or would be.
    #[serde(borrow)]
    pub action: Option<Action<'a>>,
    /// What stands in the way.
    #[serde(borrow)]
    pub by: Option<Cow<'a, str>>,
    /// Whether it holds only if a repair failed.
    #[serde(default)]
    pub if_not_fixed: bool,
    /// The segment that the customer was in, as far as one was known.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Cow<'a, str>>,
}

/// The action in [`Decided`].
#[derive(Debug, Deserialize)]
pub struct Action<'a> {
    /// Its level on the ladder.
    #[serde(borrow)]
    pub level: Cow<'a, str>,
    /// The channel, webhook, queue or article.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
    /// What it costs.
    #[serde(default)]
    pub cost: f64,
}

/// `contact.counted`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact<'a> {
    /// About which reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// By which channel.
    #[serde(borrow)]
    pub channel: Cow<'a, str>,
    /// How many seconds before it was expected; none when it was not expected in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_seconds: Option<u32>,
    /// The reason that it was counted for before an agent corrected that: it counts there no more.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Cow<'a, str>>,
    /// What handling it costs, in millionths.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub cost: i64,
    /// Whether it is a complaint.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complaint: bool,
    /// All originals of the customer, when there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<u32>,
    /// The segment that the customer was in, as far as one was known.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Cow<'a, str>>,
}

/// `expectation.opened`. It is opened at the entry's time.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened<'a> {
    /// About which reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// Which expectation on it.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// The signal that opened it.
    #[serde(borrow)]
    pub signal: Cow<'a, str>,
    /// The segment that the customer was in, as far as one was known.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Cow<'a, str>>,
}

/// `expectation.settled`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled<'a> {
    /// About which reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// Which expectation on it.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// The signal that had opened it.
    #[serde(borrow)]
    pub signal: Cow<'a, str>,
    /// When it was opened.
    pub opened: Timestamp,
    /// How it ended: [`end_name`].
    #[serde(borrow)]
    pub end: Cow<'a, str>,
    /// The level of the last step that was taken for it; none when nothing was done, or it was withheld.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Cow<'a, str>>,
    /// The segment that the customer was in, as far as one was known.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Cow<'a, str>>,
}

/// `holdout.assigned`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned<'a> {
    /// About which reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// Which expectation on it.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// When that was opened.
    pub opened: Timestamp,
    /// Into which arm it came.
    pub arm: Arm,
    /// What is measured of it; nothing in entries of before it was.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn<'a>>,
    /// The segment that the customer was in, as far as one was known.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<Cow<'a, str>>,
}

/// What is measured of a lot: who is compared with whom, and for how long.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn<'a> {
    /// The quarter for which it holds, counted from the year 0.
    pub quarter: i32,
    /// The probability with which the customer is treated, in millionths.
    pub share: u32,
    /// Whether the customer is in the control group over all reasons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_all: bool,
    /// The share of customers who are in that, in millionths.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub all: u32,
    /// For how many seconds from now on contacts count.
    pub within_seconds: u32,
    /// The level of what is done, or withheld.
    #[serde(borrow)]
    pub level: Cow<'a, str>,
    /// The channel, webhook or queue by which it is.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
    /// All originals of the customer, when there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<u32>,
}

/// The arms of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// What was decided is done.
    Treated,
    /// It is withheld.
    HeldOut,
}

/// `delivery.…`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery<'a> {
    /// The send key.
    #[serde(borrow)]
    pub key: Cow<'a, str>,
    /// By what: `mail`, `webhook:carrier-reschedule`, `subscriber:crm`.
    #[serde(borrow)]
    pub route: Cow<'a, str>,
    /// About which reason; none when it is about none.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
    /// What went wrong.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Cow<'a, str>>,
}

/// `rates.learned`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// By `reason/signal`.
    pub rates: BTreeMap<CompactString, LearnedRate>,
}

/// A chance in [`Learned`], and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnedRate {
    /// The chance, to six decimals.
    pub chance: f64,
    /// Windows that had ended.
    pub windows: u64,
    /// Those of them with a contact.
    pub hits: u64,
}

/// `strategy.published`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published<'a> {
    /// Counts the publications, from 1.
    pub number: i64,
    /// The hash of its files.
    #[serde(borrow)]
    pub version: Cow<'a, str>,
    /// By whom.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
    /// What they said of it.
    #[serde(borrow)]
    pub note: Cow<'a, str>,
}

/// `event.quarantined`. The entry is the cause.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined<'a> {
    /// How often it was tried.
    pub tries: u32,
    /// Why it cannot be decided on.
    #[serde(borrow)]
    pub problem: Cow<'a, str>,
}

/// `customers.merged`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged<'a> {
    /// The customer who stays.
    pub keep: u32,
    /// The one who is seen as the other.
    pub absorb: u32,
    /// Who says so.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
    /// Why.
    #[serde(borrow)]
    pub note: Cow<'a, str>,
}

/// `customers.parted`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parted<'a> {
    /// The link's number.
    pub link: u32,
    /// Whom it kept.
    pub keep: u32,
    /// Whom it took in.
    pub absorb: u32,
    /// Who says so.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
}

/// `round.begun` and `round.ended`. The event is the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// How many customers it reaches.
    pub customers: u32,
}

/// `units.joined`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Who they are.
    pub originals: Vec<u32>,
}

/// `unit.opted_out`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptedOut<'a> {
    /// From which purpose.
    #[serde(borrow)]
    pub purpose: Cow<'a, str>,
    /// All originals of the customer, when there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<u32>,
}

/// `unit.scored`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// What was asked.
    pub question: Question,
    /// What they say; none when a machine said it for them, and it does not count after all.
    pub score: Option<u8>,
    /// All originals of the customer, when there is more than one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub originals: Vec<u32>,
}

/// `guard.halted`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct GuardHalted<'a> {
    /// What is not done any more: on this reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// At this level.
    #[serde(borrow)]
    pub level: Cow<'a, str>,
    /// By this channel, webhook or queue.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
    /// Which experiment on it, from 0.
    pub epoch: u32,
    /// Why.
    pub why: Harm,
}

/// Why a guard halted something, and on what that rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Harm {
    /// `contacts`: more contacts; `rare_harm`: complaints and withdrawn consents go with it; `spam`; `incident`.
    pub code: String,
    /// How many more contacts per customer at least, how strong the evidence is, or which share was reported.
    pub amount: f64,
    /// Customers for whom it was done, whose time to contact had ended.
    pub treated: u64,
    /// Those of the control group.
    pub control: u64,
}

/// `guard.resumed`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardResumed<'a> {
    /// What may be done again: on this reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// At this level.
    #[serde(borrow)]
    pub level: Cow<'a, str>,
    /// By this channel, webhook or queue.
    #[serde(borrow)]
    pub by: Cow<'a, str>,
    /// The experiment that was halted; the next one begins.
    pub epoch: u32,
    /// Who resumes it.
    #[serde(borrow)]
    pub person: Cow<'a, str>,
    /// Why.
    #[serde(borrow)]
    pub note: Cow<'a, str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it asks of by reference")]
const fn is_nought(amount: &i64) -> bool {
    *amount == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it asks of by reference")]
const fn is_zero(amount: &u32) -> bool {
    *amount == 0
}

/// The word for how an expectation ended.
pub const fn end_name(end: End) -> &'static str {
    match end {
        End::Met => "met",
        End::TooLate => "too_late",
        End::Missed => "missed",
        End::Lapsed => "lapsed",
    }
}
