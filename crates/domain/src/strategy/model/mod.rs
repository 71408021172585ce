//! The compiled strategy: what the files say, checked and numbered, ready to decide with.
//!
//! Names have become numbers into the tables of [`Strategy`]; expressions have become [`Program`](crate::expr::Program)s.
//! Nothing here can fail any more: what could is an error of [`check`](super::load).

mod event_type;
mod feedback;
mod ladder;
mod number;
mod organisation;
mod queue;
mod reason;

use std::sync::Arc;

use compact_str::CompactString;
use jiff::tz::TimeZone;

pub use event_type::*;
pub use feedback::*;
pub use ladder::*;
pub use number::*;
pub use organisation::*;
pub use queue::*;
pub use reason::*;

use crate::hours::Hours;
use crate::time::Duration;
use crate::value::{FieldId, FieldType};

/// The whole strategy of an organisation.
#[derive(Clone, Debug)]
pub struct Strategy {
    /// The organisation's name.
    pub organisation: String,
    /// A hash of all its files: sixteen hexadecimal digits. The same files have the same version.
    pub version: String,
    /// The languages customers are written to, the first being the default: `nl`, `en`.
    pub languages: Vec<CompactString>,
    /// The organisation's time zone.
    pub zone: TimeZone,
    /// The country of phone numbers without a country code: `NL`.
    pub region: Option<CompactString>,
    /// When customers are left alone.
    pub quiet: Option<Quiet>,
    /// How often customers may be approached.
    pub budget: Budget,
    /// What contacts and actions cost.
    pub economics: Economics,
    /// What is assumed of chances before history speaks.
    pub learning: Learning,
    /// The share of customers for whom nothing proactive is done at all, whatever the reason.
    pub global_holdout: f64,
    /// How effects are measured.
    pub measure: Measure,
    /// What guards have halted. In no file: the live loop says so.
    pub halted: Vec<Halted>,
    /// Changes every assignment to a control group when it changes.
    pub salt: CompactString,
    /// The purposes for which customers may be approached.
    pub purposes: Vec<Purpose>,
    /// The channels by which customers are approached.
    pub channels: Vec<Channel>,
    /// The level at which a contact by a channel is handled: `phone` → personal.
    pub contact_levels: Vec<(CompactString, Level)>,
    /// The systems that can repair a cause.
    pub webhooks: Vec<Webhook>,
    /// Where people's work waits.
    pub queues: Vec<Queue>,
    /// Where work waits that no reason leads to a queue; none only when there are no queues.
    pub default_queue: Option<QueueId>,
    /// The tables of opening hours, by name.
    pub hours: Vec<(CompactString, Arc<Hours>)>,
    /// The knowledge articles.
    pub answers: Vec<Answer>,
    /// What is known of a customer.
    pub traits: Vec<Trait>,
    /// Every field that some event type declares, once per name and type.
    pub fields: Vec<Field>,
    /// The event types: declared, built in, or only named.
    pub types: Vec<EventType>,
    /// What conditions look back on.
    pub tracks: Vec<Track>,
    /// The contact reasons. `other` is always there.
    pub reasons: Vec<Reason>,
    /// The signals of all reasons.
    pub signals: Vec<Signal>,
    /// The messages.
    pub messages: Vec<Message>,
    /// How long a customer's touches must be kept: no limit and no condition looks back further.
    pub touches: Duration,
    /// What customers are asked once something is resolved.
    pub feedback: Feedback,
}

/// What a guard has halted: it is decided on, and not done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Halted {
    /// The reason.
    pub reason: CompactString,
    /// The level.
    pub level: Level,
    /// The channel, webhook or queue.
    pub by: CompactString,
}

impl Strategy {
    /// Whether a guard has halted what is done on a reason at a level by this.
    pub fn is_halted(&self, reason: &str, level: Level, by: &str) -> bool {
        self.halted.iter().any(|halted| halted.reason == reason && halted.level == level && halted.by == by)
    }

    /// The type with this name.
    pub fn type_id(&self, name: &str) -> Option<TypeId> {
        self.types.iter().position(|kind| kind.name == name).map(|index| TypeId(index as u16))
    }

    /// The reason with this name.
    pub fn reason_id(&self, id: &str) -> Option<ReasonId> {
        self.reasons.iter().position(|reason| reason.id == id).map(|index| ReasonId(index as u16))
    }

    /// The reason of contacts on which the strategy has nothing of its own.
    pub fn other(&self) -> ReasonId {
        self.reason_id("other").unwrap_or(ReasonId(0))
    }

    /// The one of these fields that has this name.
    pub fn field_among(&self, fields: &[FieldId], name: &str) -> Option<FieldRef> {
        let field = |id: &FieldId| (*id, &self.fields[id.0 as usize]);
        let (id, field) = fields.iter().map(field).find(|(_, field)| field.name == name)?;
        Some(FieldRef { id, kind: field.kind })
    }

    /// The channel with this name.
    pub fn channel_named(&self, name: &str) -> Option<ChannelId> {
        self.channels.iter().position(|channel| channel.name == name).map(|index| ChannelId(index as u16))
    }

    /// The queue with this name.
    pub fn queue_named(&self, name: &str) -> Option<QueueId> {
        self.queues.iter().position(|queue| queue.name == name).map(|index| QueueId(index as u16))
    }

    /// The queue that takes contacts on a reason: the first that it, or one that it is a kind of, has to offer; else the
    /// strategy's own. None only when there are no queues.
    pub fn queue_of(&self, reason: ReasonId) -> Option<QueueId> {
        let line = self.reasons.get(reason.index()).map_or(&[][..], |reason| &reason.line);
        let offers = line.iter().flat_map(|id| &self.reasons[id.index()].offers);
        let mut queues = offers.filter_map(|offer| match offer.target {
            Target::Queue(queue) => Some(queue),
            Target::Answer(_) => None,
        });
        queues.next().or(self.default_queue)
    }

    /// The field with this name and type, when some event type has it.
    pub fn field_named(&self, name: &str, kind: FieldType) -> Option<FieldId> {
        let field = self.fields.iter().position(|field| field.name == name && field.kind == kind);
        field.map(|index| FieldId(index as u16))
    }

    /// The trait that says in which segment a customer is: the one of that name.
    pub fn segment(&self) -> Option<TraitId> {
        let segment = |known: &Trait| known.name == "segment" && known.kind == FieldType::String;
        self.traits.iter().position(segment).map(|index| TraitId(index as u16))
    }

    /// The purpose with this name.
    pub fn purpose_named(&self, name: &str) -> Option<PurposeId> {
        self.purposes.iter().position(|purpose| purpose.name == name).map(|index| PurposeId(index as u16))
    }
}
