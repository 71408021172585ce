//! What became of a message that went out, as its channel tells later: the data of `message.status` and
//! `message.bounced`.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// What became of a message that went out. The events of one message may come in any order: the furthest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The account by which it went.
    pub account: CompactString,
    /// The provider's number for it, as it was given when it was sent; or
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<CompactString>,
    /// its send key, where the channel gives that back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<CompactString>,
    /// How far it is.
    pub step: Step,
    /// What went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// How far a message is that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The provider has it.
    Sent,
    /// It cannot be delivered.
    Failed,
    /// The receiver has it.
    Delivered,
    /// The receiver saw it.
    Read,
}

/// An address that does not take messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounced {
    /// The account by which something went.
    pub account: CompactString,
    /// The address.
    pub address: String,
    /// Whether it never will: nothing more is sent to it then.
    pub hard: bool,
    /// The send key of what bounced, where the notice tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<CompactString>,
    /// What the notice says: `5.1.1 user unknown`.
    pub problem: String,
}
