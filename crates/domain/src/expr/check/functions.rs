//! Functions of texts, numbers and times. Those that look back are in [`history`](super::history).

use super::{Checker, article};
use crate::expr::fault::Fault;
use crate::expr::syntax::{Literal, Node, NodeKind};
use crate::expr::tree::{Bool, Double, Int, Span, Text, TextTest, Time, Typed};
use crate::time::{Duration, Timestamp};

/// The functions, and how each is called.
const FUNCTIONS: [(&str, &str); 17] = [
    ("avg", "avg('type', 'field', '7d')"),
    ("consent", "consent('purpose', 'channel')"),
    ("count", "count('type', '7d')"),
    ("double", "double(number or text)"),
    ("duration", "duration('3h')"),
    ("expected", "expected('reason')"),
    ("has", "has(event.field)"),
    ("int", "int(number or text)"),
    ("last", "last('type')"),
    ("max", "max('type', 'field', '7d')"),
    ("min", "min('type', 'field', '7d')"),
    ("since", "since('type')"),
    ("size", "size(text)"),
    ("string", "string(value)"),
    ("sum", "sum('type', 'field', '7d')"),
    ("timestamp", "timestamp('2026-03-01T08:00:00Z')"),
    ("touches", "touches('7d')"),
];

/// The functions of a value, and how each is called.
const METHODS: [(&str, &str); 8] = [
    ("contains", "text.contains('part')"),
    ("endsWith", "text.endsWith('part')"),
    ("getHours", "duration.getHours()"),
    ("getMinutes", "duration.getMinutes()"),
    ("getSeconds", "duration.getSeconds()"),
    ("lowerAscii", "text.lowerAscii()"),
    ("size", "text.size()"),
    ("startsWith", "text.startsWith('part')"),
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
        known: &[(&str, &str)],
        what: &str,
    ) -> Option<Typed> {
        if let Some((_, usage)) = known.iter().find(|(other, _)| *other == name) {
            let message =
                format!("{name}() does not take {found} argument{}", if found == 1 { "" } else { "s" });
            return self.refuse(Fault::new(node.at, message).hinting(format!("write `{usage}`")));
        }
        let fault = Fault::new(node.at, format!("there is no {what} `{name}`"));
        let elsewhere = FUNCTIONS.iter().chain(&METHODS).find(|(other, _)| *other == name);
        self.refuse(match elsewhere {
            Some((_, usage)) => fault.hinting(format!("write `{usage}`")),
            None => fault.meaning(name, known.iter().map(|(other, _)| *other)),
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
