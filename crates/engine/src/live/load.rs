//! What is remembered is loaded from the store: who is who, assets, incidents, open cases. That may take seconds, and meanwhile
//! what comes in is put in the log; so it can be done on another thread.

use voorzet_domain::asset::Assets;
use voorzet_domain::customer::Directory;
use voorzet_domain::incident::Incidents;
use voorzet_store::error::StoreError;
use voorzet_store::reader::Reader;

use crate::desk::Desk;
use crate::effects::Ledger;

/// Loads what is remembered.
#[derive(Debug)]
pub struct Loader {
    seed: u64,
}

/// What was loaded.
pub struct Loaded {
    pub(super) directory: Directory,
    pub(super) assets: Assets,
    pub(super) incidents: Incidents,
    pub(super) desk: Desk,
    pub(super) ledger: Ledger,
}

impl Loader {
    pub(super) const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Loads it, from any reader of the core's store.
    pub fn load(&self, disk: &Reader) -> Result<Loaded, StoreError> {
        disk.at_once(|disk| {
            let (directory, assets) = (disk.directory(self.seed)?, disk.assets(self.seed)?);
            let (desk, ledger) = (Desk::load(disk)?, Ledger::load(disk)?);
            Ok(Loaded { directory, assets, incidents: disk.incidents()?, desk, ledger })
        })
    }
}
