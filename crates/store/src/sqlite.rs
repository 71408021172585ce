//! What must differ between databases: how a file is opened and tuned, which errors mean what, the version of
//! a store, copies of it. Everything else is in `sql`, in words that all of them share.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};

use crate::error::StoreError;
use crate::store::Vfs;

/// How many kibibytes of pages the writing connection keeps.
const WRITER_CACHE: i64 = 65_536;

/// How many kibibytes of pages a reading connection keeps.
const READER_CACHE: i64 = 8_192;

/// How many pages of the write-ahead log make a commit fold it into the file.
const CHECKPOINT_PAGES: i64 = 4_096;

/// The same on a simulated disk: so few that tests go through it often.
const SIMULATED_CHECKPOINT_PAGES: i64 = 100;

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 128;

/// Opens the file for writing, making it when it is not there.
pub(crate) fn open_writer(file: &Path, vfs: Option<Vfs>) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = connect(file, flags, vfs)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    if vfs.is_some() {
        // A disk that is not the system's has no memory to share between connections.
        connection.pragma_update(None, "locking_mode", "exclusive")?;
    }
    for (pragma, value) in [("page_size", 4_096), ("cache_size", -WRITER_CACHE), ("mmap_size", 0)] {
        connection.pragma_update(None, pragma, value)?;
    }
    // `full`, and a new file's first journal is gone for good before anything rests on that: were its deletion
    // forgotten, it would undo everything since.
    connection.pragma_update(None, "synchronous", "extra")?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    let pages = if vfs.is_some() { SIMULATED_CHECKPOINT_PAGES } else { CHECKPOINT_PAGES };
    connection.pragma_update(None, "wal_autocheckpoint", pages)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1_024 * 1_024)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Opens the file for reading only, while another connection writes.
pub(crate) fn open_reader(file: &Path, vfs: Option<Vfs>) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = connect(file, flags, vfs)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "cache_size", -READER_CACHE)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn connect(file: &Path, flags: OpenFlags, vfs: Option<Vfs>) -> Result<Connection, StoreError> {
    Ok(match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(file, flags, vfs.name)?,
        None => Connection::open_with_flags(file, flags)?,
    })
}

/// Does something in one transaction: all of it is on disk, or nothing of it was done.
pub(crate) fn within<T>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    prepare(connection, "BEGIN IMMEDIATE")?.execute([])?;
    let done = work().and_then(|done| {
        prepare(connection, "COMMIT")?.execute([])?;
        Ok(done)
    });
    if done.is_err() && !connection.is_autocommit() {
        // What made it fail is the error to tell. Should this fail too, SQLite undoes it with what comes next.
        let _ = connection.execute_batch("ROLLBACK");
    }
    done
}

/// A statement, prepared once for a connection.
pub(crate) fn prepare<'c>(
    connection: &'c Connection,
    sql: &'static str,
) -> Result<CachedStatement<'c>, StoreError> {
    let statement = connection.prepare_cached(sql)?;
    // SQLite numbers parameters by their first appearance, others by their name: they must be the same.
    #[cfg(debug_assertions)]
    for index in 1..=statement.parameter_count() {
        let name = format!("${index}");
        debug_assert_eq!(statement.parameter_name(index), Some(name.as_str()), "{sql}");
    }
    Ok(statement)
}

/// The version of a store: how many migrations it has had.
pub(crate) fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Says which version a store has, within the transaction that brings it there.
pub(crate) fn set_version(connection: &Connection, version: u32) -> Result<(), StoreError> {
    Ok(connection.pragma_update(None, "user_version", version)?)
}

/// The write-ahead log beside a file.
pub(crate) fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Reads every page and says what is wrong with the first that is.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found)) }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let Some(code) = error.sqlite_error_code() else { return Self::Bug(error.to_string()) };
        match code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OutOfMemory => Self::Disk(error.to_string()),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(error.to_string()),
            _ => Self::Bug(error.to_string()),
        }
    }
}

/// Copies what a connection sees at one moment into a new file.
pub(crate) fn copy(connection: &Connection, to: &Path) -> Result<(), StoreError> {
    let to = to.to_str().ok_or_else(|| StoreError::Bug("the copy's path is not UTF-8".to_owned()))?;
    connection.prepare("VACUUM INTO $1")?.execute([to])?;
    Ok(())
}

/// Checks every page of a copy that nobody uses; tells its version.
pub(crate) fn check_copy(file: &Path) -> Result<u32, StoreError> {
    let connection =
        connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_EXRESCODE, None)?;
    check(&connection)?;
    version(&connection)
}
