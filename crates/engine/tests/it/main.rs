//! The engine through its public door, linked once.

mod deliver;
mod history;
mod live;
mod projection;
mod replay;
mod world;

#[path = "../sim/mod.rs"]
mod sim;

/// Whether the long forms are meant.
#[expect(clippy::disallowed_methods, reason = "they are asked for from outside")]
fn is_soak() -> bool {
    std::env::var_os("VOORZET_SOAK").is_some()
}
