//! Replay through its public door: lines of a file in, the report and every decision out.

mod fuzz;
mod many;
mod oracle;
mod order;
mod people;
mod period;
mod sample;
mod small_worlds;

use std::io::Cursor;
use std::sync::Arc;

use voorzet_domain::strategy::model::Strategy;
use voorzet_domain::strategy::{File, load};
use voorzet_domain::time::Timestamp;
use voorzet_engine::history::{History, Options, Order, Source};
use voorzet_engine::replay::report::{Report, Row};
use voorzet_engine::replay::{Period, Replay, prepare};

/// A strategy from one text: each file under a line `=== path`. The message `m` is there.
fn strategy(text: &str) -> Arc<Strategy> {
    let parts = text.split("=== ").skip(1).filter_map(|part| part.split_once('\n'));
    let mut files: Vec<File> = parts.map(|(path, text)| File::new(path.trim(), text)).collect();
    files.push(File::new("messages/m.en.md", "# News\n\nText.\n"));
    compiled(&files)
}

fn compiled(files: &[File]) -> Arc<Strategy> {
    let loaded = load(files);
    assert!(loaded.errors.is_empty(), "{:#?}", loaded.errors);
    Arc::new(loaded.strategy.expect("a strategy"))
}

/// Replays lines, sorted where they are not in order; gives the report and the decisions as written.
fn replay_in(strategy: &Arc<Strategy>, lines: impl Into<Vec<u8>>, period: Period) -> (Report, String) {
    let reading = Arc::clone(strategy);
    let options = Options { order: Order::Sort, ..Options::default() };
    let source = Source::new("history", Cursor::new(lines.into()));
    let mut history = History::open(vec![source], options, move |event| prepare(event, &reading));
    let mut decisions = Vec::new();
    let mut replay = Replay::new(Arc::clone(strategy), period, Some(&mut decisions));
    for batch in &mut history {
        for (at, event) in batch.expect("a history").items {
            replay.take(at, &event).expect("memory takes all");
        }
    }
    let report = replay.finish(history.unreadable().0).expect("memory takes all");
    (report, String::from_utf8(decisions).expect("UTF-8"))
}

fn replay(strategy: &Arc<Strategy>, lines: impl Into<Vec<u8>>) -> (Report, String) {
    replay_in(strategy, lines, Period::default())
}

/// The row of a reason.
fn row<'a>(report: &'a Report, reason: &str) -> &'a Row {
    report.reasons.iter().find(|row| row.reason == reason).unwrap_or_else(|| panic!("no row {reason}"))
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).expect("a report is JSON")
}

/// One `CloudEvent`: `about` is its subject and, when it says `thing:1 by account:u1`, its customer.
fn event(id: &str, kind: &str, at: &str, about: &str, data: &str) -> String {
    let (subject, customer) = about.split_once(" by ").unwrap_or((about, ""));
    let customer = if customer.is_empty() { String::new() } else { format!(r#""customer":"{customer}","#) };
    format!(
        r#"{{"specversion":"1.0","id":"{id}","source":"test","type":"{kind}","time":"{at}","subject":"{subject}",{customer}"data":{data}}}"#
    ) + "\n"
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The hour of a history that begins on 1 June, as it is written.
fn hour(hour: u32) -> String {
    format!("2026-06-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24)
}

/// No quiet hours, no limits, no control group.
const CALM: &str = "=== strategy.toml
organisation = 'Shop'
languages = ['en']
quiet = false
[budget]
limits = []
[measure]
holdout = 0
[value]
annoyance = { base = 0, per_touch = 0 }
";
