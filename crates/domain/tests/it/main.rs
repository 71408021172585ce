//! The tests of the domain through its public interface, by noun, linked once.
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod asset;
mod conversation;
mod customer;
mod decide;
mod expr;
mod hours;
mod record;
mod routing;
mod scale;
mod state;
mod strategy;
