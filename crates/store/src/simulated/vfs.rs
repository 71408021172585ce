//! How SQLite comes to a simulated disk: one way for all of them, told apart by the first part of the path.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenOptions, Vfs, WalDisabled};

use super::{Disk, State, draw};

/// What SQLite calls it.
const NAME: &str = "simulated";

/// The way to all simulated disks.
pub(super) const VFS: crate::store::Vfs = crate::store::Vfs { name: NAME, rewrite };

type Disks = Mutex<BTreeMap<u64, Weak<Mutex<State>>>>;

/// Every disk that there is, by number.
fn disks() -> &'static Disks {
    static DISKS: OnceLock<Disks> = OnceLock::new();
    DISKS.get_or_init(|| {
        // It can only fail for want of memory, and then every opening says so.
        let _ = sqlite_vfs::register(NAME, Way, false);
        Disks::default()
    })
}

/// Gives a disk a number by which it is found.
pub(super) fn put_in(state: Arc<Mutex<State>>) -> Disk {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut disks = disks().lock().unwrap_or_else(PoisonError::into_inner);
    disks.retain(|_, disk| disk.strong_count() > 0);
    disks.insert(number, Arc::downgrade(&state));
    Disk { number, state }
}

fn find(path: &str) -> Result<Disk, Error> {
    let number = path.trim_start_matches('/').split('/').next().and_then(|number| number.parse().ok());
    let number: u64 = number.ok_or(ErrorKind::NotFound)?;
    let disks = disks().lock().unwrap_or_else(PoisonError::into_inner);
    let state = disks.get(&number).and_then(Weak::upgrade).ok_or(ErrorKind::NotFound)?;
    Ok(Disk { number, state })
}

fn rewrite(path: &Path) -> Result<(), Error> {
    let name = path.to_str().ok_or(ErrorKind::NotFound)?;
    let disk = find(name)?;
    let mut state = disk.lock();
    let life = state.life;
    state.alive(life)?;
    let faults = state.faults;
    if !state.files.contains(name) {
        return Ok(());
    }
    if faults.reads || faults.writes || faults.syncs || state.change() {
        return Err(refusal());
    }
    state.files.rewrite(name);
    Ok(())
}

/// SQLite's side of it.
struct Way;

/// An open file.
struct Handle {
    disk: Disk,
    name: String,
    life: u64,
    lock: LockKind,
}

impl Vfs for Way {
    type Handle = Handle;

    fn open(&self, path: &str, options: OpenOptions) -> Result<Handle, Error> {
        let disk = find(path)?;
        let mut state = disk.lock();
        state.alive(state.life)?;
        let life = state.life;
        if !state.files.contains(path) {
            if !matches!(options.access, OpenAccess::Create | OpenAccess::CreateNew) {
                return Err(ErrorKind::NotFound.into());
            }
            if state.faults.writes {
                return Err(refusal());
            }
            state.files.make(path);
        }
        drop(state);
        Ok(Handle { disk, name: path.to_owned(), life, lock: LockKind::None })
    }

    fn delete(&self, path: &str) -> Result<(), Error> {
        let disk = find(path)?;
        let mut state = disk.lock();
        let life = state.life;
        state.alive(life)?;
        if state.faults.writes {
            return Err(refusal());
        }
        if state.change() {
            return Err(refusal());
        }
        if state.files.delete(path) { Ok(()) } else { Err(ErrorKind::NotFound.into()) }
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        Ok(find(path)?.lock().files.contains(path))
    }

    fn temporary_name(&self) -> String {
        // Temporary things are kept in memory.
        "/none".to_owned()
    }

    fn random(&self, buffer: &mut [i8]) {
        let mut chance = 0;
        buffer.fill_with(|| draw(&mut chance) as i8);
    }

    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }

    fn full_pathname<'a>(&self, path: &'a str) -> Result<Cow<'a, str>, Error> {
        Ok(path.into())
    }
}

impl State {
    fn alive(&self, life: u64) -> Result<(), Error> {
        if self.dead || self.life != life { Err(refusal()) } else { Ok(()) }
    }

    /// Counts a change; true when the power fails in the midst of it.
    fn change(&mut self) -> bool {
        self.changes += 1;
        let crash = self.crash_at.is_some_and(|at| self.changes >= at);
        self.dead |= crash;
        crash
    }
}

impl Handle {
    /// Does something to the file, unless the disk is dead or refuses.
    fn with<T>(&self, work: impl FnOnce(&mut State, &str) -> Result<T, Error>) -> Result<T, Error> {
        let mut state = self.disk.lock();
        state.alive(self.life)?;
        work(&mut state, &self.name)
    }
}

impl DatabaseHandle for Handle {
    type WalIndex = WalDisabled;

    fn size(&self) -> Result<u64, Error> {
        self.with(|state, name| Ok(state.files.get(name).map_or(0, |file| file.len() as u64)))
    }

    fn read_exact_at(&mut self, into: &mut [u8], offset: u64) -> Result<(), Error> {
        self.with(|state, name| {
            if state.faults.reads {
                return Err(refusal());
            }
            let read = state.files.get(name).map_or(0, |file| file.read(offset as usize, into));
            if read < into.len() { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
        })
    }

    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> Result<(), Error> {
        self.with(|state, name| {
            if state.faults.writes {
                return Err(refusal());
            }
            let size = state.files.size();
            let Some(file) = state.files.get(name) else { return Err(refusal()) };
            let grows = (offset as usize + bytes.len()).saturating_sub(file.len()) as u64;
            if grows > 0 && state.faults.room.is_some_and(|room| size + grows > room) {
                return Err(ErrorKind::WriteZero.into());
            }
            file.write(offset as usize, bytes);
            if state.change() { Err(refusal()) } else { Ok(()) }
        })
    }

    fn sync(&mut self, _data_only: bool) -> Result<(), Error> {
        self.with(|state, name| {
            if state.change() {
                return Err(refusal());
            }
            if state.faults.syncs {
                state.files.sync_badly(name, &mut state.chance);
                return Err(refusal());
            }
            state.files.sync(name);
            Ok(())
        })
    }

    fn set_len(&mut self, size: u64) -> Result<(), Error> {
        self.with(|state, name| {
            if state.faults.writes {
                return Err(refusal());
            }
            if let Some(file) = state.files.get(name) {
                file.set_len(size as usize);
            }
            if state.change() { Err(refusal()) } else { Ok(()) }
        })
    }

    fn lock(&mut self, lock: LockKind) -> Result<bool, Error> {
        self.lock = lock;
        Ok(true)
    }

    fn reserved(&mut self) -> Result<bool, Error> {
        Ok(false)
    }

    fn current_lock(&self) -> Result<LockKind, Error> {
        Ok(self.lock)
    }

    fn wal_index(&self, _readonly: bool) -> Result<WalDisabled, Error> {
        Ok(WalDisabled)
    }
}

fn refusal() -> Error {
    Error::other("the simulated disk refuses")
}
