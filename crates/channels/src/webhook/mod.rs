//! Webhooks as Standard Webhooks has them: numbered, timed, signed, tried again over days, and refused for good by
//! a 410.
//!
//! | file | what |
//! |---|---|
//! | `secret` | the secret that both sides know |
//! | `sign` | signatures, made and checked |
//! | `send` | one try, and what came of it |

mod secret;
mod send;
mod sign;

pub use secret::{Secret, SecretError};
pub use send::{Webhook, send};
pub use sign::{Forged, ID, SIGNATURE, Signed, TIMESTAMP, sign, verify};
