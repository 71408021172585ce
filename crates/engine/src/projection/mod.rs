//! Read models: folds of the log and of nothing else.
//!
//! [`Fold`] turns entries into what they add to the read models; the live loop commits that together with the
//! entries' consequences. [`rebuild()`] empties the read models and folds the log again from the start: it
//! decides nothing, what was decided is in the log. [`Ladder`] is what the figures look like to a reader.
//!
//! Every figure is a sum or a latest value, so that neither the order nor the portions of folding matter.
//!
//! | file | what |
//! |---|---|
//! | `figure` | the names of what is counted |
//! | `fold` | one entry → what it adds |
//! | `day` | the organisation's calendar |
//! | `lead` | lead times, in steps of a twelfth |
//! | `rebuild` | everything again |
//! | `unique` | customers, each counted once |
//! | `ladder` | the counts per reason and level over some days |

mod day;
pub mod figure;
mod fold;
mod ladder;
mod lead;
mod rebuild;
mod unique;

pub use day::{Days, day_of};
pub use fold::Fold;
pub use ladder::{Book, Ladder, Level, Row, Share, Wanted};
pub use rebuild::{Rebuilt, rebuild, was_cut_short};
pub use unique::Unique;
