//! Conditions and amounts: the Common Expression Language, checked against `events.toml` and lowered.

pub mod env;

/// A checked and lowered expression.
#[derive(Clone, Debug)]
pub struct Program {}
