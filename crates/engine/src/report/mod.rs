//! What `voorzet report` says: figures to hand on, over the store or straight over files.
//!
//! docs/report.md defines each of them.

pub mod contacts;
