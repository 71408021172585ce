//! How fast one source may send: events and bytes a second, each with a burst that may come at once.
//!
//! What a request holds is known only when it has been read, so a request may begin while there is anything
//! left, and what it takes beyond that is made up for before the next one may begin.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The rates of one source and how much of them is left.
#[derive(Debug)]
pub(crate) struct Quota {
    buckets: Option<Mutex<Buckets>>,
}

#[derive(Debug)]
struct Buckets {
    events: Bucket,
    bytes: Bucket,
    at: Instant,
}

/// What is left of one rate; less than nothing when more was taken.
#[derive(Debug)]
struct Bucket {
    per_second: f64,
    most: f64,
    left: f64,
}

/// How much is left, for the headers of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// Events a burst, and in how many seconds that comes back.
    pub(crate) burst: u64,
    /// See `burst`.
    pub(crate) window: u64,
    /// Events that may still come at once.
    pub(crate) events: u64,
    /// After how many seconds there is something left again; 0 when there is.
    pub(crate) wait: u64,
}

impl Quota {
    /// So many events and bytes a second, and so many seconds' worth at once; 0 for as many as there are.
    pub(crate) fn new(events: u64, bytes: u64, burst_seconds: u64) -> Self {
        if events == 0 && bytes == 0 {
            return Self { buckets: None };
        }
        let burst = burst_seconds.max(1) as f64;
        let bucket = |rate: u64| Bucket {
            per_second: rate as f64,
            most: rate as f64 * burst,
            left: rate as f64 * burst,
        };
        Self {
            buckets: Some(Mutex::new(Buckets {
                events: bucket(events),
                bytes: bucket(bytes),
                at: Instant::now(),
            })),
        }
    }

    /// Whether a request may begin; else how long to wait.
    pub(crate) fn may_begin(&self, now: Instant) -> Result<Option<Left>, Left> {
        let Some(buckets) = &self.buckets else { return Ok(None) };
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.refill(now);
        let left = buckets.left();
        if left.wait == 0 { Ok(Some(left)) } else { Err(left) }
    }

    /// Takes what a request turned out to hold, and says what is left.
    pub(crate) fn take(&self, now: Instant, events: usize, bytes: usize) -> Option<Left> {
        let mut buckets = self.buckets.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.refill(now);
        buckets.events.left -= events as f64;
        buckets.bytes.left -= bytes as f64;
        Some(buckets.left())
    }
}

impl Buckets {
    fn refill(&mut self, now: Instant) {
        let gone = now.saturating_duration_since(self.at);
        self.at = self.at.max(now);
        self.events.refill(gone);
        self.bytes.refill(gone);
    }

    fn left(&self) -> Left {
        let wait = self.events.wait().max(self.bytes.wait());
        Left {
            burst: self.events.most as u64,
            window: (self.events.most / self.events.per_second.max(1.0)) as u64,
            events: self.events.left.max(0.0) as u64,
            wait: wait.ceil() as u64,
        }
    }
}

impl Bucket {
    fn refill(&mut self, gone: Duration) {
        self.left = (self.left + self.per_second * gone.as_secs_f64()).min(self.most);
    }

    /// Seconds until a request may begin.
    fn wait(&self) -> f64 {
        if self.per_second == 0.0 || self.left >= 1.0 { 0.0 } else { (1.0 - self.left) / self.per_second }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_comes_back_in_time() {
        let start = Instant::now();
        let quota = Quota::new(10, 0, 2);
        assert!(quota.may_begin(start).is_ok_and(|left| left.is_some_and(|left| left.events == 20)));
        assert_eq!(quota.take(start, 50, 1_000_000).map(|left| left.wait), Some(4));
        let after = |seconds: f64| quota.may_begin(start + Duration::from_secs_f64(seconds));
        assert!(after(3.0).is_err());
        assert!(after(3.2).is_ok());
        assert_eq!(
            after(100.0).map(|left| left.map(|left| left.events)),
            Ok(Some(20)),
            "a burst and no more"
        );
        assert!(after(99.0).is_ok(), "a clock that goes back takes nothing away");
    }

    #[test]
    fn bytes_count_too_and_nothing_means_no_bound() {
        let start = Instant::now();
        let quota = Quota::new(0, 100, 1);
        assert_eq!(quota.take(start, 1_000, 50).map(|left| left.wait), Some(0));
        assert!(quota.take(start, 1, 150).is_some_and(|left| left.wait == 2));
        assert!(quota.may_begin(start).is_err());
        assert!(Quota::new(0, 0, 1).take(start, 1_000_000, 1_000_000).is_none());
    }
}
