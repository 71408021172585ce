//! The store: the event log, customers' state, read models, outbox, timers and quarantine, in one file.
//! The only crate that knows SQL.
//!
//! What is written comes as a *value*: events from outside ([`Incoming`](entry::Incoming)) and what the engine
//! made of earlier ones ([`Turn`](turn::Turn)). [`Writer::commit`] writes both in one transaction, and when it
//! returns they are on disk. A commit that fails has done nothing and may be tried again with the same value.
//!
//! | file | what |
//! |---|---|
//! | `entry` | what the log holds |
//! | `turn` | what the engine writes, as values |
//! | `account` | who may sign in, by what, and what they did |
//! | `draft` | strategies that are being written |
//! | `desk` | conversations, cases, messages and agents |
//! | `outbox`, `figure`, `quarantine` | what is to be sent and how far that is; read models; what cannot be read |
//! | `effects` | what is measured of what was done, and how its guards stand |
//! | `line` | what was said with an address that reads along |
//! | `store` | a folder on disk: opened, locked, upgraded |
//! | `writer`, `reader` | the writing end, one; the reading ends, many |
//! | `seen`, `filter` | repeats |
//! | `checkpoint` | the write-ahead log, folded into the file |
//! | `backup` | copies, and their way back |
//! | `sql` | every statement, and the steps from one version to the next |
//! | `search` | the index of words |
//! | `sqlite` | what another database would do otherwise |
//! | `simulated` | a disk that goes wrong, for tests (feature `simulated-disk`) |

pub mod account;
pub mod backup;
mod checkpoint;
pub mod desk;
pub mod draft;
pub mod effects;
pub mod entry;
pub mod error;
pub mod feedback;
pub mod figure;
mod filter;
pub mod line;
pub mod migration;
mod name;
pub mod outbox;
pub mod quarantine;
pub mod reader;
mod search;
mod seen;
pub mod service;
#[cfg(feature = "simulated-disk")]
pub mod simulated;
mod sql;
mod sqlite;
pub mod store;
pub mod turn;
mod writer;

pub use error::{OpenError, StoreError};
pub use reader::Reader;
pub use store::{Opened, Options, Store};
pub use writer::Writer;
