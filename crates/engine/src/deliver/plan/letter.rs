//! Messages and answers, filled in for one customer.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use compact_str::{CompactString, format_compact};
use jiff::tz::TimeZone;

use minijinja::value::{Object, ObjectRepr, Serde};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use voorzet_domain::decide::outcome::Decision;
use voorzet_domain::event::AssetId;
use voorzet_domain::strategy::model::{Answer, Message, Strategy};
use voorzet_domain::time::Timestamp;
use voorzet_domain::value;

use super::recipient::Recipient;

/// How much a template may do, in steps: far more than any message, far less than anybody waits for.
const FUEL: u64 = 50_000;

/// The longest message, in bytes.
const LONGEST: usize = 64 * 1024;

/// The longest subject, in bytes.
const LONGEST_SUBJECT: usize = 512;

/// The messages of a strategy, ready to be filled in.
#[derive(Debug)]
pub(super) struct Letters {
    environment: Environment<'static>,
    /// Templates that cannot be read, and why. The strategy was checked, so there should be none.
    broken: BTreeMap<String, String>,
}

/// A message, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its language.
    pub language: CompactString,
    /// On one line.
    pub subject: String,
    /// Markdown.
    pub text: String,
}

/// What a message is filled in with.
pub(super) struct Filling<'a> {
    pub strategy: &'a Strategy,
    pub decision: &'a Decision,
    pub recipient: &'a Recipient,
    pub zone: &'a TimeZone,
}

/// What an answer is filled in with that a machine gives.
pub(super) struct Promised<'a> {
    pub strategy: &'a Strategy,
    pub traits: &'a BTreeMap<String, serde_json::Value>,
    pub zone: &'a TimeZone,
    pub promise: Option<Timestamp>,
}

impl Letters {
    pub(super) fn new(strategy: &Strategy) -> Self {
        let mut environment = Environment::new();
        // A placeholder that nothing fills must not go out as a gap; to ask whether it is filled is fine.
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_fuel(Some(FUEL));
        // So that a problem can say which placeholder it is about.
        environment.set_debug(true);
        let mut letters = Self { environment, broken: BTreeMap::new() };
        let messages = strategy.messages.iter().map(|message| (message.name.clone(), &message.texts));
        let answers = strategy.answers.iter().map(|answer| (of_answer(&answer.name), &answer.texts));
        for (known, texts) in messages.chain(answers) {
            for text in texts {
                letters.add(name(&known, &text.language, "subject"), &text.subject);
                letters.add(name(&known, &text.language, "text"), &text.body);
            }
        }
        letters
    }

    fn add(&mut self, name: String, source: &str) {
        if let Err(error) = self.environment.add_template_owned(name.clone(), source.to_owned()) {
            self.broken.insert(name, plain(&error));
        }
    }

    /// Fills a message in, or says in a plain sentence why it cannot be.
    pub(super) fn fill(&self, message: &Message, with: &Filling<'_>) -> Result<Letter, String> {
        let known: Vec<CompactString> = message.texts.iter().map(|text| text.language.clone()).collect();
        // The organisation's first language is the one that everybody is written to who never said.
        let mut order: Vec<CompactString> =
            with.strategy.languages.iter().filter(|language| known.contains(language)).cloned().collect();
        order.extend(known.iter().filter(|language| !with.strategy.languages.contains(language)).cloned());
        let language = with.recipient.language(&order).ok_or("the message has no text")?;
        let context = context(with, language);
        self.letter(&message.name, language, &context)
    }

    /// Fills an answer in for somebody of whom this is known, who is promised one of a person by then.
    pub(super) fn answer(
        &self,
        answer: &Answer,
        language: &str,
        with: &Promised<'_>,
    ) -> Result<Letter, String> {
        let Promised { strategy, traits, zone, promise } = with;
        let shown = |at| Value::from_object(Moment { at, language: language.into(), zone: (*zone).clone() });
        let customer = of_customer(traits, &shown);
        let promise = promise.map_or(Value::UNDEFINED, shown);
        let context = context! { customer, promise, organisation => strategy.organisation.as_str() };
        self.letter(&of_answer(&answer.name), language, &context)
    }

    fn letter(&self, known: &str, language: &str, context: &Value) -> Result<Letter, String> {
        let subject = self.render(&name(known, language, "subject"), context, LONGEST_SUBJECT)?;
        let text = self.render(&name(known, language, "text"), context, LONGEST)?;
        Ok(Letter { language: language.into(), subject: one_line(&subject), text })
    }

    fn render(&self, name: &str, context: &Value, longest: usize) -> Result<String, String> {
        if let Some(problem) = self.broken.get(name) {
            return Err(format!("the message cannot be filled in: {problem}"));
        }
        let mut out = Bounded { text: Vec::new(), left: longest };
        let template = self.environment.get_template(name).map_err(|error| failed(&error))?;
        template.render_captured_to(context.clone(), &mut out).map_err(|error| failed(&error))?;
        Ok(String::from_utf8_lossy(&out.text).into_owned())
    }
}

fn name(known: &str, language: &str, part: &str) -> String {
    format!("{known}.{language}.{part}")
}

/// What an answer is called beside messages, whose names hold no slash.
fn of_answer(name: &str) -> CompactString {
    format_compact!("answers/{name}")
}

fn failed(error: &Error) -> String {
    if error.kind() == ErrorKind::WriteFailure {
        return "the message is too long".to_owned();
    }
    format!("the message cannot be filled in: {}", plain(error))
}

/// An error in few words: which placeholder, where that is known. Never what it was filled with.
fn plain(error: &Error) -> String {
    let place = error.template_source().zip(error.range()).and_then(|(source, range)| source.get(range));
    match (error.kind(), place.filter(|place| place.len() <= 80)) {
        (ErrorKind::UndefinedError, Some(place)) => format!("nothing fills `{place}`"),
        (ErrorKind::OutOfFuel, _) => "it goes on and on".to_owned(),
        (kind, Some(place)) => format!("{kind} at `{place}`"),
        (kind, None) => kind.to_string(),
    }
}

/// What placeholders stand for.
fn context(with: &Filling<'_>, language: &str) -> Value {
    let Filling { strategy, decision, recipient, zone } = with;
    let shown = |at: &Timestamp| {
        Value::from_object(Moment { at: *at, language: language.into(), zone: (*zone).clone() })
    };
    let event: BTreeMap<&str, Value> = decision
        .fields
        .iter()
        .map(|(field, value)| {
            let value = match value {
                value::Value::Bool(truth) => Value::from(*truth),
                value::Value::Int(number) => Value::from(*number),
                value::Value::Double(number) => Value::from(*number),
                value::Value::Time(at) => shown(at),
                value::Value::Text(text) => Value::from(text.as_str()),
            };
            (strategy.fields[field.0 as usize].name.as_str(), value)
        })
        .collect();
    let customer = of_customer(&recipient.traits, &|at| shown(&at));
    let asset = decision.asset.as_ref().map(|asset: &AssetId| {
        context! { id => asset.as_str(), kind => asset.kind(), name => asset.name() }
    });
    context! { event, customer, asset => asset.unwrap_or(Value::UNDEFINED), organisation => strategy.organisation.as_str() }
}

/// What is said of a customer, with instants as people write them.
fn of_customer<'a>(
    traits: &'a BTreeMap<String, serde_json::Value>,
    shown: &dyn Fn(Timestamp) -> Value,
) -> BTreeMap<&'a str, Value> {
    let value = |value: &serde_json::Value| {
        let instant =
            value.as_str().filter(|text| text.contains('T')).and_then(|text| Timestamp::parse(text).ok());
        instant.map_or_else(|| Value::from(Serde(value)), shown)
    };
    traits.iter().map(|(name, known)| (name.as_str(), value(known))).collect()
}

/// A subject is one line, whatever was filled in.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// An instant, as people write it where the customer is.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) language: CompactString,
    pub(super) zone: TimeZone,
}

impl Object for Moment {
    fn repr(self: &std::sync::Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &std::sync::Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_ref(), f)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.zone.to_datetime(self.at.to_jiff());
        let (weekday, month) = (local.weekday().to_monday_zero_offset() as usize, local.month() as usize - 1);
        let names = match self.language.as_str() {
            "nl" => Some((DAGEN, MAANDEN)),
            "en" => Some((DAYS, MONTHS)),
            _ => None,
        };
        let (hour, minute) = (local.hour(), local.minute());
        match names {
            Some((days, months)) => write!(
                f,
                "{} {} {} {}, {hour}:{minute:02}",
                days[weekday],
                local.day(),
                months[month],
                local.year()
            ),
            None => write!(f, "{} {hour:02}:{minute:02}", local.date()),
        }
    }
}

const DAGEN: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const MAANDEN: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Takes so many bytes and no more.
struct Bounded {
    text: Vec<u8>,
    left: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or_else(|| io::Error::other("too long"))?;
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
