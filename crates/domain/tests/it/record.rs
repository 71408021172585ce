//! What is kept in memory, as rows: written in any portions and loaded at any moment, it is as if it had never
//! been away.

mod asset;
mod customer;
