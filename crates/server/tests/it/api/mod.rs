//! The API, one file a resource.

mod contacts;
mod customers;
mod effects;
mod entries;
mod events;
mod figures;
mod openapi;
mod problems;
mod quarantine;
mod segment;
mod source;
mod status;
mod strategy;
mod stream;
