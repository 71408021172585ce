//! The check of an expression against the vocabulary, and its lowering to typed nodes in the same walk.
//!
//! What has a fault has no type; what it is part of is still checked as far as the rest tells, and reports
//! nothing that only follows from the first fault.

mod functions;
mod history;
mod names;
mod operators;

pub(super) use functions::as_text;
pub use functions::{Function, functions};
pub(super) use operators::as_double;

use super::eval::{Frame, Term};
use super::fault::Fault;
use super::syntax::{Literal, Node, NodeKind};
use super::tree::{Bool, Choice, Double, Int, Span, Text, Time, Typed};
use super::vocabulary::Vocabulary;
use crate::strategy::model::TypeId;
use crate::value::FieldId;

/// One walk over one expression.
pub(super) struct Checker<'v> {
    /// The types whose fields are in scope.
    pub(super) about: &'v [TypeId],
    /// The names there are.
    pub(super) vocabulary: &'v mut Vocabulary,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
    /// What looks wrong.
    pub(super) warnings: Vec<Fault>,
    /// The fields of the event at hand that are read.
    pub(super) reads: Vec<FieldId>,
    /// Whether the asset of the event at hand is read.
    pub(super) reads_asset: bool,
}

impl Checker<'_> {
    /// The typed form of a node, unless it has a fault.
    pub(super) fn node(&mut self, node: &Node) -> Option<Typed> {
        let typed = match &node.kind {
            NodeKind::Literal(literal) => Some(constant(literal)),
            NodeKind::Name(name) => self.name(name, node),
            NodeKind::Member { of, name } => self.member(of, name, node),
            NodeKind::Has { of, name } => self.has(of, name, node),
            NodeKind::Call { target: None, name, args } => self.function(name, args, node),
            NodeKind::Call { target: Some(target), name, args } => self.method(target, name, args, node),
            NodeKind::Not(operand) => self.not(operand),
            NodeKind::Negate(operand) => self.negate(operand),
            NodeKind::Binary(operator, pair) => self.binary(*operator, &pair.0, &pair.1, node),
            NodeKind::All(terms) => self.terms(terms, "&&").map(|terms| Typed::Bool(all(terms))),
            NodeKind::Any(terms) => self.terms(terms, "||").map(|terms| Typed::Bool(any(terms))),
            NodeKind::Choice(parts) => self.choice(parts, node),
            NodeKind::List(_) => self.refuse(
                Fault::new(node.at, "a list stands only to the right of `in`")
                    .hinting("write `event.carrier in ['own', 'other']`"),
            ),
            NodeKind::Unsupported => self.refuse(Fault::new(node.at, "this part of CEL is not supported")),
        };
        typed.and_then(|typed| self.folded(typed, node))
    }

    /// Notes what is wrong; a node with a fault has no typed form.
    fn refuse(&mut self, fault: Fault) -> Option<Typed> {
        self.faults.push(fault);
        None
    }

    /// The value of what depends on nothing, in its place.
    fn folded(&mut self, typed: Typed, node: &Node) -> Option<Typed> {
        let frame = Frame::blind();
        let constant = match &typed {
            Typed::Bool(it) => it.value(&frame).map(|value| Typed::Bool(Bool::Const(value))),
            Typed::Int(it) => it.value(&frame).map(|value| Typed::Int(Int::Const(value))),
            Typed::Double(it) => it.value(&frame).map(|value| Typed::Double(Double::Const(value))),
            Typed::Text(it) => it.value(&frame).map(|value| Typed::Text(Text::Const(value.into_owned()))),
            Typed::Time(it) => it.value(&frame).map(|value| Typed::Time(Time::Const(value))),
            Typed::Span(it) => it.value(&frame).map(|value| Typed::Span(Span::Const(value))),
        };
        match constant {
            Some(constant) => Some(constant),
            None if typed.is_of_constants() => self.refuse(
                Fault::new(node.at, "this has no value, whatever happens")
                    .hinting("it divides by zero, is too large, or reads a text that is no number"),
            ),
            None => Some(typed),
        }
    }

    fn choice(&mut self, parts: &[Node; 3], node: &Node) -> Option<Typed> {
        let [condition, then, otherwise] = parts;
        let chosen = self.node(condition);
        let (then, otherwise) = (self.node(then), self.node(otherwise));
        let chosen = self.bool(chosen, condition, "?")?;
        macro_rules! choose {
            ($($kind:ident),*) => {
                match (then?, otherwise?) {
                    $((Typed::$kind(then), Typed::$kind(otherwise)) => Some(Typed::$kind($kind::Choice(
                        Box::new(Choice { condition: chosen, then, otherwise }),
                    ))),)*
                    (then, otherwise) => {
                        let message = format!(
                            "both sides of `:` must have one type; found {} and {}",
                            then.name(),
                            otherwise.name()
                        );
                        let fault = Fault::new(node.at, message);
                        self.refuse(operators::number_hint(fault, &then, &otherwise))
                    }
                }
            };
        }
        choose!(Bool, Int, Double, Text, Time, Span)
    }

    fn terms(&mut self, terms: &[Node], sign: &str) -> Option<Vec<Bool>> {
        let checked: Vec<Option<Bool>> = terms
            .iter()
            .map(|term| {
                let typed = self.node(term);
                self.bool(typed, term, sign)
            })
            .collect();
        checked.into_iter().collect()
    }

    /// The condition that an operator needs.
    fn bool(&mut self, typed: Option<Typed>, node: &Node, sign: &str) -> Option<Bool> {
        match typed? {
            Typed::Bool(condition) => Some(condition),
            other => {
                let message = format!("`{sign}` takes conditions; this is {}", article(other.name()));
                let fault = Fault::new(node.start, message);
                self.faults.push(match other {
                    Typed::Int(_) | Typed::Double(_) => fault.hinting("compare it: `… > 0`"),
                    Typed::Text(_) => fault.hinting("compare it: `… == 'own'`"),
                    _ => fault,
                });
                None
            }
        }
    }
}

fn constant(literal: &Literal) -> Typed {
    match literal {
        Literal::Bool(value) => Typed::Bool(Bool::Const(*value)),
        Literal::Int(value) => Typed::Int(Int::Const(*value)),
        Literal::Double(value) => Typed::Double(Double::Const(*value)),
        Literal::Text(text) => Typed::Text(Text::Const(text.as_str().into())),
    }
}

/// `&&` without the terms that say nothing.
fn all(mut terms: Vec<Bool>) -> Bool {
    terms.retain(|term| !matches!(term, Bool::Const(true)));
    match terms.len() {
        0 => Bool::Const(true),
        1 => terms.remove(0),
        _ => Bool::All(terms.into()),
    }
}

/// `||` without the terms that say nothing.
fn any(mut terms: Vec<Bool>) -> Bool {
    terms.retain(|term| !matches!(term, Bool::Const(false)));
    match terms.len() {
        0 => Bool::Const(false),
        1 => terms.remove(0),
        _ => Bool::Any(terms.into()),
    }
}

/// A type with its article.
pub(super) fn article(name: &str) -> String {
    if name == "int" { format!("an {name}") } else { format!("a {name}") }
}
