//! Functions of texts, numbers and times. Those that look back are in [`history`](super::history).

use serde::Serialize;

use super::{Checker, article};
use crate::expr::fault::Fault;
use crate::expr::syntax::{Literal, Node, NodeKind};
use crate::expr::tree::{Bool, Double, Int, Span, Text, TextTest, Time, Typed};
use crate::time::{Duration, Timestamp};

/// A function that expressions may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// What it gives.
    pub doc: &'static str,
}

/// Every function, those of a value last.
pub fn functions() -> impl Iterator<Item = Function> {
    FUNCTIONS.into_iter().chain(METHODS)
}

const FUNCTIONS: [Function; 17] = [
    Function {
        name: "avg",
        signature: "avg('type', 'field', '7d')",
        doc: "The average of a field over a window.",
    },
    Function {
        name: "consent",
        signature: "consent('purpose', 'channel')",
        doc: "Whether the customer allows it.",
    },
    Function { name: "count", signature: "count('type', '7d')", doc: "How often it happened in a window." },
    Function { name: "double", signature: "double(number or text)", doc: "As a number with a fraction." },
    Function { name: "duration", signature: "duration('3h')", doc: "A length of time." },
    Function {
        name: "expected",
        signature: "expected('reason')",
        doc: "Whether a contact on a reason is expected.",
    },
    Function { name: "has", signature: "has(event.field)", doc: "Whether the event has the field." },
    Function { name: "int", signature: "int(number or text)", doc: "As a whole number." },
    Function { name: "last", signature: "last('type')", doc: "When it last happened." },
    Function {
        name: "max",
        signature: "max('type', 'field', '7d')",
        doc: "The highest value of a field over a window.",
    },
    Function {
        name: "min",
        signature: "min('type', 'field', '7d')",
        doc: "The lowest value of a field over a window.",
    },
    Function { name: "since", signature: "since('type')", doc: "How long ago it last happened." },
    Function { name: "size", signature: "size(text)", doc: "How many characters a text has." },
    Function { name: "string", signature: "string(value)", doc: "As text." },
    Function {
        name: "sum",
        signature: "sum('type', 'field', '7d')",
        doc: "The sum of a field over a window.",
    },
    Function { name: "timestamp", signature: "timestamp('2026-03-01T08:00:00Z')", doc: "An instant." },
    Function {
        name: "touches",
        signature: "touches('7d')",
        doc: "How often the customer was approached in a window.",
    },
];

/// The functions of a value.
const METHODS: [Function; 8] = [
    Function { name: "contains", signature: "text.contains('part')", doc: "Whether a text has a part." },
    Function { name: "endsWith", signature: "text.endsWith('part')", doc: "Whether a text ends so." },
    Function { name: "getHours", signature: "duration.getHours()", doc: "Whole hours of a length of time." },
    Function {
        name: "getMinutes",
        signature: "duration.getMinutes()",
        doc: "Whole minutes of a length of time.",
    },
    Function {
        name: "getSeconds",
        signature: "duration.getSeconds()",
        doc: "Whole seconds of a length of time.",
    },
    Function { name: "lowerAscii", signature: "text.lowerAscii()", doc: "A text in small letters." },
    Function { name: "size", signature: "text.size()", doc: "How many characters a text has." },
    Function { name: "startsWith", signature: "text.startsWith('part')", doc: "Whether a text begins so." },
];

const HOUR: i64 = 3_600_000_000;

impl Checker<'_> {
    /// `name(args)`
    pub(super) fn function(&mut self, name: &str, args: &[Node], node: &Node) -> Option<Typed> {
        match (name, args) {
            ("duration", [text]) => {
                self.duration(text, "duration()").map(|it| Typed::Span(Span::Const(it.as_micros())))
            }
            ("timestamp", [arg]) => self.timestamp(arg),
            ("int", [arg]) => self.int(arg),
            ("double", [arg]) => self.double(arg),
            ("string", [arg]) => self.string(arg),
            ("size", [arg]) => self.text(arg, "size()").map(|text| Typed::Int(Int::Size(Box::new(text)))),
            ("matches", _) => self.refuse(no_patterns(node.at)),
            _ => self.look_back(name, args, node),
        }
    }

    /// `target.name(args)`
    pub(super) fn method(&mut self, target: &Node, name: &str, args: &[Node], node: &Node) -> Option<Typed> {
        let test = match (name, args) {
            ("startsWith", [part]) => Some((TextTest::StartsWith, part)),
            ("endsWith", [part]) => Some((TextTest::EndsWith, part)),
            ("contains", [part]) => Some((TextTest::Contains, part)),
            _ => None,
        };
        if let Some((test, part)) = test {
            let what = format!("{name}()");
            let (text, part) = (self.text(target, &what), self.text(part, &what));
            return Some(Typed::Bool(Bool::Test(test, Box::new((text?, part?)))));
        }
        match (name, args) {
            ("size", []) => self.text(target, "size()").map(|text| Typed::Int(Int::Size(Box::new(text)))),
            ("lowerAscii", []) => {
                self.text(target, "lowerAscii()").map(|text| Typed::Text(Text::Lower(Box::new(text))))
            }
            ("getHours", []) => self.whole(HOUR, target, name),
            ("getMinutes", []) => self.whole(HOUR / 60, target, name),
            ("getSeconds", []) => self.whole(HOUR / 3_600, target, name),
            ("matches", _) => self.refuse(no_patterns(node.at)),
            _ => self.no_such_call(name, args.len(), node, &METHODS, "function of a value"),
        }
    }

    /// A call of a function that does not exist, or not with so many arguments.
    pub(super) fn no_such_function(&mut self, name: &str, found: usize, node: &Node) -> Option<Typed> {
        self.no_such_call(name, found, node, &FUNCTIONS, "function")
    }

    fn no_such_call(
        &mut self,
        name: &str,
        found: usize,
        node: &Node,
        known: &[Function],
        what: &str,
    ) -> Option<Typed> {
        if let Some(Function { signature: usage, .. }) = known.iter().find(|other| other.name == name) {
            let message =
                format!("{name}() does not take {found} argument{}", if found == 1 { "" } else { "s" });
            return self.refuse(Fault::new(node.at, message).hinting(format!("write `{usage}`")));
        }
        let fault = Fault::new(node.at, format!("there is no {what} `{name}`"));
        let elsewhere = functions().find(|other| other.name == name);
        self.refuse(match elsewhere {
            Some(Function { signature: usage, .. }) => fault.hinting(format!("write `{usage}`")),
            None => fault.meaning(name, known.iter().map(|other| other.name)),
        })
    }

    /// An argument that must be text.
    fn text(&mut self, arg: &Node, what: &str) -> Option<Text> {
        match self.node(arg)? {
            Typed::Text(text) => Some(text),
            other => {
                let message = format!("{what} takes a string; this is {}", article(other.name()));
                self.faults.push(Fault::new(arg.start, message));
                None
            }
        }
    }

    /// An argument that must be written out as text.
    pub(super) fn written<'n>(&mut self, arg: &'n Node, what: &str) -> Option<&'n str> {
        if let NodeKind::Literal(Literal::Text(text)) = &arg.kind {
            return Some(text);
        }
        self.faults.push(Fault::new(arg.start, format!("{what} must be written out as text in quotes")));
        None
    }

    /// An argument that must be a written duration.
    pub(super) fn duration(&mut self, arg: &Node, what: &str) -> Option<Duration> {
        let text = self.written(arg, &format!("the duration of {what}"))?;
        match Duration::parse(text) {
            Ok(duration) => Some(duration),
            Err(error) => {
                let fault = Fault::new(arg.start, error.to_string());
                self.faults
                    .push(fault.hinting("whole numbers with units w, d, h, m, s, ms, the largest first"));
                None
            }
        }
    }

    fn timestamp(&mut self, arg: &Node) -> Option<Typed> {
        let typed = self.node(arg)?;
        match typed {
            Typed::Text(Text::Const(text)) => match Timestamp::parse(&text) {
                Ok(at) => Some(Typed::Time(Time::Const(at))),
                Err(error) => self.refuse(Fault::new(arg.start, error.to_string())),
            },
            Typed::Text(text) => Some(Typed::Time(Time::OfText(Box::new(text)))),
            Typed::Time(time) => Some(Typed::Time(time)),
            other => {
                let message = format!("timestamp() takes a string; this is {}", article(other.name()));
                self.refuse(Fault::new(arg.start, message))
            }
        }
    }

    fn int(&mut self, arg: &Node) -> Option<Typed> {
        let int = match self.node(arg)? {
            Typed::Int(number) => number,
            Typed::Double(number) => Int::OfDouble(Box::new(number)),
            Typed::Text(text) => Int::OfText(Box::new(text)),
            Typed::Time(time) => Int::OfTime(Box::new(time)),
            other => {
                let message = format!(
                    "int() takes a number, a string or a timestamp; this is {}",
                    article(other.name())
                );
                let fault = Fault::new(arg.start, message);
                return self.refuse(match other {
                    Typed::Span(_) => fault.hinting("write `.getHours()` after the duration"),
                    _ => fault.hinting("write `… ? 1 : 0`"),
                });
            }
        };
        Some(Typed::Int(int))
    }

    fn double(&mut self, arg: &Node) -> Option<Typed> {
        let double = match self.node(arg)? {
            Typed::Double(number) => number,
            Typed::Int(number) => Double::OfInt(Box::new(number)),
            Typed::Text(text) => Double::OfText(Box::new(text)),
            other => {
                let message =
                    format!("double() takes a number or a string; this is {}", article(other.name()));
                let fault = Fault::new(arg.start, message);
                return self.refuse(match other {
                    Typed::Span(_) => fault.hinting("write `double(….getHours())`"),
                    Typed::Bool(_) => fault.hinting("write `… ? 1.0 : 0.0`"),
                    _ => fault,
                });
            }
        };
        Some(Typed::Double(double))
    }

    fn string(&mut self, arg: &Node) -> Option<Typed> {
        let typed = self.node(arg)?;
        match as_text(typed) {
            Ok(text) => Some(Typed::Text(text)),
            Err(other) => {
                let message = format!("string() does not take {}", article(other.name()));
                self.refuse(Fault::new(arg.start, message).hinting("write `string(….getHours())`"))
            }
        }
    }

    fn whole(&mut self, unit: i64, target: &Node, name: &str) -> Option<Typed> {
        match self.node(target)? {
            Typed::Span(span) => Some(Typed::Int(Int::Whole(unit, Box::new(span)))),
            other => {
                let message = format!("{name}() is of a duration; this is {}", article(other.name()));
                let fault = Fault::new(target.start, message);
                self.refuse(match other {
                    Typed::Time(_) => fault.hinting("local.hour is the hour where the customer is"),
                    _ => fault,
                })
            }
        }
    }
}

/// A value written as text; a duration is not.
pub(in crate::expr) fn as_text(typed: Typed) -> Result<Text, Typed> {
    match typed {
        Typed::Text(text) => Ok(text),
        Typed::Bool(value) => Ok(Text::OfBool(Box::new(value))),
        Typed::Int(number) => Ok(Text::OfInt(Box::new(number))),
        Typed::Double(number) => Ok(Text::OfDouble(Box::new(number))),
        Typed::Time(time) => Ok(Text::OfTime(Box::new(time))),
        Typed::Span(_) => Err(typed),
    }
}

fn no_patterns(at: usize) -> Fault {
    Fault::new(at, "matches() is not supported").hinting("use contains(), startsWith() or endsWith()")
}
