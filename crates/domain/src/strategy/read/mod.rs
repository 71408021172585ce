//! Reading the files: from text to tables whose every value has the shape it must have.

pub(crate) mod conform;
pub(crate) mod source;
pub(crate) mod table;
