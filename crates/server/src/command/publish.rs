//! `voorzet publish`: to decide by this strategy from now on.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use voorzet_store::OpenError;

use super::{DATA, ask, print_json};
use crate::api::strategy::{Publication, Published};
use crate::folder;
use crate::strategy_folder;

/// Publishes a strategy folder: it decides from then on. Nothing happens when it is what is in force already
#[derive(Args)]
pub(crate) struct Publish {
    /// The strategy folder
    #[arg(value_name = "DIR")]
    strategy: PathBuf,
    /// What is to be said of it
    #[arg(long, default_value = "")]
    note: String,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Publish {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let publication = publication(&self.strategy, &self.note)?;
        let published: Published = ask(
            &self.data,
            |running| running.post("/api/strategy", &publication),
            publication.clone().command(),
            Published::of,
        )?;
        if self.json {
            print_json(&published)?;
        } else {
            writeln!(std::io::stdout(), "{}", told(&published))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What came of it, in a line.
pub(crate) fn told(published: &Published) -> String {
    match (published.number, &published.version) {
        (Some(number), Some(version)) => format!("publication {number}, version {version}"),
        _ => "it is in force already".to_owned(),
    }
}

/// The strategy of a folder, ready to be published. Its errors go to standard error.
pub(crate) fn publication(dir: &Path, note: &str) -> anyhow::Result<Publication> {
    strategy_folder::load(dir)?;
    let files = folder::read(dir)?.files.into_iter().map(|file| (file.path, file.text)).collect();
    let by = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    Ok(Publication { files, by, note: note.to_owned() })
}

/// Why a store cannot be opened, and what to do about it when a server runs on it.
pub(crate) fn stopped(error: OpenError) -> anyhow::Error {
    let in_use = matches!(error, OpenError::InUse { .. });
    let error = anyhow::Error::new(error);
    if in_use { error.context("stop the server first") } else { error }
}
