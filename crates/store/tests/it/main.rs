//! The store through its front door, on a disk.

mod backup;
mod commit;
mod drafts;
mod faults;
mod repeats;
mod sample;
mod who;
