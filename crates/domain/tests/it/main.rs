//! The tests of the domain through its public interface, linked once.

mod expr;
mod strategy;
