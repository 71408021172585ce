//! Strategies and maps from disk, or what is wrong with them.

use std::path::Path;
use std::sync::Arc;

use anyhow::bail;
use voorzet_domain::strategy::model::Strategy;

use crate::folder;

/// A strategy that is in order. Its errors go to standard error.
pub(crate) fn load(dir: &Path) -> anyhow::Result<Arc<Strategy>> {
    let files = folder::read(dir)?;
    let loaded = voorzet_domain::strategy::load(&files);
    match loaded.strategy {
        Some(strategy) => Ok(Arc::new(strategy)),
        None => {
            for error in &loaded.errors {
                eprintln!("{error}");
            }
            bail!("the strategy in {} has {} errors", dir.display(), loaded.errors.len())
        }
    }
}
