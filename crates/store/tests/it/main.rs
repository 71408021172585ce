//! The store through its front door, on a disk.

mod commit;
mod sample;
mod who;
