//! Intake: from a request to what is put in the log.
//!
//! | file | what |
//! |---|---|
//! | `source` | who may send events, and by which key they are known |
//! | `quota` | how fast one source may send |
//! | `body` | a request's body: how much of it is read, and unpacked |
//! | `items` | a body's items, each an event or the reason why it is none |
//! | `queue` | what waits to be written |
//! | `volume` | how much each source sends, and how that goes |
//! | `again` | what is in quarantine, read once more |

pub(crate) mod again;
pub(crate) mod body;
pub(crate) mod items;
pub(crate) mod queue;
pub(crate) mod quota;
pub(crate) mod source;
pub(crate) mod volume;
