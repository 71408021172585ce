//! What was measured, as a table for people and as JSON for machines.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::machine::Machine;

/// All rows of one run.
#[derive(Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    machine: Machine,
    rows: Vec<Row>,
    /// Benchmarks that could not be run, or counted wrong.
    failures: Vec<String>,
}

/// One measured thing. What does not apply is left out.
#[derive(Default, Serialize)]
pub(super) struct Row {
    /// What was done.
    pub(super) what: String,
    /// Median seconds of a run.
    pub(super) seconds: f64,
    /// Events a second, over all cores used.
    pub(super) per_second: Option<f64>,
    /// Times as fast as the reference of the same run.
    pub(super) ratio: Option<f64>,
    /// The most memory resident, in bytes.
    pub(super) peak: Option<u64>,
    /// What is asked for, in words, and whether it was reached.
    pub(super) goal: Option<Goal>,
}

/// A goal and whether it was reached.
#[derive(Serialize)]
pub(super) struct Goal {
    pub(super) text: String,
    pub(super) reached: bool,
}

impl Goal {
    pub(super) fn new(text: impl Into<String>, reached: bool) -> Self {
        Self { text: text.into(), reached }
    }
}

impl Report {
    pub(super) fn new(machine: Machine) -> Self {
        Self { machine, rows: Vec::new(), failures: Vec::new() }
    }

    /// Adds a row, and shows it at once: the whole takes many minutes.
    pub(super) fn row(&mut self, row: Row) {
        println!("{}", markdown(&row));
        self.rows.push(row);
    }

    /// Notes that a benchmark could not be run, or gave a wrong answer.
    pub(super) fn fail(&mut self, benchmark: &str, why: &str) {
        println!("{benchmark} failed: {why}");
        self.failures.push(format!("{benchmark}: {why}"));
    }

    /// Prints the table, writes the file, and fails when an answer was wrong. A goal that was missed shows in
    /// the table and is no failure: the machine may be slow, or busy.
    pub(super) fn close(&self, file: &Path) -> Result<()> {
        let Machine { date, processor, cores, memory } = &self.machine;
        println!("\nMeasured on {date}: {processor}, {cores} cores, {memory} GiB.\n");
        println!("| what | time | events/s | to the reference | resident peak | goal |");
        println!("|---|---:|---:|---:|---:|---|");
        for row in &self.rows {
            println!("{}", markdown(row));
        }
        fs::write(file, serde_json::to_string_pretty(self)? + "\n")
            .with_context(|| format!("{} cannot be written", file.display()))?;
        println!("\nWritten to {}", file.display());
        if !self.failures.is_empty() {
            bail!("{}", self.failures.join("; "));
        }
        Ok(())
    }
}

fn markdown(row: &Row) -> String {
    let Row { what, seconds, per_second, ratio, peak, goal } = row;
    let or_nothing = |text: Option<String>| text.unwrap_or_default();
    let time = if *seconds < 1.0 { format!("{:.0} ms", seconds * 1e3) } else { format!("{seconds:.2} s") };
    let per_second = or_nothing(per_second.map(|events| grouped(events as u64)));
    let ratio = or_nothing(ratio.map(|ratio| format!("{ratio:.2}")));
    let peak = or_nothing(peak.map(|bytes| format!("{} MB", bytes.div_ceil(1_000_000))));
    let goal = or_nothing(goal.as_ref().map(|Goal { text, reached }| {
        format!("{text}: {}", if *reached { "reached" } else { "**missed**" })
    }));
    format!("| {what} | {time} | {per_second} | {ratio} | {peak} | {goal} |")
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_markdown() {
        let row = Row {
            what: "window, one core".into(),
            seconds: 2.5,
            per_second: Some(400_000.0),
            ratio: Some(0.614),
            peak: Some(41_500_000),
            goal: Some(Goal::new("≥ 300,000 events/s", true)),
        };
        assert_eq!(
            markdown(&row),
            "| window, one core | 2.50 s | 400,000 | 0.61 | 42 MB | ≥ 300,000 events/s: reached |"
        );
        assert_eq!(markdown(&Row { seconds: 0.0421, ..Row::default() }), "|  | 42 ms |  |  |  |  |");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
    }
}
