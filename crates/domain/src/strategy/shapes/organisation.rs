//! The shape of `strategy.toml`.

use super::super::model::{Basis, Kind, Level};
use super::super::shape::{Key, Noun, Shape, Type};
use super::feedback::FEEDBACK;
use super::queue::{HOURS, QUEUE};
use super::{MEASURE_ALL, MONEY, SHARE};
use crate::identity::IdentityKind;
use crate::value::FieldType;

/// `strategy.toml`.
pub static ORGANISATION: Shape = Shape {
    name: "strategy",
    doc: "The organisation, and what holds for all its contact reasons.",
    keys: &[
        Key::required("organisation", Type::Text, "The organisation's name, as customers know it."),
        Key::optional(
            "languages",
            Type::List(&Type::Language),
            "The languages customers are written to, the first being the default; [\"nl\", \"en\"] without it.",
        ),
        Key::optional(
            "timezone",
            Type::Zone,
            "The time zone of the organisation, and of customers whose own is not known; \"Europe/Amsterdam\" \
             without it.",
        ),
        Key::optional(
            "region",
            Type::Country,
            "The country of phone numbers that are written without a country code.",
        ),
        Key::optional("salt", Type::Text, "Draws new control groups when it is changed."),
        Key::optional(
            "quiet",
            Type::Either(&[Type::Table(&QUIET), Type::Off]),
            "The hours in which customers are left alone, in their own time zone; from 21:00 to 08:00 without \
             it, never when false.",
        ),
        Key::optional("budget", Type::Table(&BUDGET), "How often customers may be approached."),
        Key::optional("value", Type::Table(&VALUE), "What contacts and actions cost."),
        Key::optional(
            "learning",
            Type::Table(&LEARNING),
            "What is assumed of chances before history speaks.",
        ),
        Key::optional(
            "measure",
            Type::Table(&MEASURE_ALL),
            "How effects are measured: the control group over all reasons, customers for whom nothing proactive \
             is done at all (0.02 without it), how long contacts count, how far it is rolled out, and what an order is.",
        ),
        Key::optional(
            "purposes",
            Type::Map { of: "purpose", each: &Type::Table(&PURPOSE) },
            "For what customers may be approached, and on which legal ground. What is not declared here is \
             refused. Without it: service (contract) and marketing (consent).",
        ),
        Key::optional(
            "channels",
            Type::Map { of: "channel", each: &Type::Table(&CHANNEL) },
            "The channels by which customers are approached. Without it: mail, sms, whatsapp (consent) and push.",
        ),
        Key::optional(
            "levels",
            Type::Map { of: "channel", each: &Type::Word(level_names) },
            "At which level a contact by a channel is handled; phone and visits are personal, mail, chat and \
             social are digital, web and app are self_service without it.",
        ),
        Key::optional(
            "webhooks",
            Type::Map { of: "webhook", each: &Type::Table(&WEBHOOK) },
            "The systems that can repair a cause.",
        ),
        Key::optional(
            "queues",
            Type::Map { of: "queue", each: &Type::Table(&QUEUE) },
            "Where people's work waits.",
        ),
        Key::optional(
            "default_queue",
            Type::Name(Noun::Queue),
            "Where work waits that no reason leads to a queue; the first of `queues` without it.",
        ),
        Key::optional(
            "hours",
            Type::Map { of: "table of hours", each: &Type::Table(&HOURS) },
            "Opening hours that queues are worked by.",
        ),
        Key::optional(
            "traits",
            Type::Map { of: "trait", each: &Type::Word(field_types) },
            "What is known of a customer from `identify` events, and its type.",
        ),
        Key::optional(
            "feedback",
            Type::Table(&FEEDBACK),
            "What customers are asked once something is resolved; nothing without it.",
        ),
    ],
};

static QUIET: Shape = Shape {
    name: "quiet",
    doc: "The hours in which customers are left alone; may span midnight.",
    keys: &[
        Key::required("from", Type::Clock, "The first quiet minute."),
        Key::required("to", Type::Clock, "The first minute that is quiet no longer."),
    ],
};

static BUDGET: Shape = Shape {
    name: "budget",
    doc: "How often customers may be approached, over all reasons and channels.",
    keys: &[
        Key::optional(
            "limits",
            Type::List(&Type::Table(&LIMIT)),
            "Every limit must hold; 2 in 7 days and 5 in 30 days without it, none when empty.",
        ),
        Key::optional(
            "rank",
            Type::List(&Type::Word(kinds)),
            "The kinds of reason, the most pressing first; those left out follow in the usual order.",
        ),
        Key::optional(
            "exempt",
            Type::List(&Type::Word(kinds)),
            "Kinds that are counted but never held back; safety, legal and incident without it.",
        ),
        Key::optional(
            "reserve",
            Type::Map { of: "kind", each: &Type::Count { least: 1, most: 1_000 } },
            "Touches of every limit that only this kind and what ranks above it may use.",
        ),
    ],
};

static LIMIT: Shape = Shape {
    name: "limit",
    doc: "At most so many touches in any span of time.",
    keys: &[
        Key::required("max", Type::Count { least: 1, most: 10_000 }, "The number of touches."),
        Key::required("per", Type::Duration, "The span."),
    ],
};

static VALUE: Shape = Shape {
    name: "value",
    doc: "What contacts and actions cost, in the organisation's currency.",
    keys: &[
        Key::optional("contact", Type::Table(&CONTACT), "What handling one contact costs."),
        Key::optional(
            "action",
            Type::Map { of: "channel", each: &MONEY },
            "What one message by a channel costs; `prevent` is a call to a webhook (0.20), `alert` an agent's \
             call (6.00).",
        ),
        Key::optional("annoyance", Type::Table(&ANNOYANCE), "What it costs to bother a customer."),
        Key::optional(
            "uplift",
            Type::Table(&UPLIFT),
            "The share of expected contacts that acting avoids, until it is measured.",
        ),
        Key::optional(
            "explore",
            SHARE,
            "The share of decisions taken at random among what is allowed, to learn from; 0 without it.",
        ),
    ],
};

static CONTACT: Shape = Shape {
    name: "contact",
    doc: "What handling one contact costs.",
    keys: &[
        Key::optional("digital", MONEY, "By chat, mail or social; 4.50 without it."),
        Key::optional("personal", MONEY, "By phone or visit; 8.00 without it."),
        Key::optional("repeat", SHARE, "The share of contacts that come back; 0.2 without it."),
        Key::optional("effort", MONEY, "The customer's own effort, in money; 0 without it."),
    ],
};

static ANNOYANCE: Shape = Shape {
    name: "annoyance",
    doc: "What it costs to bother a customer.",
    keys: &[
        Key::optional("base", MONEY, "Any approach; 0.05 without it."),
        Key::optional("per_touch", MONEY, "What each touch in the last 30 days adds; 0.05 without it."),
    ],
};

static UPLIFT: Shape = Shape {
    name: "uplift",
    doc: "The share of expected contacts that acting avoids, until it is measured.",
    keys: &[
        Key::optional("prevent", SHARE, "By repairing the cause; 0.8 without it."),
        Key::optional("proactive", SHARE, "By telling the customer; 0.3 without it."),
    ],
};

static LEARNING: Shape = Shape {
    name: "learning",
    doc: "What is assumed of chances before history speaks.",
    keys: &[
        Key::optional("prior", SHARE, "The chance assumed before anything is known; 0.1 without it."),
        Key::optional(
            "weight",
            Type::Number { least: 0.0, most: 1_000_000.0 },
            "How many observed windows that assumption is worth; 20 without it.",
        ),
    ],
};

static PURPOSE: Shape = Shape {
    name: "purpose",
    doc: "A purpose for which customers are approached.",
    keys: &[Key::required(
        "basis",
        Type::Word(bases),
        "Its legal ground: needed for the contract, required by law, an interest that the customer may \
         object to, or only with consent.",
    )],
};

static CHANNEL: Shape = Shape {
    name: "channel",
    doc: "A channel by which customers are approached.",
    keys: &[
        Key::optional(
            "needs",
            Type::Word(identities),
            "The identity without which a customer cannot be reached by it.",
        ),
        Key::optional(
            "consent",
            Type::Flag,
            "Whether it may be used only with the customer's consent, whatever the purpose; false without it.",
        ),
    ],
};

static WEBHOOK: Shape = Shape {
    name: "webhook",
    doc: "A system that is asked to repair a cause.",
    keys: &[Key::required("url", Type::Address, "Where it listens: https, or http on this machine.")],
};

/// The words for levels.
pub(crate) fn level_names() -> Vec<&'static str> {
    Level::ALL.into_iter().filter(|level| level.number() >= 3).map(Level::name).collect()
}

/// The words for the types of fields.
pub(crate) fn field_types() -> Vec<&'static str> {
    FieldType::ALL.into_iter().map(FieldType::name).collect()
}

/// The words for kinds of reason.
pub(crate) fn kinds() -> Vec<&'static str> {
    Kind::ALL.into_iter().map(Kind::name).collect()
}

fn bases() -> Vec<&'static str> {
    Basis::ALL.into_iter().map(Basis::name).collect()
}

fn identities() -> Vec<&'static str> {
    IdentityKind::ALL.into_iter().map(IdentityKind::name).collect()
}
