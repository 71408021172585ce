//! Histories through their public door.

mod history;
