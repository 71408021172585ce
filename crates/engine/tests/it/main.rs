//! The engine through its public door, linked once.

mod deliver;
mod history;
mod live;
mod projection;
mod replay;
mod world;

#[path = "../sim/mod.rs"]
mod sim;
