//! Texts that prove that somebody with the key wrote them: JSON in base64, a dot, and its HMAC-SHA256.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac::{self, HMAC_SHA256};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The fewest bytes of a key: less can be found by trying.
const SHORTEST: usize = 32;

/// The longest text that is looked at.
const LONGEST: usize = 4_096;

/// What is signed with.
#[derive(Clone)]
pub struct Key(hmac::Key);

impl Key {
    /// A key of these bytes; none when they are fewer than 32.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= SHORTEST).then(|| Self(hmac::Key::new(HMAC_SHA256, bytes)))
    }

    /// Signs a value, for one use: what is signed for one is nothing worth for another.
    pub(super) fn sign(&self, purpose: &str, value: &impl Serialize) -> Result<String, serde_json::Error> {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(value)?);
        let tag = hmac::sign(&self.0, content(purpose, &body).as_bytes());
        Ok(format!("{body}.{}", URL_SAFE_NO_PAD.encode(tag)))
    }

    /// The value that a text is signed for; none when it was not signed by this key for this use. How long that
    /// takes does not depend on how much of a signature is right.
    pub(super) fn open<T: DeserializeOwned>(&self, purpose: &str, text: &str) -> Option<T> {
        let (body, tag) = text.split_once('.').filter(|_| text.len() <= LONGEST)?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        hmac::verify(&self.0, content(purpose, body).as_bytes(), &tag).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }
}

fn content(purpose: &str, body: &str) -> String {
    // Of the organisation's own site no more is asked than to sign the body itself.
    if purpose.is_empty() { body.to_owned() } else { format!("{purpose}.{body}") }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}
