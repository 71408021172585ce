//! `voorzet replay`: a strategy over a history, in virtual time.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use voorzet_channels::tabular::Map;
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::history::{History, HistoryError, Options, Order};
use voorzet_engine::replay::report::Report;
use voorzet_engine::replay::{Period, Replay, prepare};

use super::print_json;
use crate::history_file;
use crate::ladder;
use crate::moment;
use crate::progress::Progress;
use crate::say::{say, shown};
use crate::strategy_folder;

/// Runs a strategy over a history in virtual time and shows the ladder: per reason, which contacts would
/// have been expected in time, what would have been done, and what it would have cost
#[derive(Args)]
pub(crate) struct ReplayArgs {
    /// The strategy folder
    #[arg(long, value_name = "DIR")]
    strategy: PathBuf,
    /// The history: NDJSON (CloudEvents or Segment), a JSON array or CSV, plain, gzip or zstd; `-` for standard
    /// input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the columns of foreign files become events: a file, or the name of one in the strategy's maps/
    #[arg(long)]
    map: Option<PathBuf>,
    /// Count from here on: a date (from its first instant) or an RFC 3339 timestamp
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Count up to here: a date (to its last instant) or a timestamp
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The last instant at which contacts could be seen; what is expected beyond it stays open
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Print one JSON document instead of the table
    #[arg(long)]
    json: bool,
    /// Write every decision with its why to this file, one line of JSON each
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Set a second strategy beside the first
    #[arg(long, value_name = "DIR", conflicts_with = "decisions")]
    compare: Option<PathBuf>,
}

impl ReplayArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let strategy = strategy_folder::load(&self.strategy)?;
        let map = self.map.as_deref().map(|map| strategy_folder::map(map, &self.strategy)).transpose()?;
        if let Some(out) = &self.decisions {
            history_file::keep_apart(out, &self.files)?;
        }
        if let (Some(once), Some(_)) = (history_file::read_once(&self.files), &self.compare) {
            bail!("{} can be read only once, and comparing reads it twice; put it in a file", once.display());
        }
        let first = self.replay(&strategy, map.as_ref())?;
        let Some(other) = &self.compare else {
            return self.show(&first);
        };
        let second = self.replay(&strategy_folder::load(other)?, map.as_ref())?;
        if self.json {
            print_json(&[&first, &second])?;
        } else {
            let names = [name(&self.strategy), name(other)];
            let names = [names[0].as_str(), names[1].as_str()];
            let names = names.map(shown);
            let table = ladder::compare(&first, &second, [&names[0], &names[1]]);
            writeln!(std::io::stdout(), "{table}")?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, report: &Report) -> anyhow::Result<ExitCode> {
        if self.json {
            print_json(report)?;
        } else {
            let width = width();
            let (table, deeds) = (ladder::table(report), ladder::deeds(report, width));
            writeln!(std::io::stdout(), "{table}\n\n{deeds}\n{}", ladder::closing(report, width))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// One replay.
    fn replay(&self, strategy: &Arc<Strategy>, map: Option<&Arc<Map>>) -> anyhow::Result<Report> {
        history_file::in_order(&self.files, |order| self.attempt(strategy, map, order))
    }

    fn attempt(
        &self,
        strategy: &Arc<Strategy>,
        map: Option<&Arc<Map>>,
        order: Order,
    ) -> anyhow::Result<Result<Report, HistoryError>> {
        let period = self.period(strategy)?;
        let mut decisions = self.decisions.as_deref().map(create).transpose()?;
        let sources = self
            .files
            .iter()
            .map(|file| history_file::open(file, map))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let progress = Progress::new(history_file::size(&self.files), !self.json);
        let reader = Arc::clone(strategy);
        let options = Options { order, ..Options::default() };
        let mut history = History::open(sources, options, move |event| prepare(event, &reader));
        let sink = decisions.as_mut().map(|file| file as &mut dyn Write);
        let mut replay = Replay::new(Arc::clone(strategy), period, sink);
        let mut events = 0;
        for batch in &mut history {
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => return Ok(Err(error)),
            };
            events += batch.items.len() as u64;
            replay.take_all(&batch.items).context("the decisions could not be written")?;
            progress.at(batch.bytes_read, events);
        }
        progress.done();
        let lost = history.unreadable();
        let report = replay.finish(lost.0).context("the decisions could not be written")?;
        history_file::say_unreadable(lost);
        for (problem, number) in &report.problems {
            say(format_args!("{number} × {problem}"));
        }
        if let Some(mut file) = decisions {
            file.flush().context("the decisions could not be written")?;
        }
        Ok(Ok(report))
    }

    fn period(&self, strategy: &Strategy) -> anyhow::Result<Period> {
        let start = |text: &String| moment::start(text, &strategy.zone);
        let end = |text: &String| moment::end(text, &strategy.zone);
        Ok(Period {
            from: self.from.as_ref().map(start).transpose()?,
            to: self.to.as_ref().map(end).transpose()?,
            until: self.until.as_ref().map(end).transpose()?,
        })
    }
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 16, file))
}

/// The folder's own name.
fn name(folder: &Path) -> String {
    let last = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    last.unwrap_or_else(|| folder.display().to_string())
}

/// How wide text is set: as wide as the terminal, up to what reads well.
pub(super) fn width() -> usize {
    let columns = console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns));
    columns.clamp(60, 120)
}
