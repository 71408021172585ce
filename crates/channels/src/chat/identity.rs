//! Who a visitor is, as the organisation's own site says and signs: `base64url(JSON).base64url(HMAC-SHA256)` with a
//! secret that only that site and we know. The page hands it to the widget; a visitor cannot make one.

use serde::{Deserialize, Serialize};
use voorzet_domain::time::{Duration, Timestamp};

use super::signed::Key;

/// The longest that a site may vouch ahead: what is signed for years is a password that lies about.
const LONGEST: Duration = Duration::from_days(31);

/// Who a visitor is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The organisation's own number for the customer.
    pub account: String,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their mail address, which the site has proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Until when the site vouches for that, in seconds since 1970.
    pub expires: i64,
}

/// Why an identity is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// It was not signed with the secret that is set up, or says something else than an identity.
    #[error("it is not signed with the account's `identity_secret`")]
    Forged,
    /// It was worth something until before now.
    #[error("it has expired")]
    Expired,
    /// It would be worth something for too long.
    #[error("it expires more than 31 days from now")]
    TooLong,
}

impl Identity {
    /// Signs it, as the organisation's site does.
    pub fn sign(&self, key: &Key) -> Result<String, serde_json::Error> {
        key.sign("", self)
    }

    /// Who a text says that a visitor is, when it is to be believed.
    pub fn read(text: &str, key: &Key, now: Timestamp) -> Result<Self, IdentityError> {
        let identity: Self = key.open("", text.trim()).ok_or(IdentityError::Forged)?;
        let expires = identity.expires.checked_mul(1_000_000).and_then(Timestamp::from_micros);
        let expires = expires.ok_or(IdentityError::Forged)?;
        if expires <= now {
            Err(IdentityError::Expired)
        } else if expires.since(now) > LONGEST {
            Err(IdentityError::TooLong)
        } else {
            Ok(identity)
        }
    }
}
