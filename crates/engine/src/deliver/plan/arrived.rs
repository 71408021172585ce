//! What customers are told at once of what they wrote: that it arrived, and by when an answer comes.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::time::Timestamp;

use super::letter::{Letter, Moment, Promised};
use super::{Planner, Recipient};

/// Something that arrived.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// Who wrote it, when they are a customer.
    pub recipient: Option<&'a Recipient>,
    /// In which language, where it can be told.
    pub language: Option<&'a str>,
    /// What it is called.
    pub subject: Option<&'a str>,
    /// By when an answer comes.
    pub promise: Option<Timestamp>,
}

/// Our own words in a language.
struct Words {
    language: &'static str,
    subject: &'static str,
    hello: &'static str,
    arrived: &'static str,
    by: &'static str,
    soon: &'static str,
    automatic: &'static str,
}

const DUTCH: Words = Words {
    language: "nl",
    subject: "Automatisch antwoord",
    hello: "Goedendag,",
    arrived: "Wij hebben uw bericht ontvangen.",
    by: "U krijgt antwoord, uiterlijk",
    soon: "U krijgt zo snel mogelijk antwoord.",
    automatic: "Dit bericht is automatisch verstuurd. U hoeft niets te doen.",
};

const ENGLISH: Words = Words {
    language: "en",
    subject: "Automatic reply",
    hello: "Hello,",
    arrived: "We have received your message.",
    by: "You will have an answer at the latest by",
    soon: "You will have an answer as soon as possible.",
    automatic: "This message was sent automatically. There is nothing that you need to do.",
};

impl Planner {
    /// Says that something arrived: in the words of an answer of the strategy, or in ours when none is named, or none
    /// of this name can be filled in. Whoever wrote is told in any case.
    pub fn arrived(&self, strategy: &Strategy, answer: Option<&str>, arrived: &Arrived<'_>) -> Letter {
        let zone = arrived.recipient.and_then(|recipient| recipient.zone(&self.zones));
        let zone = zone.as_ref().unwrap_or(&strategy.zone);
        let stated = arrived.language.map(str::to_owned);
        let known = || Some(arrived.recipient?.language(&strategy.languages)?.to_owned());
        let language = stated.or_else(known).unwrap_or_default();
        let answer = answer.and_then(|name| strategy.answers.iter().find(|answer| answer.name == name));
        let nothing = BTreeMap::new();
        let filled = answer.and_then(|answer| {
            let of = |language: &str| answer.texts.iter().find(|text| text.language == language);
            let first = || strategy.languages.iter().find_map(|language| of(language));
            let text = of(&language).or_else(first).or_else(|| answer.texts.first())?;
            let traits = arrived.recipient.map_or(&nothing, |recipient| &recipient.traits);
            let with = Promised { strategy, traits, zone, promise: arrived.promise };
            self.letters.answer(answer, &text.language, &with).ok()
        });
        let first = strategy.languages.first().map_or("", |language| language.as_str());
        let language = if language.is_empty() { first } else { language.as_str() };
        filled.unwrap_or_else(|| plainly(strategy, language, zone, arrived))
    }
}

/// In our own words.
fn plainly(strategy: &Strategy, language: &str, zone: &TimeZone, arrived: &Arrived<'_>) -> Letter {
    let words = if language.starts_with("nl") { DUTCH } else { ENGLISH };
    let subject = match arrived.subject.filter(|subject| !subject.is_empty()) {
        Some(subject) => format!("{}: {subject}", words.subject),
        None => words.subject.to_owned(),
    };
    let moment = |at| Moment { at, language: words.language.into(), zone: zone.clone() };
    let when = match arrived.promise {
        Some(promise) => format!("{} {}.", words.by, moment(promise)),
        None => words.soon.to_owned(),
    };
    let Words { hello, arrived, automatic, .. } = words;
    let text = format!("{hello}\n\n{arrived} {when}\n\n{automatic}\n\n{}\n", strategy.organisation.as_str());
    Letter { language: words.language.into(), subject, text }
}
