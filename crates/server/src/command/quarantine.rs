//! `voorzet quarantine`: what could not be read.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use comfy_table::{Table, presets};
use voorzet_engine::live::Command;
use voorzet_store::Store;
use voorzet_store::entry::Incoming;
use voorzet_store::quarantine::Quarantined;

use super::{DATA, ask, options, print_json};
use crate::api::Done;
use crate::api::quarantine::{InQuarantine, ShownItem};
use crate::intake::again;
use crate::running::{Running, reader};
use crate::say::shown;
use crate::serve::clock;

/// What could not be read: lists it, shows one, tries to read one again, or puts one away
#[derive(Args)]
pub(crate) struct QuarantineArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: List,
}

#[derive(Subcommand)]
enum Action {
    /// Lists it, newest first
    List(List),
    /// Shows one with what it was
    Show(One),
    /// Tries to read one again
    Retry(One),
    /// Puts one away for good
    Drop(One),
    /// Tries again to decide on an event that could not be decided on
    Decide(Entry),
}

#[derive(Args)]
struct List {
    /// At most so many
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct One {
    /// Its number
    number: i64,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Entry {
    /// Its position in the log
    position: i64,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl QuarantineArgs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self.action {
            None => self.list.run()?,
            Some(Action::List(list)) => list.run()?,
            Some(Action::Show(one)) => one.show()?,
            Some(Action::Retry(one)) => one.retry()?,
            Some(Action::Drop(one)) => one.put_away()?,
            Some(Action::Decide(entry)) => entry.decide()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(&self) -> anyhow::Result<()> {
        let items = InQuarantine::read(&reader(&self.data)?, i64::MAX, self.limit)?;
        if self.json {
            return print_json(&items);
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(["number", "at", "source", "door", "tries", "problem"]);
        for item in &items.items {
            let (number, tries) = (item.number.to_string(), item.tries.to_string());
            let row = [&number, &item.at, &item.source, &item.door, &tries, &item.problem];
            table.add_row(row.map(|text| shown(text).into_owned()));
        }
        let mut out = std::io::stdout().lock();
        writeln!(out, "{table}")?;
        for entry in &items.undecided {
            let problem = shown(&entry.problem);
            writeln!(
                out,
                "not decided on after {} tries: position {}: {problem}",
                entry.tries, entry.position
            )?;
        }
        Ok(())
    }
}

impl One {
    fn show(&self) -> anyhow::Result<()> {
        print_json(&ShownItem::of(self.item()?))
    }

    fn retry(&self) -> anyhow::Result<()> {
        if let Some(running) = Running::on(&self.data) {
            return self.told(&running.post(&format!("/api/quarantine/{}/retry", self.number), &())?);
        }
        let (incoming, problem) = again::read(&self.item()?);
        self.keep(&incoming)?;
        match problem {
            None => self.told(&Done::YES),
            Some(problem) => Err(anyhow::anyhow!(problem)),
        }
    }

    fn put_away(&self) -> anyhow::Result<()> {
        if let Some(running) = Running::on(&self.data) {
            return self.told(&running.delete(&format!("/api/quarantine/{}", self.number))?);
        }
        self.item()?;
        self.keep(&again::put_away(self.number))?;
        self.told(&Done::YES)
    }

    fn item(&self) -> anyhow::Result<Quarantined> {
        let item = reader(&self.data)?.quarantined(self.number)?;
        item.with_context(|| format!("nothing is in quarantine under {}", self.number))
    }

    fn keep(&self, incoming: &[Incoming]) -> anyhow::Result<()> {
        let mut writer = Store::open(&self.data, &options()?)?.writer;
        writer.commit(clock::now(), incoming, None)?;
        Ok(())
    }

    fn told(&self, done: &Done) -> anyhow::Result<()> {
        if self.json { print_json(done) } else { Ok(()) }
    }
}

impl Entry {
    fn decide(&self) -> anyhow::Result<()> {
        let path = format!("/api/undecided/{}/retry", self.position);
        let command = Command::RetryQuarantined(self.position);
        let done: Done = ask(&self.data, |running| running.post(&path, &()), command, |_| Done::YES)?;
        if self.json { print_json(&done) } else { Ok(()) }
    }
}
