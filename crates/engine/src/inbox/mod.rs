//! Conversations and cases for people who look: read from the store, decided nowhere.
//!
//! | file | what |
//! |---|---|
//! | `naming` | what customers, agents and reasons are called |
//! | `row` | a case as a row of the inbox |
//! | `details` | a case with all that stands beside it |
//! | `message` | a message as it stands in a thread |
//! | `happened` | what else happened, between messages |
//! | `thread` | messages and happenings of a case, in order |
//! | `ahead` | what was expected of a customer before they wrote, and what they were told |
//! | `counts` | how much waits, for whom |
//! | `places` | where everybody who waits stands |
//! | `found` | cases by what was said in them |

mod ahead;
mod counts;
mod details;
mod found;
mod happened;
mod message;
mod naming;
mod places;
mod row;
mod thread;

pub use ahead::{Advice, ExpectedBefore, Told};
pub use counts::{Counts, ShownLoad, ShownQueue, ShownView};
pub use details::{BeforeAgent, CaseDetails, ResolvedBefore, ShownConversation};
pub use found::{Hit, Hits, Query, Sought};
pub use happened::{Happened, Who};
pub use message::{MessageState, ShownAttachment, ShownAuthor, ShownMessage, ShownReaction};
pub use naming::Naming;
pub use places::waiting;
pub use row::{CaseAgent, CaseCustomer, CaseReason, CaseRow};
pub use thread::{Part, Thread};
