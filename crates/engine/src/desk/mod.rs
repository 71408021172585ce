//! Conversations and cases, as the live loop works on them: what is open is in memory, the rest is read when it is
//! needed, and what a turn changes is written with it.
//!
//! Everything here changes by a [`Happening`](voorzet_domain::conversation::Happening), live and when it is made again
//! from the log (`voorzet rebuild`).
//!
//! | file | what |
//! |---|---|
//! | `command` | what people may ask |
//! | `memory` | what is open, what a turn changed, and how a step is taken back |
//! | `fold` | what happened → conversations, cases, messages, agents |
//! | `label` | what agents said that messages are about, for the next ones |
//! | `reason` | about which reason a message is, and which queue takes it |
//! | `route` | who is given what; what is promised |
//! | `token` | what answers to us carry |
//! | `words` | the words by which a message is found |

pub mod command;
mod fold;
mod label;
mod memory;
pub(crate) mod reason;
pub(crate) mod route;
mod token;
mod words;

pub use command::{DeskCommand, Note, Say, Wish};
pub(crate) use memory::Desk;
pub(crate) use token::token;
pub use words::{sought, words};
