//! `voorzet report effects`: what was avoided and what was caused.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::tz::TimeZone;
use voorzet_engine::effects::{Between, EffectRow, Effects, Experiments, Measured, Satisfaction, Word};
use voorzet_engine::projection::day_of;

use crate::api::period::published;
use crate::command::{DATA, print_json};
use crate::running;
use crate::serve::clock;

/// Tells what was avoided and what was caused, against a control group: docs/effects.md
#[derive(Args)]
pub(crate) struct EffectsArgs {
    /// The folder with everything that is kept, whether a server runs on it or not [default: ./voorzet-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print one JSON document instead of lines
    #[arg(long)]
    json: bool,
}

impl EffectsArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let reader = running::reader(self.data.as_deref().unwrap_or(Path::new(DATA)))?;
        let zone = match reader.latest_strategy()? {
            Some(latest) => match published(&latest.files) {
                Some(strategy) => strategy.zone,
                None => bail!("publication {} cannot be read", latest.number),
            },
            None => TimeZone::UTC,
        };
        let today = day_of(zone.to_datetime(clock::now().to_jiff()).date());
        let effects = reader.at_once(Experiments::read)?.effects(today);
        if self.json {
            print_json(&effects)?;
        } else {
            write!(std::io::stdout(), "{}", lines(&effects))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A line each, in plain words.
fn lines(effects: &Effects) -> String {
    let mut text = String::new();
    let overall = effects.overall.iter().map(|row| ("everything".to_owned(), row));
    let reasons = effects.reasons.iter().map(|row| (row.reason.clone().unwrap_or_default(), row));
    let decisions = effects.decisions.iter().map(|row| {
        let epoch = row.epoch.filter(|epoch| *epoch > 0).map(|epoch| format!(" ({epoch})"));
        (format!("  {}{}", row.id.as_deref().unwrap_or_default(), epoch.unwrap_or_default()), row)
    });
    for (name, row) in overall.chain(reasons).chain(decisions) {
        text.push_str(&format!("{name}: {}\n", line(row)));
    }
    if text.is_empty() {
        text.push_str("nothing was measured yet: no lot was drawn\n");
    }
    text
}

/// What those say who answered a question: of who answers, and no effect.
fn answered(of: &Satisfaction) -> String {
    let (question, treated, control) = (of.question.name(), of.treated.answers, of.control.answers);
    match of.difference {
        Some(Between { value, low, high }) => format!(
            "; {question} of those who answer {value:+.3}, {low:+.3} to {high:+.3} ({treated} against {control})"
        ),
        None => format!("; {question}: too few answers ({treated} against {control})"),
    }
}

fn line(row: &EffectRow) -> String {
    let word = |measured: &Measured| match measured.verdict {
        Word::Avoided => "avoided",
        Word::Caused => "caused",
        Word::NotEstablished => "not established",
    };
    let each = row.contacts.each.map_or_else(String::new, |Between { value, low, high }| {
        format!(", {value:+.4} contacts a customer, {low:+.4} to {high:+.4}")
    });
    let asked: Vec<String> = row.satisfaction.iter().map(answered).collect();
    let asked = asked.concat();
    let guard = row.guard.as_ref().map_or_else(String::new, |guard| format!(", guard {}", guard.state));
    let (treated, control) = (row.treated.units, row.control.units);
    format!(
        "{}{each} ({treated} treated, {control} not, {} running{guard}){asked}",
        word(&row.contacts),
        row.running
    )
}
