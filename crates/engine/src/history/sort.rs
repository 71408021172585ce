//! A stable sort of more than fits in memory: rows and events alike, as a key and a payload of bytes.
//!
//! Records gather in one arena. When the budget is used up they are sorted and written as a run to an
//! unnamed temporary file, which the system takes back when it is closed, whatever happens. Reading merges
//! the runs (Knuth, The Art of Computer Programming, volume 3, §5.4). Keys compare as bytes; records with
//! equal keys stay in the order in which they came.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::PathBuf;

/// How many runs are merged at once; more are merged into longer ones first.
const FAN_IN: usize = 64;
const RUN_BUFFER: usize = 1 << 16;

/// Takes records in any order.
pub(super) struct Sorter {
    directory: PathBuf,
    budget: usize,
    arena: Vec<u8>,
    entries: Vec<Entry>,
    /// Oldest first; their levels never rise, since only the newest are merged.
    runs: Vec<Run>,
}

/// A record in the arena: its key, then its payload.
#[derive(Clone, Copy)]
struct Entry {
    /// The key's first eight bytes, so that most comparisons touch no other memory.
    prefix: u64,
    at: usize,
    key: u32,
    payload: u32,
}

struct Run {
    file: File,
    level: u32,
}

impl Sorter {
    /// Sorts within `budget` bytes; more go to files in `directory`.
    pub(super) fn new(directory: PathBuf, budget: usize) -> Self {
        Self { directory, budget, arena: Vec::new(), entries: Vec::new(), runs: Vec::new() }
    }

    /// Takes one record of less than 4 GiB.
    pub(super) fn push(&mut self, key: &[u8], payload: &[u8]) -> io::Result<()> {
        let size = key.len() + payload.len() + size_of::<Entry>();
        let held = self.arena.len() + self.entries.len() * size_of::<Entry>();
        if held + size > self.budget && !self.entries.is_empty() {
            self.spill()?;
        }
        let entry = Entry {
            prefix: prefix(key),
            at: self.arena.len(),
            key: key.len() as u32,
            payload: payload.len() as u32,
        };
        self.arena.extend_from_slice(key);
        self.arena.extend_from_slice(payload);
        self.entries.push(entry);
        Ok(())
    }

    /// The records in order.
    pub(super) fn finish(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            self.sort();
            return Ok(Sorted(Place::Memory { arena: self.arena, entries: self.entries, next: 0 }));
        }
        self.spill()?;
        self.arena = Vec::new();
        self.entries = Vec::new();
        Ok(Sorted(Place::Disk(Merge::of(self.runs)?)))
    }

    fn sort(&mut self) {
        let arena = &self.arena;
        // Where a record lies says when it came: the sort is stable without the memory that costs.
        self.entries.sort_unstable_by(|a, b| {
            a.prefix
                .cmp(&b.prefix)
                .then_with(|| a.key_in(arena).cmp(b.key_in(arena)))
                .then_with(|| a.at.cmp(&b.at))
        });
    }

    /// Writes what is held as a run.
    fn spill(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        self.sort();
        let mut writer = BufWriter::with_capacity(RUN_BUFFER, self.file()?);
        for entry in &self.entries {
            write(&mut writer, entry.key_in(&self.arena), entry.payload_in(&self.arena))?;
        }
        self.runs.push(Run { file: rewound(writer)?, level: 0 });
        self.arena.clear();
        self.entries.clear();
        while let Some(level) = self.full_level() {
            let newest = self.runs.split_off(self.runs.len() - FAN_IN);
            let mut merge = Merge::of(newest)?;
            let mut writer = BufWriter::with_capacity(RUN_BUFFER, self.file()?);
            while let Some((key, payload)) = merge.next()? {
                write(&mut writer, key, payload)?;
            }
            self.runs.push(Run { file: rewound(writer)?, level: level + 1 });
        }
        Ok(())
    }

    /// The level of the newest runs when there are as many of it as are merged at once.
    fn full_level(&self) -> Option<u32> {
        let oldest = self.runs.len().checked_sub(FAN_IN)?;
        let level = self.runs.last()?.level;
        (self.runs[oldest].level == level).then_some(level)
    }

    fn file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.directory)
    }
}

impl Entry {
    fn key_in<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        &arena[self.at..self.at + self.key as usize]
    }

    fn payload_in<'a>(&self, arena: &'a [u8]) -> &'a [u8] {
        let from = self.at + self.key as usize;
        &arena[from..from + self.payload as usize]
    }
}

/// Records in order.
pub(super) struct Sorted(Place);

/// Where sorted records are.
enum Place {
    /// Everything fitted; `next` is the record to give next.
    Memory {
        arena: Vec<u8>,
        entries: Vec<Entry>,
        next: usize,
    },
    Disk(Merge),
}

impl Sorted {
    /// The next record's key and payload.
    pub(super) fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        match &mut self.0 {
            Place::Memory { arena, entries, next } => {
                let entry = entries.get(*next);
                *next += 1;
                Ok(entry.map(|entry| (entry.key_in(arena), entry.payload_in(arena))))
            }
            Place::Disk(merge) => merge.next(),
        }
    }
}

/// Runs being merged.
struct Merge {
    heads: BinaryHeap<Head>,
    /// The record given last.
    given: Record,
}

#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    key: usize,
}

/// A run and its next record.
struct Head {
    record: Record,
    number: usize,
    reader: BufReader<File>,
}

impl Merge {
    fn of(runs: Vec<Run>) -> io::Result<Self> {
        let mut heads = BinaryHeap::with_capacity(runs.len());
        for (number, run) in runs.into_iter().enumerate() {
            let reader = BufReader::with_capacity(RUN_BUFFER, run.file);
            let mut head = Head { record: Record::default(), number, reader };
            if head.advance()? {
                heads.push(head);
            }
        }
        Ok(Self { heads, given: Record::default() })
    }

    fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        let Some(mut head) = self.heads.peek_mut() else { return Ok(None) };
        std::mem::swap(&mut self.given, &mut head.record);
        if !head.advance()? {
            PeekMut::pop(head);
        }
        Ok(Some(self.given.bytes.split_at(self.given.key)))
    }
}

impl Head {
    /// Reads the run's next record; false at its end.
    fn advance(&mut self) -> io::Result<bool> {
        let (mut key, mut payload) = ([0; 4], [0; 4]);
        match self.reader.read_exact(&mut key) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
        self.reader.read_exact(&mut payload)?;
        let key = u32::from_le_bytes(key) as usize;
        let payload = u32::from_le_bytes(payload) as usize;
        self.record.key = key;
        self.record.bytes.resize(key + payload, 0);
        self.reader.read_exact(&mut self.record.bytes)?;
        Ok(true)
    }

    fn key(&self) -> &[u8] {
        &self.record.bytes[..self.record.key]
    }
}

// The heap gives its greatest first: the smallest key is the greatest here, and of equal keys that of the
// oldest run.
impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        other.key().cmp(self.key()).then_with(|| other.number.cmp(&self.number))
    }
}
impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Head {}

fn write(writer: &mut impl Write, key: &[u8], payload: &[u8]) -> io::Result<()> {
    writer.write_all(&(key.len() as u32).to_le_bytes())?;
    writer.write_all(&(payload.len() as u32).to_le_bytes())?;
    writer.write_all(key)?;
    writer.write_all(payload)
}

fn rewound(writer: BufWriter<File>) -> io::Result<File> {
    let mut file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// The first eight bytes of a key; a shorter key counts as ending in zeros, which the whole key settles.
fn prefix(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    let count = key.len().min(8);
    first[..count].copy_from_slice(&key[..count]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(records: &[(Vec<u8>, u32)], budget: usize) -> Vec<(Vec<u8>, u32)> {
        let mut sorter = Sorter::new(std::env::temp_dir(), budget);
        for (key, number) in records {
            sorter.push(key, &number.to_le_bytes()).expect("room on disk");
        }
        let mut sorted = sorter.finish().expect("room on disk");
        let mut all = Vec::new();
        while let Some((key, payload)) = sorted.next().expect("readable") {
            all.push((key.to_vec(), u32::from_le_bytes(payload.try_into().expect("four bytes"))));
        }
        all
    }

    proptest! {
        #[test]
        fn on_disk_as_in_memory(
            keys in proptest::collection::vec(proptest::collection::vec(0_u8..4, 0..10), 0..400),
            budget in 1_usize..4000,
        ) {
            let records: Vec<_> = keys.into_iter().zip(0..).collect();
            let mut stable = records.clone();
            stable.sort_by(|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&sorted(&records, budget), &stable);
            prop_assert_eq!(&sorted(&records, usize::MAX), &stable);
        }
    }
}
