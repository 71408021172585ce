//! `voorzet backup` and `voorzet restore`: a copy of everything, and its way back.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use voorzet_store::Store;
use voorzet_store::backup::restore;

use super::DATA;
use crate::say::say;

/// Copies everything that is kept into one file, also while the server runs
#[derive(Args)]
pub(crate) struct Backup {
    /// The file, which must not exist
    file: PathBuf,
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
}

/// Puts a copy made by `voorzet backup` into a data folder
#[derive(Args)]
pub(crate) struct Restore {
    /// The copy
    file: PathBuf,
    /// The folder to put it in
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Put it in the place of the store that is there
    #[arg(long)]
    replace: bool,
}

impl Backup {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        Store::at(&self.data)?.backup(&self.file)?;
        let megabytes = self.file.metadata()?.len().div_ceil(1_000_000);
        say(format_args!("copied to {} ({megabytes} MB)", self.file.display()));
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        restore(&self.file, &self.data, self.replace)?;
        say(format_args!("restored into {}; go on with: voorzet serve", self.data.display()));
        Ok(ExitCode::SUCCESS)
    }
}
