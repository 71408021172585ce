//! A strategy folder as the domain takes it: paths and texts.

use std::path::Path;

use anyhow::{Context, bail};
use voorzet_domain::strategy::File;

/// The largest file that is read; a strategy is written by hand.
const LARGEST: u64 = 1 << 20;

/// Reads the files that belong to a strategy: TOML and Markdown at its top and in its known subfolders.
pub(crate) fn read(dir: &Path) -> anyhow::Result<Vec<File>> {
    if !dir.is_dir() {
        bail!("there is no folder {}", dir.display());
    }
    if !dir.join("strategy.toml").is_file() {
        bail!("{} holds no strategy.toml, so it is no strategy folder", dir.display());
    }
    let mut files = Vec::new();
    for name in ["strategy.toml", "events.toml"] {
        take(dir, name, &mut files)?;
    }
    for (folder, ending) in [("reasons", ".toml"), ("messages", ".md"), ("answers", ".md")] {
        let Ok(entries) = std::fs::read_dir(dir.join(folder)) else { continue };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(ending) && !name.starts_with('.'))
            .collect();
        names.sort_unstable();
        for name in names {
            take(dir, &format!("{folder}/{name}"), &mut files)?;
        }
    }
    Ok(files)
}

fn take(dir: &Path, name: &str, files: &mut Vec<File>) -> anyhow::Result<()> {
    let path = dir.join(name);
    let Ok(meta) = path.metadata() else { return Ok(()) };
    if meta.len() > LARGEST {
        bail!("{} is larger than a megabyte, so it is no file written by hand", path.display());
    }
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let Ok(text) = String::from_utf8(bytes) else {
        bail!("{} is not UTF-8 text", path.display());
    };
    files.push(File { path: name.to_owned(), text });
    Ok(())
}
