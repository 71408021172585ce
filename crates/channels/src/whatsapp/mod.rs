//! WhatsApp, by Meta's Cloud API: webhooks in, calls out, and a stand-in for Meta that holds to its published rules.
//!
//! | folder or file | what |
//! |---|---|
//! | `sign` | a webhook's signature, made and checked |
//! | `receive` | a webhook becomes events |
//! | `send` | a message as it goes out |
//! | `template` | texts that Meta approved |
//! | `refusal` | what an answer means |
//! | `graph` | the calls themselves |
//! | `limit` | how long and how large things may be |
//! | `standin` | a stand-in for Meta: its rules, its clock, its faults |

pub mod graph;
pub mod limit;
pub mod receive;
mod refusal;
mod secret;
pub mod send;
mod sign;
pub mod standin;
pub mod template;

pub use graph::{Graph, Missing};
pub use refusal::{answered, refused};
pub use secret::Secret;
pub use sign::{SIGNATURE, sign, verify};
pub use template::Approved;
