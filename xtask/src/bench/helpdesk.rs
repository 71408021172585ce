//! A real help desk's export through its map: the CSV, the compression and the sorting included.

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
    let replay = ["replay", "--strategy", STRATEGY, "--json", "--map"].map(AsRef::as_ref);
    let arguments = [&replay[..], &[map.as_os_str(), file.as_os_str()]].concat();
    let mut runs = Vec::new();
    for _ in 0..bench.runs(5) {
        runs.push(bench.voorzet.measure(&arguments, Cores::Two)?);
    }
    report.row(Row {
        what: "help desk of 85,033 rows through its map".into(),
        seconds: seconds(&runs),
        peak: Some(peak(&runs)),
        goal: Some(Goal::new("≤ 1 s", seconds(&runs) <= 1.0)),
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
