//! `voorzet source`: who may send events.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use voorzet_store::{Store, Writer};

use super::{On, options, print_json};
use crate::api::Done;
use crate::api::source::{NewKey, NewSource, ShownSources};
use crate::intake::source::{self, SourceRecord};
use crate::intake::volume::Volumes;
use crate::running::{Running, part, reader};
use crate::serve::clock;

/// Who may send events: each source has a write key of its own
#[derive(Args)]
pub(crate) struct SourceArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Adds a source and prints its write key, this once
    Add {
        /// Its name: small letters, digits, dashes, dots and underscores
        name: String,
        /// How many events a second it may send
        #[arg(long, value_name = "N")]
        events_per_second: Option<u64>,
        /// Take its requests as a whole or not at all
        #[arg(long)]
        strict: bool,
        #[command(flatten)]
        on: On,
    },
    /// Lists the sources
    List {
        #[command(flatten)]
        on: On,
    },
    /// Removes a source: its key is worth nothing from then on
    Remove {
        /// Its name
        name: String,
        #[command(flatten)]
        on: On,
    },
}

impl SourceArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.action {
            Action::Add { name, events_per_second, strict, on } => {
                let new = NewSource { name, events_per_second, strict: strict.then_some(true) };
                let key = add(&on.data, &new)?;
                if on.json {
                    print_json(&key)?;
                } else {
                    writeln!(std::io::stdout(), "{}", key.key)?;
                }
            }
            Action::List { on } => list(&on)?,
            Action::Remove { name, on } => {
                remove(&on.data, &name)?;
                if on.json {
                    print_json(&Done::YES)?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn add(folder: &Path, new: &NewSource) -> anyhow::Result<NewKey> {
    match Running::on(folder) {
        Some(running) => running.post("/api/sources", new),
        None => change(folder, |records| new.add(records)),
    }
}

fn remove(folder: &Path, name: &str) -> anyhow::Result<()> {
    if let Some(running) = Running::on(folder) {
        return running.delete::<Done>(&format!("/api/sources/{}", part(name))).map(drop);
    }
    Store::at(folder)?;
    change(folder, |records| {
        let before = records.len();
        records.retain(|record| record.name != name);
        if records.len() == before {
            bail!("there is no source `{name}`");
        }
        Ok(())
    })
}

fn list(on: &On) -> anyhow::Result<()> {
    let disk = reader(&on.data)?;
    let records = source::read(disk.meta(source::KEPT_AS)?.as_deref())?;
    let (volumes, quarantined) = (Volumes::load(&disk)?, disk.quarantine_counts()?);
    let sources = ShownSources::of(records, &volumes, &quarantined, clock::now());
    if on.json {
        return print_json(&sources);
    }
    let mut out = std::io::stdout().lock();
    for source in sources.sources {
        let rate = source.events_per_second.map(|rate| format!("  {rate} events a second"));
        let strict = source.strict.filter(|strict| *strict).map(|_| "  strict");
        writeln!(out, "{}{}{}", source.name, rate.unwrap_or_default(), strict.unwrap_or_default())?;
    }
    Ok(())
}

/// Changes the sources of a store on which no server runs.
fn change<T>(
    folder: &Path,
    change: impl FnOnce(&mut Vec<SourceRecord>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut writer: Writer = Store::open(folder, &options()?)?.writer;
    let mut records = source::read(writer.read().meta(source::KEPT_AS)?.as_deref())?;
    let done = change(&mut records)?;
    writer.set_meta(source::KEPT_AS, &serde_json::to_string(&records)?)?;
    Ok(done)
}
