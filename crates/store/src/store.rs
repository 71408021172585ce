//! A store on disk: a folder with one file that holds everything.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use voorzet_domain::time::Timestamp;

use crate::checkpoint::Checkpointer;
use crate::error::{OpenError, StoreError};
use crate::reader::Reader;
use crate::seen::{KEPT, Seen};
use crate::writer::{Head, NEXT_QUARANTINED, Writer};
use crate::{backup, migration, sql, sqlite};

/// The name of the file in the folder.
pub const FILE: &str = "voorzet.db";

/// The name of the file that is locked while somebody writes.
const LOCK: &str = "voorzet.lock";

/// The name under which the key of the repeats' hash is kept.
pub(crate) const SEEN_KEY: &str = "seen.key";

/// What a store is opened with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The present.
    pub now: Timestamp,
    /// Drawn at random; a new store keeps it as the key by which it knows repeats.
    pub seed: u64,
    /// How SQLite comes to the disk, when it is not the system's own.
    pub vfs: Option<Vfs>,
}

/// Another disk than the system's.
#[derive(Clone, Copy, Debug)]
pub struct Vfs {
    /// What SQLite calls the way to it.
    pub(crate) name: &'static str,
    /// Writes all of a file again, if it is there, and syncs it.
    pub(crate) rewrite: fn(&Path) -> std::io::Result<()>,
}

/// A store, to read from it and copy it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
    vfs: Option<Vfs>,
}

/// A store that was opened for writing.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Its writing end.
    pub writer: Writer,
    /// What was done to it first.
    pub upgrade: Option<Upgrade>,
}

/// What was done to a store of an earlier version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The version that it had; 0 when it was made.
    pub from: u32,
    /// The version that it has.
    pub to: u32,
    /// The copy of what it was, when there was something.
    pub copy: Option<PathBuf>,
}

impl Store {
    /// Opens the store in a folder for writing, making it when there is none and bringing it to this program's
    /// version when it is older. No other process may write to it until the writer is dropped.
    pub fn open(folder: &Path, options: &Options) -> Result<Opened, OpenError> {
        let store = Self { folder: folder.to_owned(), vfs: options.vfs };
        let lock = if store.vfs.is_none() { Some(Lock::take(folder)?) } else { None };
        // What a sync failed to make safe is read as if it were, and no later sync makes it so.
        let rewrite = store.vfs.map_or(rewrite as fn(&Path) -> std::io::Result<()>, |vfs| vfs.rewrite);
        let log = sqlite::log_of(&store.file());
        rewrite(&log).map_err(|error| OpenError::Folder { folder: log, error })?;
        let connection = sqlite::open_writer(&store.file(), store.vfs)?;
        let from = sqlite::version(&connection)?;
        let to = migration::CURRENT;
        if from > to {
            return Err(OpenError::Newer { folder: folder.to_owned(), found: from, known: to });
        }
        let upgrade = if from < to {
            let copy = if from > 0 && store.vfs.is_none() {
                Some(store.copy_before(&connection, from)?)
            } else {
                None
            };
            migration::run(&connection, from, to)?;
            Some(Upgrade { from, to, copy })
        } else {
            None
        };
        let disk = Reader::new(connection);
        let key = seen_key(&disk, options.seed)?;
        let seen = load_seen(&disk, key, options.now)?;
        let (last, at) = disk.last()?;
        let quarantine = number(&disk, NEXT_QUARANTINED)?.unwrap_or(1);
        let head = Head { last, at, quarantine };
        let checkpointer = if store.vfs.is_none() { Some(store.checkpointer()?) } else { None };
        Ok(Opened { store, writer: Writer::new(disk, seen, head, checkpointer, lock), upgrade })
    }

    /// The store in a folder, to be read only; whether somebody writes to it does not matter.
    pub fn at(folder: &Path) -> Result<Self, OpenError> {
        let store = Self { folder: folder.to_owned(), vfs: None };
        if store.file().is_file() { Ok(store) } else { Err(OpenError::Missing(folder.to_owned())) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new reading end.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Ok(Reader::new(sqlite::open_reader(&self.file(), self.vfs)?))
    }

    /// Copies the store as it is at one moment into a new file, while it may be written to. When this returns, the
    /// copy is on disk. A file that is there already is left alone.
    pub fn backup(&self, to: &Path) -> Result<(), OpenError> {
        if to.exists() {
            return Err(OpenError::Taken(to.to_owned()));
        }
        backup::copy(self.reader()?.connection(), to)
    }

    /// The file that holds everything.
    pub fn file(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    fn checkpointer(&self) -> Result<Checkpointer, OpenError> {
        Checkpointer::start(sqlite::open_folder(&self.file())?)
            .map_err(|error| OpenError::Folder { folder: self.folder.clone(), error })
    }

    fn copy_before(&self, connection: &rusqlite::Connection, from: u32) -> Result<PathBuf, OpenError> {
        let copy = self.folder.join(format!("{FILE}.before-{}", from + 1));
        backup::copy(connection, &copy)?;
        Ok(copy)
    }
}

/// Writes all of a file again, if it is there, and syncs it.
fn rewrite(file: &Path) -> std::io::Result<()> {
    let mut file = match OpenOptions::new().read(true).write(true).open(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        file => file?,
    };
    let mut piece = vec![0; 1 << 20];
    let mut offset = 0;
    loop {
        file.seek(SeekFrom::Start(offset))?;
        let read = file.read(&mut piece)?;
        if read == 0 {
            return file.sync_all();
        }
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(&piece[..read])?;
        offset += read as u64;
    }
}

fn number(disk: &Reader, name: &str) -> Result<Option<i64>, StoreError> {
    let Some(text) = disk.meta(name)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| StoreError::Damaged(format!("`{text}` is no {name}")))
}

/// The key by which repeats are known: the store's own, or the seed for one that has none yet.
fn seen_key(disk: &Reader, seed: u64) -> Result<u64, StoreError> {
    if let Some(key) = number(disk, SEEN_KEY)? {
        return Ok(key.cast_unsigned());
    }
    let key = seed.cast_signed().to_string();
    sqlite::prepare(disk.connection(), sql::meta::SET)?.execute((SEEN_KEY, key))?;
    Ok(seed)
}

fn load_seen(disk: &Reader, key: u64, now: Timestamp) -> Result<Seen, StoreError> {
    let mut seen = Seen::new(key);
    disk.each_seen(now.minus(KEPT), |at, sealed, digests| seen.load(at, sealed, digests))?;
    seen.index();
    Ok(seen)
}

/// The lock on a store's folder, held as long as this lives.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    pub(crate) fn take(folder: &Path) -> Result<Self, OpenError> {
        let trouble = |error| OpenError::Folder { folder: folder.to_owned(), error };
        std::fs::create_dir_all(folder).map_err(trouble)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(LOCK))
            .map_err(trouble)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                return Err(OpenError::InUse {
                    folder: folder.to_owned(),
                    holder: holder.trim().parse().ok(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(trouble(error)),
        }
        file.set_len(0).map_err(trouble)?;
        file.rewind().map_err(trouble)?;
        writeln!(file, "{}", std::process::id()).map_err(trouble)?;
        Ok(Self { _file: file })
    }
}
