//! `voorzet import`: history put into the store. Nothing of it is sent.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use voorzet_channels::door;
use voorzet_channels::tabular::Map;
use voorzet_engine::deliver::Routes;
use voorzet_engine::history::{History, Options, Order, Unreadable};
use voorzet_engine::import::{Import, Totals};
use voorzet_engine::live::{Core, Settings};
use voorzet_store::Store;
use voorzet_store::entry::Incoming;
use xxhash_rust::xxh3::Xxh3Default;

use super::publish::{publication, stopped};
use super::{DATA, options, print_json};
use crate::configuration::Configuration;
use crate::history_file;
use crate::intake::source::FIRST;
use crate::progress::Progress;
use crate::say::say;
use crate::serve::{clock, core};
use crate::strategy_folder;

/// How many lines that cannot be read are put in quarantine one by one; beyond that they are counted.
const KEPT: usize = 10_000;

/// How many of them are shown as text.
const SHOWN: usize = 20;

/// Puts a history into the store and decides on it in virtual time; nothing is sent. What was broken off goes on
/// where it was
#[derive(Args)]
pub(crate) struct ImportArgs {
    /// The history: NDJSON (CloudEvents or Segment), a JSON array or CSV, plain, gzip or zstd; `-` for standard
    /// input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the columns of foreign files become events: a file, or the name of one in the strategy's maps/
    #[arg(long)]
    map: Option<PathBuf>,
    /// Publish this strategy folder first, when it differs from what is published
    #[arg(long, value_name = "DIR")]
    strategy: Option<PathBuf>,
    /// The source in whose name it is told; the same events sent live by it are repeats
    #[arg(long, value_name = "NAME", default_value = FIRST)]
    source: String,
    /// The folder with everything that is kept; no server may run on it
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What came of it.
#[derive(Serialize)]
struct Came {
    /// Events and lines that are none.
    read: u64,
    /// Events that are new.
    new: u64,
    /// Events that were here before.
    repeated: u64,
    /// Lines that cannot be read.
    quarantined: u64,
    /// These lines, up to [`KEPT`].
    problems: Vec<Trouble>,
}

/// A line that cannot be read.
#[derive(Serialize)]
struct Trouble {
    line: u64,
    reason: String,
}

impl ImportArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let beside = self.strategy.clone().unwrap_or_default();
        let map = self.map.as_deref().map(|map| strategy_folder::map(map, &beside)).transpose()?;
        let publication =
            self.strategy.as_deref().map(|dir| publication(dir, "with an import")).transpose()?;
        let sources = self
            .files
            .iter()
            .map(|file| history_file::open(file, map.as_ref()))
            .collect::<anyhow::Result<_>>()?;
        let opened = Store::open(&self.data, &options()?).map_err(stopped)?;
        let configuration = Configuration::load(&self.data, None, &[])?;
        let settings = core::settings(&configuration.engine, Routes::default())?;
        let now = clock::now();
        let core = Core::open(opened.writer, Settings { history: true, ..settings }, now)?;
        let mut import = Import::begin(core, &opened.store.reader()?, &self.name(map.as_deref()), now)?;
        if import.known() > 0 && !self.json {
            say(format_args!("goes on after {} events that are in the store already", import.known()));
        }
        if let Some(publication) = publication {
            import.publish(publication.command())??;
        }
        let by = self.source.clone();
        let reading = Options {
            order: Order::Sort,
            keep_unreadable: KEPT,
            directory: self.data.clone(),
            ..Options::default()
        };
        let mut history = History::open(sources, reading, move |event| door::of_file(event, &by));
        let size = self.files.iter().filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum();
        let progress = Progress::new(size, !self.json);
        let mut events = 0;
        for batch in &mut history {
            let batch = batch?;
            events += batch.items.len() as u64;
            import.take(batch.items.into_iter().map(|(_, event)| event)).map_err(refused)?;
            progress.at(batch.bytes_read, events);
        }
        progress.done();
        let (lost, first) = history.unreadable();
        let totals = import.finish(self.unreadable(first), lost).map_err(refused)?;
        self.show(&totals, first)?;
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, totals: &Totals, unreadable: &[Unreadable]) -> anyhow::Result<()> {
        let trouble = |item: &Unreadable| Trouble { line: item.line, reason: item.reason.clone() };
        let came = Came {
            read: totals.events + totals.quarantined,
            new: totals.new,
            repeated: totals.repeated,
            quarantined: totals.quarantined,
            problems: unreadable.iter().map(trouble).collect(),
        };
        if self.json {
            return print_json(&came);
        }
        for problem in unreadable.iter().take(SHOWN) {
            say(problem);
        }
        let Came { read, new, repeated, quarantined, .. } = came;
        writeln!(
            std::io::stdout(),
            "{read} read: {new} new, {repeated} repeated, {quarantined} quarantined{}",
            if quarantined > 0 { "; see them with: voorzet quarantine" } else { "" }
        )?;
        Ok(())
    }

    /// What could not be read, for quarantine, where a line can be mended. A row of a table is mended in its file.
    fn unreadable(&self, first: &[Unreadable]) -> Vec<Incoming> {
        let item = |item: &Unreadable| Incoming::Unreadable {
            source: self.source.as_str().into(),
            door: item.source.as_ref().into(),
            body: item.text.clone(),
            problem: format!("line {}: {}", item.line, item.reason),
        };
        first.iter().map(item).collect()
    }

    /// A name that only the same import has: the files by place and size, the map, the source.
    fn name(&self, map: Option<&Map>) -> String {
        let mut hash = Xxh3Default::new();
        let mut add = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        add(self.source.as_bytes());
        add(if map.is_some() {
            self.map.as_deref().unwrap_or(Path::new("")).as_os_str().as_encoded_bytes()
        } else {
            b""
        });
        for file in &self.files {
            let place = std::fs::canonicalize(file).unwrap_or_else(|_| file.clone());
            add(place.as_os_str().as_encoded_bytes());
            add(&file.metadata().map_or(0, |meta| meta.len()).to_le_bytes());
        }
        if history_file::read_once(&self.files).is_some() {
            // What can be read only once begins anew; what is in the store already is a repeat.
            add(&clock::now().as_micros().to_le_bytes());
        }
        format!("{:032x}", hash.digest128())
    }
}

fn refused(refused: voorzet_engine::live::Refused) -> anyhow::Error {
    anyhow::Error::new(refused.problem)
        .context("the store refuses; what was imported so far is kept, run it again")
}
