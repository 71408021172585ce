//! The tests of the domain through its public interface, by noun, linked once.

mod asset;
mod customer;
mod decide;
mod expr;
mod scale;
mod strategy;
