//! The server as a whole: its settings, its start and end, and what it survives.

mod crash;
#[cfg(target_os = "linux")]
mod disk;
mod flood;
mod import;
mod page;
mod rebuild;
mod secrets;
mod settings;
mod start;
mod stop;
mod traces;
