//! What customers and the organisation say to each other, over whatever channel.
//!
//! Channels turn what comes in into [`Received`], [`Status`] and [`Bounced`], the data of the event types of
//! [`builtin`](crate::event::builtin), and are handed [`Outgoing`] to send. Nothing here knows a foreign format.
//!
//! | file | what |
//! |---|---|
//! | `received` | a message as it came in |
//! | `outgoing` | a message as it goes out |
//! | `status` | what became of one that went out |
//! | `attachment` | files and pictures beside a message |

pub mod attachment;
pub mod outgoing;
pub mod received;
pub mod status;

pub use attachment::{Attachment, BlobHash};
pub use outgoing::{Outgoing, Template};
pub use received::{Author, Choice, Location, Received, Trust};
pub use status::{Bounced, Status, Step};
