//! Webhooks as Standard Webhooks has them: signed, numbered, sent over days, never to a private address
//! unless that is allowed.
//!
//! | file | what |
//! |---|---|
//! | `secret` | the secret that both sides know |

mod secret;

pub use secret::{Secret, SecretError};
