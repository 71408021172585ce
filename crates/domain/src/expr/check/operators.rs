//! Operators: which types they take, and what they make of them.

use super::{Checker, article};
use crate::expr::eval::{Frame, Term};
use crate::expr::fault::Fault;
use crate::expr::syntax::{Arithmetic, Comparison, Node, NodeKind, Operator};
use crate::expr::tree::{Bool, Double, Int, Span, Text, Time, Typed};

impl Checker<'_> {
    pub(super) fn not(&mut self, operand: &Node) -> Option<Typed> {
        let typed = self.node(operand);
        let condition = self.bool(typed, operand, "!")?;
        Some(Typed::Bool(Bool::Not(Box::new(condition))))
    }

    pub(super) fn negate(&mut self, operand: &Node) -> Option<Typed> {
        match self.node(operand)? {
            Typed::Int(number) => Some(Typed::Int(Int::Negate(Box::new(number)))),
            Typed::Double(number) => Some(Typed::Double(Double::Negate(Box::new(number)))),
            other => {
                let message = format!("`-` takes a number; this is {}", article(other.name()));
                self.refuse(Fault::new(operand.start, message))
            }
        }
    }

    pub(super) fn binary(
        &mut self,
        operator: Operator,
        left: &Node,
        right: &Node,
        node: &Node,
    ) -> Option<Typed> {
        match operator {
            Operator::In => self.within(left, right, node),
            Operator::Arithmetic(how) => {
                let (left, right) = (self.node(left), self.node(right));
                self.arithmetic(how, left?, right?, node)
            }
            Operator::Comparison(how) => {
                let (left, right) = (self.node(left), self.node(right));
                self.comparison(how, left?, right?, node)
            }
        }
    }

    fn arithmetic(&mut self, how: Arithmetic, left: Typed, right: Typed, node: &Node) -> Option<Typed> {
        use Arithmetic as A;
        let typed = match (how, left, right) {
            (_, Typed::Int(left), Typed::Int(right)) => {
                Typed::Int(Int::Arithmetic(how, Box::new((left, right))))
            }
            (A::Add | A::Subtract | A::Multiply | A::Divide, Typed::Double(left), Typed::Double(right)) => {
                Typed::Double(Double::Arithmetic(how, Box::new((left, right))))
            }
            (A::Add, Typed::Text(left), Typed::Text(right)) => {
                Typed::Text(Text::Join(Box::new((left, right))))
            }
            (A::Add, Typed::Time(time), Typed::Span(span))
            | (A::Add, Typed::Span(span), Typed::Time(time)) => {
                Typed::Time(Time::Plus(Box::new((time, span))))
            }
            (A::Subtract, Typed::Time(time), Typed::Span(span)) => {
                Typed::Time(Time::Minus(Box::new((time, span))))
            }
            (A::Subtract, Typed::Time(left), Typed::Time(right)) => {
                Typed::Span(Span::Between(Box::new((left, right))))
            }
            (A::Add, Typed::Span(left), Typed::Span(right)) => {
                Typed::Span(Span::Plus(Box::new((left, right))))
            }
            (A::Subtract, Typed::Span(left), Typed::Span(right)) => {
                Typed::Span(Span::Minus(Box::new((left, right))))
            }
            (_, left, right) => {
                let fault = Fault::new(node.at, untakeable(how.sign(), &left, &right));
                return self.refuse(match (&left, &right) {
                    (Typed::Double(_), Typed::Double(_)) => fault.hinting("`%` takes whole numbers"),
                    _ => number_hint(fault, &left, &right),
                });
            }
        };
        Some(typed)
    }

    fn comparison(&mut self, how: Comparison, left: Typed, right: Typed, node: &Node) -> Option<Typed> {
        let bool = match (left, right) {
            (Typed::Bool(left), Typed::Bool(right)) => Bool::Bools(how, Box::new((left, right))),
            (Typed::Int(left), Typed::Int(right)) => Bool::Ints(how, Box::new((left, right))),
            (Typed::Double(left), Typed::Double(right)) => Bool::Doubles(how, Box::new((left, right))),
            (Typed::Int(left), Typed::Double(right)) => {
                Bool::Doubles(how, Box::new((as_double(left), right)))
            }
            (Typed::Double(left), Typed::Int(right)) => {
                Bool::Doubles(how, Box::new((left, as_double(right))))
            }
            (Typed::Text(left), Typed::Text(right)) => Bool::Texts(how, Box::new((left, right))),
            (Typed::Time(left), Typed::Time(right)) => Bool::Times(how, Box::new((left, right))),
            (Typed::Span(left), Typed::Span(right)) => Bool::Spans(how, Box::new((left, right))),
            (left, right) => {
                let fault = Fault::new(node.at, untakeable(how.sign(), &left, &right));
                return self.refuse(comparison_hint(fault, &left, &right));
            }
        };
        Some(Typed::Bool(bool))
    }

    /// `left in [constants]`
    fn within(&mut self, left: &Node, right: &Node, node: &Node) -> Option<Typed> {
        let wanted = self.node(left);
        let NodeKind::List(elements) = &right.kind else {
            return self.refuse(
                Fault::new(right.start, "`in` takes a list")
                    .hinting("write `event.carrier in ['own', 'other']`"),
            );
        };
        let mut constants = Vec::with_capacity(elements.len());
        for element in elements {
            if let Some(typed) = self.node(element) {
                if typed.is_const() {
                    constants.push((typed, element.start));
                } else {
                    let message = "a list holds constants only";
                    self.faults
                        .push(Fault::new(element.start, message).hinting("compare with `==` and `||`"));
                }
            }
        }
        let wanted = wanted?;
        if constants.len() < elements.len() {
            return None;
        }
        if let Some((other, at)) = constants.iter().find(|(constant, _)| constant.name() != wanted.name()) {
            let message = format!(
                "the list must hold {}s like what is looked for, not {}",
                wanted.name(),
                article(other.name())
            );
            let fault = Fault::new(*at, message);
            return self.refuse(number_hint(fault, &wanted, other));
        }
        let bool = match wanted {
            Typed::Int(wanted) => {
                let numbers = constants.iter().filter_map(|(constant, _)| match constant {
                    Typed::Int(Int::Const(number)) => Some(*number),
                    _ => None,
                });
                Bool::IntIn(Box::new(wanted), numbers.collect())
            }
            Typed::Double(wanted) => {
                let numbers = constants.iter().filter_map(|(constant, _)| match constant {
                    Typed::Double(Double::Const(number)) => Some(*number),
                    _ => None,
                });
                Bool::DoubleIn(Box::new(wanted), numbers.collect())
            }
            Typed::Text(wanted) => {
                let texts = constants.into_iter().filter_map(|(constant, _)| match constant {
                    Typed::Text(Text::Const(text)) => Some(text),
                    _ => None,
                });
                Bool::TextIn(Box::new(wanted), texts.collect())
            }
            other => {
                let message =
                    format!("`in` looks for numbers and strings, not for {}", article(other.name()));
                return self.refuse(Fault::new(node.at, message));
            }
        };
        Some(Typed::Bool(bool))
    }
}

/// A whole number as a floating-point one, as comparisons take it.
pub(in crate::expr) fn as_double(number: Int) -> Double {
    let double = Double::OfInt(Box::new(number));
    double.value(&Frame::blind()).map_or(double, Double::Const)
}

fn untakeable(sign: &str, left: &Typed, right: &Typed) -> String {
    format!("`{sign}` does not take {} and {}", article(left.name()), article(right.name()))
}

/// How to bring two kinds of number together.
pub(super) fn number_hint(fault: Fault, left: &Typed, right: &Typed) -> Fault {
    match (left, right) {
        (Typed::Int(Int::Const(value)), Typed::Double(_))
        | (Typed::Double(_), Typed::Int(Int::Const(value))) => fault.hinting(format!("write {value}.0")),
        (Typed::Int(_), Typed::Double(_)) | (Typed::Double(_), Typed::Int(_)) => {
            fault.hinting("write double(…) around the int")
        }
        (Typed::Text(_), Typed::Int(_) | Typed::Double(_))
        | (Typed::Int(_) | Typed::Double(_), Typed::Text(_)) => {
            fault.hinting("write string(…) around the number, or int(…) or double(…) around the text")
        }
        _ => fault,
    }
}

fn comparison_hint(fault: Fault, left: &Typed, right: &Typed) -> Fault {
    match (left, right) {
        (Typed::Time(_), Typed::Text(Text::Const(_))) | (Typed::Text(Text::Const(_)), Typed::Time(_)) => {
            fault.hinting("write timestamp('2026-03-01T08:00:00Z')")
        }
        (Typed::Span(_), Typed::Text(_) | Typed::Int(_) | Typed::Double(_))
        | (Typed::Text(_) | Typed::Int(_) | Typed::Double(_), Typed::Span(_)) => {
            fault.hinting("write duration('3h')")
        }
        (Typed::Text(_), Typed::Bool(Bool::Const(value)))
        | (Typed::Bool(Bool::Const(value)), Typed::Text(_)) => fault.hinting(format!("write '{value}'")),
        (Typed::Bool(_), Typed::Text(_)) | (Typed::Text(_), Typed::Bool(_)) => {
            fault.hinting("write true or false without quotes")
        }
        _ => number_hint(fault, left, right),
    }
}
