//! Stores that have been in use, with twenty million events in the log.
//!
//! *Many customers*: a million of them. How soon the server answers and knows everybody, what it takes of memory, and
//! how fast it is when hardly anybody's state is in memory.
//!
//! *A long log*: two hundred events each of a hundred thousand customers, against the same customers after two days.
//! The same events go to both in turn, so that only the length of the log differs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use super::super::measure::{Cores, median};
use super::super::report::{Goal, Row, grouped};
use super::super::{Bench, Report};
use super::server::Server;
use super::{A_REQUEST, STRATEGY, fresh, load, make_world};

/// Events of each comparison.
const PORTION: usize = 200_000;

/// Where a store that is kept says how many events are in it.
const COUNT: &str = "events";

/// A history, imported.
struct History {
    name: &'static str,
    customers: u64,
    days: u64,
}

/// Twenty million events of many customers.
const MANY: History = History { name: "many", customers: 1_000_000, days: 14 };

/// Twenty million events of fewer.
const LONG: History = History { name: "long", customers: 100_000, days: 170 };

/// The same customers after a short time.
const SHORT: History = History { name: "short", customers: 100_000, days: 2 };

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    many(bench, report)?;
    long(bench, report)
}

fn many(bench: &Bench, report: &mut Report) -> Result<()> {
    let (data, events) = MANY.imported(bench, report)?;
    let lines = news(bench, MANY.customers, bench.runs(3) * PORTION)?;
    let (mut firsts, mut knows) = (Vec::new(), Vec::new());
    for _ in 0..bench.runs(3) {
        let start = Instant::now();
        let server = Server::start(bench.voorzet.path(), &data, None)?;
        firsts.push(server.first_answer);
        server.settle()?;
        knows.push(start.elapsed().as_secs_f64());
        server.stop()?;
    }
    let first = median(firsts);
    let held = format!("{} customers and {} events", grouped(MANY.customers), grouped(events));
    report.row(Row {
        what: format!("full, {held}: from start to first answer"),
        seconds: first,
        goal: Some(Goal::new("≤ 1 s", first <= 1.0)),
        ..Row::default()
    });
    report.row(Row {
        what: "full, from start until everybody is known".to_owned(),
        seconds: median(knows),
        ..Row::default()
    });
    let server = Server::start(bench.voorzet.path(), &data, None)?;
    server.settle()?;
    let mut took = Vec::new();
    for portion in lines.chunks(PORTION) {
        let portion: Vec<&str> = portion.iter().map(String::as_str).collect();
        took.push(taken(&server, &portion)?);
    }
    let took = median(took);
    let resident = server.resident()?;
    server.stop()?;
    report.row(Row {
        what: format!("full, {} events of all of them", grouped(PORTION as u64)),
        seconds: took,
        per_second: Some(PORTION as f64 / took),
        peak: Some(resident),
        goal: Some(Goal::new("≤ 1,000 MB", resident <= 1_000_000_000)),
        ..Row::default()
    });
    put_away(bench, &data)
}

fn long(bench: &Bench, report: &mut Report) -> Result<()> {
    let (long, events) = LONG.imported(bench, report)?;
    let (short, few) = SHORT.imported(bench, report)?;
    let lines = news(bench, LONG.customers, bench.runs(3) * PORTION)?;
    let start = |data: &Path| -> Result<Server> {
        let server = Server::start(bench.voorzet.path(), data, None)?;
        server.settle()?;
        Ok(server)
    };
    let (with, without) = (start(&long)?, start(&short)?);
    let (mut shorts, mut longs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for portion in lines.chunks(PORTION) {
        let portion: Vec<&str> = portion.iter().map(String::as_str).collect();
        shorts.push(taken(&without, &portion)?);
        longs.push(taken(&with, &portion)?);
        ratios.extend(shorts.last().zip(longs.last()).map(|(short, long)| short / long));
    }
    let resident = with.resident()?;
    with.stop()?;
    without.stop()?;
    let ratio = median(ratios);
    report.row(Row {
        what: format!(
            "full, {} events of {} customers behind {} (the reference)",
            grouped(PORTION as u64),
            grouped(LONG.customers),
            grouped(few)
        ),
        seconds: median(shorts.iter().copied()),
        per_second: Some(PORTION as f64 / median(shorts)),
        ratio: Some(1.0),
        ..Row::default()
    });
    report.row(Row {
        what: format!("full, the same behind {}", grouped(events)),
        seconds: median(longs.iter().copied()),
        per_second: Some(PORTION as f64 / median(longs)),
        ratio: Some(ratio),
        peak: Some(resident),
        goal: Some(Goal::new("≥ 0.8 of the reference", ratio >= 0.8)),
    });
    put_away(bench, &long)?;
    put_away(bench, &short)
}

impl History {
    /// A store with this in it, and how many events that are; one that an earlier run kept, if there is one.
    fn imported(&self, bench: &Bench, report: &mut Report) -> Result<(PathBuf, u64)> {
        let data = bench.folder.join(format!("{}-data", self.name));
        if let Ok(count) = fs::read_to_string(data.join(COUNT)) {
            return Ok((data, count.trim().parse()?));
        }
        let history = make_world(bench, self.customers, self.days)?;
        let data = fresh(bench, self.name)?;
        let strategy = bench.workspace.root.join(STRATEGY);
        let import = ["import".as_ref(), history.as_os_str(), "--strategy".as_ref(), strategy.as_os_str()];
        let rest = ["--data".as_ref(), data.as_os_str(), "--json".as_ref()];
        let imported = bench.voorzet.measure(&[&import[..], &rest[..]].concat(), Cores::Two)?;
        fs::remove_file(&history)?;
        let told: serde_json::Value = serde_json::from_str(&imported.output)?;
        let events = told["new"].as_u64().context("the import does not count")?;
        fs::write(data.join(COUNT), events.to_string())?;
        report.row(Row {
            what: format!(
                "full, import of {} events of {} customers",
                grouped(events),
                grouped(self.customers)
            ),
            seconds: imported.seconds,
            per_second: Some(events as f64 / imported.seconds),
            peak: Some(imported.peak),
            ..Row::default()
        });
        Ok((data, events))
    }
}

/// Events of the same customers that happened just now and are not in any history.
fn news(bench: &Bench, customers: u64, amount: usize) -> Result<Vec<String>> {
    let world = make_world(bench, customers, 3)?;
    let all = BufReader::new(fs::File::open(&world)?).lines().count();
    let Some(first) = all.checked_sub(amount) else { bail!("the world has only {all} events") };
    let lines = BufReader::new(fs::File::open(&world)?).lines().skip(first);
    // An event's id comes first, or right after the version; no two runs may have the same.
    let mine = format!("news{}-", SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis());
    let other = |line: std::io::Result<String>| -> Result<String> {
        let mark = if line.as_ref().is_ok_and(|line| line.starts_with("{\"messageId\"")) {
            "\"messageId\":\""
        } else {
            "\"id\":\""
        };
        Ok(line?.replacen(mark, &format!("{mark}{mine}"), 1))
    };
    let lines = lines.map(other).collect::<Result<_>>()?;
    fs::remove_file(&world)?;
    Ok(lines)
}

/// Seconds until events are decided on and that is on disk.
fn taken(server: &Server, lines: &[&str]) -> Result<f64> {
    let start = Instant::now();
    load::batches(&server.door, lines, A_REQUEST)?;
    server.settle()?;
    Ok(start.elapsed().as_secs_f64())
}

fn put_away(bench: &Bench, data: &Path) -> Result<()> {
    if !bench.keep {
        fs::remove_dir_all(data)?;
    }
    Ok(())
}
