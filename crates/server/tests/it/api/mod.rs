//! The API, one file a resource.

mod entries;
mod events;
mod openapi;
mod problems;
mod quarantine;
mod segment;
mod source;
mod status;
mod strategy;
mod stream;
