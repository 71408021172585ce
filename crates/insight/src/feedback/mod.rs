//! What customers say of how they were helped: the scores of the one question set, each beside how many answered.

pub mod ces;
pub mod csat;
pub mod nps;
pub mod response;
