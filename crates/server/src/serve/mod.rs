//! The running server: what it is made of, how it starts and how it stops.
//!
//! | file | what |
//! |---|---|
//! | `app` | what every request can reach |
//! | `turns` | the one thread that writes: turn after turn |
//! | `hub` | what was written last, for those who listen |
//! | `readers` | reading ends of the store |
//! | `figures` | what is counted, for Prometheus |
//! | `standing` | how the server is: behind, loading, refused by the disk |
//! | `clock` | the machine's clock |
//! | `listen` | connections |
//! | `note` | where a running server is to be found, and the token for it |
//! | `telling`, `traces` | the server's own log; what took how long |

pub(crate) mod app;
pub(crate) mod clock;
pub(crate) mod core;
pub(crate) mod crowds;
pub(crate) mod figures;
pub(crate) mod hub;
pub(crate) mod kept;
pub(crate) mod listen;
pub(crate) mod note;
pub(crate) mod readers;
pub(crate) mod standing;
pub(crate) mod telling;
pub(crate) mod traces;
pub(crate) mod turns;
