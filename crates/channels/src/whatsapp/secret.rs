//! What Meta and we both know: a token, the app's secret, the word that a webhook is set up with.

use std::fmt;

use ring::hmac::{self, HMAC_SHA256, Key};

/// A secret that prints as `…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret, without the blanks around it; none when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether somebody knows it. How long that takes does not depend on how much of what they say is right.
    pub fn is(&self, said: &str) -> bool {
        let key = Key::new(HMAC_SHA256, self.0.as_bytes());
        hmac::verify(&key, b"said", hmac::sign(&Key::new(HMAC_SHA256, said.as_bytes()), b"said").as_ref())
            .is_ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}
