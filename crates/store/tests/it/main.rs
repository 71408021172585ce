//! The store through its front door, on a disk.

mod commit;
mod faults;
mod sample;
mod who;
