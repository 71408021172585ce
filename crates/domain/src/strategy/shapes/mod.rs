//! The shapes of the files: what every table may hold, with the words that explain it.

pub mod events;
pub mod feedback;
pub mod organisation;
pub mod queue;
pub mod reason;

use super::shape::{Key, Noun, Shape, Type};

/// A name in the organisation's languages, or one for all.
pub const LOCALISED: Type = Type::Either(&[Type::Text, Type::Map { of: "language", each: &Type::Text }]);

/// A share of customers or of contacts.
pub const SHARE: Type = Type::Number { least: 0.0, most: 1.0 };

/// An amount of money, never negative.
pub const MONEY: Type = Type::Number { least: 0.0, most: 1_000_000.0 };

/// A control group.
pub static MEASURE: Shape = Shape {
    name: "measure",
    doc: "How effects are measured.",
    keys: &[
        Key::optional("holdout", SHARE, HOLDOUT),
        Key::optional("rollout", Type::List(&Type::Table(&PHASE)), ROLLOUT),
    ],
};

/// How effects are measured, over all reasons.
pub static MEASURE_ALL: Shape = Shape {
    name: "measure",
    doc: "How effects are measured, over all reasons.",
    keys: &[
        Key::optional("holdout", SHARE, HOLDOUT),
        Key::optional(
            "within",
            Type::Duration,
            "How long after the lot a contact counts, on whatever reason and by whatever channel; 14d without it.",
        ),
        Key::optional("rollout", Type::List(&Type::Table(&PHASE)), ROLLOUT),
        Key::optional(
            "orders",
            Type::Name(Noun::Event),
            "The event type that is an order, or whatever contacts are told per; without it they are not told per \
             order.",
        ),
        Key::optional(
            "worth",
            Type::Text,
            "The field of that event that says what it is worth; without it orders are counted, not added up.",
        ),
    ],
};

const HOLDOUT: &str = "The share of customers for whom the decision is made but not carried out, so that its effect can \
                       be measured; at least 0.05 to tell anything.";

const ROLLOUT: &str = "How far what is decided is carried out, phase by phase, where holding out for good is not \
                       acceptable: who has to wait is compared with who has not. Everybody without it.";

static PHASE: Shape = Shape {
    name: "phase",
    doc: "A phase of a roll-out; longer than `within`, or its effect is told too small.",
    keys: &[
        Key::required("from", Type::Date, "Its first day, from midnight on."),
        Key::required("share", SHARE, "For what share of customers; who is in stays in while it grows."),
    ],
};
