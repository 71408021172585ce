//! `[feedback]`: what customers are asked once something is resolved.

use super::super::model::{ChannelId, Feedback, Localised, PurposeId, QueueId, ReasonId, Trait, TraitId};
use super::super::read::conform::clip;
use super::super::read::table::{Table, Word};
use super::super::report::Report;
use super::super::shape::Noun;
use super::names::Names;
use super::organisation::localised;
use crate::feedback::Question;
use crate::feedback::question::Bad;
use crate::time::Duration;
use crate::value::FieldType;

/// Reads `[feedback]`, once all names are known. Traits that it asks about are remembered from then on.
pub(super) fn read(
    table: Option<&Table<'_>>,
    languages: &[compact_str::CompactString],
    traits: &mut [Trait],
    names: &mut Names,
    report: &mut Report,
) -> Feedback {
    let mut feedback = Feedback::default();
    if let Some(mail) = names.find(Noun::Channel, "mail") {
        feedback.channels.push(ChannelId(mail));
    }
    let Some(table) = table else { return feedback };
    for word in table.words("ask") {
        let Some(question) = Question::from_name(word.text) else { continue };
        if feedback.ask.contains(&question) {
            report.error(word.place, format!("`{}` stands twice in `ask`", clip(word.text)));
        } else {
            feedback.ask.push(question);
        }
    }
    feedback.review = table.flag("review").unwrap_or_default();
    feedback.bad = bad(table);
    let mut resolve = |noun, key: &str, report: &mut Report| {
        let words = table.words(key);
        words.iter().filter_map(|word| names.resolve(noun, word, report)).collect::<Vec<_>>()
    };
    feedback.queue = resolve(Noun::Queue, "queue", report).pop().map(QueueId);
    feedback.purpose = resolve(Noun::Purpose, "purpose", report).pop().map(PurposeId);
    feedback.spare = resolve(Noun::Reason, "spare", report).into_iter().map(ReasonId).collect();
    if table.get("channels").is_some() {
        feedback.channels = resolve(Noun::Channel, "channels", report).into_iter().map(ChannelId).collect();
    }
    if let Some(settled) = table.table("settled") {
        let span = |(channel, _): (Word<'_>, _)| Some((channel.text.into(), settled.duration(channel.text)?));
        feedback.settled = settled.entries().filter_map(span).collect();
    }
    feedback.due = span(table, "due", report);
    feedback.open = span(table, "open", report).unwrap_or(feedback.open);
    feedback.within = span(table, "within", report).unwrap_or(feedback.within);
    feedback.unless = unless(table, traits, report);
    let mut text =
        |key: &str| -> Option<Localised> { Some(localised(Some(table.get(key)?), "", languages, report)) };
    (feedback.subject, feedback.intro, feedback.thanks) = (text("subject"), text("intro"), text("thanks"));
    feedback
}

fn bad(table: &Table<'_>) -> Bad {
    let usual = Bad::default();
    let Some(table) = table.table("bad") else { return usual };
    let count = |key: &str, usual: u8| {
        let count = table.get(key).and_then(|item| item.count());
        count.and_then(|count| u8::try_from(count).ok()).unwrap_or(usual)
    };
    Bad { nps: count("nps", usual.nps), csat: count("csat", usual.csat), ces: count("ces", usual.ces) }
}

/// A duration that must be longer than nothing.
fn span(table: &Table<'_>, key: &str, report: &mut Report) -> Option<Duration> {
    let duration = table.duration(key)?;
    if duration == Duration::ZERO {
        report.error(table.place_of(key), format!("`{key}` needs a span of time, not 0s"));
        return None;
    }
    Some(duration)
}

/// The traits of customers who are not asked.
fn unless(table: &Table<'_>, traits: &mut [Trait], report: &mut Report) -> Vec<TraitId> {
    let mut unless = Vec::new();
    for word in table.words("unless") {
        let known = traits.iter_mut().enumerate().find(|(_, known)| known.name == word.text);
        match known {
            Some((number, known)) if known.kind == FieldType::Bool => {
                known.read = true;
                unless.push(TraitId(number as u16));
            }
            Some(_) => {
                report.error(word.place, format!("the trait `{}` is no bool", clip(word.text)));
            }
            None => {
                report
                    .error(word.place, format!("unknown trait `{}`", clip(word.text)))
                    .hint("declare it in [traits] of strategy.toml");
            }
        }
    }
    unless
}
