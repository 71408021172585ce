//! One rule over a million events, against the bare loop: "three or more in the last seven days, judged at
//! each event".

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::bare::Counted;
use super::measure::{Cores, Run, peak, seconds};
use super::report::{Goal, Row, grouped};
use super::{BARE, Bench, Report, history};
use crate::workspace::{run as call, which};

const STRATEGY: &str = "examples/window";
const EVENTS: u64 = 1_000_000;
const CUSTOMERS: u64 = 100_000;

/// How often the rule holds in the file of the script beside the project, by four independent engines.
const HELD_IN_SCRIPTS_FILE: u64 = 594_240;

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let (file, expected) = make_history(bench)?;
    let bare = bench.reference()?;
    let replay =
        ["replay".as_ref(), "--strategy".as_ref(), STRATEGY.as_ref(), file.as_os_str(), "--json".as_ref()];
    let (mut reference, mut one, mut two) = (Vec::new(), Vec::new(), Vec::new());
    // In turn, so that a busy spell of the machine touches all three.
    for _ in 0..bench.runs(5) {
        reference.push(bare.measure(&[BARE.as_ref(), file.as_os_str()], Cores::One)?);
        one.push(bench.voorzet.measure(&replay, Cores::One)?);
        two.push(bench.voorzet.measure(&replay, Cores::Two)?);
    }

    let counted: Counted = serde_json::from_str(&last(&reference)?.output)?;
    let base = seconds(&reference);
    let rate = |runs: &[Run]| counted.events as f64 / seconds(runs);
    let row = |what: &str, runs: &[Run], goal: Option<Goal>| Row {
        what: format!("window, {what}"),
        seconds: seconds(runs),
        per_second: Some(rate(runs)),
        ratio: Some(base / seconds(runs)),
        peak: Some(peak(runs)),
        goal,
    };
    report.row(row("bare loop on one core (the reference)", &reference, None));
    let reached = rate(&one) >= 300_000.0 || base / seconds(&one) >= 0.5;
    report.row(row(
        "voorzet on one core",
        &one,
        Some(Goal::new("≥ 300,000 events/s, or ≥ 0.5 of the reference", reached)),
    ));
    report.row(row(
        "voorzet on two cores",
        &two,
        Some(Goal::new("≥ 500,000 events/s", rate(&two) >= 500_000.0)),
    ));

    // A fast wrong answer is none.
    if let Some(expected) = expected.filter(|expected| *expected != counted.held) {
        bail!("the reference counts {}, known are {}", grouped(counted.held), grouped(expected));
    }
    for run in one.iter().chain(&two) {
        let held = signals(&run.output)?;
        if held != counted.held {
            bail!("voorzet counts {}, the reference {}", grouped(held), grouped(counted.held));
        }
    }
    println!("all count {} in {} events", grouped(counted.held), grouped(counted.events));
    Ok(())
}

/// The file of the script beside the project, with its known count; else one of our own.
fn make_history(bench: &Bench) -> Result<(PathBuf, Option<u64>)> {
    let script = bench.data("bench/window.py").filter(|_| which("python3").is_some());
    let file = bench.folder.join(if script.is_some() { "window-script.ndjson" } else { "window.ndjson" });
    if !file.exists() {
        // Under another name until it is whole.
        let unfinished = file.with_extension("part");
        match &script {
            Some(script) => call(Command::new("python3").arg(script).arg(&unfinished))?,
            None => history::write(&unfinished, EVENTS, CUSTOMERS)?,
        }
        std::fs::rename(&unfinished, &file)?;
    }
    Ok((file, script.map(|_| HELD_IN_SCRIPTS_FILE)))
}

/// How often the one reason's condition held, from the report of a replay.
fn signals(output: &str) -> Result<u64> {
    let report: serde_json::Value = serde_json::from_str(output).context("the replay printed no JSON")?;
    let reasons = report["reasons"].as_array().context("the replay's report has no `reasons`")?;
    reasons.iter().map(|reason| reason["signals"].as_u64().context("a reason has no `signals`")).sum()
}

fn last(runs: &[Run]) -> Result<&Run> {
    runs.last().with_context(|| format!("{} was not measured", Path::new(STRATEGY).display()))
}
