//! The files of a history as they are named on the command line.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use voorzet_channels::tabular::Map;
use voorzet_engine::history::Source;

/// Opens one; `-` is standard input.
pub(crate) fn open(path: &Path, map: Option<&Arc<Map>>) -> anyhow::Result<Source> {
    let source = if is_standard_input(path) {
        Source::new("standard input", std::io::stdin())
    } else {
        let file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        Source::new(path.display().to_string(), file)
    };
    Ok(match map {
        Some(map) => source.with_map(Arc::clone(map)),
        None => source,
    })
}

/// The first that can be read only once: standard input, a pipe, a terminal.
pub(crate) fn read_once(files: &[PathBuf]) -> Option<&Path> {
    let once = |path: &Path| is_standard_input(path) || path.metadata().is_ok_and(|meta| !meta.is_file());
    files.iter().map(PathBuf::as_path).find(|path| once(path))
}

/// Refuses to write over a file that is to be read.
pub(crate) fn keep_apart<'a>(out: &Path, read: impl IntoIterator<Item = &'a PathBuf>) -> anyhow::Result<()> {
    // A pipe or a device is not lost by writing to it.
    let Ok(out_file) = fs::canonicalize(out) else { return Ok(()) };
    if !out_file.is_file() {
        return Ok(());
    }
    for file in read {
        if fs::canonicalize(file).is_ok_and(|file| is_same(&file, &out_file)) {
            bail!("{} would be written over {}, which is to be read", out.display(), file.display());
        }
    }
    Ok(())
}

/// Whether two paths without links lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // Also by two names of equal right.
        if let (Ok(one), Ok(other)) = (one.metadata(), other.metadata()) {
            return (one.dev(), one.ino()) == (other.dev(), other.ino());
        }
    }
    one == other
}

fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}
