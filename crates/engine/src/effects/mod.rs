//! What was avoided and what was caused: units, what they add up to, what that shows, and the guard.
//!
//! A *unit* is a customer, a reason and a quarter, from the first lot that was drawn for it; in both arms, whether anything
//! is done or withheld. What counts are all contacts by all channels on all reasons in a span of time from the lot on.
//! Beside it stands the unit over all reasons, from the customer's first lot of the quarter at all.
//!
//! [`Ledger`] folds our own entries, in their order, into units and sums. Sums are kept by the day on which a window ends, so
//! nothing has to be done when one does: whoever asks leaves out the days that have not ended. A unit is in memory
//! while its window runs.
//!
//! What customers say of how they were helped stands beside it: the last score of each question in the window, of those who
//! gave one. Who answers is not drawn by lot, so that is a comparison of who answers, and no effect.
//!
//! | file | what |
//! |---|---|
//! | `ledger` | our entries → units and sums |
//! | `person` | several originals turn out to be one |
//! | `watch` | when guards look, and how they stand |
//! | `unit` | one unit, and what it adds |
//! | `trail` | contacts of the last ninety days, for what was known before a lot |
//! | `cell` | units of an arm added up, and what that shows |
//! | `book` | the cells of an experiment by day |
//! | `satisfaction` | what those say who answer, in either arm |
//! | `guard` | the look at harm |
//! | `definition` | what each figure means |
//! | `report` | effects by decision type, reason, level and channel |

mod book;
mod cell;
pub mod definition;
pub(crate) mod guard;
mod ledger;
mod person;
mod report;
mod satisfaction;
mod trail;
mod unit;
mod watch;

pub use book::{Book, Outcome};
pub use cell::{Cell, Figure};
pub(crate) use ledger::Ledger;
pub use report::{Arm, Between, EffectRow, Effects, Experiments, GuardView, Measured, Ratio, Word};
pub use satisfaction::{ArmAnswers, Comparison, Satisfaction};

/// How often something may be said that is not so.
pub const ALPHA: f64 = 0.05;

/// At about how many units an interval is narrowest.
pub const NARROWEST: u64 = 5_000;

/// At about how many answers the interval of a difference in satisfaction is narrowest.
pub const MOST_ANSWERS: u64 = 500;

/// Of fewer answers in an arm nothing is told.
pub const LEAST_ANSWERS: u64 = 30;

/// Millionths of a whole.
pub(crate) const WHOLE: f64 = 1e6;
