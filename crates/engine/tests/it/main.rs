//! Histories through their public door.

mod history;
mod world;
