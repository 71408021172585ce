//! All sessions that somebody listens to, and what the rest of the server says there: who types, who answers, how many
//! wait.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use tokio::sync::broadcast;
use voorzet_domain::time::{Duration, Timestamp};

use super::Chat;
use super::room::Room;
use crate::channel::{Sign, Typing};
use crate::serve::clock;

/// How long a session that nobody listens to is kept in mind.
const KEPT: Duration = Duration::from_mins(10);

/// How many signs of typing may wait for one who follows them.
const SIGNS: usize = 1_024;

/// All sessions that somebody listens to.
pub(super) struct Rooms {
    account: CompactString,
    pub(super) ask_after: Duration,
    inside: Mutex<Inside>,
    typing: broadcast::Sender<Typing>,
}

#[derive(Default)]
struct Inside {
    rooms: HashMap<CompactString, Arc<Room>>,
    is_over: bool,
}

impl Rooms {
    /// None yet. It is asked whether an answer helped when it has stood there for so long.
    pub(super) fn new(account: &str, ask_after: Duration) -> Self {
        Self {
            account: account.into(),
            ask_after,
            inside: Mutex::default(),
            typing: broadcast::channel(SIGNS).0,
        }
    }

    /// The room of a session; none when no more are opened.
    pub(super) fn open(&self, session: &str) -> Option<Arc<Room>> {
        let mut inside = self.inside();
        if inside.is_over {
            return None;
        }
        let now = clock::now();
        // Not from 0, so that who polled before a restart sees that something may have changed.
        let new = || Arc::new(Room::new(now.as_micros().unsigned_abs(), now));
        Some(Arc::clone(inside.rooms.entry(session.into()).or_insert_with(new)))
    }

    /// The room of a session, when somebody listens there.
    pub(super) fn find(&self, session: &str) -> Option<Arc<Room>> {
        self.inside().rooms.get(session).cloned()
    }

    /// A visitor types, or stopped.
    pub(super) fn types(&self, session: &str, on: bool) {
        // Nobody may be there to see it.
        let _ = self.typing.send(Typing { account: self.account.clone(), address: session.into(), on });
    }

    /// What time brings: it is asked whether answers helped, and who left is forgotten.
    pub(super) fn pass(&self, now: Timestamp) {
        let since = now.minus(KEPT);
        // One that somebody is about to enter is held by them too.
        self.inside().rooms.retain(|_, room| !room.is_idle(since) || Arc::strong_count(room) > 1);
        for room in self.all() {
            room.ask_after(self.ask_after, now);
        }
    }

    /// All of them now.
    pub(super) fn all(&self) -> Vec<Arc<Room>> {
        self.inside().rooms.values().cloned().collect()
    }

    /// Cuts off everybody, for ever.
    pub(super) fn end(&self) {
        let mut inside = self.inside();
        inside.is_over = true;
        for room in std::mem::take(&mut inside.rooms).into_values() {
            room.end();
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chat {
    /// Shows whoever listens to a session what leaves no trace.
    pub(super) fn show_sign(&self, session: &str, sign: Sign<'_>) {
        let Some(room) = self.rooms.find(session) else { return };
        match sign {
            Sign::Typing { name, on } => room.typing(Some(name.to_owned()), on),
            Sign::Read => room.read_all(),
            Sign::Answered { by, place } => room.set_state(|state| {
                state.agent = by.map(ToOwned::to_owned);
                state.waiting = place;
            }),
        }
    }

    /// Which visitors type.
    pub(super) fn visitors_typing(&self) -> broadcast::Receiver<Typing> {
        self.rooms.typing.subscribe()
    }
}
