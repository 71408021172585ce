//! Conversations and cases, as agents and integrators meet them: over HTTP, on a real server.

mod answers;
mod attachments;
mod cases;
mod macros;
pub(crate) mod office;
mod races;
mod received;
mod service;
mod stream;
