//! The store: the event log, customers' state, read models, outbox, timers and quarantine, in one file.
//! The only crate that knows SQL.
//!
//! What is written comes as a *value*: events from outside ([`Incoming`]) and what the engine made of earlier
//! ones ([`Turn`]). [`Writer::commit`] writes both in one transaction, and when it returns they are on disk. A
//! commit that fails has done nothing and may be tried again with the same value.
//!
//! | file | what |
//! |---|---|
//! | `entry` | what the log holds |
//! | `turn` | what the engine writes, as values |
//! | `outbox` | what is to be sent, and how far that is |

pub mod entry;
pub mod figure;
pub mod outbox;
pub mod turn;
