//! Sessions of people and tokens of programs: what is held, and when it is over.

use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::watch;
use voorzet_domain::time::{Duration, Timestamp};
use voorzet_store::account::{SessionRecord, TokenRecord};

use super::role::Permissions;

/// What a token begins with, so that one that lies about can be recognised.
pub(crate) const MARK: &str = "vzt_";

/// How long a use may be unknown to the store.
const UNKEPT: Duration = Duration::from_mins(5);

/// When something was last used: at once in memory, now and then on disk.
#[derive(Debug)]
pub(crate) struct Used {
    at: AtomicI64,
    kept: AtomicI64,
}

impl Used {
    fn new(at: Option<Timestamp>) -> Self {
        let at = at.map_or(0, Timestamp::as_micros);
        Self { at: AtomicI64::new(at), kept: AtomicI64::new(at) }
    }

    /// It is used; whether that should be kept.
    pub(crate) fn now(&self, now: Timestamp) -> bool {
        self.at.fetch_max(now.as_micros(), Ordering::Relaxed);
        let kept = self.kept.load(Ordering::Relaxed);
        now.as_micros() - kept > UNKEPT.as_micros()
            && self.kept.compare_exchange(kept, now.as_micros(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// When that was; none when it never was.
    pub(crate) fn last(&self) -> Option<Timestamp> {
        let at = self.at.load(Ordering::Relaxed);
        if at == 0 { None } else { Timestamp::from_micros(at) }
    }
}

/// Somebody who is signed in.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) record: SessionRecord,
    pub(crate) used: Used,
    /// Changes when it is over.
    pub(crate) over: watch::Sender<()>,
}

/// What a program holds to call in the name of a person.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) record: TokenRecord,
    pub(crate) scopes: Permissions,
    pub(crate) used: Used,
    /// Changes when it is over, or its person may do something else than before.
    pub(crate) over: watch::Sender<()>,
}

impl Session {
    pub(crate) fn of(record: SessionRecord) -> Self {
        Self { used: Used::new(Some(record.seen)), record, over: watch::Sender::new(()) }
    }

    /// Until when it lasts when nothing more comes.
    pub(crate) fn until(&self, idle: Duration) -> Timestamp {
        self.record.expires.min(self.used.last().unwrap_or(self.record.at).plus(idle))
    }

    /// As it is to be kept.
    pub(crate) fn kept(&self) -> SessionRecord {
        SessionRecord { seen: self.used.last().unwrap_or(self.record.seen), ..self.record.clone() }
    }
}

impl Token {
    pub(crate) fn of(record: TokenRecord) -> Self {
        let scopes: Vec<serde_json::Value> = serde_json::from_str(&record.scopes).unwrap_or_default();
        Self {
            scopes: scopes.into_iter().filter_map(|scope| serde_json::from_value(scope).ok()).collect(),
            used: Used::new(record.used),
            record,
            over: watch::Sender::new(()),
        }
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.record.expires.is_some_and(|expires| expires <= now)
    }

    /// As it is to be kept.
    pub(crate) fn kept(&self) -> TokenRecord {
        TokenRecord { used: self.used.last(), ..self.record.clone() }
    }
}
