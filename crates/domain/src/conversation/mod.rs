//! What customers and the organisation say to each other, over whatever channel, and what is to be resolved of it.
//!
//! Channels turn what comes in into [`Received`], [`Status`] and [`Bounced`], the data of the event types of
//! [`builtin`](crate::event::builtin), and are handed [`Outgoing`] to send. Nothing here knows a foreign format.
//!
//! A [`Conversation`] is a thread; a [`Case`] is what must be resolved, and may hold several. Both change by a
//! [`Happening`] and by nothing else, so that they can be made again from the log. What may be done to a case says
//! `command`: it looks at the case and gives happenings or a refusal.
//!
//! | file | what |
//! |---|---|
//! | `received` | a message as it came in |
//! | `outgoing` | a message as it goes out |
//! | `status` | what became of one that went out |
//! | `attachment` | files and pictures beside a message |
//! | `id` | numbers of conversations, cases, messages and agents |
//! | `happening` | what happens to them, as our entries in the log say it |
//! | `thread`, `case`, `agent` | what is known of each, made of what happened |
//! | `command` | what may be done to a case |
//! | `channel` | what differs from channel to channel |

pub mod agent;
pub mod attachment;
pub mod case;
pub mod channel;
pub mod command;
pub mod happening;
pub mod id;
pub mod outgoing;
pub mod received;
pub mod status;
pub mod thread;

pub use agent::{Agent, Capacity};
pub use attachment::{Attachment, BlobHash};
pub use case::Case;
pub use channel::{Manners, channel_of};
pub use command::{Claim, Refusal};
pub use happening::Happening;
pub use id::{AgentId, CaseId, ConversationId, MessageNumber};
pub use outgoing::{Outgoing, Template};
pub use received::{Author, Choice, Location, Received, Trust};
pub use status::{Bounced, Status, Step};
pub use thread::{Conversation, Occasion, Utterance};
