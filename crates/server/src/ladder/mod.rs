//! The ladder on a terminal: what a replay shows, as a table and in words.

mod compare;
mod deeds;
mod figures;
mod table;
mod words;
mod wrap;

pub(crate) use compare::compare;
pub(crate) use deeds::deeds;
pub(crate) use table::table;
pub(crate) use words::closing;
