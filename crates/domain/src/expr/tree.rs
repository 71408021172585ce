//! The lowered expression: one type of node per type of value, over slots instead of names.

use compact_str::CompactString;

use super::syntax::{Arithmetic, Comparison};
use crate::state::history::TrackId;
use crate::strategy::model::{ChannelId, PurposeId, ReasonId, TraitId};
use crate::time::{Duration, Timestamp};
use crate::value::FieldId;

/// Two operands.
pub(super) type Pair<T> = Box<(T, T)>;

/// `condition ? then : otherwise`
#[derive(Clone, Debug)]
pub(super) struct Choice<T> {
    pub(super) condition: Bool,
    pub(super) then: T,
    pub(super) otherwise: T,
}

/// An expression of any type.
#[derive(Clone, Debug)]
pub(super) enum Typed {
    Bool(Bool),
    Int(Int),
    Double(Double),
    Text(Text),
    Time(Time),
    Span(Span),
}

/// True or false.
#[derive(Clone, Debug)]
pub(super) enum Bool {
    Const(bool),
    Field(FieldId),
    Trait(TraitId),
    HasField(FieldId),
    HasTrait(TraitId),
    HasAsset,
    Not(Box<Bool>),
    All(Box<[Bool]>),
    Any(Box<[Bool]>),
    Choice(Box<Choice<Bool>>),
    Bools(Comparison, Pair<Bool>),
    Ints(Comparison, Pair<Int>),
    Doubles(Comparison, Pair<Double>),
    Texts(Comparison, Pair<Text>),
    Times(Comparison, Pair<Time>),
    Spans(Comparison, Pair<Span>),
    IntIn(Box<Int>, Box<[i64]>),
    DoubleIn(Box<Double>, Box<[f64]>),
    TextIn(Box<Text>, Box<[CompactString]>),
    Test(TextTest, Pair<Text>),
    Consent(PurposeId, ChannelId),
}

/// What is asked of two texts.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

/// A whole number.
#[derive(Clone, Debug)]
pub(super) enum Int {
    Const(i64),
    Field(FieldId),
    Trait(TraitId),
    Choice(Box<Choice<Int>>),
    Negate(Box<Int>),
    Arithmetic(Arithmetic, Pair<Int>),
    Size(Box<Text>),
    Local(LocalPart),
    Count(TrackId, Duration),
    Touches(Duration),
    OfDouble(Box<Double>),
    OfText(Box<Text>),
    OfTime(Box<Time>),
    /// How often this many microseconds fit in a duration.
    Whole(i64, Box<Span>),
}

/// A part of the customer's local time.
#[derive(Clone, Copy, Debug)]
pub(super) enum LocalPart {
    Minute,
    Hour,
    Weekday,
    Day,
    Month,
}

/// A floating-point number.
#[derive(Clone, Debug)]
pub(super) enum Double {
    Const(f64),
    Field(FieldId),
    Trait(TraitId),
    Choice(Box<Choice<Double>>),
    Negate(Box<Double>),
    Arithmetic(Arithmetic, Pair<Double>),
    OfInt(Box<Int>),
    OfText(Box<Text>),
    Amounts(Summary, TrackId, Duration),
    Expected(ReasonId),
}

/// What becomes of the amounts in a window.
#[derive(Clone, Copy, Debug)]
pub(super) enum Summary {
    Sum,
    Max,
    Min,
    Average,
}

/// Text.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Const(CompactString),
    Field(FieldId),
    Trait(TraitId),
    Choice(Box<Choice<Text>>),
    AssetId,
    AssetKind,
    AssetName,
    Join(Pair<Text>),
    Lower(Box<Text>),
    OfBool(Box<Bool>),
    OfInt(Box<Int>),
    OfDouble(Box<Double>),
    OfTime(Box<Time>),
}

/// An instant.
#[derive(Clone, Debug)]
pub(super) enum Time {
    Const(Timestamp),
    Field(FieldId),
    Trait(TraitId),
    Choice(Box<Choice<Time>>),
    Now,
    Last(TrackId),
    Plus(Box<(Time, Span)>),
    Minus(Box<(Time, Span)>),
    OfText(Box<Text>),
}

/// A length of time in microseconds; negative when it goes back.
#[derive(Clone, Debug)]
pub(super) enum Span {
    Const(i64),
    Choice(Box<Choice<Span>>),
    Plus(Pair<Span>),
    Minus(Pair<Span>),
    Between(Pair<Time>),
    Since(TrackId),
}

impl Typed {
    /// The type's name in the language.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Double(_) => "double",
            Self::Text(_) => "string",
            Self::Time(_) => "timestamp",
            Self::Span(_) => "duration",
        }
    }

    /// Whether it is a constant.
    pub(super) const fn is_const(&self) -> bool {
        match self {
            Self::Bool(it) => matches!(it, Bool::Const(_)),
            Self::Int(it) => it.is_const(),
            Self::Double(it) => it.is_const(),
            Self::Text(it) => it.is_const(),
            Self::Time(it) => it.is_const(),
            Self::Span(it) => it.is_const(),
        }
    }

    /// Whether it is worked out of constants alone, in one step that can fail.
    pub(super) fn is_of_constants(&self) -> bool {
        match self {
            Self::Int(Int::Negate(of)) => of.is_const(),
            Self::Int(Int::Arithmetic(_, pair)) => pair.0.is_const() && pair.1.is_const(),
            Self::Int(Int::OfDouble(of)) => of.is_const(),
            Self::Int(Int::OfText(of)) | Self::Double(Double::OfText(of)) => of.is_const(),
            Self::Time(Time::Plus(pair) | Time::Minus(pair)) => pair.0.is_const() && pair.1.is_const(),
            Self::Span(Span::Plus(pair) | Span::Minus(pair)) => pair.0.is_const() && pair.1.is_const(),
            _ => false,
        }
    }
}

macro_rules! constants {
    ($($kind:ident),*) => {$(
        impl $kind {
            const fn is_const(&self) -> bool {
                matches!(self, Self::Const(_))
            }
        }
    )*};
}

constants!(Int, Double, Text, Time, Span);
