//! A store that has been in use: a million customers and twenty million events. How soon its server answers and
//! knows everybody, what it takes of memory, and whether it is as fast as with an empty store.
//!
//! The same events go to both servers in turn. The history is imported, as anybody would.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::super::measure::{Cores, median};
use super::super::report::{Goal, Row, grouped};
use super::super::{Bench, Report};
use super::server::Server;
use super::{A_REQUEST, STRATEGY, fresh, load, make_world};

/// Customers, each with somewhat more than an event a day.
const CUSTOMERS: u64 = 1_000_000;

/// Events of the history, unless said otherwise.
const EVENTS: u64 = 20_000_000;

/// Events of each comparison.
const PORTION: usize = 300_000;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let runs = bench.runs(3);
    let live = runs * PORTION;
    let days = (EVENTS + live as u64).div_ceil(CUSTOMERS);
    let world = make_world(bench, CUSTOMERS, days)?;
    let (history, lines) = split(&world, live)?;
    fs::remove_file(&world)?;
    let data = fresh(bench, "full")?;
    let strategy = bench.workspace.root.join(STRATEGY);
    let import = ["import".as_ref(), history.as_os_str(), "--strategy".as_ref(), strategy.as_os_str()];
    let rest = ["--data".as_ref(), data.as_os_str(), "--json".as_ref()];
    let imported = bench.voorzet.measure(&[&import[..], &rest[..]].concat(), Cores::Two)?;
    fs::remove_file(&history)?;
    let told: serde_json::Value = serde_json::from_str(&imported.output)?;
    let events = told["new"].as_u64().context("the import does not count")?;
    report.row(Row {
        what: format!("full, import of {} events of {} customers", grouped(events), grouped(CUSTOMERS)),
        seconds: imported.seconds,
        per_second: Some(events as f64 / imported.seconds),
        peak: Some(imported.peak),
        ..Row::default()
    });

    let (mut firsts, mut knows) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let start = Instant::now();
        let server = Server::start(bench.voorzet.path(), &data, None)?;
        firsts.push(server.first_answer);
        server.settle()?;
        knows.push(start.elapsed().as_secs_f64());
        server.stop()?;
    }
    let first = median(firsts);
    report.row(Row {
        what: format!("full, from start to first answer, {} events in the store", grouped(events)),
        seconds: first,
        goal: Some(Goal::new("≤ 1 s", first <= 1.0)),
        ..Row::default()
    });
    report.row(Row {
        what: "full, from start until everybody is known".to_owned(),
        seconds: median(knows),
        ..Row::default()
    });
    compare(bench, report, &data, &strategy, &lines)?;
    if !bench.keep {
        fs::remove_dir_all(&data)?;
    }
    Ok(())
}

/// The same portions of events into the full store and into empty ones.
fn compare(bench: &Bench, report: &mut Report, data: &Path, strategy: &Path, lines: &[String]) -> Result<()> {
    let full = Server::start(bench.voorzet.path(), data, None)?;
    full.settle()?;
    let (mut empties, mut fulls, mut ratios, mut resident) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for portion in lines.chunks(PORTION) {
        let portion: Vec<&str> = portion.iter().map(String::as_str).collect();
        let empty = Server::start(bench.voorzet.path(), &fresh(bench, "empty")?, Some(strategy))?;
        let without = taken(&empty, &portion)?;
        empty.stop()?;
        let with = taken(&full, &portion)?;
        resident = resident.max(full.resident()?);
        empties.push(without);
        fulls.push(with);
        ratios.push(without / with);
    }
    full.stop()?;
    let ratio = median(ratios);
    report.row(Row {
        what: format!("full, {} events into an empty store (the reference)", grouped(PORTION as u64)),
        seconds: median(empties.iter().copied()),
        per_second: Some(PORTION as f64 / median(empties)),
        ratio: Some(1.0),
        ..Row::default()
    });
    report.row(Row {
        what: "full, the same into the full one".to_owned(),
        seconds: median(fulls.iter().copied()),
        per_second: Some(PORTION as f64 / median(fulls)),
        ratio: Some(ratio),
        peak: Some(resident),
        goal: Some(Goal::new(
            "≥ 0.8 of the reference, ≤ 1,000 MB",
            ratio >= 0.8 && resident <= 1_000_000_000,
        )),
    });
    Ok(())
}

/// Seconds until events are decided on and that is on disk.
fn taken(server: &Server, lines: &[&str]) -> Result<f64> {
    let start = Instant::now();
    load::batches(&server.door, lines, A_REQUEST)?;
    server.settle()?;
    Ok(start.elapsed().as_secs_f64())
}

/// A file with all but the last lines, and these.
fn split(world: &Path, last: usize) -> Result<(PathBuf, Vec<String>)> {
    let lines = || -> Result<_> { Ok(BufReader::new(fs::File::open(world)?).lines()) };
    let all = lines()?.count();
    let Some(first) = all.checked_sub(last) else { bail!("the world has only {all} events") };
    let history = world.with_extension("history.ndjson");
    let mut out = BufWriter::new(fs::File::create(&history)?);
    let mut lines = lines()?;
    for line in lines.by_ref().take(first) {
        writeln!(out, "{}", line?)?;
    }
    out.flush()?;
    Ok((history, lines.collect::<Result<_, _>>()?))
}
