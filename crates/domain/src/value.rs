//! The values that events and customers carry, typed as `events.toml` declares them.

use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The type of a field or trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// `true` or `false`.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A floating-point number.
    Double,
    /// Text.
    String,
    /// An instant, written in RFC 3339.
    Timestamp,
}

impl FieldType {
    /// Every type.
    pub const ALL: [Self; 5] = [Self::Bool, Self::Int, Self::Double, Self::String, Self::Timestamp];

    /// The word used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Double => "double",
            Self::String => "string",
            Self::Timestamp => "timestamp",
        }
    }

    /// The type that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number, never NaN.
    Double(f64),
    /// An instant.
    Time(Timestamp),
    /// Text.
    Text(CompactString),
}

/// A field's place in the strategy's table of fields: one number for one name and type, whatever the
/// event type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldId(pub u16);

/// The fields of one event that the strategy reads, sorted by field. Cloning is cheap, and an event of
/// which nothing is read costs nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Option<Arc<[(FieldId, Value)]>>);

impl Fields {
    /// From values in any order; of a field stated twice the last counts.
    pub fn new(mut values: Vec<(FieldId, Value)>) -> Self {
        if values.is_empty() {
            return Self(None);
        }
        values.reverse();
        values.sort_by_key(|(field, _)| *field);
        values.dedup_by_key(|(field, _)| *field);
        Self(Some(values.into()))
    }

    /// The value of a field, when the event had it.
    pub fn get(&self, field: FieldId) -> Option<&Value> {
        self.0.as_deref()?.iter().find(|(id, _)| *id == field).map(|(_, value)| value)
    }

    /// These, and where they have none the other's.
    #[must_use]
    pub fn over(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (None, _) => other.clone(),
            (_, None) => self.clone(),
            (Some(own), Some(other)) => Self::new(other.iter().chain(own.iter()).cloned().collect()),
        }
    }

    /// From values that are sorted already and state each field once; nothing when they are not.
    pub fn sorted(values: Vec<(FieldId, Value)>) -> Option<Self> {
        let sorted = values.is_sorted_by(|a, b| a.0 < b.0);
        sorted.then(|| Self(if values.is_empty() { None } else { Some(values.into()) }))
    }

    /// All of them, sorted by field.
    pub fn all(&self) -> &[(FieldId, Value)] {
        self.0.as_deref().unwrap_or_default()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(FieldId, Value)> {
        self.all().iter()
    }
}

impl Value {
    /// The value as an amount: numbers as they are, truth as 0 or 1.
    pub fn as_amount(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Double(number) => Some(*number),
            Self::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Self::Time(_) | Self::Text(_) => None,
        }
    }
}
