//! People, and what they sign in by, as they are in memory.

use serde::{Deserialize, Serialize};
use voorzet_domain::time::Timestamp;
use voorzet_store::account::{CredentialRecord, PersonRecord};

use super::role::Role;

/// Somebody who may sign in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) number: i64,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) language: Option<String>,
    pub(crate) roles: Vec<Role>,
    pub(crate) disabled: Option<Timestamp>,
    pub(crate) at: Timestamp,
}

impl Person {
    /// As it is kept.
    pub(crate) fn of(record: &PersonRecord) -> Self {
        Self {
            number: record.number,
            email: record.email.clone(),
            name: record.name.clone(),
            language: record.language.clone(),
            // A role that a newer program knew gives nothing here.
            roles: serde_json::from_str::<Vec<serde_json::Value>>(&record.roles)
                .unwrap_or_default()
                .into_iter()
                .filter_map(|role| serde_json::from_value(role).ok())
                .collect(),
            disabled: record.disabled,
            at: record.at,
        }
    }

    /// As it is to be kept.
    pub(crate) fn record(&self) -> PersonRecord {
        PersonRecord {
            number: self.number,
            email: self.email.clone(),
            name: self.name.clone(),
            language: self.language.clone(),
            roles: serde_json::to_string(&self.roles).unwrap_or_default(),
            disabled: self.disabled,
            at: self.at,
        }
    }
}

/// A mail address as people are known by it; none when it is no such thing.
pub(crate) fn email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (name, host) = text.rsplit_once('@')?;
    let plain = !name.is_empty() && host.len() > 2 && text.len() <= 254;
    (plain && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())).then_some(text)
}

/// A name as it is kept; none when it is empty or a novel.
pub(crate) fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = !text.is_empty() && text.chars().count() <= 100 && !text.chars().any(char::is_control);
    plain.then(|| text.to_owned())
}

/// What one signs in by.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Means {
    /// A password, by its hash.
    Password {
        /// Argon2id, with its costs and salt.
        hash: String,
    },
    /// An app that counts.
    Totp {
        /// What the app and we know, in base 32.
        secret: String,
        /// Whether a code was shown, so that it counts from now on.
        confirmed: bool,
        /// The last step whose code was used; none before it is used again.
        last: u64,
    },
    /// Codes for who has lost the app, by their hashes; each is used once.
    Recovery {
        /// Those that are left.
        hashes: Vec<String>,
    },
    /// A passkey.
    Passkey {
        /// By what the authenticator knows it.
        id: String,
        /// Its public key as COSE, in base64.
        key: String,
        /// How often it was used, if it counts.
        counter: u32,
        /// How it can be reached: `usb`, `internal`.
        transports: Vec<String>,
    },
    /// A link that lets somebody choose a password, by the hash of what is in it.
    Invitation {
        /// The hash.
        hash: String,
        /// Until when, in microseconds.
        until: i64,
    },
}

/// One of the things that somebody signs in by.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub(crate) number: i64,
    pub(crate) person: i64,
    pub(crate) name: String,
    pub(crate) means: Means,
    pub(crate) at: Timestamp,
    pub(crate) used: Option<Timestamp>,
}

impl Means {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Password { .. } => "password",
            Self::Totp { .. } => "totp",
            Self::Recovery { .. } => "recovery",
            Self::Passkey { .. } => "passkey",
            Self::Invitation { .. } => "invitation",
        }
    }
}

impl Credential {
    /// As it is kept; none when a newer program made it.
    pub(crate) fn of(record: &CredentialRecord) -> Option<Self> {
        Some(Self {
            number: record.number,
            person: record.person,
            name: record.name.clone(),
            means: serde_json::from_str(&record.value).ok()?,
            at: record.at,
            used: record.used,
        })
    }

    /// As it is to be kept.
    pub(crate) fn record(&self) -> CredentialRecord {
        CredentialRecord {
            number: self.number,
            person: self.person,
            kind: self.means.kind().to_owned(),
            name: self.name.clone(),
            value: serde_json::to_string(&self.means).unwrap_or_default(),
            at: self.at,
            used: self.used,
        }
    }
}
