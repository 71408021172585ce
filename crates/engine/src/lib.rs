//! The loop around the domain: read what happened, decide, keep and deliver.

pub mod customers;
pub mod deliver;
pub mod desk;
pub mod effects;
pub mod feedback;
pub mod first_strategy;
pub mod history;
pub mod import;
pub mod inbox;
pub mod live;
pub mod own;
pub mod profile;
pub mod projection;
pub mod replay;
pub mod report;
pub mod world;

mod learning;
mod reach;
