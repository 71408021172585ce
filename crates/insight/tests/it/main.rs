//! Tests of the figures over many inputs: properties that always hold, coverage over simulated worlds, and what texts
//! are about on real ones. Figures are printed with `--no-capture`.
#![expect(clippy::disallowed_macros, reason = "figures are printed, and that data are missing is said")]

mod coverage;
mod data;
mod intent;
mod language;
mod properties;
mod words;
mod world;

/// Whether the long forms run.
#[expect(clippy::disallowed_methods, reason = "which tests run long is said from outside")]
fn is_soak() -> bool {
    std::env::var_os("VOORZET_SOAK").is_some()
}
