//! Calls to other systems over HTTP/1.1, made so that nobody can send us where we must not go.
//!
//! One call is one connection: the host is resolved once, by us, every address it has is checked, and the
//! connection is made to exactly those addresses. No redirect is followed, no proxy is looked for, nothing is
//! taken from the environment, and no more of an answer is read than is asked for.
//!
//! | file | what |
//! |---|---|
//! | `target` | where a call goes: an address that is read, not guessed |
//! | `address` | which addresses anybody may be sent to |
//! | `client` | the call itself |
//! | `answer` | what came back, or how far the call got |

mod address;
mod answer;
mod client;
mod target;

pub use address::is_public;
pub use answer::{Answer, Broken, Reached};
pub use client::{Call, Client, Looking, Resolver};
pub use target::{Target, TargetError};
