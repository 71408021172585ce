//! The shape of `[queues]` and `[hours]` of `strategy.toml`.

use super::super::shape::{Key, Noun, Shape, Type};
use super::LOCALISED;

const SPANS: Type = Type::OneOrMore(&Type::Span);

/// One queue.
pub static QUEUE: Shape = Shape {
    name: "queue",
    doc: "Where people's work waits.",
    keys: &[
        Key::optional("name", LOCALISED, "What people call it; its id without it."),
        Key::optional("skills", Type::List(&Type::Text), "What whoever works it must be able to."),
        Key::optional(
            "languages",
            Type::List(&Type::Language),
            "The languages it is worked in: whoever takes an item speaks the customer's, when it is one of these; any \
             without it.",
        ),
        Key::optional("hours", Type::Name(Noun::Hours), "When it is worked; always without it."),
        Key::optional(
            "promise",
            Type::Map { of: "channel", each: &Type::Duration },
            "How soon an answer is promised, counted in the queue's open time: per channel, `call_back` and \
             `alert` among them.",
        ),
        Key::optional(
            "return_after",
            Type::Duration,
            "After how long without an answer what somebody took goes back to the queue; never without it.",
        ),
        Key::optional(
            "follow",
            Type::OneOrMore(&Type::Name(Noun::Queue)),
            "The queues that take over while it is closed: the first of them that is open.",
        ),
    ],
};

/// One table of opening hours.
pub static HOURS: Shape = Shape {
    name: "hours",
    doc: "Opening hours, by the clock of a place.",
    keys: &[
        Key::optional("zone", Type::Zone, "The time zone of the place; the organisation's without it."),
        Key::required(
            "week",
            Type::Map { of: "day", each: &SPANS },
            "When it is open on `mon`, `sat` or `mon-fri`; closed on days that are left out. Hours over midnight \
             (\"22:00-06:00\") belong to the day on which they begin.",
        ),
        Key::optional("closed", Type::List(&Type::Date), "Dates on which it does not open: holidays."),
        Key::optional(
            "open",
            Type::Map { of: "date", each: &SPANS },
            "Dates on which it opens at other hours than on that day of the week.",
        ),
    ],
};
