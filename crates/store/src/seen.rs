//! Repeats: whether a source and id were here in the last 30 days.
//!
//! Kept as keyed hashes of 64 bits: sorted runs of about a million each, and a set of those since the last
//! run. On disk they are one row a commit and one a run, so that a random id dirties no page. A filter before the
//! runs answers nearly every question, so that a long log costs nothing. What is known stays known for 30 days, and is forgotten at most a day later.

use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashSet;
use voorzet_domain::time::{Duration, Timestamp};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::filter::Filter;

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
    /// What may be in a run.
    filter: Filter,
    open: HashSet<u64, BuildHasherDefault<Asis>>,
    /// The day of what is open, and its last instant.
    day: i64,
    last: Timestamp,
    /// Whether there may be something on disk that is too old.
    stale: bool,
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
            filter: Filter::default(),
            open: HashSet::default(),
            day: i64::MIN,
            last: Timestamp::MIN,
            stale: true,
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

    /// Makes the last run found, or all of them when everything has been loaded.
    pub(crate) fn index(&mut self) {
        let last = self.runs.last().map_or(&[][..], |run| &run.digests);
        if !self.filter.add(last) {
            let all = self.runs.iter().map(|run| run.digests.len()).sum::<usize>();
            self.filter = Filter::with_room(all + all / 2);
            for run in &self.runs {
                self.filter.add(&run.digests);
            }
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

    /// Which of these were here in the last 30 days, or come before in the list itself.
    pub(crate) fn repeated(&mut self, digests: &[Digest], at: Timestamp) -> Vec<bool> {
        let (oldest, before) = (at.minus(KEPT), self.runs.len());
        self.runs.retain(|run| run.at >= oldest);
        self.stale |= self.runs.len() < before;
        let mut found: Vec<bool> = digests.iter().map(|digest| self.filter.may_have(digest.0)).collect();
        for (digest, found) in digests.iter().zip(&mut found) {
            *found = *found && self.runs.iter().any(|run| run.contains(digest.0));
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
        self.index();
        self.open.clear();
        self.open.extend(fresh.iter().map(|digest| digest.0));
    }

    /// What was found new is written, and what is too old deleted.
    pub(crate) fn commit(&mut self, at: Timestamp) {
        self.last = at;
        self.day = day(at);
        self.stale = false;
    }

    /// Whether there may be something on disk that is too old.
    pub(crate) const fn is_stale(&self) -> bool {
        self.stale
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn next(chance: &mut u64) -> u64 {
        *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *chance >> 33
    }

    /// Everything that was new, with its instant, as plainly as can be.
    #[derive(Default)]
    struct Oracle(BTreeMap<u64, Timestamp>);

    /// Many commits, some of which fail, with runs of few: what is known is what a plain table knows.
    #[test]
    fn what_is_known_is_what_a_plain_table_knows() {
        for seed in 0..20 {
            let mut chance = seed;
            let mut seen = Seen { size: 100, ..Seen::new(seed) };
            let mut oracle = Oracle::default();
            let mut rows: Vec<(Timestamp, bool, Vec<u8>)> = Vec::new();
            let mut now = Timestamp::parse("2026-03-01T08:00:00Z").expect("an instant");
            for _ in 0..400 {
                now = now.plus(Duration::from_mins(next(&mut chance).cast_signed() % 600));
                let at = seen.instant(now);
                let sealing = seen.sealing(at);
                let ids: Vec<String> =
                    (0..next(&mut chance) % 40).map(|_| (next(&mut chance) % 3_000).to_string()).collect();
                let digests: Vec<Digest> = ids.iter().map(|id| seen.digest("shop", id)).collect();
                let repeated = seen.repeated(&digests, at);
                let mut fresh = Vec::new();
                for (digest, repeated) in digests.iter().zip(repeated) {
                    let known = fresh.contains(digest)
                        || oracle.0.get(&digest.0).is_some_and(|put| *put >= at.minus(KEPT));
                    assert!(!known || repeated, "seed {seed}: it was forgotten");
                    let long_ago = oracle
                        .0
                        .get(&digest.0)
                        .is_none_or(|put| *put < at.minus(KEPT).minus(Duration::from_days(1)));
                    assert!(!repeated || !long_ago || known, "seed {seed}: it was remembered too long");
                    if !repeated {
                        fresh.push(*digest);
                    }
                }
                if next(&mut chance).is_multiple_of(5) {
                    seen.take_back(&fresh);
                    continue;
                }
                if let Some(sealing) = sealing {
                    rows.retain(|(_, sealed, _)| *sealed);
                    rows.push((sealing.at, true, sealing.bytes.clone()));
                    seen.seal(sealing, &fresh);
                }
                if seen.is_stale() {
                    rows.retain(|(put, ..)| *put >= at.minus(KEPT));
                }
                if !fresh.is_empty() {
                    rows.push((at, false, fresh.iter().flat_map(|digest| digest.0.to_le_bytes()).collect()));
                }
                seen.commit(at);
                oracle.0.extend(fresh.iter().map(|digest| (digest.0, at)));
                if next(&mut chance).is_multiple_of(20) {
                    seen = Seen { size: 100, ..Seen::new(seed) };
                    for (at, sealed, bytes) in rows.iter().filter(|(put, ..)| *put >= at.minus(KEPT)) {
                        seen.load(*at, *sealed, bytes);
                    }
                    seen.index();
                }
            }
            assert!(
                rows.iter().filter(|(_, sealed, _)| *sealed).count() > 3,
                "seed {seed}: no runs were made"
            );
        }
    }
}
