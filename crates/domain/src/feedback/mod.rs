//! What customers say of how they were helped: one set of questions over all channels, asked once, at the settled
//! moment.
//!
//! An [`Invitation`] is planned when a case is resolved, asked when it has settled and nothing forbids it, and answered
//! question by question. It changes by a [`Happening`] and by nothing else, so that it can be made again from the log.
//!
//! | file | what |
//! |---|---|
//! | `question` | the questions and their scales |
//! | `invitation` | what is known of one who is asked |
//! | `happening` | what happens to it, as our entries in the log say it |
//! | `answer` | whether an answer counts |
//! | `gate` | whether somebody may be asked now |
//! | `voice` | what customers complain of and suggest, and what is done about it |
//! | `words` | what customers read, Dutch and English |

pub mod answer;
pub mod gate;
pub mod happening;
pub mod invitation;
pub mod question;
pub mod voice;
pub mod words;

pub use happening::Happening;
pub use invitation::{Invitation, InvitationId, State};
pub use question::Question;
pub use voice::{Voice, VoiceId};
