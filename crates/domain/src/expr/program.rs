//! A compiled expression.

use compact_str::CompactString;

use super::env::Env;
use super::eval::{Frame, Term};
use super::str::Str;
use super::tree::{Bool, Double, Text, Time};
use crate::time::Timestamp;
use crate::value::Value;

/// A checked and lowered expression.
///
/// Each method answers none when something the value depends on is absent: a field that the event lacks,
/// a trait nobody stated, a division by zero, a number out of range. A caller takes an absent condition
/// as false, and counts it. A program asked for what it was not compiled to has no value either.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) root: Root,
    pub(super) reads_event: bool,
}

/// What a program comes to.
#[derive(Clone, Debug)]
pub(super) enum Root {
    Condition(Bool),
    Amount(Double),
    Instant(Time),
    Key(Text),
}

impl Program {
    /// Whether the condition holds.
    pub fn holds(&self, env: &Env<'_>) -> Option<bool> {
        match &self.root {
            Root::Condition(condition) => condition.value(&Frame::new(env)),
            _ => None,
        }
    }

    /// The amount, always finite.
    pub fn amount(&self, env: &Env<'_>) -> Option<f64> {
        match &self.root {
            Root::Amount(amount) => amount.value(&Frame::new(env)).filter(|amount| amount.is_finite()),
            _ => None,
        }
    }

    /// The instant.
    pub fn instant(&self, env: &Env<'_>) -> Option<Timestamp> {
        match &self.root {
            Root::Instant(instant) => instant.value(&Frame::new(env)),
            _ => None,
        }
    }

    /// The key.
    pub fn key(&self, env: &Env<'_>) -> Option<CompactString> {
        match &self.root {
            Root::Key(key) => key.value(&Frame::new(env)).map(Str::into_owned),
            _ => None,
        }
    }

    /// Its value, when that depends on nothing: a truth value, a finite double, an instant or a text.
    pub fn constant(&self) -> Option<Value> {
        match &self.root {
            Root::Condition(Bool::Const(value)) => Some(Value::Bool(*value)),
            Root::Amount(Double::Const(value)) => Some(Value::Double(*value)),
            Root::Instant(Time::Const(value)) => Some(Value::Time(*value)),
            Root::Key(Text::Const(value)) => Some(Value::Text(value.clone())),
            _ => None,
        }
    }

    /// Whether the value depends on the event at hand: on its fields or its asset.
    pub fn reads_event(&self) -> bool {
        self.reads_event
    }
}
