//! The wire formats of others: what arrives in them becomes a [`voorzet_domain::event::Event`].
//!
//! Nothing here opens a file or a connection: text, bytes and records come in, events and reasons why
//! something cannot be read go out. `engine::history` reads files through it, the server's intake reads
//! requests.

mod came;
pub mod claim;
pub mod cloudevents;
pub mod door;
mod json;
pub mod line;
pub mod segment;
pub mod tabular;
mod unreadable;
pub mod webhook;

pub use came::Came;
pub use unreadable::Unreadable;
