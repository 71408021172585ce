//! How long a strategist waits for the check of a strategy.

use anyhow::Result;

use super::measure::{Cores, peak, seconds};
use super::report::{Goal, Row};
use super::{Bench, Report};

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut runs = Vec::new();
    for _ in 0..bench.runs(20) {
        runs.push(bench.voorzet.measure(&["check", "examples/webshop"], Cores::Two)?);
    }
    report.row(Row {
        what: "check of the webshop's strategy".into(),
        seconds: seconds(&runs),
        peak: Some(peak(&runs)),
        goal: Some(Goal::new("≤ 50 ms", seconds(&runs) <= 0.05)),
        ..Row::default()
    });
    Ok(())
}
