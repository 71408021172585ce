//! The engine through its public door, linked once.

mod history;
mod replay;
mod world;
