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
//! | `crowd` | customers, each counted once |
//! | `reason` | reasons side by side, and one over time |
//! | `evidence` | the entries behind a figure |
//! | `flow` | from reasons to levels |
//! | `service`, `served` | how customers were served: what counts of cases and messages, and the report of it |
//! | `wanted` | which days are asked for, and what of them |
//! | `ladder`, `level`, `row`, `concentration` | the counts over some days: all, per level, per reason, over customers |

mod concentration;
pub mod crowd;
pub(crate) mod day;
pub mod evidence;
pub mod figure;
pub mod flow;
mod fold;
mod ladder;
mod lead;
mod level;
pub mod reason;
mod rebuild;
mod row;
pub mod served;
pub(crate) mod service;
pub(crate) mod wanted;

pub use concentration::{Concentration, Top};
pub use day::{Days, date_of, day_of};
pub use fold::Fold;
pub use ladder::{Before, Cost, Ladder};
pub use level::Level;
pub use rebuild::{Rebuilt, rebuild, was_cut_short};
pub use row::{Book, Row, Share};
pub use wanted::Wanted;
