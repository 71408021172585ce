//! What a file of a strategy may say: its tables, their keys, and the type of each.
//!
//! One description serves three ends that therefore cannot drift apart: the errors of [`conform`], the
//! JSON Schema of [`schema`], and the reference in `docs/strategy.md`.
//!
//! [`conform`]: super::read::conform
//! [`schema`]: super::schema

use crate::expr::Wanted;

/// A table and the keys it may have.
#[derive(Debug)]
pub struct Shape {
    /// What it is called in errors and in the schema: `signal`.
    pub name: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// Its keys, in the order in which people write them.
    pub keys: &'static [Key],
}

/// One key of a table.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether the table is wrong without it.
    pub required: bool,
    /// What its value must be.
    pub kind: Type,
    /// What it means, and what is assumed without it.
    pub doc: &'static str,
}

impl Key {
    /// A key that must be there.
    pub const fn required(name: &'static str, kind: Type, doc: &'static str) -> Self {
        Self { name, required: true, kind, doc }
    }

    /// A key that may be left out.
    pub const fn optional(name: &'static str, kind: Type, doc: &'static str) -> Self {
        Self { name, required: false, kind, doc }
    }
}

impl Shape {
    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// What a value must be.
#[derive(Debug)]
pub enum Type {
    /// Text that is not empty.
    Text,
    /// `true` or `false`.
    Flag,
    /// Only `false`: switches off what there is by default.
    Off,
    /// A number, whole or not, between two bounds, both allowed.
    Number {
        /// The least.
        least: f64,
        /// The most.
        most: f64,
    },
    /// A whole number between two bounds, both allowed.
    Count {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// A length of time: `30m`, `14d`.
    Duration,
    /// A time of day: `21:00`.
    Clock,
    /// A span of a day: `08:00-22:00`.
    Span,
    /// A date: `2026-12-25`.
    Date,
    /// A time zone of the IANA database: `Europe/Amsterdam`.
    Zone,
    /// A language's code: `nl`.
    Language,
    /// A country's code: `NL`.
    Country,
    /// The address of a system.
    Address,
    /// An asset's name made of fields: `parcel:{parcel}`.
    Asset,
    /// Words that texts have: `pakket`, `bezorg*`.
    Keyword,
    /// One word out of a few.
    Word(fn() -> Vec<&'static str>),
    /// An expression in the Common Expression Language.
    Expression(Wanted),
    /// The name of something that is declared elsewhere.
    Name(Noun),
    /// A list.
    List(&'static Self),
    /// A list, or one element by itself.
    OneOrMore(&'static Self),
    /// A table with known keys.
    Table(&'static Shape),
    /// A table whose keys are names.
    Map {
        /// What the keys name.
        of: &'static str,
        /// What each value must be.
        each: &'static Self,
    },
    /// Any of these; the first that takes a TOML value of its kind judges it.
    Either(&'static [Self]),
}

/// What a name can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noun {
    /// An event type.
    Event,
    /// A contact reason.
    Reason,
    /// A message.
    Message,
    /// A knowledge article.
    Answer,
    /// A queue.
    Queue,
    /// A table of opening hours.
    Hours,
    /// A webhook.
    Webhook,
    /// A channel.
    Channel,
    /// A purpose.
    Purpose,
}

impl Noun {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event type",
            Self::Reason => "reason",
            Self::Message => "message",
            Self::Answer => "answer",
            Self::Queue => "queue",
            Self::Hours => "table of hours",
            Self::Webhook => "webhook",
            Self::Channel => "channel",
            Self::Purpose => "purpose",
        }
    }

    /// Where one is declared.
    pub const fn home(self) -> &'static str {
        match self {
            Self::Event => "events.toml",
            Self::Reason => "a file reasons/<reason>.toml",
            Self::Message => "a file messages/<message>.<language>.md",
            Self::Answer => "a file answers/<answer>.<language>.md",
            Self::Queue => "[queues] of strategy.toml",
            Self::Hours => "[hours] of strategy.toml",
            Self::Webhook => "[webhooks] of strategy.toml",
            Self::Channel => "[channels] of strategy.toml",
            Self::Purpose => "[purposes] of strategy.toml",
        }
    }
}

impl Type {
    /// What is expected, with its article, for an error.
    pub fn expected(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Off => "false".to_owned(),
            Self::Number { least, most } => match (least.is_finite(), most.is_finite()) {
                (true, true) => format!("a number from {least} to {most}"),
                (true, false) => format!("a number of at least {least}"),
                _ => "a number".to_owned(),
            },
            Self::Count { least, most } => format!("a whole number from {least} to {most}"),
            Self::Duration => "a duration like \"30m\", \"24h\" or \"14d\"".to_owned(),
            Self::Clock => "a time of day like \"21:00\"".to_owned(),
            Self::Span => "hours like \"08:00-22:00\"".to_owned(),
            Self::Date => "a date like \"2026-12-25\"".to_owned(),
            Self::Zone => "a time zone like \"Europe/Amsterdam\"".to_owned(),
            Self::Language => "a language code like \"nl\"".to_owned(),
            Self::Country => "a country code like \"NL\"".to_owned(),
            Self::Address => "an address like \"https://example.org/path\"".to_owned(),
            Self::Asset => "an asset like \"parcel:{parcel}\"".to_owned(),
            Self::Keyword => "words like \"parcel\" or \"deliver*\"".to_owned(),
            Self::Word(words) => one_of(&words()),
            Self::Expression(wanted) => format!("{} written as text", wanted_name(*wanted)),
            Self::Name(noun) => format!("the name of {}", article(noun.name())),
            Self::List(each) => format!("a list, each {}", each.expected()),
            Self::OneOrMore(each) => format!("{} or a list of them", each.expected()),
            Self::Table(shape) => format!("a table with {}", key_names(shape)),
            Self::Map { of, each } => format!("a table that gives each {of} {}", each.expected()),
            Self::Either(types) => types.iter().map(Self::expected).collect::<Vec<_>>().join(", or "),
        }
    }
}

/// What an expression comes to, in words.
const fn wanted_name(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Condition => "a condition",
        Wanted::Amount => "an amount",
        Wanted::Instant => "a moment",
        Wanted::Key => "a key",
    }
}

/// Every word in quotes, the last after "or".
fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => format!("\"{only}\""),
        [others @ .., last] => format!("one of \"{}\" or \"{last}\"", others.join("\", \"")),
    }
}

fn key_names(shape: &Shape) -> String {
    let names: Vec<_> = shape.keys.iter().map(|key| format!("`{}`", key.name)).collect();
    match names.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        names => names.concat(),
    }
}

/// The word with `a` or `an` before it.
pub fn article(word: &str) -> String {
    let vowel = word.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {word}", if vowel { "an" } else { "a" })
}
