//! What texts are about and in which language, on real ones; figures printed with `--no-capture`.
#![expect(clippy::disallowed_macros, reason = "figures are printed, and that data are missing is said")]

mod data;
mod intent;
mod language;
mod words;
