//! How much each source sends, and how that goes: in memory, by the hour, and now and then on disk.
//!
//! What is taken is counted where it is written, in the order of the log. So a mark that says up to where it counts is
//! brought up to date after a crash by the entries that follow it, and nothing is counted twice. What is not taken
//! stands in no log: of that a crash forgets what came after the last mark.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::entry::{Entry, Incoming, Mode, Placed, Position};
use voorzet_store::reader::{Filter, Whose};
use voorzet_store::{Reader, StoreError};

use super::queue::{NotDone, Queue, Waiting};
use crate::serve::app::HOUSE;

/// The name under which the store keeps it.
const KEPT_AS: &str = "server.volumes";

/// How often it is kept.
const PACE: std::time::Duration = std::time::Duration::from_mins(1);

/// How many entries are looked at after a crash. More than that is an import, which is not counted.
const MOST: i64 = 200_000;

/// How much is kept of what went wrong.
const LONGEST: usize = 500;

/// In microseconds.
const HOUR: i64 = 3_600_000_000;

/// In hours.
const DAY: i64 = 24;

/// How much every source sends.
pub(crate) struct Volumes {
    inside: Mutex<Inside>,
}

struct Inside {
    kept: Kept,
    /// Whether something was counted since it was last kept.
    is_news: bool,
}

/// As it is kept.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Kept {
    /// Up to where the log is counted.
    through: Position,
    sources: Vec<(String, Volume)>,
}

/// How much one source sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Volume {
    /// By the hour since 1970, those of the last two days.
    hours: BTreeMap<i64, Hour>,
    /// Events that were taken, since they are counted.
    pub(crate) total: u64,
    /// The last of them: when it came, and its type.
    pub(crate) last_event: Option<(Timestamp, String)>,
    /// The last that was not taken: when, and why.
    pub(crate) last_failure: Option<(Timestamp, String)>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Hour {
    events: u64,
    refused: u64,
}

/// What a source sent in a day. An hour that lies in it for a part counts for that part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Events that were taken.
    pub(crate) events: u64,
    /// What was not.
    pub(crate) refused: u64,
}

impl Volumes {
    /// As the store has it, with what its log has beyond.
    pub(crate) fn load(disk: &Reader) -> Result<Self, StoreError> {
        let (last, _) = disk.last()?;
        let text = disk.meta(KEPT_AS)?;
        let is_news = text.is_none();
        let mut kept = match text {
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| StoreError::Damaged(format!("the sources' volumes: {error}")))?,
            None => Kept { through: last, ..Kept::default() },
        };
        let from = Position(kept.through.0.max(last.0 - MOST));
        disk.each_entry(from, Filter { whose: Whose::Outside, ..Filter::default() }, |entry| {
            kept.count(&entry);
            Ok(true)
        })?;
        kept.through = last;
        Ok(Self { inside: Mutex::new(Inside { kept, is_news }) })
    }

    /// Counts what was put in the log.
    pub(crate) fn written<'e>(&self, entries: impl IntoIterator<Item = &'e Entry>) {
        let mut entries = entries.into_iter().peekable();
        if entries.peek().is_none() {
            return;
        }
        let mut inside = self.inside();
        for entry in entries {
            inside.is_news |= inside.kept.count(entry);
        }
    }

    /// Something was not taken: as many things at once, for this reason.
    pub(crate) fn refused(&self, source: &str, amount: usize, why: &str, now: Timestamp) {
        let mut inside = self.inside();
        inside.is_news = true;
        let volume = inside.kept.of(source);
        volume.hour(now).refused += amount as u64;
        volume.failed(why, now);
    }

    /// Something could not be read, and is in quarantine.
    pub(crate) fn unreadable(&self, source: &str, why: &str, now: Timestamp) {
        let mut inside = self.inside();
        inside.is_news = true;
        inside.kept.of(source).failed(why, now);
    }

    /// Forgets those that are no more: another of the same name begins anew.
    pub(crate) fn retain(&self, is_there: impl Fn(&str) -> bool) {
        let mut inside = self.inside();
        let before = inside.kept.sources.len();
        inside.kept.sources.retain(|(name, _)| is_there(name));
        inside.is_news |= inside.kept.sources.len() != before;
    }

    /// How much a source sends.
    pub(crate) fn of(&self, source: &str) -> Volume {
        let inside = self.inside();
        let found = inside.kept.sources.iter().find(|(name, _)| name == source);
        found.map(|(_, volume)| volume.clone()).unwrap_or_default()
    }

    /// What is to be kept; nothing when it is on disk already.
    fn mark(&self) -> Option<Incoming> {
        let mut inside = self.inside();
        if !std::mem::take(&mut inside.is_news) {
            return None;
        }
        match serde_json::to_string(&inside.kept) {
            Ok(value) => Some(Incoming::Mark { name: KEPT_AS.into(), value }),
            Err(error) => {
                tracing::error!(%error, "how much sources send cannot be kept");
                None
            }
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps it now and then, as long as the server runs.
pub(crate) async fn keep(volumes: Arc<Volumes>, queue: Arc<Queue>) {
    loop {
        if let Some(answered) = keep_now(&volumes, &queue)
            && !matches!(answered.await, Ok(Ok(_)))
        {
            volumes.inside().is_news = true;
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Keeps it, if there is something new.
pub(crate) fn keep_now(
    volumes: &Volumes,
    queue: &Queue,
) -> Option<oneshot::Receiver<Result<Vec<Placed>, NotDone>>> {
    let mark = volumes.mark()?;
    let (answer, answered) = oneshot::channel();
    if let Err(full) = queue.offer(HOUSE, Waiting { incoming: vec![mark], bytes: 0, answer }) {
        tracing::warn!(?full, "how much sources send is not kept");
        volumes.inside().is_news = true;
    }
    Some(answered)
}

impl Kept {
    /// Counts an entry, if it is news of a source.
    fn count(&mut self, entry: &Entry) -> bool {
        self.through = self.through.max(entry.position);
        if entry.own.is_some() || entry.mode == Mode::History {
            return false;
        }
        let stated = entry.event.source.as_str();
        let volume = self.of(stated.split_once(':').map_or(stated, |(name, _)| name));
        volume.total += 1;
        volume.hour(entry.at).events += 1;
        match &mut volume.last_event {
            Some((at, kind)) => {
                *at = entry.at;
                if *kind != entry.event.kind {
                    entry.event.kind.as_str().clone_into(kind);
                }
            }
            none => *none = Some((entry.at, entry.event.kind.to_string())),
        }
        true
    }

    fn of(&mut self, source: &str) -> &mut Volume {
        let known = self.sources.iter().position(|(name, _)| name == source);
        let place = known.unwrap_or_else(|| {
            self.sources.push((source.to_owned(), Volume::default()));
            self.sources.len() - 1
        });
        &mut self.sources[place].1
    }
}

impl Volume {
    fn hour(&mut self, now: Timestamp) -> &mut Hour {
        let hour = hour_of(now);
        if self.hours.last_key_value().is_none_or(|(last, _)| *last < hour) {
            self.hours.retain(|old, _| *old >= hour - 2 * DAY);
        }
        self.hours.entry(hour).or_default()
    }

    fn failed(&mut self, why: &str, now: Timestamp) {
        let why = &why[..why.floor_char_boundary(LONGEST)];
        self.last_failure = Some((now, why.to_owned()));
    }

    /// What came in the last 24 hours, and in the 24 hours before.
    pub(crate) fn days(&self, now: Timestamp) -> [Sent; 2] {
        [self.day(now, now), self.day(now.minus(Duration::from_days(1)), now)]
    }

    fn day(&self, until: Timestamp, now: Timestamp) -> Sent {
        let (last, first) = (hour_of(until), hour_of(until) - DAY);
        // The hour in which a day begins lies in it for what is after its beginning, and in the one before for the rest.
        let passed = until.as_micros().rem_euclid(HOUR) as f64 / HOUR as f64;
        let share = |hour: i64| match hour {
            hour if hour == first => 1.0 - passed,
            hour if hour == last && hour != hour_of(now) => passed,
            _ => 1.0,
        };
        let (mut events, mut refused) = (0.0, 0.0);
        for (hour, counted) in self.hours.range(first..=last) {
            events += counted.events as f64 * share(*hour);
            refused += counted.refused as f64 * share(*hour);
        }
        Sent { events: events.round() as u64, refused: refused.round() as u64 }
    }
}

fn hour_of(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn an_hour_that_two_days_share_is_counted_once() {
        let mut volume = Volume::default();
        volume.hour(at("2026-03-01T11:10:00Z")).events = 7;
        volume.hour(at("2026-03-01T12:10:00Z")).events = 8;
        volume.hour(at("2026-03-02T12:01:00Z")).events = 5;
        let days = |now: &str| volume.days(at(now)).map(|day| day.events);
        assert_eq!(days("2026-03-02T12:15:00Z"), [5 + 6, 7 + 2]);
        assert_eq!(days("2026-03-02T13:00:00Z"), [5, 7 + 8]);
        assert_eq!(days("2026-03-03T13:00:00Z"), [0, 5]);
        assert_eq!(days("2026-03-09T13:00:00Z"), [0, 0]);
    }

    #[test]
    fn what_is_older_than_two_days_is_forgotten() {
        let mut volume = Volume::default();
        volume.hour(at("2026-03-01T11:10:00Z")).refused = 7;
        volume.hour(at("2026-03-04T11:10:00Z")).refused = 1;
        assert_eq!(volume.hours.len(), 1);
        assert_eq!(volume.days(at("2026-03-04T11:20:00Z"))[0], Sent { events: 0, refused: 1 });
    }
}
