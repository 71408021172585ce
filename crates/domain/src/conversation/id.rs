//! Numbers of conversations, cases, messages and agents. They are given out from 1, in order, and never again.

use compact_str::{CompactString, format_compact};
use serde::{Deserialize, Serialize};

/// A thread with one customer over one account of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(pub u32);

/// Something that must be resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(pub u32);

/// One thing that was said, numbered over all conversations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageNumber(pub u32);

/// Somebody who answers: the number of their account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentId(pub i64);

impl AgentId {
    /// How they stand where what did something may also be no person: `7`, beside `routing`.
    pub fn name(self) -> CompactString {
        format_compact!("{}", self.0)
    }
}
