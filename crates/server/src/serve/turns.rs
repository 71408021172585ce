//! The one thread that writes: turn after turn, as long as the server runs.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use voorzet_engine::live::{Core, Loaded, Refused, Turned, Work};
use voorzet_engine::own::{Decided, kind};
use voorzet_store::Store;
use voorzet_store::entry::Entry;

use super::clock;
use super::crowds::Crowds;
use super::figures::Figures;
use super::hub::Hub;
use super::standing::Standing;
use crate::delivery::Delivery;
use crate::desk::Desk;
use crate::intake::queue::{Answering, Asked, NotDone, Placing, Queue, Taken, Waiting};
use crate::intake::volume::Volumes;

/// How long to wait after the disk refused.
const PAUSE: Duration = Duration::from_millis(200);

/// What a turn needs and tells.
pub(crate) struct Turns {
    pub(crate) core: Core,
    pub(crate) queue: Arc<Queue>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) figures: Arc<Figures>,
    pub(crate) standing: Arc<Standing>,
    pub(crate) crowds: Arc<Crowds>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) volumes: Arc<Volumes>,
    pub(crate) commit_events: usize,
    /// What is remembered of customers, once it is loaded.
    pub(crate) loaded: UnboundedReceiver<Loaded>,
    /// What takes what is let go.
    pub(crate) delivery: Arc<Delivery>,
    /// What was last said of the store's trouble.
    pub(crate) trouble: Option<String>,
}

/// Loads what is remembered, on a thread of its own; meanwhile events are taken.
pub(crate) fn load(
    core: &mut Core,
    store: Store,
    queue: Arc<Queue>,
) -> std::io::Result<UnboundedReceiver<Loaded>> {
    let (give, loaded) = tokio::sync::mpsc::unbounded_channel();
    let Some(loader) = core.loader() else { return Ok(loaded) };
    let work = move || {
        let start = Instant::now();
        loop {
            match store.reader().and_then(|disk| loader.load(&disk)) {
                Ok(loaded) => {
                    tracing::info!(seconds = start.elapsed().as_secs_f64(), "customers are loaded");
                    // Nobody there: the server is stopping.
                    let _ = give.send(loaded);
                    queue.nudge();
                    return;
                }
                Err(error) => tracing::error!(%error, "customers cannot be loaded; trying again"),
            }
            std::thread::sleep(Duration::from_secs(1));
            if queue.is_closed() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("loader".to_owned()).spawn(work).map(|_| loaded)
}

/// Who waits for a turn.
struct Callers {
    requests: Vec<(usize, Placing)>,
    asked: Vec<Answering>,
}

impl Turns {
    /// Begins; ends when the queue is closed and empty.
    pub(crate) fn start(self) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new().name("core".to_owned()).spawn(move || {
            let _ends_all = EndsAll;
            self.run();
        })
    }

    fn run(mut self) {
        let mut until = Some(Instant::now());
        loop {
            let taken = self.queue.take(until, self.commit_events);
            if taken.closed && taken.is_empty() {
                break;
            }
            until = self.turn(taken);
        }
        self.hub.end();
    }

    /// One turn; gives when the next is due by itself.
    fn turn(&mut self, taken: Taken) -> Option<Instant> {
        if let Ok(loaded) = self.loaded.try_recv()
            && let Err(error) = self.core.loaded(loaded)
        {
            tracing::error!(%error, "what is remembered cannot be used");
        }
        if self.delivery.is_stopping() {
            self.core.rest();
        }
        let (work, callers) = split(taken.requests, taken.asked);
        let work = Work { reports: taken.reports, ..work };
        let (now, start) = (clock::now(), Instant::now());
        let span =
            tracing::info_span!("turn", incoming = work.incoming.len(), entries = tracing::field::Empty);
        let turned = span.in_scope(|| self.core.turn(now, work));
        match turned {
            Ok(turned) => {
                self.note(turned.trouble.as_ref().map(ToString::to_string));
                span.record("entries", turned.entries.len());
                drop(span);
                self.figures.turned(start.elapsed(), turned.behind, turned.reaching);
                self.standing.turned(turned.behind, turned.reaching, turned.loading);
                let wake = turned.wake;
                self.tell(callers, turned);
                wake.map(|wake| start + Duration::from_micros(wake.since(now).as_micros().unsigned_abs()))
            }
            Err(Refused { problem, .. }) => {
                if !self.standing.is_refused() {
                    tracing::error!(%problem, "the disk refuses; nothing is taken until it does not");
                }
                self.standing.refused();
                self.figures.disk_refused();
                callers.refuse(NotDone::Disk);
                Some(start + PAUSE)
            }
        }
    }

    /// Says once that the store does not give what is needed, and that it does again.
    fn note(&mut self, trouble: Option<String>) {
        if trouble != self.trouble {
            if let Some(trouble) = &trouble {
                tracing::error!(%trouble, "nothing is decided until the store answers");
            } else {
                tracing::info!("the store answers again");
            }
            self.trouble = trouble;
        }
    }

    fn tell(&self, callers: Callers, mut turned: Turned) {
        self.crowds.turned(&mut turned);
        self.desk.feed.turned(&turned);
        self.volumes.written(turned.entries.iter().map(Arc::as_ref));
        for entry in turned.entries.iter().filter(|entry| entry.own.is_some()) {
            self.count(entry);
        }
        self.delivery.hand_over(turned.dispatches);
        // First, so that who is answered finds in the log's stream what the answer says.
        self.hub.tell(turned.entries);
        let mut placed = turned.placed.into_iter();
        for (amount, answer) in callers.requests {
            let _ = answer.send(Ok(placed.by_ref().take(amount).collect()));
        }
        for (answer, came) in callers.asked.into_iter().zip(turned.answers) {
            let _ = answer.send(Ok(came));
        }
    }

    fn count(&self, entry: &Entry) {
        if entry.event.kind == kind::STRATEGY_PUBLISHED {
            self.standing.decides();
        } else if entry.event.kind == kind::DECISION_MADE
            && let Ok(decided) = serde_json::from_str::<Decided<'_>>(entry.event.data.get())
        {
            self.figures.decided(&decided.decision);
        }
    }
}

/// Without its core a server would take requests and answer none: it ends, and whoever started it starts it again.
/// Nothing that was acknowledged is lost by that.
struct EndsAll;

impl Drop for EndsAll {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("the core broke off; the server ends");
            std::process::exit(101);
        }
    }
}

impl Callers {
    fn refuse(self, why: NotDone) {
        for (_, answer) in self.requests {
            let _ = answer.send(Err(why));
        }
        for answer in self.asked {
            let _ = answer.send(Err(why));
        }
    }
}

fn split(requests: Vec<Waiting>, asked: Vec<Asked>) -> (Work, Callers) {
    let mut work = Work::default();
    let mut callers = Callers { requests: Vec::with_capacity(requests.len()), asked: Vec::new() };
    for request in requests {
        callers.requests.push((request.incoming.len(), request.answer));
        work.incoming.extend(request.incoming);
    }
    for asked in asked {
        callers.asked.push(asked.answer);
        work.commands.push(asked.command);
    }
    (work, callers)
}
