//! The shape of `[feedback]` of `strategy.toml`.

use super::super::shape::{Key, Noun, Shape, Type};
use super::LOCALISED;
use crate::feedback::Question;

/// What customers are asked.
pub static FEEDBACK: Shape = Shape {
    name: "feedback",
    doc: "What customers are asked once something is resolved and has settled, at most once in 30 days over all \
          channels, and what is done about what they say.",
    keys: &[
        Key::optional(
            "ask",
            Type::List(&Type::Word(questions)),
            "The questions, in order; nobody is asked without it. `nps` 0 to 10, `csat` 1 to 5, `ces` 1 to 7, `solved` \
             no or yes. Words of their own can always be added.",
        ),
        Key::optional(
            "review",
            Type::Flag,
            "Whether a review is asked for after the score; false without it.",
        ),
        Key::optional("bad", Type::Table(&BAD), "Up to which score somebody is called back."),
        Key::optional(
            "queue",
            Type::Name(Noun::Queue),
            "The queue from which those are called back who give a bad score; nobody is without it.",
        ),
        Key::optional(
            "due",
            Type::Duration,
            "How soon they are called back; as the queue promises for `call_back` without it.",
        ),
        Key::optional(
            "settled",
            Type::Map { of: "channel", each: &Type::Duration },
            "After how long of silence a channel's threads have settled, until 200 of them say so themselves; call 0s, chat \
             15m, whatsapp 24h and mail 72h without it.",
        ),
        Key::optional("open", Type::Duration, "For how long it can be answered; 30d without it."),
        Key::optional(
            "within",
            Type::Duration,
            "How long after it settled somebody may still be asked, when the contact budget has no room at once; 7d \
             without it.",
        ),
        Key::optional(
            "purpose",
            Type::Name(Noun::Purpose),
            "The purpose under which customers allow it, or object to it. Without it only the budget and the channels' \
             own rules hold.",
        ),
        Key::optional(
            "channels",
            Type::OneOrMore(&Type::Name(Noun::Channel)),
            "By what those are asked, in order, whose own conversation takes no message now; mail without it, where \
             there is mail.",
        ),
        Key::optional(
            "spare",
            Type::OneOrMore(&Type::Name(Noun::Reason)),
            "The reasons after which nobody is asked, with those below them: a bereavement, a complaint.",
        ),
        Key::optional(
            "unless",
            Type::OneOrMore(&Type::Text),
            "Traits of type bool: customers of whom one is true are not asked. For crises that other systems know of.",
        ),
        Key::optional("subject", LOCALISED, "What the mail is called; a sentence of ours without it."),
        Key::optional(
            "intro",
            LOCALISED,
            "What is said before the questions; a sentence of ours without it.",
        ),
        Key::optional("thanks", LOCALISED, "What is said after them; a sentence of ours without it."),
    ],
};

static BAD: Shape = Shape {
    name: "bad",
    doc: "Up to which score somebody is called back. What is not solved always counts.",
    keys: &[
        Key::optional("nps", Type::Count { least: 0, most: 10 }, "Of 0 to 10; 6 without it."),
        Key::optional("csat", Type::Count { least: 1, most: 5 }, "Of 1 to 5; 2 without it."),
        Key::optional("ces", Type::Count { least: 1, most: 7 }, "Of 1 to 7; 3 without it."),
    ],
};

/// The words for questions.
fn questions() -> Vec<&'static str> {
    Question::ALL.into_iter().map(Question::name).collect()
}
