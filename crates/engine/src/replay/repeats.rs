//! Repeated events: the same source and id within a day of event time is the same event.

use std::collections::VecDeque;
use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashSet;
use voorzet_domain::time::{Duration, Timestamp};
use xxhash_rust::xxh3::Xxh3;

/// How long a repeat is recognised.
const KEPT: Duration = Duration::from_hours(24);

/// A number of 128 bits for a source and id. That two of them ever share one is less likely than a
/// broken disk by many orders, so equality of numbers is taken for equality.
pub(crate) fn digest(source: &str, id: &str) -> u128 {
    let mut hash = Xxh3::new();
    hash.update(source.as_bytes());
    hash.update(&[0xff]);
    hash.update(id.as_bytes());
    hash.digest128()
}

/// The events of the last day.
#[derive(Default)]
pub(crate) struct Repeats {
    known: HashSet<u128, BuildHasherDefault<Digested>>,
    order: VecDeque<(Timestamp, u128)>,
}

impl Repeats {
    /// Whether this event was here before; if not, it is now. Times may not go back.
    pub(crate) fn is_new(&mut self, digest: u128, at: Timestamp) -> bool {
        let floor = at.minus(KEPT);
        while let Some((_, old)) = self.order.pop_front_if(|(old, _)| *old < floor) {
            self.known.remove(&old);
        }
        let new = self.known.insert(digest);
        if new {
            self.order.push_back((at, digest));
        }
        new
    }
}

/// The numbers are hashes already.
#[derive(Default)]
struct Digested(u64);

impl Hasher for Digested {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for (at, byte) in bytes.iter().take(8).enumerate() {
            self.0 |= u64::from(*byte) << (8 * at);
        }
    }

    fn write_u128(&mut self, number: u128) {
        self.0 = number as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_known_for_a_day() {
        let mut repeats = Repeats::default();
        let at = |hours| Timestamp::default().plus(Duration::from_hours(hours));
        let id = digest("shop", "1");
        assert!(repeats.is_new(id, at(0)));
        assert!(!repeats.is_new(id, at(0)));
        assert!(!repeats.is_new(id, at(24)));
        assert!(repeats.is_new(digest("shop", "2"), at(24)));
        assert!(repeats.is_new(id, at(25)));
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
    }
}
