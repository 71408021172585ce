//! Mail: what comes in as RFC 5322 becomes events of conversations, and what we say goes out as it.
//!
//! Reading and writing are pure: bytes in, values out. [`imap`] and [`smtp`] speak with servers over a
//! [`Connection`], and remember nothing from one to the next.
//!
//! | file | what |
//! |---|---|
//! | `read` | a mail becomes a message, bounces, or is refused |
//! | `bounds` | what a mail may ask of us, so that none holds up the others |
//! | `header` | the fields before the body |
//! | `address`, `message_id`, `subject`, `thread` | from whom it is and to which thread it belongs |
//! | `automatic`, `bounce`, `trust` | whether a machine wrote it, what it gives back, what is proved of its sender |
//! | `body`, `quotation`, `attachment`, `html` | what it says |
//! | `letter`, `write` | what we say, as mail |
//! | `acknowledgement` | who may be told that their mail arrived |
//! | `connection`, `login`, `imap`, `smtp` | speaking with servers |

pub mod acknowledgement;
mod address;
mod attachment;
mod automatic;
mod body;
mod bounce;
mod bounds;
mod connection;
mod header;
mod html;
pub mod imap;
mod letter;
mod login;
mod message_id;
mod quotation;
mod read;
pub mod smtp;
mod subject;
mod thread;
mod trust;
mod write;

pub use address::{Address, AddressError};
pub use attachment::File;
pub use bounds::{LARGEST, Refused};
pub use connection::{Connection, Failure, Security, Server};
pub use html::{harmless, with_remote};
pub use login::Login;
pub use message_id::message_id;
pub use read::{Mailbox, Read, read};
pub use write::{Draft, write};
