//! The files of a disk: what is seen of them, what is safe, and what lies between.

use std::collections::BTreeMap;

use super::draw;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// Files by name.
#[derive(Default)]
pub(super) struct Files {
    all: BTreeMap<String, File>,
    /// Deleted ones whose deletion is not safe yet.
    ghosts: BTreeMap<String, Vec<u8>>,
}

/// One file.
#[derive(Default)]
pub(super) struct File {
    /// What is read.
    seen: Vec<u8>,
    /// What is there when the power comes back, at least.
    safe: Vec<u8>,
    /// What was done since the last sync, in order.
    since: Vec<Change>,
    /// Whether its name is safe.
    named: bool,
}

enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Files {
    pub(super) fn size(&self) -> u64 {
        self.all.values().map(|file| file.seen.len() as u64).sum()
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    pub(super) fn get(&mut self, name: &str) -> Option<&mut File> {
        self.all.get_mut(name)
    }

    pub(super) fn make(&mut self, name: &str) {
        self.all.entry(name.to_owned()).or_default();
    }

    pub(super) fn delete(&mut self, name: &str) -> bool {
        let Some(file) = self.all.remove(name) else { return false };
        if file.named {
            self.ghosts.insert(name.to_owned(), file.safe);
        }
        true
    }

    pub(super) fn sync(&mut self, name: &str) {
        if let Some(file) = self.all.get_mut(name) {
            for change in file.since.drain(..) {
                change.apply(&mut file.safe);
            }
            file.named = true;
            // Disks keep the order of what happens to names: what is synced makes safe what was deleted before.
            self.ghosts.clear();
        }
    }

    /// All of a file is written again and synced.
    pub(super) fn rewrite(&mut self, name: &str) {
        if let Some(file) = self.all.get_mut(name) {
            file.safe.clone_from(&file.seen);
        }
        self.sync(name);
    }

    /// A sync fails: the system takes what it did not write for written.
    pub(super) fn sync_badly(&mut self, name: &str, chance: &mut u64) {
        if let Some(file) = self.all.get_mut(name) {
            for change in file.since.drain(..) {
                change.apply_partly(&mut file.safe, chance);
            }
        }
    }

    /// The power fails.
    pub(super) fn lose(&mut self, chance: &mut u64) {
        let names: Vec<String> = self.all.keys().cloned().collect();
        for name in names {
            let Some(mut file) = self.all.remove(&name) else { continue };
            let stays = file.named || draw(chance).is_multiple_of(2);
            if !stays {
                continue;
            }
            // At times nearly everything had been written, at times nearly nothing.
            let mut changes = file.since;
            if draw(chance).is_multiple_of(4) {
                changes.clear();
            }
            for change in changes {
                change.apply_partly(&mut file.safe, chance);
            }
            let seen = file.safe.clone();
            self.all.insert(name, File { seen, safe: file.safe, since: Vec::new(), named: true });
        }
        for (name, safe) in std::mem::take(&mut self.ghosts) {
            if !self.all.contains_key(&name) && draw(chance).is_multiple_of(2) {
                self.all.insert(name, File { seen: safe.clone(), safe, since: Vec::new(), named: true });
            }
        }
    }
}

impl File {
    pub(super) const fn len(&self) -> usize {
        self.seen.len()
    }

    /// Reads as much as there is; tells how much that was.
    pub(super) fn read(&self, offset: usize, into: &mut [u8]) -> usize {
        let rest = self.seen.get(offset..).unwrap_or_default();
        let length = rest.len().min(into.len());
        into[..length].copy_from_slice(&rest[..length]);
        into[length..].fill(0);
        length
    }

    pub(super) fn write(&mut self, offset: usize, bytes: &[u8]) {
        self.change(Change::Write { offset, bytes: bytes.to_vec() });
    }

    pub(super) fn set_len(&mut self, length: usize) {
        self.change(Change::Length(length));
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.seen);
        self.since.push(change);
    }
}

impl Change {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(to, *offset, bytes),
            Self::Length(length) => to.resize(*length, 0),
        }
    }

    /// Some of its sectors.
    fn apply_partly(&self, to: &mut Vec<u8>, chance: &mut u64) {
        match self {
            Self::Write { offset, bytes } => {
                let how = draw(chance) % 4;
                let (mut from, end) = (*offset, offset + bytes.len());
                while from < end {
                    let next = ((from / SECTOR + 1) * SECTOR).min(end);
                    let kept = match how {
                        0 => false,
                        1 => true,
                        _ => draw(chance).is_multiple_of(2),
                    };
                    if kept {
                        put(to, from, &bytes[from - offset..next - offset]);
                    }
                    from = next;
                }
            }
            Self::Length(length) => {
                if draw(chance).is_multiple_of(2) {
                    to.resize(*length, 0);
                }
            }
        }
    }
}

fn put(to: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if to.len() < end {
        to.resize(end, 0);
    }
    to[offset..end].copy_from_slice(bytes);
}
