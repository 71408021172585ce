//! The ladder on a terminal: what a replay shows, as a table and in words.

mod compare;
mod deeds;
pub(crate) mod figures;
pub(crate) mod table;
mod words;
pub(crate) mod wrap;

pub(crate) use compare::compare;
pub(crate) use deeds::deeds;
pub(crate) use table::table;
pub(crate) use words::closing;
