//! Strategies and maps from disk, or what is wrong with them.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use voorzet_channels::tabular::Map;
use voorzet_domain::strategy::model::Strategy;

use crate::folder;
use crate::say::say;

/// A strategy that is in order. Its errors go to standard error.
pub(crate) fn load(dir: &Path) -> anyhow::Result<Arc<Strategy>> {
    let folder = folder::read(dir)?;
    let loaded = voorzet_domain::strategy::load(&folder.files);
    match loaded.strategy {
        Some(strategy) if folder.errors.is_empty() => Ok(Arc::new(strategy)),
        _ => {
            for error in folder.errors.iter().chain(&loaded.errors) {
                say(error);
            }
            let errors = folder.errors.len() + loaded.errors.len();
            bail!("the strategy in {} has {}", dir.display(), number(errors))
        }
    }
}

/// A map by its path, or by its name in the strategy's maps/.
pub(crate) fn map(name: &Path, strategy: &Path) -> anyhow::Result<Arc<Map>> {
    let inside = strategy.join("maps").join(name).with_extension("toml");
    let path = if name.is_file() { name.to_path_buf() } else { inside };
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("there is no map {} and none in {}", name.display(), path.display()))?;
    match Map::parse(&path.display().to_string(), &text) {
        Ok(map) => Ok(Arc::new(map)),
        Err(problems) => {
            for problem in &problems {
                say(problem);
            }
            bail!("the map {} has {}", path.display(), number(problems.len()))
        }
    }
}

fn number(errors: usize) -> String {
    if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") }
}
