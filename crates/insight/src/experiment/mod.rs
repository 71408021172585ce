//! What a decision changes: two arms drawn by lot, the difference between them, and when to stop.
//!
//! Units are customers in a window, each in one arm. [`pseudo_outcome`] turns each unit's outcome into a number whose mean
//! is the effect; [`sequence`] says between what that mean lies, however often one looks; [`guard`] halts what does harm.

pub mod assignment;
pub mod cuped;
pub mod effect;
pub mod guard;
pub mod moments;
pub mod pseudo_outcome;
pub mod rare_harm;
pub mod sample_size;
pub mod sequence;
pub mod strata;
pub mod sums;
