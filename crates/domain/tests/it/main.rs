//! The tests of the domain through its public interface, linked once.

mod expr;
//! Tests of the domain through its public door, by noun.
mod asset;
mod customer;
