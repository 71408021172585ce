//! Voorzet's domain: the nouns, the event, the strategy language and `decide`.
//!
//! Nothing here does I/O, reads a clock or draws a random number: time, randomness and ids come in as
//! arguments. The same code therefore decides live, in replay and in simulation.

pub mod asset;
pub mod conversation;
pub mod customer;
pub mod decide;
pub mod event;
pub mod expr;
pub mod feedback;
mod happening;
pub mod hours;
pub mod identity;
pub mod incident;
pub mod phone;
pub mod problem;
pub mod reading;
pub mod record;
pub mod routing;
pub mod state;
pub mod strategy;
pub mod time;
pub mod value;
