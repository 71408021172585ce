//! `voorzet backup` and `voorzet restore`: a copy of everything, and its way back.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use voorzet_store::Store;
use voorzet_store::backup::restore;

use super::DATA;

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
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        restore(&self.file, &self.data, self.replace)?;
        Ok(ExitCode::SUCCESS)
    }
}
