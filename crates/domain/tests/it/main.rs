//! The tests of the domain through its public interface, linked once.

mod asset;
mod customer;
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod expr;
mod scale;
mod strategy;
