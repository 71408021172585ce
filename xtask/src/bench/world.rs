//! The webshop's strategy over sample worlds of ten million events: few customers with long histories, and
//! many with short ones.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::measure::{Cores, Run, peak, seconds};
use super::report::{Goal, Row, grouped};
use super::{Bench, Report};

const STRATEGY: &str = "examples/webshop";

/// Customers, and the most memory a replay of them may keep resident.
const WORLDS: [(u64, u64); 2] = [(100_000, 300_000_000), (1_000_000, 1_500_000_000)];

/// Events a second on a core.
const RATE: f64 = 150_000.0;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    for (customers, most) in WORLDS {
        let days = days(bench, customers)?;
        let file = make(bench, customers, days)?;
        let measured = measure(bench, &file, customers, most, report);
        if !bench.keep {
            fs::remove_file(&file)?;
        }
        measured?;
    }
    Ok(())
}

fn measure(bench: &Bench, file: &Path, customers: u64, most: u64, report: &mut Report) -> Result<()> {
    let replay =
        ["replay".as_ref(), "--strategy".as_ref(), STRATEGY.as_ref(), file.as_os_str(), "--json".as_ref()];
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..bench.runs(3) {
        one.push(bench.voorzet.measure(&replay, Cores::One)?);
        two.push(bench.voorzet.measure(&replay, Cores::Two)?);
    }
    let events = events(&one)?;
    if events != self::events(&two)? || one.iter().chain(&two).any(|run| run.output != one[0].output) {
        bail!("two replays of the same file print different reports");
    }
    let goal = format!("≥ {} events/s on a core, ≤ {} MB", grouped(RATE as u64), most / 1_000_000);
    let goal = Goal::new(goal, events as f64 / seconds(&one) >= RATE && peak(&one) <= most);
    // One thread reads and one decides: the second core helps, and nothing is promised of it.
    for (name, runs, goal) in [("one core", &one, Some(goal)), ("two cores", &two, None)] {
        report.row(Row {
            what: format!("webshop, {} customers, {} events, {name}", grouped(customers), grouped(events)),
            seconds: seconds(runs),
            per_second: Some(events as f64 / seconds(runs)),
            ratio: None,
            peak: Some(peak(runs)),
            goal,
        });
    }
    Ok(())
}

fn events(runs: &[Run]) -> Result<u64> {
    let run = runs.first().context("nothing was measured")?;
    let report: serde_json::Value =
        serde_json::from_str(&run.output).context("the replay printed no JSON")?;
    report["events"].as_u64().context("the replay's report has no `events`")
}

/// How long the world must last for the events asked for, by the rate of a small one.
fn days(bench: &Bench, customers: u64) -> Result<u64> {
    const SAMPLE: (u64, u64) = (2_000, 60);
    let file = make(bench, SAMPLE.0, SAMPLE.1)?;
    let lines = BufReader::new(fs::File::open(&file)?).split(b'\n').count() as u64;
    fs::remove_file(&file)?;
    let per_day = lines as f64 / (SAMPLE.0 * SAMPLE.1) as f64 * customers as f64;
    if per_day < 1.0 {
        bail!("the sample world has no events");
    }
    Ok((bench.events as f64 / per_day).ceil().max(1.0) as u64)
}

/// Makes the world, unless it was kept.
fn make(bench: &Bench, customers: u64, days: u64) -> Result<PathBuf> {
    let file = bench.folder.join(format!("world-{customers}-{days}.ndjson"));
    if !file.exists() {
        let unfinished = file.with_extension("part");
        let (customers, days) = (customers.to_string(), days.to_string());
        let numbers = ["--customers", &customers, "--days", &days, "--seed", "1"].map(AsRef::as_ref);
        let made = bench.voorzet.measure(
            &[&["world".as_ref()], &numbers[..], &["--out".as_ref(), unfinished.as_os_str()]].concat(),
            Cores::Two,
        )?;
        fs::rename(&unfinished, &file)?;
        println!(
            "made {customers} customers, {days} days in {:.1} s, {} MB resident",
            made.seconds,
            made.peak / 1_000_000
        );
    }
    Ok(file)
}
