//! The tests of the domain through its public interface, linked once.

mod asset;
mod customer;
mod expr;
mod scale;
mod strategy;
