//! Reasons: their signals, their steps, and what is offered at a contact.

use compact_str::CompactString;

use super::Strategy;
use super::ladder::{Kind, Level, Quadrant};
use super::number::{
    AnswerId, ChannelId, MessageId, PurposeId, QueueId, ReasonId, SignalId, TypeId, WebhookId,
};
use super::organisation::{Localised, Phase};
use crate::expr::Program;
use crate::time::{Duration, Timestamp};

/// Why customers contact the organisation.
#[derive(Clone, Debug)]
pub struct Reason {
    /// Its name in files and events: `late-delivery`.
    pub id: CompactString,
    /// What people call it.
    pub name: Localised,
    /// The reason it is a kind of.
    pub parent: Option<ReasonId>,
    /// Itself, its parent, and so on up.
    pub line: Vec<ReasonId>,
    /// What tells two expectations on it apart.
    pub key: KeyRule,
    /// Its kind.
    pub kind: Kind,
    /// Who answers for its causes.
    pub owner: Option<CompactString>,
    /// Words by which a text is taken to be about it, per language, as they are written: `pakket`, `bezorg*`.
    pub keywords: Vec<(CompactString, Vec<CompactString>)>,
    /// Its place on the value–irritant axes, customer and company, each in −1..1.
    pub value: Option<(f64, f64)>,
    /// What is at stake beyond handling: retention, gain, a spared trip. An amount of money.
    pub worth: Option<Program>,
    /// The level at which its contacts would be handled, for their cost.
    pub handled: Level,
    /// Its signals.
    pub signals: Vec<SignalId>,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// What is offered at a contact, in order of prominence.
    pub offers: Vec<Offer>,
    /// The share of customers withheld from its proactive steps.
    pub holdout: f64,
    /// How far they are rolled out, phase by phase; as the organisation says when empty.
    pub rollout: Vec<Phase>,
    /// Whether a contact on it is a complaint.
    pub complaint: bool,
}

impl Reason {
    /// The share of customers to whom its proactive steps are rolled out at an instant.
    pub fn rolled_out(&self, strategy: &Strategy, now: Timestamp) -> f64 {
        let phases = if self.rollout.is_empty() { &strategy.measure.rollout } else { &self.rollout };
        Phase::share_at(phases, now)
    }

    /// One of its signals as a bit, by its place among them.
    pub fn bit(&self, signal: SignalId) -> u32 {
        1 << self.signals.iter().position(|other| *other == signal).unwrap_or(0).min(31)
    }

    /// Its quadrant on the value–irritant matrix.
    pub fn quadrant(&self) -> Quadrant {
        match self.value {
            Some((customer, company)) if customer.abs() >= 0.2 && company.abs() >= 0.2 => {
                match (customer > 0.0, company > 0.0) {
                    (false, false) => Quadrant::Eliminate,
                    (true, false) => Quadrant::Automate,
                    (false, true) => Quadrant::Simplify,
                    (true, true) => Quadrant::Leverage,
                }
            }
            _ => Quadrant::Undecided,
        }
    }
}

/// What tells two expectations of one customer on one reason apart.
#[derive(Clone, Debug)]
pub enum KeyRule {
    /// Nothing: one at a time.
    Reason,
    /// The asset they are about.
    Asset,
    /// The value of an expression.
    Computed(Program),
}

/// An event pattern that makes a contact on a reason likely.
#[derive(Clone, Debug)]
pub struct Signal {
    /// Its name within the reason.
    pub id: CompactString,
    /// The reason.
    pub reason: ReasonId,
    /// The event types it listens to.
    pub on: Vec<TypeId>,
    /// When it goes off.
    pub trigger: Trigger,
    /// The condition that must hold then.
    pub when: Option<Program>,
    /// What a message needs to be in time: δ.
    pub lead: Duration,
    /// The horizon within which the contact is expected: H.
    pub within: Duration,
    /// How likely the contact is.
    pub chance: Chance,
    /// The event types that make the expectation lapse.
    pub until: Vec<TypeId>,
}

/// When a signal goes off.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// When the event comes.
    Event,
    /// This long after the event, unless one of these came first.
    Absence {
        /// How long.
        after: Duration,
        /// What calls it off.
        unless: Vec<TypeId>,
    },
    /// This long before a moment that the event names.
    Before {
        /// The moment.
        at: Program,
        /// How long before.
        before: Duration,
    },
}

/// How likely a contact is after a signal.
#[derive(Clone, Debug)]
pub enum Chance {
    /// As history shows.
    Learned,
    /// As the strategy states.
    Given(f64),
    /// As an expression computes; held within 0..1.
    Computed(Program),
}

/// One step of a reason.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its level.
    pub level: Level,
    /// The condition for taking it.
    pub when: Option<Program>,
    /// What it does.
    pub act: Act,
    /// The purpose it is done for.
    pub purpose: Option<PurposeId>,
    /// Whether it ignores quiet hours this time.
    pub urgent: Option<Program>,
    /// Whether a newer one cancels what is unsent and supersedes what was sent.
    pub replaces: bool,
    /// The event types that prove it done.
    pub done: Vec<TypeId>,
    /// How long to wait for that before the next step.
    pub wait: Option<Duration>,
    /// What tells those who were told that it is over.
    pub closing: Option<MessageId>,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Act {
    /// Asks a system to repair the cause.
    Call(WebhookId),
    /// Tells the customer.
    Send {
        /// What.
        message: MessageId,
        /// By which channels, each if its condition holds; the value rule ranks them.
        channels: Vec<ChannelChoice>,
    },
    /// Asks an agent to call.
    Alert {
        /// In this queue.
        queue: QueueId,
        /// After telling the customer so.
        announce: Option<Announce>,
    },
    /// Offers something at level 3 to 5.
    Offer(Target),
}

/// A channel a step may use.
#[derive(Clone, Debug)]
pub struct ChannelChoice {
    /// The channel.
    pub channel: ChannelId,
    /// The condition for using it.
    pub when: Option<Program>,
}

/// The message that goes before a call.
#[derive(Clone, Debug)]
pub struct Announce {
    /// What it says.
    pub message: MessageId,
    /// How long before the call it goes.
    pub lead: Duration,
    /// By which channels; all that the strategy has when empty.
    pub channels: Vec<ChannelId>,
}

/// What can be offered at a contact.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Its level: 3 to 5.
    pub level: Level,
    /// What is offered.
    pub target: Target,
    /// The condition for offering it.
    pub when: Option<Program>,
}

/// Where a contact is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A knowledge article.
    Answer(AnswerId),
    /// A queue of people.
    Queue(QueueId),
}
