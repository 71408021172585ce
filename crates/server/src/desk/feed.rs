//! What changes at the desk, for those who watch it. The thread that writes hands over what a turn changed and goes on;
//! one task names it, puts it in a ring of what was told last, and everybody who listens reads that at their own pace.
//! Who is further behind than the ring, or was away that long, is told to read all of it anew.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, mpsc, watch};
use voorzet_domain::conversation::{Case, CaseId, MessageNumber};
use voorzet_engine::inbox::{CaseRow, Counts};
use voorzet_engine::live::Turned;
use voorzet_store::entry::Position;
use voorzet_store::outbox::SendKey;

/// How many changes are kept to be told.
const KEPT: usize = 5_000;

/// What one or more turns changed.
#[derive(Default)]
pub(crate) struct News {
    /// The last entry of the log that is in it.
    pub(crate) last: Position,
    /// Cases as they are now.
    pub(crate) cases: BTreeMap<CaseId, Case>,
    /// Messages that are new, or were taken back, with their cases.
    pub(crate) messages: BTreeMap<MessageNumber, Vec<CaseId>>,
    /// Messages that got further, by send key.
    pub(crate) sends: BTreeSet<SendKey>,
    /// Whether agents came, went or changed.
    pub(crate) agents: bool,
}

/// The same, named, as everybody is told it.
pub(crate) struct Told {
    /// The last entry of the log that is in it.
    pub(crate) last: Position,
    /// Cases as they are now.
    pub(crate) rows: Vec<CaseRow>,
    /// Cases that are part of others now.
    pub(crate) gone: Vec<u32>,
    /// Messages, each with its cases.
    pub(crate) messages: Vec<(u32, Vec<u32>)>,
}

/// What changes at the desk.
pub(crate) struct Feed {
    news: mpsc::UnboundedSender<News>,
    taken: Mutex<Option<mpsc::UnboundedReceiver<News>>>,
    ring: Mutex<Ring>,
    head: watch::Sender<Position>,
    /// How much waits, as of the last time that somebody looked.
    pub(crate) counts: watch::Sender<Option<Arc<Counts>>>,
    /// Cases at which somebody came or went.
    pub(crate) present: broadcast::Sender<u32>,
    listeners: AtomicUsize,
}

#[derive(Default)]
struct Ring {
    told: VecDeque<Arc<Told>>,
    size: usize,
    /// Up to here what happened is not in it any more.
    forgotten: Position,
}

impl Feed {
    /// One over a log that ends here.
    pub(super) fn new(last: Position) -> Self {
        let (news, taken) = mpsc::unbounded_channel();
        Self {
            news,
            taken: Mutex::new(Some(taken)),
            ring: Mutex::new(Ring { forgotten: last, ..Ring::default() }),
            head: watch::Sender::new(last),
            counts: watch::Sender::new(None),
            present: broadcast::Sender::new(1_024),
            listeners: AtomicUsize::new(0),
        }
    }

    /// Hands over what a turn changed. Nobody is waited for.
    pub(crate) fn turned(&self, turned: &Turned) {
        let changes = &turned.desk;
        if changes.is_empty() && turned.sends.is_empty() {
            return;
        }
        let Some(last) = turned.entries.last().map(|entry| entry.position) else { return };
        if self.listeners.load(Ordering::Acquire) == 0 {
            self.ring().forget(last);
            return;
        }
        let mut news = News { last, agents: !changes.agents.is_empty(), ..News::default() };
        news.cases.extend(changes.cases.iter().map(|case| (case.id, case.clone())));
        news.messages.extend(changes.messages.iter().map(|row| (row.number, row.cases.clone())));
        news.messages.extend(changes.unsaid.iter().map(|number| (*number, Vec::new())));
        news.sends.extend(turned.sends.iter().cloned());
        // Nobody there: the server is stopping.
        let _ = self.news.send(news);
    }

    /// What is handed over, for the one task that names it.
    pub(super) fn take(&self) -> Option<mpsc::UnboundedReceiver<News>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Tells something that is named.
    pub(super) fn tell(&self, told: Told) {
        let last = told.last;
        self.ring().add(told);
        self.head.send_replace(last);
    }

    /// Somebody listens from now on.
    pub(crate) fn come(&self) {
        self.listeners.fetch_add(1, Ordering::AcqRel);
    }

    /// Somebody listens no more.
    pub(crate) fn go(&self) {
        self.listeners.fetch_sub(1, Ordering::AcqRel);
    }

    /// Whether anybody listens.
    pub(super) fn is_heard(&self) -> bool {
        self.listeners.load(Ordering::Acquire) > 0
    }

    /// Up to where it has told, now and whenever that changes.
    pub(crate) fn head(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    /// What came after a position; none when it is forgotten.
    pub(crate) fn after(&self, position: Position) -> Option<Vec<Arc<Told>>> {
        let ring = self.ring();
        (position >= ring.forgotten)
            .then(|| ring.told.iter().filter(|told| told.last > position).cloned().collect())
    }

    /// Up to where nothing can be told again.
    pub(crate) fn forgotten(&self) -> Position {
        self.ring().forgotten
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl News {
    /// With what came after it.
    pub(super) fn and(&mut self, later: Self) {
        self.last = later.last;
        self.cases.extend(later.cases);
        self.messages.extend(later.messages);
        self.sends.extend(later.sends);
        self.agents |= later.agents;
    }
}

impl Ring {
    fn add(&mut self, told: Told) {
        self.size += told.size();
        self.told.push_back(Arc::new(told));
        while self.size > KEPT
            && let Some(oldest) = self.told.pop_front()
        {
            self.size -= oldest.size();
            self.forgotten = self.forgotten.max(oldest.last);
        }
    }

    fn forget(&mut self, last: Position) {
        self.told.clear();
        self.size = 0;
        self.forgotten = self.forgotten.max(last);
    }
}

impl Told {
    fn size(&self) -> usize {
        1 + self.rows.len() + self.messages.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(last: i64, messages: usize) -> Told {
        let messages = vec![(1, Vec::new()); messages];
        Told { last: Position(last), rows: Vec::new(), gone: Vec::new(), messages }
    }

    #[test]
    fn who_is_too_far_behind_is_told_so_and_nobody_else() {
        let feed = Feed::new(Position(10));
        feed.tell(told(12, 1));
        feed.tell(told(15, 1));
        let lasts = |after| {
            let told = feed.after(Position(after))?;
            Some(told.iter().map(|told| told.last.0).collect::<Vec<_>>())
        };
        assert_eq!(lasts(10), Some(vec![12, 15]));
        assert_eq!(lasts(12), Some(vec![15]));
        assert_eq!(lasts(15), Some(Vec::new()));
        assert_eq!(lasts(9), None, "before it began");
        feed.tell(told(20, KEPT));
        assert_eq!(lasts(12), None, "the ring is full");
        assert_eq!(lasts(20), Some(Vec::new()));
    }
}
