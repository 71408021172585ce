//! Tests of the domain through its public door, by noun.

mod asset;
mod customer;
mod scale;
