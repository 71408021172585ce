//! The names an expression may use, and the numbers they stand for.
//!
//! The reader of a strategy fills these tables before it compiles any expression; they become the tables
//! of the [`Strategy`](crate::strategy::model::Strategy). Compiling adds to them: a track per event type
//! (and field) that some expression looks back on, and event types that nobody declared.

use compact_str::CompactString;

use crate::state::history::{MAX_TRACKS, TrackId};
use crate::strategy::model::{EventType, Field, Track, Trait, TypeId};
use crate::time::Duration;
use crate::value::{FieldId, FieldType};

/// The most event types a strategy may have, declared or only named.
pub const MAX_TYPES: usize = u16::MAX as usize;

/// The tables of a strategy that expressions name things of.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The event types; place = [`TypeId`].
    pub types: Vec<EventType>,
    /// The fields, once per name and type; place = [`FieldId`].
    pub fields: Vec<Field>,
    /// What is known of customers; place = `TraitId`.
    pub traits: Vec<Trait>,
    /// The contact reasons; place = `ReasonId`.
    pub reasons: Vec<CompactString>,
    /// The purposes; place = `PurposeId`.
    pub purposes: Vec<CompactString>,
    /// The channels; place = `ChannelId`.
    pub channels: Vec<CompactString>,
    /// What expressions look back on, added as they are compiled; place = [`TrackId`].
    pub tracks: Vec<Track>,
    /// How far back `touches()` looks at most: at least as long must a customer's touches be kept.
    pub touches: Duration,
    /// The types that were added because something named them.
    undeclared: Vec<TypeId>,
}

impl Vocabulary {
    /// The event type with this name, and whether it is declared (or built in). One that is not known
    /// is added without fields, about the customer.
    ///
    /// Of more than [`MAX_TYPES`] names the rest share the last place; the reader of a strategy refuses
    /// such a folder.
    pub fn type_id(&mut self, name: &str) -> (TypeId, bool) {
        if let Some(id) = self.type_named(name) {
            return (id, !self.undeclared.contains(&id));
        }
        if self.types.len() >= MAX_TYPES {
            return (TypeId((MAX_TYPES - 1) as u16), false);
        }
        let id = TypeId(self.types.len() as u16);
        self.types.push(EventType::named(name));
        self.undeclared.push(id);
        (id, false)
    }

    /// The event type with this name.
    pub fn type_named(&self, name: &str) -> Option<TypeId> {
        self.types.iter().position(|kind| kind.name == name).map(|place| TypeId(place as u16))
    }

    /// Whether an event type was added only because something named it.
    pub fn is_undeclared(&self, id: TypeId) -> bool {
        self.undeclared.contains(&id)
    }

    /// The field with this name and type, added when it is new; none when the table is full.
    pub fn field_id(&mut self, name: &str, kind: FieldType) -> Option<FieldId> {
        let known = self.fields.iter().position(|field| field.name == name && field.kind == kind);
        let place = known.unwrap_or(self.fields.len());
        let id = FieldId(u16::try_from(place).ok()?);
        if known.is_none() {
            self.fields.push(Field { name: name.into(), kind });
        }
        Some(id)
    }

    /// The field that an event type declares by this name.
    pub fn field_of(&self, kind: TypeId, name: &str) -> Option<FieldId> {
        let declared = &self.types.get(kind.index())?.declared;
        declared.iter().copied().find(|id| self.field(*id).is_some_and(|field| field.name == name))
    }

    /// A field by its number.
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.get(usize::from(id.0))
    }

    /// The track of an event type, or of one of its fields, that keeps at least this much; none when the
    /// strategy has [`MAX_TRACKS`] others.
    pub(super) fn track(&mut self, kind: TypeId, field: Option<FieldId>, keep: Duration) -> Option<TrackId> {
        let known = self.tracks.iter().position(|track| track.kind == kind && track.field == field);
        let place = known.unwrap_or(self.tracks.len());
        if place >= MAX_TRACKS {
            return None;
        }
        let id = TrackId(place as u16);
        match self.tracks.get_mut(place) {
            Some(track) => track.keep = track.keep.max(keep),
            None => self.tracks.push(Track { kind, field, keep }),
        }
        let recorded = &mut self.types[kind.index()];
        if !recorded.tracks.contains(&id) {
            recorded.tracks.push(id);
        }
        // An amount can be recorded only if it is read from the event.
        if let Some(field) = field.filter(|field| !recorded.reads.contains(field)) {
            recorded.reads.push(field);
        }
        Some(id)
    }
}
