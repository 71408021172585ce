//! How much may be sent: a bucket that is emptied by sending and fills up again with time.

use voorzet_domain::time::{Duration, Timestamp};

/// How long one more to the same customer takes.
const PAIR: Duration = Duration::from_secs(6);

#[derive(Clone, Debug)]
pub(super) struct Bucket {
    holds: i64,
    each: Duration,
    /// When it is full again.
    full: Timestamp,
}

impl Bucket {
    /// So many in a second.
    pub(super) fn per_second(sends: u32) -> Self {
        let sends = i64::from(sends.max(1));
        Self { holds: sends, each: Duration::from_micros(1_000_000 / sends), full: Timestamp::MIN }
    }

    /// So many at once, and then one every six seconds.
    pub(super) fn pair(sends: u32) -> Self {
        Self { holds: i64::from(sends.max(1)), each: PAIR, full: Timestamp::MIN }
    }

    /// Takes one out, if there is one.
    pub(super) fn take(&mut self, now: Timestamp) -> bool {
        let full = self.full.max(now).plus(self.each);
        let room = full.since(now).as_micros() <= self.holds * self.each.as_micros();
        if room {
            self.full = full;
        }
        room
    }
}
