//! What a customer is known by: an account, a mail address, a phone number, a device, a social handle.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// The kinds of identity. The order is the order of trust: the first identity of an event that is
/// known decides whose event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// The organisation's own number for the customer.
    Account,
    /// A mail address, in lower case.
    Mail,
    /// A phone number in E.164: `+31612345678`.
    Phone,
    /// A device, browser or app installation.
    Device,
    /// A handle on a social network: `network/handle`.
    Social,
}

impl IdentityKind {
    /// Every kind, most trusted first.
    pub const ALL: [Self; 5] = [Self::Account, Self::Mail, Self::Phone, Self::Device, Self::Social];

    /// The word used in files: `account`, `mail`, `phone`, `device`, `social`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Mail => "mail",
            Self::Phone => "phone",
            Self::Device => "device",
            Self::Social => "social",
        }
    }

    /// The kind that a word names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One identity, its value normalised for its kind so that equal identities compare equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// What kind of identity.
    pub kind: IdentityKind,
    /// The normalised value.
    pub value: CompactString,
}

/// An identity as an event states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The identity stated.
    pub identity: Identity,
    /// Whether its holder proved it. An account is proved by being the organisation's own; a mail
    /// address only when the source says so. Only proved identities link customers by themselves.
    pub verified: bool,
}
