//! The shape of `reasons/<reason>.toml`.

use super::super::model::Level;
use super::super::shape::{Key, Noun, Shape, Type};
use super::organisation::kinds;
use super::{LOCALISED, MEASURE, MONEY, SHARE};
use crate::expr::Wanted;

const CONDITION: Type = Type::Expression(Wanted::Condition);
const EVENTS: Type = Type::OneOrMore(&Type::Name(Noun::Event));

/// `reasons/<reason>.toml`.
pub static REASON: Shape = Shape {
    name: "reason",
    doc: "A contact reason: why customers contact the organisation, how that is seen coming, and what is \
          done about it.",
    keys: &[
        Key::optional("name", LOCALISED, "What people call it; its id without it."),
        Key::optional("parent", Type::Name(Noun::Reason), "The reason it is a kind of."),
        Key::optional(
            "key",
            Type::Expression(Wanted::Key),
            "What tells two expectations on it apart: \"asset\" (also without it), \"reason\" for one at a \
             time, or an expression.",
        ),
        Key::optional("kind", Type::Word(kinds), "How pressing it is; \"service\" without it."),
        Key::optional("owner", Type::Text, "Who answers for its causes."),
        Key::optional(
            "keywords",
            Type::Map { of: "language", each: &Type::List(&Type::Keyword) },
            "Words by which a text is taken to be about it, per language: a word in any of its forms, words that \
             follow each other, or with `*` at the end everything that begins so.",
        ),
        Key::optional(
            "value",
            Type::Table(&AXES),
            "Its place on the value–irritant matrix, which says whether to eliminate, automate, simplify or \
             leverage it.",
        ),
        Key::optional(
            "worth",
            Type::Either(&[MONEY, Type::Expression(Wanted::Amount)]),
            "What is at stake beyond handling (a kept customer, a spared trip), in money; a number or an \
             expression.",
        ),
        Key::optional("signal", Type::List(&Type::Table(&SIGNAL)), "What makes a contact on it likely."),
        Key::optional("prevent", Type::Table(&ONLY_STEP), "A single step at level prevent."),
        Key::optional("proactive", Type::Table(&ONLY_STEP), "A single step at level proactive."),
        Key::optional(
            "step",
            Type::List(&Type::Table(&STEP)),
            "What is done, in order: the first step that may be taken is; the next when it is not done in time.",
        ),
        Key::optional(
            "inbound",
            Type::Table(&INBOUND),
            "What is offered when the customer does make contact.",
        ),
        Key::optional(
            "complaint",
            Type::Flag,
            "Whether a contact on it is a complaint, of which effects tell apart; false without it.",
        ),
        Key::optional(
            "measure",
            Type::Table(&MEASURE),
            "The control group of this reason and how far it is rolled out; 0.10 when it has steps at prevent or proactive, and always 0 \
             for safety, legal and incident.",
        ),
    ],
};

/// `value`.
pub static AXES: Shape = Shape {
    name: "value",
    doc: "The place of a reason on the value–irritant matrix: from −1, irritating, to 1, valuable.",
    keys: &[
        Key::required("customer", Type::Number { least: -1.0, most: 1.0 }, "To the customer."),
        Key::required("company", Type::Number { least: -1.0, most: 1.0 }, "To the company."),
    ],
};

/// `[[signal]]`.
pub static SIGNAL: Shape = Shape {
    name: "signal",
    doc: "An event pattern that makes a contact likely: on an event, on its absence (`after`, `unless`), or \
          before a moment (`at`, `before`).",
    keys: &[
        Key::required("id", Type::Text, "Its name within the reason."),
        Key::required("on", EVENTS, "The event types it listens to."),
        Key::optional("when", CONDITION, "The condition that must hold; always without it."),
        Key::optional(
            "lead",
            Type::Duration,
            "What a message needs to be in time: a contact sooner than this comes too late; \"0s\" without it.",
        ),
        Key::optional("within", Type::Duration, "How long the contact is expected; \"7d\" without it."),
        Key::optional(
            "chance",
            Type::Either(&[SHARE, Type::Expression(Wanted::Amount)]),
            "How likely the contact is: \"learned\" from history (also without it), a number, or an expression.",
        ),
        Key::optional("until", EVENTS, "The event types that make the expectation lapse."),
        Key::optional("after", Type::Duration, "Goes off this long after the event, unless …"),
        Key::optional("unless", EVENTS, "… one of these came first."),
        Key::optional(
            "at",
            Type::Expression(Wanted::Instant),
            "A moment that the event names; a newer event of the same key moves it.",
        ),
        Key::optional("before", Type::Duration, "Goes off this long before that moment."),
    ],
};

macro_rules! step_keys {
    ($($first:expr)?) => {
        &[
            $($first,)?
            Key::optional("when", CONDITION, "The condition for taking it; always without it."),
            Key::optional("call", Type::Name(Noun::Webhook), "Prevent: the webhook that repairs the cause."),
            Key::optional("message", Type::Name(Noun::Message), "Proactive: the message that tells the customer."),
            Key::optional(
                "channels",
                Type::List(&Type::Either(&[Type::Name(Noun::Channel), Type::Table(&CHANNEL_CHOICE)])),
                "By which channels the message may go; the value rule chooses among them.",
            ),
            Key::optional(
                "alert",
                Type::Name(Noun::Queue),
                "Proactive: a task to call the customer, for the agents of this queue.",
            ),
            Key::optional("announce", Type::Table(&ANNOUNCE), "Tells the customer of that call beforehand."),
            Key::optional("offer", Type::Text, "Level 3 to 5: what is offered, like \"digital:orders\"."),
            Key::optional(
                "purpose",
                Type::Name(Noun::Purpose),
                "For what the customer is approached; \"marketing\" for kind marketing and else \"service\" \
                 without it.",
            ),
            Key::optional(
                "urgent",
                Type::Either(&[Type::Flag, CONDITION]),
                "Whether it ignores quiet hours: true, or a condition; false without it.",
            ),
            Key::optional(
                "replaces",
                Type::Flag,
                "Whether a newer one cancels what is unsent and supersedes what was sent; false without it.",
            ),
            Key::optional("done", EVENTS, "The event types that prove it done; no further step is taken then."),
            Key::optional("wait", Type::Duration, "How long to wait for that before the next step."),
            Key::optional(
                "closing",
                Type::Name(Noun::Message),
                "The message that tells those who were told of an incident that it is over.",
            ),
        ]
    };
}

/// `[[step]]`.
pub static STEP: Shape = Shape {
    name: "step",
    doc: "One step of the ladder.",
    keys: step_keys!(Key::required("level", Type::Word(levels), "Its level on the contact ladder.")),
};

/// `[prevent]` or `[proactive]`.
pub static ONLY_STEP: Shape = Shape {
    name: "prevent or proactive",
    doc: "A single step; its table's name is its level.",
    keys: step_keys!(),
};

/// One way for a step's message to go.
pub static CHANNEL_CHOICE: Shape = Shape {
    name: "channels",
    doc: "A channel that may be used when a condition holds.",
    keys: &[
        Key::required("use", Type::Name(Noun::Channel), "The channel."),
        Key::optional("when", CONDITION, "The condition for using it; always without it."),
    ],
};

/// The message before a call.
pub static ANNOUNCE: Shape = Shape {
    name: "announce",
    doc: "The message that goes before a call.",
    keys: &[
        Key::required("message", Type::Name(Noun::Message), "What it says."),
        Key::optional(
            "lead",
            Type::Duration,
            "How long before the call it goes, from 30m to 24h; \"2h\" without it.",
        ),
        Key::optional(
            "channels",
            Type::List(&Type::Name(Noun::Channel)),
            "By which channels it may go; by all of the strategy's without it.",
        ),
    ],
};

/// `[inbound]`.
pub static INBOUND: Shape = Shape {
    name: "inbound",
    doc: "The ladder at a contact.",
    keys: &[Key::optional(
        "offer",
        Type::List(&Type::Either(&[Type::Text, Type::Table(&OFFER)])),
        "What is offered, in order of prominence: \"self_service:<answer>\", \"digital:<queue>\" or \
         \"personal:<queue>\".",
    )],
};

/// One offer at a contact.
pub static OFFER: Shape = Shape {
    name: "offer",
    doc: "An offer that is made when a condition holds.",
    keys: &[
        Key::required("use", Type::Text, "What is offered, like \"digital:orders\"."),
        Key::optional("when", CONDITION, "The condition for offering it; always without it."),
    ],
};

fn levels() -> Vec<&'static str> {
    Level::ALL.into_iter().map(Level::name).collect()
}
