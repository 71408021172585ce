//! The web chat's own protocol: what the widget and the server say to each other, and what each side proves.
//!
//! It is ours, and written down in `docs/chat.md` for whoever makes another widget. Everything here is a function of
//! text and bytes; sockets and the log are the server's.
//!
//! | file | what |
//! |---|---|
//! | `frame` | what is said over a socket or by polling, as JSON |
//! | `ticket` | by what a session is known, signed by us |
//! | `identity` | who a visitor is, signed by the organisation's own site |
//! | `file` | what an attachment really is, whatever its sender calls it |
//! | `colour` | the organisation's colour, and what can be read on it |

pub mod colour;
pub mod file;
pub mod frame;
pub mod identity;
pub mod ticket;

mod signed;

pub use colour::Colour;
pub use file::{FileError, Kind};
pub use frame::{FromServer, FromVisitor};
pub use identity::{Identity, IdentityError};
pub use signed::Key;
pub use ticket::{Ticket, TicketError};
