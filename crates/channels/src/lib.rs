//! The wire formats of others: what arrives in them becomes a [`voorzet_domain::event::Event`], and what we send
//! goes out in them.
//!
//! Nothing here opens a file: text, bytes and records come in, events and reasons why something cannot be read
//! go out. `engine::history` reads files through it, the server's intake reads requests. Connections are made
//! in [`http`] alone, for what is sent, and what came of it is a [`Came`].

mod came;
pub mod chat;
pub mod claim;
pub mod cloudevents;
pub mod door;
pub mod http;
mod json;
pub mod line;
pub mod mail;
pub mod message;
pub mod segment;
pub mod tabular;
mod unreadable;
pub mod webhook;
pub mod whatsapp;

pub use came::Came;
pub use unreadable::Unreadable;
