//! The commands of `voorzet`, one file each.

mod backup;
mod check;
mod import;
mod outbox;
mod publish;
mod quarantine;
mod rebuild;
mod replay;
mod report;
mod serve;
mod source;
mod standin;
mod user;
mod world;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde::Serialize;
use voorzet_engine::live::{Answer, CommandError};

use crate::running::Running;
use crate::say::say;
use crate::serve::clock;

/// The data folder when none is named.
const DATA: &str = "./voorzet-data";

/// On what a command works, and how it answers.
#[derive(Args)]
struct On {
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Checks a strategy folder and prints its errors, or a one-screen summary
    Check(check::Check),
    Replay(replay::ReplayArgs),
    Report(report::ReportArgs),
    World(world::WorldArgs),
    Standin(standin::StandinArgs),
    Serve(serve::Serve),
    Import(import::ImportArgs),
    Source(source::SourceArgs),
    User(user::UserArgs),
    Publish(publish::Publish),
    Outbox(outbox::OutboxArgs),
    Quarantine(quarantine::QuarantineArgs),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Rebuild(rebuild::Rebuild),
}

impl Command {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Check(check) => check.run(),
            Self::Replay(replay) => replay.run(),
            Self::Report(report) => report.run(),
            Self::World(world) => world.run(),
            Self::Standin(standin) => standin.run(),
            Self::Serve(serve) => serve.run(),
            Self::Import(import) => import.run(),
            Self::Source(source) => source.run(),
            Self::User(user) => user.run(),
            Self::Publish(publish) => publish.run(),
            Self::Outbox(outbox) => outbox.run(),
            Self::Quarantine(quarantine) => quarantine.run(),
            Self::Backup(backup) => backup.run(),
            Self::Restore(restore) => restore.run(),
            Self::Rebuild(rebuild) => rebuild.run(),
        }
    }
}

/// How a store is opened now.
pub(crate) fn options() -> anyhow::Result<voorzet_store::Options> {
    let seed = getrandom::u64().map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(voorzet_store::Options { now: clock::now(), seed, vfs: None })
}

/// Has something done: by the server that runs on a data folder, or else right here.
fn ask<T>(
    folder: &Path,
    running: impl FnOnce(&Running) -> anyhow::Result<T>,
    command: voorzet_engine::live::Command,
    answer: impl FnOnce(Answer) -> T,
) -> anyhow::Result<T> {
    if let Some(server) = Running::on(folder) {
        return running(&server);
    }
    match crate::serve::core::once(folder, command)? {
        Ok(came) => Ok(answer(came)),
        Err(CommandError::Strategy(mistakes)) => {
            for mistake in &mistakes {
                say(mistake);
            }
            bail!("the strategy has errors")
        }
        Err(error) => Err(error.into()),
    }
}

fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}
