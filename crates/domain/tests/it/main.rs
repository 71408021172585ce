//! The tests of the domain through its public interface, linked once.

mod customer;
mod expr;
mod strategy;
mod scale;
