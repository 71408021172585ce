//! The evaluation of a lowered expression.
//!
//! Nothing is allocated, except where texts are joined or written out of numbers and come to more than
//! 24 bytes. None is absence; it travels up until a `&&`, `||`, or a choice makes it irrelevant.

use std::cell::Cell;

use compact_str::{ToCompactString, format_compact};
use jiff::civil::DateTime;

use super::env::Env;
use super::past;
use super::str::{Str, lowered};
use super::syntax::{Arithmetic, Comparison};
use super::tree::{Bool, Choice, Double, Int, LocalPart, Pair, Span, Text, TextTest, Time};
use crate::event::AssetId;
use crate::strategy::model::TraitId;
use crate::time::Timestamp;
use crate::value::{FieldId, Value};

/// The longest text that an expression makes; a longer one is absent.
const MAX_TEXT: usize = 4_096;

/// One evaluation: what is seen, and what was worked out on the way.
pub(super) struct Frame<'e> {
    /// Nothing is seen while constants are folded.
    env: Option<&'e Env<'e>>,
    local: Cell<Option<DateTime>>,
}

impl<'e> Frame<'e> {
    pub(super) fn new(env: &'e Env<'e>) -> Self {
        Self { env: Some(env), local: Cell::new(None) }
    }

    /// In which only constants have a value.
    pub(super) fn blind() -> Self {
        Self { env: None, local: Cell::new(None) }
    }

    fn field(&self, id: FieldId) -> Option<&'e Value> {
        self.env?.event.get(id)
    }

    /// A field that is text, without making a [`Str`] of it.
    fn text(&self, id: FieldId) -> Option<&'e str> {
        if let Value::Text(text) = self.field(id)? { Some(text) } else { None }
    }

    fn customer(&self, id: TraitId) -> Option<&'e Value> {
        self.env?.person.trait_value(id)
    }

    fn asset(&self) -> Option<&'e AssetId> {
        self.env?.asset
    }

    /// The local time, worked out once.
    fn local(&self) -> Option<DateTime> {
        let env = self.env?;
        let local = self.local.get().unwrap_or_else(|| env.zone().to_datetime(env.now.to_jiff()));
        self.local.set(Some(local));
        Some(local)
    }
}

/// An expression of one type.
pub(super) trait Term {
    /// Its value.
    type Value<'e>
    where
        Self: 'e;

    /// Its value, if nothing it depends on is absent.
    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<Self::Value<'e>>;
}

impl<T: Term> Choice<T> {
    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<T::Value<'e>> {
        if self.condition.value(frame)? { self.then.value(frame) } else { self.otherwise.value(frame) }
    }
}

/// Whether the values of a pair compare so. Numbers that are not comparable (NaN) are unequal, and
/// otherwise absent.
fn compare<'e, T: Term>(how: Comparison, pair: &'e Pair<T>, frame: &'e Frame<'e>) -> Option<bool>
where
    T::Value<'e>: PartialOrd,
{
    let (left, right) = (pair.0.value(frame)?, pair.1.value(frame)?);
    match how {
        Comparison::Equal => Some(left == right),
        Comparison::NotEqual => Some(left != right),
        Comparison::Less => left.partial_cmp(&right).map(std::cmp::Ordering::is_lt),
        Comparison::LessEqual => left.partial_cmp(&right).map(std::cmp::Ordering::is_le),
        Comparison::Greater => left.partial_cmp(&right).map(std::cmp::Ordering::is_gt),
        Comparison::GreaterEqual => left.partial_cmp(&right).map(std::cmp::Ordering::is_ge),
    }
}

/// The first term that is `decisive` settles it; else one that is absent leaves it open.
fn settle(terms: &[Bool], decisive: bool, frame: &Frame<'_>) -> Option<bool> {
    let mut known = true;
    for term in terms {
        match term.value(frame) {
            Some(value) if value == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decisive)
}

impl Term for Bool {
    type Value<'e> = bool;

    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<bool> {
        let stated = |value: &Value| if let Value::Bool(value) = value { Some(*value) } else { None };
        match self {
            Self::Const(value) => Some(*value),
            Self::Field(id) => frame.field(*id).and_then(stated),
            Self::Trait(id) => frame.customer(*id).and_then(stated),
            Self::HasField(id) => frame.env.map(|_| frame.field(*id).is_some()),
            Self::HasTrait(id) => frame.env.map(|_| frame.customer(*id).is_some()),
            Self::HasAsset => frame.env.map(|_| frame.asset().is_some()),
            Self::Not(operand) => operand.value(frame).map(|value| !value),
            Self::All(terms) => settle(terms, false, frame),
            Self::Any(terms) => settle(terms, true, frame),
            Self::Choice(choice) => choice.value(frame),
            Self::Bools(how, pair) => compare(*how, pair, frame),
            Self::Ints(how, pair) => compare(*how, pair, frame),
            Self::Doubles(how, pair) => compare(*how, pair, frame),
            Self::Texts(how, pair) => match (how, &**pair) {
                // The commonest condition of all.
                (Comparison::Equal, (Text::Field(id), Text::Const(known))) => Some(frame.text(*id)? == known),
                _ => compare(*how, pair, frame),
            },
            Self::Times(how, pair) => compare(*how, pair, frame),
            Self::Spans(how, pair) => compare(*how, pair, frame),
            Self::IntIn(wanted, list) => wanted.value(frame).map(|value| list.contains(&value)),
            Self::DoubleIn(wanted, list) => wanted.value(frame).map(|value| list.contains(&value)),
            Self::TextIn(wanted, list) => {
                let among = |text: &str| list.iter().any(|known| known == text);
                match &**wanted {
                    Text::Field(id) => frame.text(*id).map(among),
                    wanted => wanted.value(frame).map(|text| among(&text)),
                }
            }
            Self::Test(test, pair) => {
                let (text, part) = (pair.0.value(frame)?, pair.1.value(frame)?);
                Some(match test {
                    TextTest::StartsWith => text.starts_with(&*part),
                    TextTest::EndsWith => text.ends_with(&*part),
                    TextTest::Contains => text.contains(&*part),
                })
            }
            Self::Consent(purpose, channel) => frame.env.map(|env| past::consent(env, *purpose, *channel)),
        }
    }
}

impl Term for Int {
    type Value<'e> = i64;

    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<i64> {
        let stated = |value: &Value| if let Value::Int(value) = value { Some(*value) } else { None };
        match self {
            Self::Const(value) => Some(*value),
            Self::Field(id) => frame.field(*id).and_then(stated),
            Self::Trait(id) => frame.customer(*id).and_then(stated),
            Self::Choice(choice) => choice.value(frame),
            Self::Negate(operand) => operand.value(frame)?.checked_neg(),
            Self::Arithmetic(how, pair) => {
                let (left, right) = (pair.0.value(frame)?, pair.1.value(frame)?);
                match how {
                    Arithmetic::Add => left.checked_add(right),
                    Arithmetic::Subtract => left.checked_sub(right),
                    Arithmetic::Multiply => left.checked_mul(right),
                    Arithmetic::Divide => left.checked_div(right),
                    Arithmetic::Remainder => left.checked_rem(right),
                }
            }
            Self::Size(text) => text.value(frame).map(|text| text.chars().count() as i64),
            Self::Local(part) => frame.local().map(|local| part.of(local)),
            Self::Count(track, within) => frame.env.map(|env| past::count(env, *track, *within)),
            Self::Touches(within) => frame.env.map(|env| past::touches(env, *within)),
            Self::OfDouble(number) => {
                // The bounds are exact as doubles, and CEL leaves both out.
                let number = number.value(frame)?;
                (number > i64::MIN as f64 && number < i64::MAX as f64).then_some(number as i64)
            }
            Self::OfText(text) => text.value(frame)?.parse().ok(),
            Self::OfTime(time) => Some(time.value(frame)?.as_micros().div_euclid(1_000_000)),
            Self::Whole(unit, span) => span.value(frame).map(|span| span / unit),
        }
    }
}

impl LocalPart {
    fn of(self, local: DateTime) -> i64 {
        match self {
            Self::Minute => local.minute().into(),
            Self::Hour => local.hour().into(),
            Self::Weekday => local.weekday().to_monday_one_offset().into(),
            Self::Day => local.day().into(),
            Self::Month => local.month().into(),
        }
    }
}

impl Term for Double {
    type Value<'e> = f64;

    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<f64> {
        let stated = |value: &Value| match value {
            Value::Double(value) => Some(*value),
            Value::Int(value) => Some(*value as f64),
            _ => None,
        };
        match self {
            Self::Const(value) => Some(*value),
            Self::Field(id) => frame.field(*id).and_then(stated),
            Self::Trait(id) => frame.customer(*id).and_then(stated),
            Self::Choice(choice) => choice.value(frame),
            Self::Negate(operand) => operand.value(frame).map(|value| -value),
            Self::Arithmetic(how, pair) => {
                let (left, right) = (pair.0.value(frame)?, pair.1.value(frame)?);
                Some(match how {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                    Arithmetic::Remainder => return None,
                })
            }
            Self::OfInt(number) => number.value(frame).map(|number| number as f64),
            Self::OfText(text) => text.value(frame)?.parse().ok(),
            Self::Amounts(summary, track, within) => past::summary(frame.env?, *summary, *track, *within),
            Self::Expected(reason) => frame.env.map(|env| past::expected(env, *reason)),
        }
    }
}

impl Term for Text {
    type Value<'e> = Str<'e>;

    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<Str<'e>> {
        let stated =
            |value: &'e Value| if let Value::Text(text) = value { Some(text.as_str()) } else { None };
        let borrowed = match self {
            Self::Const(text) => Some(text.as_str()),
            Self::Field(id) => frame.text(*id),
            Self::Trait(id) => frame.customer(*id).and_then(stated),
            Self::AssetId => frame.asset().map(AssetId::as_str),
            Self::AssetKind => frame.asset().map(AssetId::kind),
            Self::AssetName => frame.asset().map(AssetId::name),
            Self::Choice(choice) => return choice.value(frame),
            Self::Join(pair) => {
                let (left, right) = (pair.0.value(frame)?, pair.1.value(frame)?);
                let fits = left.len() + right.len() <= MAX_TEXT;
                return fits.then(|| Str::Made(format_compact!("{}{}", &*left, &*right)));
            }
            Self::Lower(text) => return text.value(frame).map(lowered),
            Self::OfBool(value) => Some(if value.value(frame)? { "true" } else { "false" }),
            Self::OfInt(number) => return number.value(frame).map(|it| Str::Made(it.to_compact_string())),
            Self::OfDouble(number) => {
                return number.value(frame).map(|it| Str::Made(format_compact!("{it}")));
            }
            Self::OfTime(time) => return time.value(frame).map(|time| Str::Made(time.to_compact_string())),
        };
        borrowed.map(Str::Borrowed)
    }
}

impl Term for Time {
    type Value<'e> = Timestamp;

    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<Timestamp> {
        let stated = |value: &Value| if let Value::Time(value) = value { Some(*value) } else { None };
        match self {
            Self::Const(value) => Some(*value),
            Self::Field(id) => frame.field(*id).and_then(stated),
            Self::Trait(id) => frame.customer(*id).and_then(stated),
            Self::Choice(choice) => choice.value(frame),
            Self::Now => frame.env.map(|env| env.now),
            Self::Last(track) => past::last(frame.env?, *track),
            Self::Plus(pair) => {
                let (time, span) = (pair.0.value(frame)?, pair.1.value(frame)?);
                Timestamp::from_micros(time.as_micros().checked_add(span)?)
            }
            Self::Minus(pair) => {
                let (time, span) = (pair.0.value(frame)?, pair.1.value(frame)?);
                Timestamp::from_micros(time.as_micros().checked_sub(span)?)
            }
            Self::OfText(text) => Timestamp::parse(&text.value(frame)?).ok(),
        }
    }
}

impl Term for Span {
    type Value<'e> = i64;

    fn value<'e>(&'e self, frame: &'e Frame<'e>) -> Option<i64> {
        match self {
            Self::Const(micros) => Some(*micros),
            Self::Choice(choice) => choice.value(frame),
            Self::Plus(pair) => pair.0.value(frame)?.checked_add(pair.1.value(frame)?),
            Self::Minus(pair) => pair.0.value(frame)?.checked_sub(pair.1.value(frame)?),
            Self::Between(pair) => {
                pair.0.value(frame)?.as_micros().checked_sub(pair.1.value(frame)?.as_micros())
            }
            Self::Since(track) => {
                let env = frame.env?;
                Some(env.now.as_micros() - past::last(env, *track)?.as_micros())
            }
        }
    }
}
