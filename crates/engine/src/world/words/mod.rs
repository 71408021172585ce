//! The words of the sample world: names, places, things, and what customers write.
//!
//! All of it is made up: first names, surnames and towns are common Dutch ones in random combination, the
//! mail domain is reserved for examples, and the telephone numbers lie in the Dutch range for machines.
//! No text holds a character that JSON must escape.

pub(super) mod answer;
mod dutch;
mod english;
pub(super) mod message;
pub(super) mod names;
pub(super) mod opinion;
pub(super) mod places;
pub(super) mod shop;
