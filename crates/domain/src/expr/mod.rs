//! Conditions and amounts: the Common Expression Language, checked against `events.toml` and lowered.
//!
//! [`compile`] takes the text of one expression and the [`Vocabulary`] of names it may use, and gives
//! a [`Program`] or every [`Fault`] in it at once. A program is evaluated against an [`Env`](env::Env):
//! the event at hand, the customer, the instant.
//!
//! On the way: `token` cuts the text into words and bounds its depth, `parse` makes a syntax tree of them
//! (the parser of the `cel` crate), `check` finds the types and lowers the tree, `eval` evaluates it, with
//! `past` for what looks back. The meaning of operators is that of CEL; what is written out as text,
//! durations above all, follows Voorzet's own grammars.

mod check;
pub mod env;
mod eval;
mod fault;
mod parse;
mod past;
mod program;
mod str;
mod syntax;
mod token;
mod tree;
mod vocabulary;

pub use check::{Function, functions};
pub use fault::Fault;
pub use program::Program;
pub use vocabulary::{MAX_TYPES, Vocabulary};

use crate::strategy::model::TypeId;
use crate::value::FieldId;
use check::Checker;
use program::Root;
use tree::Typed;

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
    let node = parse::parse(source)?;
    let mut checker = Checker {
        about,
        vocabulary,
        faults: Vec::new(),
        warnings: Vec::new(),
        reads: Vec::new(),
        reads_asset: false,
    };
    let root = checker.node(&node).and_then(|typed| match rooted(typed, wanted) {
        Ok(root) => Some(root),
        Err(found) => {
            checker.faults.push(unwanted(&found, wanted, node.start));
            None
        }
    });
    let Checker { mut faults, warnings, reads, reads_asset, .. } = checker;
    match root {
        Some(root) if faults.is_empty() => {
            let program = Program { root, reads_event: reads_asset || !reads.is_empty() };
            Ok(Compiled { program, reads, warnings })
        }
        _ => {
            faults.sort_by_key(|fault| fault.offset);
            Err(faults)
        }
    }
}

/// The expression as what is wanted, or back again when it is something else.
fn rooted(typed: Typed, wanted: Wanted) -> Result<Root, Typed> {
    match (wanted, typed) {
        (Wanted::Condition, Typed::Bool(condition)) => Ok(Root::Condition(condition)),
        (Wanted::Amount, Typed::Double(amount)) => Ok(Root::Amount(amount)),
        (Wanted::Amount, Typed::Int(amount)) => Ok(Root::Amount(check::as_double(amount))),
        (Wanted::Instant, Typed::Time(instant)) => Ok(Root::Instant(instant)),
        (Wanted::Key, typed) => check::as_text(typed).map(Root::Key),
        (_, typed) => Err(typed),
    }
}

fn unwanted(found: &Typed, wanted: Wanted, at: usize) -> Fault {
    let expected = match wanted {
        Wanted::Condition => "a condition, true or false",
        Wanted::Amount => "a number",
        Wanted::Instant => "a timestamp",
        Wanted::Key => "a string",
    };
    let fault =
        Fault::new(at, format!("expected {expected}; this comes to {}", check::article(found.name())));
    match (wanted, found) {
        (Wanted::Condition, Typed::Int(_) | Typed::Double(_)) => fault.hinting("compare it: `… >= 4.0`"),
        (Wanted::Condition, _) => fault.hinting("compare it with `==`, `<` or `>`"),
        (Wanted::Amount, Typed::Bool(_)) => fault.hinting("write `… ? 1.0 : 0.0`"),
        (Wanted::Amount, Typed::Text(_)) => fault.hinting("write double(…) around the text"),
        (Wanted::Amount | Wanted::Key, Typed::Span(_)) => {
            fault.hinting("write `.getHours()` after the duration")
        }
        (Wanted::Instant, Typed::Text(_)) => {
            fault.hinting("declare the field as a timestamp, or write timestamp(…) around the text")
        }
        _ => fault,
    }
}
