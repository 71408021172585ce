//! A real help desk's export through its map: the CSV, the compression and the sorting included.

use anyhow::Result;

use super::measure::{Cores, peak, seconds};
use super::report::{Goal, Row};
use super::{Bench, DATA, Report};

const STRATEGY: &str = "examples/helpdesk";
const MAP: &str = "examples/helpdesk/maps/helpdesk.toml";
const FILE: &str = "data/servicenow_incidents/incident_event_log_first.csv.gz";

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let Some(file) = bench.data(FILE) else {
        println!("left out: {FILE} is not in the folder that {DATA} names");
        return Ok(());
    };
    let replay = ["replay", "--strategy", STRATEGY, "--map", MAP, "--json"].map(AsRef::as_ref);
    let arguments = [&replay[..], &[file.as_os_str()]].concat();
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
