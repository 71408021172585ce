//! The live loop: events in over HTTP, decided on and kept, against the least that keeping them takes.
//!
//! The reference writes the same lines to one `SQLite` table with a unique id, a thousand a commit, each commit
//! synced; the two run in turn. Voorzet's time ends when the last event has been decided on and that is on disk.
//! The load comes from the same machine and is part of what its two cores do.

mod client;
mod flood;
pub(super) mod full;
mod load;
mod replaying;
mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use super::measure::{Cores, Program, median};
use super::report::{Goal, Row, grouped};
use super::{Bench, PROFILE, Report};
use crate::calendar;
use crate::workspace::run as call;
use server::Server;

const STRATEGY: &str = "examples/webshop";
const CUSTOMERS: u64 = 100_000;
const A_REQUEST: usize = 1_000;
const CLIENTS: usize = 64;
const SINGLES: usize = 60_000;
const PACE: usize = 10_000;
const PACED: usize = 100_000;
const FLOOD: usize = 40_000;
const REPLAYING: usize = 10_000;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let file = make_world(bench, CUSTOMERS, 3)?;
    let text = fs::read_to_string(&file)?;
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() < 2 * (SINGLES + PACED + FLOOD + REPLAYING) {
        bail!("the world has only {} events", lines.len());
    }
    let (bulk, rest) = lines.split_at(lines.len() - SINGLES - PACED - FLOOD - REPLAYING);
    let (singles, rest) = rest.split_at(SINGLES);
    let (paced, rest) = rest.split_at(PACED);
    let (flood, replaying) = rest.split_at(FLOOD);
    let bulk_file = bench.folder.join("live-bulk.ndjson");
    fs::write(&bulk_file, bulk.join("\n"))?;
    let bare = reference(bench)?;
    let strategy = bench.workspace.root.join(STRATEGY);

    let (mut references, mut ours, mut ratios, mut resident) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let mut last = None;
    for _ in 0..bench.runs(3) {
        let reference = bare_loop(&bare, &bulk_file, &fresh(bench, "bare")?)?;
        drop(last.take());
        let server = Server::start(bench.voorzet.path(), &fresh(bench, "live")?, Some(&strategy))?;
        if ours.is_empty() {
            idle(&server, report)?;
        }
        let start = Instant::now();
        load::batches(&server.door, bulk, A_REQUEST)?;
        server.settle()?;
        let seconds = start.elapsed().as_secs_f64();
        references.push(reference);
        ours.push(seconds);
        ratios.push(reference / seconds);
        resident = resident.max(server.resident()?);
        last = Some(server);
    }
    let events = bulk.len() as f64;
    report.row(Row {
        what: format!(
            "live, bare SQLite loop, {} events, 1,000 a commit (the reference)",
            grouped(bulk.len() as u64)
        ),
        seconds: median(references.iter().copied()),
        per_second: Some(events / median(references)),
        ratio: Some(1.0),
        ..Row::default()
    });
    let ratio = median(ratios);
    report.row(Row {
        what: format!("live, HTTP batches to durable decision, {} customers", grouped(CUSTOMERS)),
        seconds: median(ours.iter().copied()),
        per_second: Some(events / median(ours)),
        ratio: Some(ratio),
        peak: Some(resident),
        goal: Some(Goal::new("≥ 0.4 of the reference, ≤ 300 MB", ratio >= 0.4 && resident <= 300_000_000)),
    });

    let server = last.context("nothing was measured")?;
    let (seconds, waits) = load::singles(&server.door, singles, CLIENTS, None)?;
    let (rate, slowest) = (SINGLES as f64 / seconds, waits.at(0.99));
    report.row(Row {
        what: format!(
            "live, one event a request, {CLIENTS} clients: p50 {:.1} ms, p99 {:.1} ms to acknowledgement",
            waits.at(0.5) * 1e3,
            slowest * 1e3
        ),
        seconds,
        per_second: Some(rate),
        goal: Some(Goal::new("≥ 5,000/s, p99 ≤ 50 ms", rate >= 5_000.0 && slowest <= 0.05)),
        ..Row::default()
    });
    server.settle()?;
    let named: Vec<(&str, &str)> = paced.iter().map(|line| (id(line), *line)).collect();
    let waits = load::paced(&server.door, &named, PACE)?;
    report.row(Row {
        what: format!(
            "live, {} events/s: p50 {:.1} ms, p99 {:.1} ms from event to decision ({} decisions)",
            grouped(PACE as u64),
            waits.at(0.5) * 1e3,
            waits.at(0.99) * 1e3,
            grouped(waits.count() as u64)
        ),
        seconds: PACED as f64 / PACE as f64,
        per_second: Some(PACE as f64),
        goal: Some(Goal::new("p99 ≤ 100 ms", waits.count() > 100 && waits.at(0.99) <= 0.1)),
        ..Row::default()
    });
    server.settle()?;
    flood::run(bench, &server, flood, report)?;
    server.settle()?;
    replaying::run(bench, &server, replaying, report)?;
    server.stop()
}

/// What the server takes when nothing has happened yet.
fn idle(server: &Server, report: &mut Report) -> Result<()> {
    let resident = server.resident()?;
    report.row(Row {
        what: "live, idle, from start to first answer".to_owned(),
        seconds: server.first_answer,
        peak: Some(resident),
        goal: Some(Goal::new("≤ 150 MB", resident <= 150_000_000)),
        ..Row::default()
    });
    Ok(())
}

/// A world that ends now, so that its events are news.
fn make_world(bench: &Bench, customers: u64, days: u64) -> Result<PathBuf> {
    let file = bench.folder.join(format!("live-{customers}-{days}.ndjson"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let start = calendar::stamp(i64::try_from(now)? - i64::try_from(days)? * 86_400_000);
    let (customers, days) = (customers.to_string(), days.to_string());
    let numbers = ["--customers", &customers, "--days", &days, "--start", &start].map(AsRef::as_ref);
    bench.voorzet.measure(
        &[&["world".as_ref()], &numbers[..], &["--out".as_ref(), file.as_os_str()]].concat(),
        Cores::Two,
    )?;
    Ok(file)
}

/// An empty folder of this name.
fn fresh(bench: &Bench, name: &str) -> Result<PathBuf> {
    let folder = bench.folder.join(format!("{name}-data"));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn reference(bench: &Bench) -> Result<Program> {
    let build = ["build", "--package", "voorzet-store", "--example", "bare", "--profile", PROFILE];
    call(bench.workspace.cargo().args(build))?;
    let path = bench.workspace.target.join(PROFILE).join("examples").join("bare");
    Ok(Program::new(path.with_extension(std::env::consts::EXE_EXTENSION), &bench.workspace.root))
}

/// The seconds that the reference needs, as it says itself: without reading the file.
fn bare_loop(bare: &Program, file: &Path, folder: &Path) -> Result<f64> {
    let output = Command::new(bare.path()).arg(file).arg(folder).output()?;
    if !output.status.success() {
        bail!("the reference failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let told: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    told["seconds"].as_f64().context("the reference names no seconds")
}

/// The event's own id.
fn id(line: &str) -> &str {
    let after = |mark: &str| line.find(mark).map(|at| &line[at + mark.len()..]);
    let rest = after("\"messageId\":\"").or_else(|| after("\"id\":\""));
    rest.and_then(|rest| rest.split('"').next()).unwrap_or_default()
}
