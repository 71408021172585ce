//! The ladder on a terminal: what a replay shows, as a table and in words.

mod compare;
mod figures;
mod table;
mod words;

pub(crate) use compare::compare;
pub(crate) use table::table;
pub(crate) use words::closing;
