//! Repeats: whether a source and id were here in the last 30 days.
//!
//! Kept as keyed hashes of 64 bits: sorted runs of about a million each, and a set of those since the last
//! run. On disk they are one row a commit and one a run, so that a random id dirties no page and a long log costs
//! nothing. What is known stays known for 30 days, and is forgotten at most a day later.

use hashbrown::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use voorzet_domain::time::{Duration, Timestamp};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// For how long a source and id are known.
pub(crate) const KEPT: Duration = Duration::from_days(30);

/// How many digests make a run.
const RUN: usize = 1 << 20;

/// The hash of a source and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Digest(pub(crate) u64);

/// All that is known of the last 30 days.
pub(crate) struct Seen {
    key: u64,
    runs: Vec<Run>,
    open: HashSet<u64, BuildHasherDefault<Asis>>,
    /// The day of what is open, and its last instant.
    day: i64,
    last: Timestamp,
    /// How many digests make a run.
    size: usize,
    /// Room for what is hashed.
    text: Vec<u8>,
}

/// What is to be written when the open digests become a run.
pub(crate) struct Sealing {
    /// The last instant of the run.
    pub(crate) at: Timestamp,
    /// The digests, as they are kept on disk.
    pub(crate) bytes: Vec<u8>,
    run: Run,
}

impl Seen {
    pub(crate) fn new(key: u64) -> Self {
        Self {
            key,
            runs: Vec::new(),
            open: HashSet::default(),
            day: i64::MIN,
            last: Timestamp::MIN,
            size: RUN,
            text: Vec::new(),
        }
    }

    /// Takes a row as it was written.
    pub(crate) fn load(&mut self, at: Timestamp, sealed: bool, bytes: &[u8]) {
        self.last = self.last.max(at);
        let digests = bytes.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
        if sealed {
            self.runs.push(Run::new(at, digests.collect()));
        } else {
            self.day = day(at);
            self.open.extend(digests);
        }
    }

    /// The hash of a source and id under this store's key, so that nobody outside can make two that are alike.
    pub(crate) fn digest(&mut self, source: &str, id: &str) -> Digest {
        self.text.clear();
        self.text.extend_from_slice(&(source.len() as u64).to_le_bytes());
        self.text.extend_from_slice(source.as_bytes());
        self.text.extend_from_slice(id.as_bytes());
        Digest(xxh3_64_with_seed(&self.text, self.key))
    }

    /// The instant that counts here: never before an earlier one.
    pub(crate) fn instant(&self, now: Timestamp) -> Timestamp {
        self.last.max(now)
    }

    /// Which of these were here before, or come before in the list itself.
    pub(crate) fn repeated(&mut self, digests: &[Digest]) -> Vec<bool> {
        // Run by run, so that the lookups of one run overlap in waiting for memory.
        let mut found: Vec<bool> = digests.iter().map(|digest| self.open.contains(&digest.0)).collect();
        for run in &self.runs {
            for (digest, found) in digests.iter().zip(&mut found) {
                *found |= run.contains(digest.0);
            }
        }
        for (digest, found) in digests.iter().zip(&mut found) {
            if !*found {
                *found = !self.open.insert(digest.0);
            }
        }
        found
    }

    /// Takes back what `repeated` found new, because it was not written.
    pub(crate) fn take_back(&mut self, fresh: &[Digest]) {
        for digest in fresh {
            self.open.remove(&digest.0);
        }
    }

    /// The run that the open digests make, when there are enough of them or their day is over.
    pub(crate) fn sealing(&self, at: Timestamp) -> Option<Sealing> {
        let over = day(at) != self.day && !self.open.is_empty();
        (over || self.open.len() >= self.size).then(|| {
            let mut digests: Vec<u64> = self.open.iter().copied().collect();
            digests.sort_unstable();
            let bytes = digests.iter().flat_map(|digest| digest.to_le_bytes()).collect();
            Sealing { at: self.last, bytes, run: Run::new(self.last, digests) }
        })
    }

    /// Makes the open digests a run, once that is written; `fresh` are those that came after it.
    pub(crate) fn seal(&mut self, sealing: Sealing, fresh: &[Digest]) {
        self.runs.push(sealing.run);
        self.open.clear();
        self.open.extend(fresh.iter().map(|digest| digest.0));
    }

    /// What is written counts from now on, and what is too old does not.
    pub(crate) fn commit(&mut self, at: Timestamp) {
        self.last = at;
        self.day = day(at);
        let oldest = at.minus(KEPT);
        self.runs.retain(|run| run.at >= oldest);
    }

    /// Whether there is something too old on disk.
    pub(crate) fn has_old(&self, at: Timestamp) -> bool {
        let oldest = at.minus(KEPT);
        self.runs.iter().any(|run| run.at < oldest)
    }
}

fn day(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(Duration::from_days(1).as_micros())
}

/// Digests in order, and where those begin that share their first bits.
struct Run {
    at: Timestamp,
    shift: u32,
    starts: Vec<u32>,
    digests: Vec<u64>,
}

impl Run {
    fn new(at: Timestamp, digests: Vec<u64>) -> Self {
        // About eight to a start: one line of the processor's cache.
        let bits = (digests.len() / 8).max(2).next_power_of_two().trailing_zeros();
        let shift = 64 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for digest in &digests {
            starts[(digest >> shift) as usize + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        Self { at, shift, starts, digests }
    }

    fn contains(&self, digest: u64) -> bool {
        let place = (digest >> self.shift) as usize;
        let (from, to) = (self.starts[place] as usize, self.starts[place + 1] as usize);
        self.digests[from..to].contains(&digest)
    }
}

/// A hash is its own hash.
#[derive(Default)]
pub(crate) struct Asis(u64);

impl Hasher for Asis {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
