//! A compiled expression.

use compact_str::CompactString;

use super::env::Env;
use super::{Fault, Wanted};
use crate::time::Timestamp;
use crate::value::Value;

/// A checked and lowered expression.
///
/// Each method answers none when something the value depends on is absent: a field that the event lacks,
/// a trait nobody stated, a division by zero, a number out of range. A caller takes an absent condition
/// as false, and counts it.
#[derive(Clone, Debug)]
pub struct Program {
    value: Value,
}

impl Program {
    /// Whether the condition holds.
    pub fn holds(&self, _env: &Env<'_>) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// The amount, always finite.
    pub fn amount(&self, _env: &Env<'_>) -> Option<f64> {
        match self.value {
            Value::Double(value) => Some(value),
            Value::Int(value) => Some(value as f64),
            _ => None,
        }
    }

    /// The instant.
    pub fn instant(&self, _env: &Env<'_>) -> Option<Timestamp> {
        if let Value::Time(value) = self.value { Some(value) } else { None }
    }

    /// The key.
    pub fn key(&self, _env: &Env<'_>) -> Option<CompactString> {
        if let Value::Text(value) = &self.value { Some(value.clone()) } else { None }
    }

    /// Its value, when that depends on nothing.
    pub fn constant(&self) -> Option<Value> {
        Some(self.value.clone())
    }

    /// Whether the value depends on the event at hand: its fields or its asset.
    pub fn reads_event(&self) -> bool {
        false
    }
}

pub(super) fn thin(source: &str, wanted: Wanted) -> Result<Program, Fault> {
    let value = match (wanted, source.trim()) {
        (Wanted::Condition, "true") => Some(Value::Bool(true)),
        (Wanted::Condition, "false") => Some(Value::Bool(false)),
        (Wanted::Amount, number) => number.parse().ok().map(Value::Double),
        _ => None,
    };
    value.map(|value| Program { value }).ok_or_else(|| Fault::new(0, "not understood"))
}
