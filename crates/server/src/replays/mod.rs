//! Replays of drafts over what the log holds: one at a time, on a thread that gives way to everything else.
//!
//! | file | what |
//! |---|---|
//! | `record` | what is known of a replay, and kept |
//! | `kept` | the folder in which that is |
//! | `run` | the work itself |
//!
//! What is known of replays is a list behind one lock. The thread that works looks there between portions whether it
//! is still wanted. A replay that had not ended when the server stopped is shown as failed at the next start.

mod kept;
mod record;
mod run;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::replay::{Compared, Period};

pub(crate) use record::{Record, State};

use crate::priority::give_way;
use crate::serve::clock;
use crate::serve::readers::Readers;
use kept::Kept;

/// How many may wait.
const MOST_WAITING: usize = 8;
/// How many are remembered.
const MOST: usize = 50;

/// Replays of drafts.
pub(crate) struct Replays {
    kept: Kept,
    inside: Mutex<Inside>,
    filled: Condvar,
}

#[derive(Default)]
struct Inside {
    /// Newest first.
    records: VecDeque<Record>,
    waiting: VecDeque<Task>,
    closed: bool,
}

/// What is to be replayed.
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) period: Period,
    /// The strategy in force, if there is one.
    pub(crate) published: Option<Arc<Strategy>>,
    pub(crate) drafted: Arc<Strategy>,
}

/// Nothing more is let in.
pub(crate) struct Full;

impl Replays {
    /// Those of a data folder. What had not ended will not any more.
    pub(crate) fn open(data: &Path) -> anyhow::Result<Arc<Self>> {
        let (kept, records) = Kept::open(data)?;
        let inside = Inside { records: records.into(), ..Inside::default() };
        let replays = Self { kept, inside: Mutex::new(inside), filled: Condvar::new() };
        let unended: Vec<_> = replays.all().into_iter().filter(|record| !record.state.has_ended()).collect();
        for record in unended {
            replays.end(&record.id, State::Failed, |record| {
                record.problem = Some("the server stopped before it was done".to_owned());
            });
        }
        Ok(Arc::new(replays))
    }

    /// Begins to work; ends when it is closed.
    pub(crate) fn start(self: &Arc<Self>, readers: Readers) -> std::io::Result<JoinHandle<()>> {
        let replays = Arc::clone(self);
        std::thread::Builder::new().name("replay".to_owned()).spawn(move || {
            give_way();
            while let Some(task) = replays.next() {
                run::run(&replays, &readers, task);
            }
        })
    }

    /// Lets nothing in any more, and has what runs end.
    pub(crate) fn close(&self) {
        let mut inside = self.inside();
        inside.closed = true;
        inside.waiting.clear();
        drop(inside);
        self.filled.notify_all();
    }

    /// Puts one behind those that wait.
    pub(crate) fn ask(&self, record: Record, task: Task) -> Result<(), Full> {
        let mut inside = self.inside();
        if inside.closed || inside.waiting.len() >= MOST_WAITING {
            return Err(Full);
        }
        self.kept.write(&record);
        inside.records.push_front(record);
        inside.waiting.push_back(task);
        let ended = inside.records.iter().rposition(|record| record.state.has_ended());
        if inside.records.len() > MOST
            && let Some(oldest) = ended.and_then(|oldest| inside.records.remove(oldest))
        {
            self.kept.remove(&oldest.id);
        }
        drop(inside);
        self.filled.notify_one();
        Ok(())
    }

    /// Where something may be put aside.
    fn folder(&self) -> &Path {
        self.kept.data()
    }

    /// All of them, newest first.
    pub(crate) fn all(&self) -> Vec<Record> {
        self.inside().records.iter().cloned().collect()
    }

    /// One of them.
    pub(crate) fn one(&self, id: &str) -> Option<Record> {
        self.inside().records.iter().find(|record| record.id == id).cloned()
    }

    /// Calls one off; one that has ended is forgotten. False when there is none.
    pub(crate) fn cancel(&self, id: &str) -> bool {
        let Some(record) = self.one(id) else { return false };
        if record.state.has_ended() {
            self.inside().records.retain(|record| record.id != id);
            self.kept.remove(id);
        } else {
            self.inside().waiting.retain(|task| task.id != id);
            self.end(id, State::Cancelled, |_| {});
        }
        true
    }

    /// The next that waits, once there is one; none when it is closed.
    fn next(&self) -> Option<Task> {
        let mut inside = self.inside();
        loop {
            if inside.closed {
                return None;
            }
            if let Some(task) = inside.waiting.pop_front() {
                if let Some(record) = inside.open(&task.id) {
                    record.state = State::Running;
                    record.started = Some(clock::now().to_string());
                }
                return Some(task);
            }
            inside = self.filled.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Tells how far one is; false when it is to stop.
    fn is_at(&self, id: &str, done: u64, total: u64) -> bool {
        let mut inside = self.inside();
        let closed = inside.closed;
        let Some(record) = inside.open(id) else { return false };
        (record.done, record.total) = (done, total);
        !closed
    }

    fn done(&self, id: &str, compared: &Compared) {
        self.end(id, State::Done, |record| record.keep(compared));
    }

    fn failed(&self, id: &str, problem: String) {
        self.end(id, State::Failed, |record| record.problem = Some(problem));
    }

    /// Ends one that has not ended.
    fn end(&self, id: &str, state: State, also: impl FnOnce(&mut Record)) {
        let mut inside = self.inside();
        let Some(record) = inside.open(id) else { return };
        record.state = state;
        record.ended = Some(clock::now().to_string());
        also(record);
        self.kept.write(record);
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// One that has not ended.
    fn open(&mut self, id: &str) -> Option<&mut Record> {
        self.records.iter_mut().find(|record| record.id == id && !record.state.has_ended())
    }
}
