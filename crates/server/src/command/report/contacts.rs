//! `voorzet report contacts`: who contacted, how often, about what and by what, and who came back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use jiff::tz::TimeZone;
use voorzet_channels::tabular::Map;
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::history::{History, HistoryError, Options, Order};
use voorzet_engine::replay::Period;
use voorzet_engine::report::contacts::{Gathering, Read, Report, read_store};

use super::contacts_table::{table, words};
use crate::api::period::published;
use crate::command::{DATA, print_json};
use crate::history_file;
use crate::moment;
use crate::progress::Progress;
use crate::running;
use crate::strategy_folder;

/// Counts contacts: unique customers, the share of those who contact most, who came back, by reason and channel
#[derive(Args)]
pub(crate) struct ContactsArgs {
    /// Files to count instead of the store: as for `voorzet replay`; `-` for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the columns of foreign files become events: a file, or the name of one in the strategy's maps/
    #[arg(long)]
    map: Option<PathBuf>,
    /// The strategy whose reasons the files are about; without one, reasons are as they are stated
    #[arg(long, value_name = "DIR")]
    strategy: Option<PathBuf>,
    /// The folder with everything that is kept, whether a server runs on it or not [default: ./voorzet-data]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "map", "strategy"])]
    data: Option<PathBuf>,
    /// How many customers the organisation has, when not all of them were seen
    #[arg(long, value_name = "N")]
    customers: Option<u64>,
    /// Count from here on: a date (from its first instant) or an RFC 3339 timestamp
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Count up to here: a date (to its last instant) or a timestamp
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The last instant at which contacts could be seen; without it, that of the last contact
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Print one JSON document instead of tables
    #[arg(long)]
    json: bool,
}

impl ContactsArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let report = if self.files.is_empty() { self.of_store()? } else { self.of_files()? };
        if self.json {
            print_json(&report)?;
        } else {
            writeln!(std::io::stdout(), "{}\n\n{}", table(&report), words(&report))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn of_store(&self) -> anyhow::Result<Report> {
        if self.map.is_some() || self.strategy.is_some() {
            bail!(
                "a map or a strategy is for files; name a file, or leave it out to count what the store holds"
            );
        }
        let reader = running::reader(self.data.as_deref().unwrap_or(Path::new(DATA)))?;
        let strategy = match reader.latest_strategy()? {
            Some(latest) => match published(&latest.files) {
                Some(strategy) => Some(strategy),
                None => bail!("publication {} cannot be read", latest.number),
            },
            None => None,
        };
        let period = self.period(strategy.as_ref())?;
        Ok(Report::of(&read_store(&reader, strategy.as_ref())?, period, self.customers))
    }

    fn of_files(&self) -> anyhow::Result<Report> {
        let strategy = self.strategy.as_deref().map(strategy_folder::load).transpose()?;
        let beside = self.strategy.as_deref().unwrap_or(Path::new("."));
        let map = self.map.as_deref().map(|map| strategy_folder::map(map, beside)).transpose()?;
        let period = self.period(strategy.as_deref())?;
        history_file::in_order(&self.files, |order| {
            self.attempt(strategy.as_ref(), map.as_ref(), period, order)
        })
    }

    fn attempt(
        &self,
        strategy: Option<&Arc<Strategy>>,
        map: Option<&Arc<Map>>,
        period: Period,
        order: Order,
    ) -> anyhow::Result<Result<Report, HistoryError>> {
        let open = |file: &PathBuf| history_file::open(file, map);
        let sources = self.files.iter().map(open).collect::<anyhow::Result<Vec<_>>>()?;
        let progress = Progress::new(history_file::size(&self.files), !self.json);
        let mut history = History::open(sources, Options { order, ..Options::default() }, Read::of);
        let mut gathering = Gathering::new(strategy.cloned());
        let mut events = 0;
        for batch in &mut history {
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => return Ok(Err(error)),
            };
            events += batch.items.len() as u64;
            for (at, event) in &batch.items {
                gathering.take(*at, event);
            }
            progress.at(batch.bytes_read, events);
        }
        progress.done();
        let lost = history.unreadable();
        history_file::say_unreadable(lost);
        let (contacts, repeated) = gathering.finish();
        let report = Report::of(&contacts, period, self.customers);
        Ok(Ok(Report { repeated, unreadable: lost.0, ..report }))
    }

    fn period(&self, strategy: Option<&Strategy>) -> anyhow::Result<Period> {
        let zone = strategy.map_or(TimeZone::UTC, |strategy| strategy.zone.clone());
        let start = |text: &String| moment::start(text, &zone).context("--from");
        let end = |text: &String, name: &'static str| moment::end(text, &zone).context(name);
        Ok(Period {
            from: self.from.as_ref().map(start).transpose()?,
            to: self.to.as_ref().map(|text| end(text, "--to")).transpose()?,
            until: self.until.as_ref().map(|text| end(text, "--until")).transpose()?,
        })
    }
}
