//! Copies of a store, made while it runs, and their way back.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{OpenError, StoreError};
use crate::store::{FILE, Lock};
use crate::{migration, sqlite};

/// Copies what a connection sees at one moment into a file, and returns when that is on disk. A file that is
/// there already keeps its name until then.
pub(crate) fn copy(connection: &Connection, to: &Path) -> Result<(), OpenError> {
    let part = with_ending(to, "part");
    remove(&part)?;
    sqlite::copy(connection, &part)?;
    settle(&part, to)
}

/// Puts a copy into a folder, after checking that it is whole and that this program knows its version. A store
/// that is there already is left alone unless `replace`.
pub fn restore(from: &Path, folder: &Path, replace: bool) -> Result<(), OpenError> {
    if !from.is_file() {
        return Err(OpenError::Missing(from.to_owned()));
    }
    let lock = Lock::take(folder)?;
    let file = folder.join(FILE);
    if file.exists() && !replace {
        return Err(OpenError::Taken(folder.to_owned()));
    }
    let part = with_ending(&file, "part");
    remove(&part)?;
    std::fs::copy(from, &part).map_err(|error| OpenError::Folder { folder: part.clone(), error })?;
    let checked = sqlite::check_copy(&part)?;
    if checked == 0 {
        return Err(StoreError::Damaged("there is nothing in it".to_owned()).into());
    }
    if checked > migration::CURRENT {
        return Err(OpenError::Newer { folder: from.to_owned(), found: checked, known: migration::CURRENT });
    }
    // What the store that goes had not folded in yet must not reach the one that comes.
    for ending in ["wal", "shm"] {
        remove(&folder.join(format!("{FILE}-{ending}")))?;
    }
    settle(&part, &file)?;
    drop(lock);
    Ok(())
}

/// Gives a file that is complete its name, so that both are on disk.
fn settle(part: &Path, to: &Path) -> Result<(), OpenError> {
    let trouble = |error| OpenError::Folder { folder: to.to_owned(), error };
    File::open(part).and_then(|file| file.sync_all()).map_err(trouble)?;
    std::fs::rename(part, to).map_err(trouble)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(trouble)
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn remove(file: &Path) -> Result<(), OpenError> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(OpenError::Folder { folder: file.to_owned(), error })
        }
        _ => Ok(()),
    }
}
