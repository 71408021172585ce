//! The store through its front door, on a disk.

mod backup;
mod commit;
mod drafts;
mod faults;
mod lines;
mod repeats;
mod sample;
mod who;
