//! The compiled strategy: what the files say, checked and numbered, ready to decide with.
//!
//! Names have become numbers into the tables of [`Strategy`]; expressions have become [`Program`]s.
//! Nothing here can fail any more: what could is an error of [`check`](super::check).

use compact_str::CompactString;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::expr::Program;
use crate::identity::IdentityKind;
use crate::state::history::TrackId;
use crate::time::Duration;
use crate::value::{FieldId, FieldType};

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// The place in its table.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

numbers! {
    /// An event type's place in [`Strategy::types`].
    TypeId,
    /// A reason's place in [`Strategy::reasons`].
    ReasonId,
    /// A signal's place in [`Strategy::signals`].
    SignalId,
    /// A channel's place in [`Strategy::channels`].
    ChannelId,
    /// A purpose's place in [`Strategy::purposes`].
    PurposeId,
    /// A message's place in [`Strategy::messages`].
    MessageId,
    /// A queue's place in [`Strategy::queues`].
    QueueId,
    /// A webhook's place in [`Strategy::webhooks`].
    WebhookId,
    /// An answer's place in [`Strategy::answers`].
    AnswerId,
    /// A trait's place in [`Strategy::traits`].
    TraitId,
}

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
}

/// A name in the languages of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Localised(pub Vec<(CompactString, String)>);

impl Localised {
    /// The text in a language, else in the first there is.
    pub fn get(&self, language: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == language).or_else(|| self.0.first());
        found.map_or("", |(_, text)| text)
    }
}

/// Hours in which customers are left alone, in minutes after local midnight; may span midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The first quiet minute of the day.
    pub from: u16,
    /// The first minute that is quiet no longer.
    pub to: u16,
}

/// The kinds of reason, most pressing first in the usual ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Danger to people or property.
    Safety,
    /// What the law requires to be told.
    Legal,
    /// A disturbance that touches many.
    Incident,
    /// Service on what the customer already has.
    Service,
    /// A question for feedback.
    Survey,
    /// Anything that sells.
    Marketing,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Safety, Self::Legal, Self::Incident, Self::Service, Self::Survey, Self::Marketing];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Legal => "legal",
            Self::Incident => "incident",
            Self::Service => "service",
            Self::Survey => "survey",
            Self::Marketing => "marketing",
        }
    }

    /// The kind that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it may never be withheld from a control group.
    pub const fn never_withheld(self) -> bool {
        matches!(self, Self::Safety | Self::Legal | Self::Incident)
    }
}

/// The levels of the contact ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 1: the cause is repaired.
    Prevent,
    /// 2: the customer is told in time.
    Proactive,
    /// 3: the customer helps themselves.
    SelfService,
    /// 4: a person, digitally.
    Digital,
    /// 5: a person, in person.
    Personal,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 5] =
        [Self::Prevent, Self::Proactive, Self::SelfService, Self::Digital, Self::Personal];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prevent => "prevent",
            Self::Proactive => "proactive",
            Self::SelfService => "self_service",
            Self::Digital => "digital",
            Self::Personal => "personal",
        }
    }

    /// The level that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Its number on the ladder, 1 to 5.
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// How often a customer may be approached, over all reasons and channels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Budget {
    /// Every limit must hold.
    pub limits: Vec<Limit>,
    /// The kinds in order of precedence, the most pressing first.
    pub rank: Vec<Kind>,
    /// Kinds that are counted but never held back.
    pub exempt: Vec<Kind>,
    /// Touches of every limit that only kinds of this rank or higher may use.
    pub reserve: Vec<(Kind, u32)>,
}

/// At most `max` touches in any span of `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number of touches.
    pub max: u32,
    /// The span.
    pub per: Duration,
}

/// Money in the organisation's currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Economics {
    /// Handling one contact at the digital level.
    pub digital: f64,
    /// Handling one contact at the personal level.
    pub personal: f64,
    /// The share of contacts that come back, as a factor on handling.
    pub repeat: f64,
    /// The customer's own effort of one contact, in money.
    pub effort: f64,
    /// What an alert to an agent costs.
    pub alert: f64,
    /// What calling a webhook costs.
    pub prevent: f64,
    /// What any approach costs in annoyance.
    pub annoyance: f64,
    /// What each earlier touch in 30 days adds to that.
    pub annoyance_per_touch: f64,
    /// The share of expected contacts that a repair avoids, until it is measured.
    pub uplift_prevent: f64,
    /// The share that a message or call avoids, until it is measured.
    pub uplift_proactive: f64,
    /// The share of decisions taken at random among what is allowed.
    pub explore: f64,
}

/// Assumptions about learned chances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learning {
    /// The chance assumed before anything is known.
    pub prior: f64,
    /// How many observed windows that assumption is worth.
    pub weight: f64,
}

/// On which legal ground a purpose stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Needed for the contract with the customer.
    Contract,
    /// The law requires it.
    Legal,
    /// An interest of the organisation; the customer may object.
    Interest,
    /// Only with the customer's consent.
    Consent,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 4] = [Self::Contract, Self::Legal, Self::Interest, Self::Consent];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contract => "contract",
            Self::Legal => "legal",
            Self::Interest => "interest",
            Self::Consent => "consent",
        }
    }

    /// The basis that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.name() == name)
    }
}

/// A purpose for which customers are approached.
#[derive(Clone, Debug, PartialEq)]
pub struct Purpose {
    /// Its name: `service`.
    pub name: CompactString,
    /// Its legal ground.
    pub basis: Basis,
}

/// A channel by which customers are approached.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// Its name: `mail`.
    pub name: CompactString,
    /// The identity without which a customer cannot be reached by it.
    pub needs: Option<IdentityKind>,
    /// Whether it may be used only with consent for it, whatever the purpose's ground.
    pub consent: bool,
    /// What one message costs.
    pub cost: f64,
}

/// A system that is asked to repair a cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// Its name: `carrier-reschedule`.
    pub name: CompactString,
    /// Where it listens.
    pub url: String,
}

/// Where people's work waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Its name: `orders`.
    pub name: CompactString,
    /// What people call it.
    pub title: Localised,
}

/// A knowledge article.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its name: `track-your-parcel`.
    pub name: CompactString,
    /// Its title and text per language.
    pub texts: Vec<Text>,
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its name: `late-delivery`.
    pub name: CompactString,
    /// Its subject and text per language.
    pub texts: Vec<Text>,
}

/// A message or answer in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The language: `nl`.
    pub language: CompactString,
    /// Subject or title.
    pub subject: String,
    /// Markdown with placeholders.
    pub body: String,
}

/// Something known of a customer, as `identify` states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trait {
    /// Its name: `segment`.
    pub name: CompactString,
    /// Its type.
    pub kind: FieldType,
}

/// A field of events.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name: `delay_hours`.
    pub name: CompactString,
    /// Its type.
    pub kind: FieldType,
}

/// What an event of a type is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The customer it names.
    Customer,
    /// An asset of this kind, and so every customer tied to it.
    Asset(CompactString),
}

/// The types that mean something to Voorzet itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// `contact.received`
    Contact,
    /// `identify`
    Identify,
    /// `alias`
    Alias,
    /// `consent.given`
    ConsentGiven,
    /// `consent.withdrawn`
    ConsentWithdrawn,
    /// `preference.set`
    Preference,
    /// `incident.opened`
    IncidentOpened,
    /// `incident.updated`
    IncidentUpdated,
    /// `incident.closed`
    IncidentClosed,
}

/// An event type, and everything that happens when an event of it comes.
#[derive(Clone, Debug)]
pub struct EventType {
    /// Its name.
    pub name: CompactString,
    /// Whether Voorzet gives it a meaning of its own.
    pub builtin: Option<Builtin>,
    /// What it is about.
    pub subject: Subject,
    /// The fields it has, by name.
    pub declared: Vec<FieldId>,
    /// The fields that conditions, keys and templates read of it.
    pub reads: Vec<FieldId>,
    /// The asset that it ties its customer to.
    pub link: Option<Link>,
    /// What the asset it is about is part of.
    pub part_of: Option<Template>,
    /// The event types whose ties an event of this type, about the same asset, ends.
    pub unties: Vec<TypeId>,
    /// The tracks it is recorded on.
    pub tracks: Vec<TrackId>,
    /// The signals it may set off.
    pub signals: Vec<SignalId>,
    /// The signals of absence that it calls off (`unless`).
    pub calls_off: Vec<SignalId>,
    /// The signals whose expectations it makes lapse (`until`).
    pub lapses: Vec<SignalId>,
    /// The steps that it proves done: reason and place among its steps.
    pub done: Vec<(ReasonId, usize)>,
}

impl EventType {
    /// A type of which only the name is known, about the customer.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.into(),
            builtin: None,
            subject: Subject::Customer,
            declared: Vec::new(),
            reads: Vec::new(),
            link: None,
            part_of: None,
            unties: Vec::new(),
            tracks: Vec::new(),
            signals: Vec::new(),
            calls_off: Vec::new(),
            lapses: Vec::new(),
            done: Vec::new(),
        }
    }

    /// Whether an event of this type does anything to a customer it reaches.
    pub fn touches_customers(&self) -> bool {
        self.builtin.is_some()
            || !self.tracks.is_empty()
            || !self.signals.is_empty()
            || !self.calls_off.is_empty()
            || !self.lapses.is_empty()
            || !self.done.is_empty()
    }
}

/// A tie between the customer of an event and an asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The asset.
    pub asset: Template,
    /// How long the tie lasts; without it until it is ended.
    pub lasts: Option<Duration>,
    /// The types of event about the asset that end it.
    pub until: Vec<TypeId>,
}

/// An asset's name made from the fields of an event: `parcel:{parcel}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The kind of asset.
    pub kind: CompactString,
    /// The parts of its name.
    pub parts: Vec<TemplatePart>,
}

/// One part of a [`Template`].
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text as it stands.
    Text(CompactString),
    /// The value of a field.
    Field(FieldId),
}

/// What conditions look back on: an event type, and for sums and maxima one of its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The event type.
    pub kind: TypeId,
    /// The field whose amounts are kept.
    pub field: Option<FieldId>,
    /// How far conditions look back at most; zero when only the last matters.
    pub keep: Duration,
}

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
}

impl Reason {
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

/// What to do with contacts on a reason (Price and Jaffe's value–irritant matrix).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Irritating to both: take the cause away.
    Eliminate,
    /// Valuable to the customer, irritating to the company.
    Automate,
    /// Irritating to the customer, valuable to the company.
    Simplify,
    /// Valuable to both: never avoided.
    Leverage,
    /// Too near the middle to say.
    Undecided,
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

/// A field and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRef {
    /// The field.
    pub id: FieldId,
    /// Its type.
    pub kind: FieldType,
}

impl Strategy {
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

    /// The field with this name and type, when some event type has it.
    pub fn field_named(&self, name: &str, kind: FieldType) -> Option<FieldId> {
        let field = self.fields.iter().position(|field| field.name == name && field.kind == kind);
        field.map(|index| FieldId(index as u16))
    }

    /// The purpose with this name.
    pub fn purpose_named(&self, name: &str) -> Option<PurposeId> {
        self.purposes.iter().position(|purpose| purpose.name == name).map(|index| PurposeId(index as u16))
    }
}
