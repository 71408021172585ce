//! Event types: their fields, what they tie to customers, and what they set in motion.

use compact_str::CompactString;

use super::number::{ReasonId, SignalId, TypeId};
use crate::state::history::TrackId;
use crate::time::Duration;
use crate::value::{FieldId, FieldType};

/// Something known of a customer, as `identify` states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trait {
    /// Its name: `segment`.
    pub name: CompactString,
    /// Its type.
    pub kind: FieldType,
    /// Whether some expression reads it; a customer's state holds only what is read.
    pub read: bool,
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
    /// The fields that only messages say.
    pub says: Vec<FieldId>,
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
            says: Vec::new(),
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

/// A field and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRef {
    /// The field.
    pub id: FieldId,
    /// Its type.
    pub kind: FieldType,
}
