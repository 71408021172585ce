//! What waits to be written: requests in one lane a source, and what people ask for.
//!
//! Lanes are emptied in turn, so that a source that sends much does not stand before one that sends little. The
//! queue is bounded by events and by bytes, and one lane may fill half of it.
//!
//! What can wait where it is, like the mails of a mailbox, is calm: while people wait for answers it goes along with what
//! they wait for, so that no turn of its own, and no writing to the disk, stands before them.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use voorzet_engine::deliver::Report;
use voorzet_engine::live::{Answer, Command, CommandError};
use voorzet_store::entry::{Incoming, Placed};

/// Why something that was in the queue is not done. Nothing of it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotDone {
    /// The disk refuses.
    Disk,
    /// The server is stopping.
    Stopping,
}

/// Why something is not let into the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// This source has as much in it as one may.
    Lane,
    /// All of them together have.
    Queue,
    /// The server is stopping.
    Closed,
}

/// Who is told where everything went.
pub(crate) type Placing = oneshot::Sender<Result<Vec<Placed>, NotDone>>;

/// Who is told what came of a command.
pub(crate) type Answering = oneshot::Sender<Result<Result<Answer, CommandError>, NotDone>>;

/// A request that waits.
pub(crate) struct Waiting {
    pub(crate) incoming: Vec<Incoming>,
    pub(crate) bytes: usize,
    pub(crate) answer: Placing,
}

/// What a person asks for that waits.
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) answer: Answering,
}

/// What was taken out at once.
#[derive(Default)]
pub(crate) struct Taken {
    pub(crate) requests: Vec<Waiting>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) reports: Vec<Report>,
    /// Whether nothing more will come.
    pub(crate) closed: bool,
}

impl Taken {
    /// Whether nothing was in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.asked.is_empty() && self.reports.is_empty()
    }
}

/// How long nobody must have waited for an answer until it is quiet.
const QUIET: Duration = Duration::from_secs(1);

/// How soon after the last what is calm has a turn of its own all the same.
const CALM: Duration = Duration::from_millis(25);

/// How many of what is calm go at once while people wait, at most; and by how many people who wait within a second that
/// is divided.
const MOST: usize = 20;
const SHARED: f64 = 100.0;

/// The queue.
pub(crate) struct Queue {
    most_events: usize,
    most_bytes: usize,
    inside: Mutex<Inside>,
    filled: Condvar,
}

#[derive(Default)]
struct Inside {
    lanes: BTreeMap<usize, Lane>,
    /// The lane that was emptied last.
    last: usize,
    events: usize,
    bytes: usize,
    asked: Vec<Asked>,
    reports: Vec<Report>,
    /// What can wait where it is; each sender has one in here at most.
    calm: VecDeque<Waiting>,
    /// When something calm was last taken out.
    calmed: Option<Instant>,
    nudged: bool,
    closed: bool,
    /// When a person last began to wait for an answer.
    waited: Option<Instant>,
    /// About how many did within a second before.
    rate: f64,
}

#[derive(Default)]
struct Lane {
    requests: VecDeque<Waiting>,
    events: usize,
    bytes: usize,
}

impl Queue {
    /// An empty queue that holds so many events and bytes.
    pub(crate) fn new(most_events: usize, most_bytes: usize) -> Self {
        Self { most_events, most_bytes, inside: Mutex::default(), filled: Condvar::new() }
    }

    /// Puts a request in the lane of a source. One that is larger than what may wait is let in when its lane is
    /// empty.
    pub(crate) fn offer(&self, lane: usize, waiting: Waiting) -> Result<(), Full> {
        let mut inside = self.with_room()?;
        let (events, bytes) = (waiting.incoming.len(), waiting.bytes);
        let own = inside.lanes.entry(lane).or_default();
        if own.events >= self.most_events.div_ceil(2) || own.bytes >= self.most_bytes.div_ceil(2) {
            return Err(Full::Lane);
        }
        own.requests.push_back(waiting);
        own.events += events;
        own.bytes += bytes;
        inside.events += events;
        inside.bytes += bytes;
        drop(inside);
        self.filled.notify_one();
        Ok(())
    }

    /// Puts something in that can wait where it is. Its sender waits for the answer before it offers more.
    pub(crate) fn offer_calmly(&self, waiting: Waiting) -> Result<(), Full> {
        let mut inside = self.with_room()?;
        inside.events += waiting.incoming.len();
        inside.bytes += waiting.bytes;
        inside.calm.push_back(waiting);
        drop(inside);
        self.filled.notify_one();
        Ok(())
    }

    /// Asks for something.
    pub(crate) fn ask(&self, asked: Asked) -> Result<(), Full> {
        let mut inside = self.inside();
        if inside.closed {
            return Err(Full::Closed);
        }
        inside.asked.push(asked);
        inside.somebody_waits(Instant::now());
        drop(inside);
        self.filled.notify_one();
        Ok(())
    }

    /// Tells what came of something that was sent; also while stopping, when it still counts.
    pub(crate) fn report(&self, report: Report) {
        self.inside().reports.push(report);
        self.filled.notify_one();
    }

    /// Has a turn take place although nothing is here.
    pub(crate) fn nudge(&self) {
        self.inside().nudged = true;
        self.filled.notify_one();
    }

    /// Whether nothing more is let in.
    pub(crate) fn is_closed(&self) -> bool {
        self.inside().closed
    }

    /// Lets nothing more in.
    pub(crate) fn close(&self) {
        self.inside().closed = true;
        self.filled.notify_one();
    }

    /// A person waits for the answer to what is offered next.
    pub(crate) fn somebody_waits(&self) {
        self.inside().somebody_waits(Instant::now());
    }

    /// How many of what is calm should be offered at once: the more people wait, the fewer. Nothing when nobody does.
    pub(crate) fn portion(&self) -> Option<usize> {
        self.inside().portion(Instant::now())
    }

    /// How many events wait.
    pub(crate) fn events(&self) -> usize {
        self.inside().events
    }

    /// Takes what is there, waiting until the instant for something to come; about `most` events, from every
    /// lane in turn, and what is calm when it is its time.
    pub(crate) fn take(&self, until: Option<Instant>, most: usize) -> Taken {
        let mut inside = self.inside();
        while inside.is_empty() && !inside.nudged && !inside.closed {
            let now = Instant::now();
            let calm = inside.calm_from(now);
            let until = until.into_iter().chain(calm).min();
            let wait = until.map_or(Duration::from_hours(1), |until| until.saturating_duration_since(now));
            if wait.is_zero() {
                break;
            }
            inside = self.filled.wait_timeout(inside, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
        inside.take(most)
    }

    /// What is inside, when more may come in.
    fn with_room(&self) -> Result<MutexGuard<'_, Inside>, Full> {
        let inside = self.inside();
        if inside.closed {
            return Err(Full::Closed);
        }
        if inside.events >= self.most_events || inside.bytes >= self.most_bytes {
            return Err(Full::Queue);
        }
        Ok(inside)
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Whether nothing waits but what is calm.
    fn is_empty(&self) -> bool {
        self.lanes.values().all(|lane| lane.requests.is_empty())
            && self.asked.is_empty()
            && self.reports.is_empty()
    }

    fn somebody_waits(&mut self, now: Instant) {
        let past =
            self.waited.map_or(f64::INFINITY, |waited| now.saturating_duration_since(waited).as_secs_f64());
        self.rate = self.rate * (-past).exp() + 1.0;
        self.waited = Some(now);
    }

    fn portion(&self, now: Instant) -> Option<usize> {
        (!self.is_quiet(now)).then(|| ((SHARED / self.rate) as usize).clamp(1, MOST))
    }

    /// Whether nobody has waited for an answer lately.
    fn is_quiet(&self, now: Instant) -> bool {
        self.waited.is_none_or(|waited| now.saturating_duration_since(waited) >= QUIET)
    }

    /// From when on something that is calm has a turn, if there is any.
    fn calm_from(&self, now: Instant) -> Option<Instant> {
        let last = self.calmed.filter(|_| !self.is_quiet(now));
        (!self.calm.is_empty()).then(|| last.map_or(now, |last| last + CALM))
    }

    fn take(&mut self, most: usize) -> Taken {
        self.nudged = false;
        let now = Instant::now();
        let calm = !self.is_empty() || self.closed || self.calm_from(now).is_some_and(|from| from <= now);
        let mut taken = Taken {
            requests: Vec::new(),
            asked: std::mem::take(&mut self.asked),
            reports: std::mem::take(&mut self.reports),
            closed: self.closed,
        };
        let mut events = 0;
        while events < most {
            let after = self
                .lanes
                .range((Bound::Excluded(self.last), Bound::Unbounded))
                .find(|(_, lane)| !lane.requests.is_empty());
            let next = after.or_else(|| self.lanes.iter().find(|(_, lane)| !lane.requests.is_empty()));
            let Some(number) = next.map(|(number, _)| *number) else { break };
            let Some(lane) = self.lanes.get_mut(&number) else { break };
            let Some(waiting) = lane.requests.pop_front() else { break };
            let amount = waiting.incoming.len();
            lane.events -= amount;
            lane.bytes -= waiting.bytes;
            self.events -= amount;
            self.bytes -= waiting.bytes;
            self.last = number;
            events += amount;
            taken.requests.push(waiting);
        }
        if calm && events < most {
            // Along with what people wait for no more than one.
            let amount = if self.is_quiet(now) || self.closed { self.calm.len() } else { 1 };
            for waiting in self.calm.drain(..amount.min(self.calm.len())) {
                self.events -= waiting.incoming.len();
                self.bytes -= waiting.bytes;
                self.calmed = Some(now);
                taken.requests.push(waiting);
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(events: usize, mark: &str) -> Waiting {
        let item = || Incoming::Unreadable {
            source: mark.into(),
            door: "events".into(),
            body: String::new(),
            problem: String::new(),
        };
        let incoming = std::iter::repeat_with(item).take(events).collect();
        Waiting { incoming, bytes: events * 100, answer: oneshot::channel().0 }
    }

    fn marks(taken: &Taken) -> Vec<String> {
        let mark = |waiting: &Waiting| match &waiting.incoming[0] {
            Incoming::Unreadable { source, .. } => source.to_string(),
            _ => String::new(),
        };
        taken.requests.iter().map(mark).collect()
    }

    #[test]
    fn lanes_are_emptied_in_turn() {
        let queue = Queue::new(100, 1_000_000);
        for _ in 0..4 {
            queue.offer(0, waiting(10, "much")).expect("room");
        }
        queue.offer(1, waiting(1, "little")).expect("room");
        let taken = queue.take(None, 20);
        assert_eq!(marks(&taken), ["little", "much", "much"]);
        assert_eq!(queue.events(), 20);
        assert_eq!(marks(&queue.take(None, 1_000)), ["much", "much"]);
        assert!(queue.take(Some(Instant::now()), 1_000).is_empty());
    }

    #[test]
    fn what_is_calm_goes_along_with_what_people_wait_for_or_by_itself_after_a_while() {
        let queue = Queue::new(100, 1_000_000);
        queue.offer_calmly(waiting(3, "mail")).expect("room");
        assert_eq!(marks(&queue.take(None, 20)), ["mail"], "it is quiet");
        queue.somebody_waits();
        queue.offer_calmly(waiting(3, "mail")).expect("room");
        queue.offer_calmly(waiting(3, "more")).expect("room");
        assert!(queue.take(Some(Instant::now()), 20).is_empty(), "not yet");
        queue.offer(1, waiting(1, "chat")).expect("room");
        assert_eq!(marks(&queue.take(None, 20)), ["chat", "mail"]);
        assert_eq!(queue.events(), 3);
        let begun = Instant::now();
        assert_eq!(marks(&queue.take(None, 20)), ["more"]);
        assert!(begun.elapsed() >= CALM / 2, "after a while");
        queue.offer_calmly(waiting(3, "last")).expect("room");
        queue.close();
        assert_eq!(marks(&queue.take(None, 20)), ["last"], "nothing is left behind");
    }

    #[test]
    fn the_more_people_wait_the_less_goes_along() {
        let mut inside = Inside::default();
        let begun = Instant::now();
        assert_eq!(inside.portion(begun), None, "nobody waits");
        let mut write = |every: u64| {
            let second = begun + Duration::from_hours(every);
            (0..5_000 / every).for_each(|n| inside.somebody_waits(second + Duration::from_millis(n * every)));
            (inside.portion(second + Duration::from_secs(5)), inside.portion(second + Duration::from_secs(7)))
        };
        assert_eq!(write(500), (Some(20), None), "now and then");
        assert_eq!(write(50), (Some(4), None), "twenty a second");
        assert_eq!(write(10), (Some(1), None), "a hundred a second");
        assert_eq!(write(1), (Some(1), None));
    }

    #[test]
    fn one_source_fills_half_and_all_fill_the_whole() {
        let queue = Queue::new(20, 1_000_000);
        queue.offer(0, waiting(15, "a")).expect("as much as it has");
        assert_eq!(queue.offer(0, waiting(1, "a")), Err(Full::Lane));
        queue.offer(1, waiting(5, "b")).expect("room");
        assert_eq!(queue.offer(2, waiting(1, "c")), Err(Full::Queue));
        queue.take(None, 1);
        queue.offer(2, waiting(1, "c")).expect("room again");
        let narrow = Queue::new(100, 300);
        narrow.offer(0, waiting(2, "a")).expect("room");
        assert_eq!(narrow.offer(0, waiting(1, "a")), Err(Full::Lane), "by bytes");
    }

    #[test]
    fn a_closed_queue_gives_what_it_has() {
        let queue = Queue::new(20, 1_000);
        queue.offer(0, waiting(1, "a")).expect("room");
        queue.close();
        assert_eq!(queue.offer(0, waiting(1, "a")), Err(Full::Closed));
        let taken = queue.take(None, 10);
        assert!(taken.closed && taken.requests.len() == 1);
        assert!(queue.take(None, 10).closed);
    }
}
