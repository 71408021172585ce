//! Who is asked how they were helped, and what they say, as the live loop works on it. Like conversations, all of it
//! changes by a [`Happening`](voorzet_domain::feedback::Happening), live and when it is made again from the log.
//!
//! | file | what |
//! |---|---|
//! | `command` | what customers answer, and what people may ask |
//! | `memory` | who is still to be asked, what a turn changed, and how a step is taken back |
//! | `count` | what happened → sums |
//! | `silence` | when a channel's threads have settled |
//! | `theme` | what they say in their own words, by reason |
//! | `figure`, `definition` | NPS, CSAT, effort and response over the sums; what they mean |

pub mod command;
pub(crate) mod count;
pub mod definition;
pub mod figure;
mod memory;
pub(crate) mod silence;
pub mod theme;

pub use command::{FeedbackCommand, FeedbackWish};
pub(crate) use memory::{Mark, Memory};
