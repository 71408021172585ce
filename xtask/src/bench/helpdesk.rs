//! A real help desk's export through its map: the CSV, the compression and the sorting included. Replayed, and its contacts
//! reported, by turns.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::measure::{Cores, peak, seconds};
use super::report::{Goal, Row};
use super::{Bench, DATA, Report};

const STRATEGY: &str = "examples/helpdesk";
const MAPS: &str = "examples/helpdesk/maps";
const FILE: &str = "data/servicenow_incidents/incident_event_log_first.csv.gz";

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let Some(file) = bench.data(FILE) else {
        println!("left out: {FILE} is not in the folder that {DATA} names");
        return Ok(());
    };
    let map = only_map(&bench.workspace.root.join(MAPS))?;
    let over = |command: &[&str]| {
        let command = command.iter().map(OsString::from);
        command.chain(["--map".into(), map.clone().into(), file.clone().into()]).collect::<Vec<_>>()
    };
    let replay = over(&["replay", "--strategy", STRATEGY, "--json"]);
    let contacts = over(&["report", "contacts", "--json"]);
    let (mut runs, mut reports) = (Vec::new(), Vec::new());
    for _ in 0..bench.runs(5) {
        runs.push(bench.voorzet.measure(&replay, Cores::Two)?);
        reports.push(bench.voorzet.measure(&contacts, Cores::Two)?);
    }
    report.row(Row {
        what: "help desk of 85,033 rows through its map".into(),
        seconds: seconds(&runs),
        peak: Some(peak(&runs)),
        goal: Some(Goal::new("≤ 1 s", seconds(&runs) <= 1.0)),
        ..Row::default()
    });
    report.row(Row {
        what: "contacts of that help desk reported (the reference: its replay)".into(),
        seconds: seconds(&reports),
        ratio: Some(seconds(&runs) / seconds(&reports)),
        peak: Some(peak(&reports)),
        goal: Some(Goal::new("≤ 2 s", seconds(&reports) <= 2.0)),
        ..Row::default()
    });
    Ok(())
}

/// The one map of the example.
fn only_map(folder: &Path) -> Result<PathBuf> {
    let mut entries = folder.read_dir().with_context(|| format!("{MAPS} cannot be read"))?;
    let map = entries.next().with_context(|| format!("{MAPS} holds no map"))??;
    Ok(map.path())
}
