//! `voorzet rebuild`: the read models, made again from the log.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use jiff::tz::TimeZone;
use serde::Serialize;
use voorzet_engine::projection::rebuild;
use voorzet_store::reader::{Hashed, StateHash};
use voorzet_store::{Reader, Store, Writer};

use super::{DATA, options, print_json};
use crate::api::period::published;
use crate::progress::Progress;

/// Makes the figures again from the log. Nothing is decided again: what was decided is in the log
#[derive(Args)]
pub(crate) struct Rebuild {
    /// Only see whether the figures are what the log says, on a copy
    #[arg(long)]
    check: bool,
    /// The folder with everything that is kept; no server may run on it unless this only checks
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What came of it.
#[derive(Serialize)]
struct Came {
    /// How many entries of the log there are.
    entries: u64,
    /// Whether the figures were what the log says.
    same: bool,
    /// The hash of all figures before and after.
    before: String,
    after: String,
}

impl Rebuild {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let came = if self.check { self.check()? } else { self.again(&self.data)? };
        if self.json {
            print_json(&came)?;
        } else {
            let verdict = match (came.same, self.check) {
                (true, _) => "the figures are what the log says",
                (false, true) => "the figures are not what the log says; `voorzet rebuild` makes them so",
                (false, false) => "the figures were not what the log says, and are now",
            };
            writeln!(std::io::stdout(), "{} entries: {verdict}", came.entries)?;
        }
        Ok(if self.check && !came.same { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// Rebuilds a copy beside the original.
    fn check(&self) -> anyhow::Result<Came> {
        let copy = tempfile::tempdir_in(&self.data)
            .with_context(|| format!("there is no room for a copy in {}", self.data.display()))?;
        Store::at(&self.data)?.backup(&copy.path().join(voorzet_store::store::FILE))?;
        self.again(copy.path())
    }

    fn again(&self, folder: &Path) -> anyhow::Result<Came> {
        Store::at(folder)?;
        let mut writer: Writer = Store::open(folder, &options()?)?.writer;
        let zone = zone(writer.read())?;
        let before = writer.read().hash(Hashed::ReadModels)?;
        let progress = Progress::new(writer.read().last()?.0.0.unsigned_abs(), !self.json);
        let mut folded = 0;
        let rebuilt = rebuild(&mut writer, &zone, &mut |at, _| {
            folded = at.0.unsigned_abs();
            progress.at(folded, folded);
        });
        progress.done();
        let rebuilt = rebuilt?;
        let after: StateHash = writer.read().hash(Hashed::ReadModels)?;
        let same = before == after;
        Ok(Came { entries: rebuilt.entries, same, before: before.to_string(), after: after.to_string() })
    }
}

/// The organisation's zone, by the strategy in force.
fn zone(disk: &Reader) -> anyhow::Result<TimeZone> {
    let Some(latest) = disk.latest_strategy()? else { return Ok(TimeZone::UTC) };
    match published(&latest.files) {
        Some(strategy) => Ok(strategy.zone),
        None => bail!("publication {} cannot be read", latest.number),
    }
}
