//! The live loop's body: what came in is put in the log, what is in the log and was not decided on yet is
//! decided on, and both are committed together.
//!
//! No thread, no clock, no randomness: production, import and simulation run the same code.
//!
//! | file | what |
//! |---|---|
//! | `work` | what goes into a turn and what comes out |
//! | `settings` | how much is taken on at once |

mod settings;
mod work;

pub use settings::Settings;
pub use work::{Answer, Command, CommandError, Refused, Turned, Work};
