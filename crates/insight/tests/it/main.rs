//! Tests of the figures over many inputs: properties that always hold, and coverage over simulated worlds.

mod coverage;
mod properties;
mod world;

/// Whether the long forms run.
#[expect(clippy::disallowed_methods, reason = "which tests run long is said from outside")]
fn is_soak() -> bool {
    std::env::var_os("VOORZET_SOAK").is_some()
}
