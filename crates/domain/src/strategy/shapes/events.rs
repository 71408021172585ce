//! The shape of `events.toml`: one table per event type.

use super::super::shape::{Key, Noun, Shape, Type};
use super::organisation::field_types;

/// `events.toml` as a whole.
pub static EVENTS: Type = Type::Map { of: "event type", each: &Type::Table(&EVENT) };

/// One event type.
pub static EVENT: Shape = Shape {
    name: "event",
    doc: "An event type: what it is about, what it carries, and what it ties together.",
    keys: &[
        Key::optional(
            "subject",
            Type::Text,
            "What it is about: \"customer\" (also without it), or a kind of asset such as \"parcel\".",
        ),
        Key::optional(
            "fields",
            Type::Map { of: "field", each: &Type::Word(field_types) },
            "The fields that conditions, keys and messages may name, and their types.",
        ),
        Key::optional("link", Type::Table(&LINK), "Ties the event's customer to an asset."),
        Key::optional(
            "part_of",
            Type::Asset,
            "What the asset is part of: an incident on the larger asset reaches it.",
        ),
    ],
};

static LINK: Shape = Shape {
    name: "link",
    doc: "A tie between the customer of an event and an asset.",
    keys: &[
        Key::required("asset", Type::Asset, "The asset, made of the event's fields."),
        Key::optional("for", Type::Duration, "How long the tie lasts; until it is ended without it."),
        Key::optional(
            "until",
            Type::OneOrMore(&Type::Name(Noun::Event)),
            "The event types about the asset that end the tie.",
        ),
    ],
};
