//! `[queues]` and `[hours]`: where work waits, when it is worked, and what is promised.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::model::{Queue, QueueId};
use super::super::read::conform::{clip, date, zone};
use super::super::read::source::is_language;
use super::super::read::table::{Item, Table, Word};
use super::super::report::Report;
use super::super::shape::Noun;
use super::names::Names;
use super::organisation::localised;
use crate::hours::{Hours, Span, days};
use crate::time::Duration;

/// Reads the tables of opening hours, by name.
pub(super) fn hours(
    table: &Table<'_>,
    home: &TimeZone,
    names: &mut Names,
    report: &mut Report,
) -> Vec<(CompactString, Arc<Hours>)> {
    let mut hours = Vec::new();
    for (name, item) in table.table("hours").into_iter().flat_map(|hours| hours.entries()) {
        names.add(Noun::Hours, name.text);
        let read = item.table().map(|table| of_week(&table, home, report));
        // Without a table they are an error already; their name is still known.
        let read = read.unwrap_or_else(|| Hours::new(home.clone(), Default::default(), BTreeMap::new()));
        hours.push((name.text.into(), Arc::new(read)));
    }
    hours
}

/// Reads the queues.
pub(super) fn read(
    table: &Table<'_>,
    languages: &[CompactString],
    hours: &[(CompactString, Arc<Hours>)],
    names: &mut Names,
    report: &mut Report,
) -> Vec<Queue> {
    let entries = |key: &str| table.table(key).into_iter().flat_map(|table| table.entries());
    // All names first: one may follow another that stands further down.
    for (name, _) in entries("queues") {
        names.add(Noun::Queue, name.text);
    }
    let mut queues = Vec::new();
    for (name, item) in entries("queues") {
        let queue = item.table();
        let word = queue.and_then(|queue| queue.word("hours"));
        let open = word.and_then(|word| names.resolve(Noun::Hours, &word, report));
        let own = QueueId(queues.len() as u16);
        queues.push(Queue {
            name: name.text.into(),
            title: localised(queue.and_then(|queue| queue.get("name")), name.text, languages, report),
            skills: texts(queue, "skills", |text| !text.trim().is_empty(), report),
            languages: texts(queue, "languages", is_language, report),
            hours: open.and_then(|number| hours.get(usize::from(number))).map(|(_, hours)| hours.clone()),
            promises: queue.map(|queue| promises(&queue, report)).unwrap_or_default(),
            return_after: queue.and_then(|queue| span_of_time(&queue, "return_after", report)),
            follow: queue.map(|queue| follow(&queue, own, names, report)).unwrap_or_default(),
        });
    }
    for (number, (name, _)) in entries("hours").enumerate() {
        if !names.is_used(Noun::Hours, number as u16) {
            let message = format!("no queue is worked by the hours `{}`", clip(name.text));
            report
                .warning(name.place, message)
                .hint(format!("write hours = \"{}\" at a queue", clip(name.text)));
        }
    }
    queues
}

/// The queue of what no reason leads to one.
pub(super) fn default(
    table: &Table<'_>,
    queues: &[Queue],
    names: &mut Names,
    report: &mut Report,
) -> Option<QueueId> {
    match table.word("default_queue") {
        Some(word) => names.resolve(Noun::Queue, &word, report).map(QueueId),
        None => (!queues.is_empty()).then_some(QueueId(0)),
    }
}

/// The texts of a list, each once.
fn texts(
    table: Option<Table<'_>>,
    key: &str,
    sound: fn(&str) -> bool,
    report: &mut Report,
) -> Vec<CompactString> {
    let mut texts: Vec<CompactString> = Vec::new();
    for word in table.map(|table| table.words(key)).unwrap_or_default() {
        if texts.iter().any(|text| text == word.text) {
            report.error(word.place, format!("`{}` stands twice in `{key}`", clip(word.text)));
        } else if sound(word.text) {
            texts.push(word.text.into());
        }
    }
    texts
}

/// What is promised per channel.
fn promises(queue: &Table<'_>, report: &mut Report) -> Vec<(CompactString, Duration)> {
    let mut promises = Vec::new();
    let Some(table) = queue.table("promise") else { return promises };
    for (channel, _) in table.entries() {
        if let Some(promise) = span_of_time(&table, channel.text, report) {
            promises.push((channel.text.into(), promise));
        }
    }
    promises
}

/// A duration that must be longer than nothing.
fn span_of_time(table: &Table<'_>, key: &str, report: &mut Report) -> Option<Duration> {
    let duration = table.duration(key)?;
    if duration == Duration::ZERO {
        let place = table.word(key).map_or(table.place, |word| word.place);
        report.error(place, format!("`{}` needs a span of time, not 0s", clip(key)));
        return None;
    }
    Some(duration)
}

/// The queues that take over.
fn follow(table: &Table<'_>, own: QueueId, names: &mut Names, report: &mut Report) -> Vec<QueueId> {
    let mut queues = Vec::new();
    for word in table.words("follow") {
        let Some(queue) = names.resolve(Noun::Queue, &word, report).map(QueueId) else { continue };
        if queue == own {
            report.error(word.place, "a queue cannot take over from itself");
        } else if queues.contains(&queue) {
            report.error(word.place, format!("`{}` stands twice in `follow`", clip(word.text)));
        } else {
            queues.push(queue);
        }
    }
    if table.get("follow").is_some() && table.get("hours").is_none() {
        let message = "a queue without hours never closes, so none takes over";
        report.warning(table.place_of("follow"), message).hint("give it `hours`, or leave out `follow`");
    }
    queues
}

/// One table of hours.
fn of_week(table: &Table<'_>, home: &TimeZone, report: &mut Report) -> Hours {
    let zone = table.word("zone").and_then(|word| zone(word.text)).unwrap_or_else(|| home.clone());
    let mut week: [Vec<Span>; 7] = Default::default();
    let mut told = [false; 7];
    for (name, item) in table.table("week").into_iter().flat_map(|week| week.entries()) {
        let spans = spans(&item, report);
        for day in days(name.text).unwrap_or_default() {
            if told[day] {
                let message = format!("{} has its hours already", crate::hours::DAYS[day]);
                report.error(name.place, message).hint("name each day once");
                break;
            }
            told[day] = true;
            week[day].clone_from(&spans);
        }
    }
    let mut dates: BTreeMap<Date, Vec<Span>> = BTreeMap::new();
    let mut add = |word: &Word<'_>, spans: Vec<Span>, report: &mut Report| {
        let Some(date) = date(word.text) else { return };
        if dates.insert(date, spans).is_some() {
            report.error(word.place, format!("{date} stands here twice")).hint("name each date once");
        }
    };
    for word in table.words("closed") {
        add(&word, Vec::new(), report);
    }
    for (name, item) in table.table("open").into_iter().flat_map(|open| open.entries()) {
        let spans = spans(&item, report);
        add(&name, spans, report);
    }
    if week.iter().all(Vec::is_empty)
        && dates.values().all(Vec::is_empty)
        && table.table("week").is_some_and(|week| week.entries().next().is_none())
    {
        let message = "these hours never open";
        report.error(table.place_of("week"), message).hint("write week = { mon-fri = \"08:00-18:00\" }");
    }
    Hours::new(zone, week, dates)
}

/// The spans of a day, none of which overlaps another.
fn spans(item: &Item<'_>, report: &mut Report) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for word in item.items().iter().filter_map(Item::word) {
        let Some(span) = Span::parse(word.text) else { continue };
        if let Some(other) = spans.iter().find(|other| other.overlaps(span)) {
            report.error(word.place, format!("{span} overlaps {other}"));
        } else {
            spans.push(span);
        }
    }
    spans
}
