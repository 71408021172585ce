//! `voorzet report feedback`: what customers say of how they were helped.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use voorzet_engine::feedback::figure::{
    Estimate, FeedbackBy, FeedbackFigures, FeedbackOf, FeedbackRow, FeedbackScore,
};
use voorzet_engine::projection::day_of;

use crate::command::{DATA, print_json};
use crate::running;

/// NPS, CSAT, effort and response, with their intervals. Scores of fewer than 30 answers are not told
#[derive(Args)]
pub(crate) struct FeedbackArgs {
    /// The folder with everything that is kept, whether a server runs on it or not [default: ./voorzet-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Count what was asked from this day on: `2026-03-01`
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Count what was asked up to this day, included
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// By what it is told apart. By agent is for the API, where the works council's consent is looked at
    #[arg(long, value_name = "WHAT", default_value = "channel")]
    by: Apart,
    /// Print one JSON document instead of a table
    #[arg(long)]
    json: bool,
}

/// By what it is told apart.
#[derive(Clone, Copy, ValueEnum)]
enum Apart {
    All,
    Channel,
    Queue,
    Reason,
    Segment,
    Day,
    Week,
    Month,
}

impl From<Apart> for FeedbackBy {
    fn from(apart: Apart) -> Self {
        match apart {
            Apart::All => Self::All,
            Apart::Channel => Self::Channel,
            Apart::Queue => Self::Queue,
            Apart::Reason => Self::Reason,
            Apart::Segment => Self::Segment,
            Apart::Day => Self::Day,
            Apart::Week => Self::Week,
            Apart::Month => Self::Month,
        }
    }
}

impl FeedbackArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let reader = running::reader(self.data.as_deref().unwrap_or(Path::new(DATA)))?;
        let day = |text: &Option<String>, name: &'static str| {
            let read = |text: &String| text.parse::<Date>().context(name).map(day_of);
            text.as_ref().map(read).transpose()
        };
        let (from, to) = (day(&self.from, "--from")?, day(&self.to, "--to")?);
        let sums = reader.feedback_sums(from.unwrap_or(i32::MIN), to.unwrap_or(i32::MAX))?;
        let figures = FeedbackFigures::of(&sums, self.by.into(), &FeedbackOf::default());
        if self.json {
            print_json(&figures)?;
        } else {
            writeln!(std::io::stdout(), "{}", table(&figures))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// One line a row, all together last.
fn table(figures: &FeedbackFigures) -> String {
    let mut text = format!(
        "{:<20} {:>7} {:>8} {:>8}  {:<22} {:<22} {:<20} {:<22}\n",
        "", "asked", "answered", "response", "NPS", "CSAT", "CES", "solved"
    );
    for row in figures.rows.iter().chain([&figures.all]) {
        text.push_str(&line(row));
    }
    if figures.call_backs.asked > 0 {
        let outcome = &figures.call_backs;
        text.push_str(&format!(
            "\nCalled back and asked again: {}, of whom {} answered: {} solved, {} not.\n",
            outcome.asked, outcome.answered, outcome.solved, outcome.unsolved
        ));
    }
    text.push_str(&format!(
        "\nScores of fewer than {} answers are not told. Intervals are of 95 %.",
        figures.least
    ));
    text
}

fn line(row: &FeedbackRow) -> String {
    let name = match (&row.title, &row.name) {
        (title, _) if !title.is_empty() => title,
        (_, name) if !name.is_empty() => name,
        _ => "all",
    };
    let response =
        row.response.map_or_else(|| "–".to_owned(), |between| format!("{:.1} %", 100.0 * between.value));
    format!(
        "{name:<20} {:>7} {:>8} {response:>8}  {:<22} {:<22} {:<20} {:<22}\n",
        row.asked,
        row.answered,
        shown(&row.nps, |value| format!("{:+.0}", 100.0 * value)),
        shown(&row.csat, |value| format!("{:.1} %", 100.0 * value)),
        shown(&row.ces, |value| format!("{value:.2}")),
        shown(&row.solved, |value| format!("{:.1} %", 100.0 * value)),
    )
}

/// A score with its interval; how many answered where there are too few.
fn shown(score: &FeedbackScore, form: impl Fn(f64) -> String) -> String {
    match score.figure {
        Some(Estimate { value, low: Some(low), high: Some(high) }) => {
            format!("{} [{}, {}]", form(value), form(low), form(high))
        }
        Some(Estimate { value, .. }) => form(value),
        None => format!("– ({})", score.answers),
    }
}
