//! The files of a history as they are named on the command line.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use voorzet_channels::tabular::Map;
use voorzet_engine::history::{HistoryError, Order, Source, Unreadable};

use crate::say::say;

/// How many unreadable lines are shown one by one.
const SHOWN: usize = 20;

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

/// Reads files as they stand. When one turns out not to be in the order of time, they are sorted on disk, from the start;
/// what can be read only once is sorted anyway.
pub(crate) fn in_order<T>(
    files: &[PathBuf],
    mut attempt: impl FnMut(Order) -> anyhow::Result<Result<T, HistoryError>>,
) -> anyhow::Result<T> {
    if read_once(files).is_some() {
        return Ok(attempt(Order::Sort)??);
    }
    match attempt(Order::Refuse)? {
        Ok(read) => Ok(read),
        Err(HistoryError::OutOfOrder { origin, line, .. }) => {
            say(format_args!("{origin}: line {line} is earlier than the one before; sorting by time first"));
            Ok(attempt(Order::Sort)??)
        }
        Err(error) => Err(error.into()),
    }
}

/// How many bytes files are, as far as that is known.
pub(crate) fn size(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum()
}

/// Says what could not be read, the first of it by line.
pub(crate) fn say_unreadable((lost, first): (u64, &[Unreadable])) {
    for problem in first.iter().take(SHOWN) {
        say(problem);
    }
    let shown = first.len().min(SHOWN) as u64;
    if lost > shown {
        say(format_args!("and {} more lines that cannot be read", lost - shown));
    }
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
