//! The loop around the domain: read what happened, decide, keep and deliver.

pub mod history;
pub mod replay;
pub mod world;
