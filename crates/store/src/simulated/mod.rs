//! A disk that goes wrong on purpose, for tests: it fills up, refuses, loses power.
//!
//! It lives in memory. What is written to it can be read at once and is safe when it was synced; when the power
//! fails, any part of the rest is lost, sector by sector. What a failed sync was to make safe is not made so by a
//! later one. All that it draws comes from its seed.
//!
//! A store on it has one connection: the writer's.

mod file;
mod vfs;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use voorzet_domain::time::Timestamp;

use crate::store::Options;
use file::Files;

/// A disk. Clones are the same disk.
#[derive(Clone)]
pub struct Disk {
    number: u64,
    state: Arc<Mutex<State>>,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// How many bytes fit on the disk; none when there is no end to it.
    pub room: Option<u64>,
    /// Whether reads fail.
    pub reads: bool,
    /// Whether writes fail.
    pub writes: bool,
    /// Whether syncs fail.
    pub syncs: bool,
}

struct State {
    files: Files,
    faults: Faults,
    /// How many things were written, shortened, deleted and synced.
    changes: u64,
    /// The power fails at this one.
    crash_at: Option<u64>,
    /// Counts the times that the power came back; what was opened before then is dead.
    life: u64,
    dead: bool,
    chance: u64,
}

impl Disk {
    /// An empty disk.
    pub fn new(seed: u64) -> Self {
        let state = State {
            files: Files::default(),
            faults: Faults::default(),
            changes: 0,
            crash_at: None,
            life: 0,
            dead: false,
            chance: seed,
        };
        vfs::put_in(Arc::new(Mutex::new(state)))
    }

    /// Where on it a store is opened.
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(format!("/{}", self.number))
    }

    /// What a store on it is opened with.
    pub fn options(&self, now: Timestamp, seed: u64) -> Options {
        Options { now, seed, vfs: Some(vfs::VFS) }
    }

    /// From now on this goes wrong, and nothing else.
    pub fn set_faults(&self, faults: Faults) {
        self.lock().faults = faults;
    }

    /// How many things were written, shortened, deleted and synced so far.
    pub fn changes(&self) -> u64 {
        self.lock().changes
    }

    /// How many bytes there are on it.
    pub fn size(&self) -> u64 {
        self.lock().files.size()
    }

    /// The power fails at the change with this number, in the midst of it.
    pub fn crash_at(&self, change: u64) {
        self.lock().crash_at = Some(change);
    }

    /// The power fails now.
    pub fn crash(&self) {
        self.lock().dead = true;
    }

    /// The program ends here and now, but the power stays: what was opened is dead, what was written is seen.
    pub fn kill(&self) {
        let mut state = self.lock();
        state.faults = Faults::default();
        state.crash_at = None;
        state.dead = false;
        state.life += 1;
    }

    /// Whether the power has failed.
    pub fn is_dead(&self) -> bool {
        self.lock().dead
    }

    /// The power comes back; of what was not safe, some is there. Nothing goes wrong any more.
    pub fn restart(&self) {
        let mut state = self.lock();
        let state = &mut *state;
        state.files.lose(&mut state.chance);
        state.faults = Faults::default();
        state.crash_at = None;
        state.dead = false;
        state.life += 1;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next number of a sequence without end (`SplitMix64`).
fn draw(chance: &mut u64) -> u64 {
    *chance = chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *chance;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
