//! How we say who we are.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What proves who we are. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A name and a password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A name and a token that was given for it (XOAUTH2).
    Token {
        /// The name.
        user: String,
        /// The token.
        token: String,
    },
}

impl Login {
    /// The method's name and what is said by it at once, in base64.
    pub(super) fn said(&self) -> (&'static str, String) {
        match self {
            Self::Password { user, password } => ("PLAIN", STANDARD.encode(format!("\0{user}\0{password}"))),
            Self::Token { user, token } => {
                ("XOAUTH2", STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}")))
            }
        }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { user, .. } => write!(f, "Password({user})"),
            Self::Token { user, .. } => write!(f, "Token({user})"),
        }
    }
}
