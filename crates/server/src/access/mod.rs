//! Who may do what: people, their sessions, tokens for programs, and the one place where a request is let
//! through or not.
//!
//! | file | what |
//! |---|---|
//! | `rule` | who may call which route: one row for each |
//! | `check` | the gate that every request goes through |
//! | `role` | permissions, and the roles that bundle them |
//! | `caller` | who calls |
//! | `known`, `person`, `session` | what is in memory: people, what they sign in by, sessions and tokens |
//! | `enter` | a sign-in that succeeded: a new session and its cookie |
//! | `password`, `totp`, `passkey`, `oidc` | what one signs in by |
//! | `flow`, `ticket` | what is begun in one request and finished in the next; random texts and their hashes |
//! | `lockout`, `limit` | who guesses waits, who asks too fast as well |
//! | `place` | where a request comes from |
//! | `again` | a request with a key that is sent again |
//! | `audit` | what is told of what somebody did |
//! | `settings` | what is set for the whole organisation |

pub(crate) mod again;
pub(crate) mod audit;
pub(crate) mod caller;
pub(crate) mod check;
pub(crate) mod enter;
pub(crate) mod flow;
pub(crate) mod known;
pub(crate) mod limit;
pub(crate) mod lockout;
pub(crate) mod oidc;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod person;
pub(crate) mod place;
pub(crate) mod role;
pub(crate) mod rule;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod ticket;
pub(crate) mod totp;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use subtle::ConstantTimeEq;
use tokio::sync::Mutex;
use voorzet_domain::time::Timestamp;
use voorzet_store::account::AccountChange;

use flow::Flows;
use known::Known;
use limit::Limits;
use lockout::Lockouts;
use person::Person;

use crate::api::problem::Problem;

/// How long one may take for what is begun.
const PATIENCE: Duration = Duration::from_mins(5);

/// Everything about accounts that requests can reach.
pub(crate) struct Access {
    known: RwLock<Known>,
    /// Held by who reads something, thinks, and changes it.
    pub(crate) changing: Mutex<()>,
    /// Who has this administers the machine.
    machine: String,
    /// What lets the first person in; nothing once there is somebody.
    setup: String,
    /// Those whose word on who calls is taken.
    pub(crate) proxies: Vec<IpAddr>,
    pub(crate) lockouts: Lockouts,
    pub(crate) limits: Limits,
    pub(crate) again: again::UnderWay,
    /// Who has shown a password, and must show a second factor; by the hash of their cookie.
    pub(crate) halves: Flows<i64>,
    /// Challenges to authenticators, by their text.
    pub(crate) challenges: Flows<passkey::Purpose>,
    /// Visits to other providers, by the hash of the cookie.
    pub(crate) visits: Flows<oidc::Visit>,
    /// What is called what in the audit log.
    operations: OnceLock<audit::Operations>,
}

impl Access {
    /// Access by what is known.
    pub(crate) fn new(
        known: Known,
        machine: String,
        setup: String,
        settings: &crate::configuration::Access,
    ) -> Arc<Self> {
        Arc::new(Self {
            known: RwLock::new(known),
            changing: Mutex::default(),
            machine,
            setup,
            proxies: settings.proxies.clone(),
            lockouts: Lockouts::default(),
            limits: Limits::new(settings),
            again: again::UnderWay::default(),
            halves: Flows::new(PATIENCE),
            challenges: Flows::new(PATIENCE),
            visits: Flows::new(PATIENCE * 2),
            operations: OnceLock::new(),
        })
    }

    /// What is known now. Not to be held while something is waited for.
    pub(crate) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes that are on disk.
    pub(crate) fn apply(&self, changes: Vec<AccountChange>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            known.apply(change);
        }
    }

    /// Settings that are on disk.
    pub(crate) fn set(&self, settings: settings::Settings) {
        self.known.write().unwrap_or_else(PoisonError::into_inner).settings = settings;
    }

    /// Somebody by their number.
    pub(crate) fn person(&self, number: i64) -> Result<Arc<Person>, Problem> {
        let found = self.known().people.get(&number).map(Arc::clone);
        found.ok_or_else(|| Problem::unknown("there is no such person"))
    }

    /// Whether there is nobody yet, so that the first person is to be let in.
    pub(crate) fn is_empty(&self) -> bool {
        self.known().people.is_empty()
    }

    /// Whether this is the machine's own token.
    pub(crate) fn is_machine(&self, presented: &str) -> bool {
        bool::from(presented.as_bytes().ct_eq(self.machine.as_bytes()))
    }

    /// Whether this lets the first person in.
    pub(crate) fn is_setup(&self, presented: &str) -> bool {
        self.is_empty() && bool::from(presented.trim().as_bytes().ct_eq(self.setup.as_bytes()))
    }

    /// What routes are called.
    pub(crate) fn name_operations(&self, operations: audit::Operations) {
        let _ = self.operations.set(operations);
    }

    /// When sessions of now end that were never used again.
    pub(crate) fn session_end(&self, now: Timestamp) -> Timestamp {
        now.plus(self.known().settings.longest())
    }
}
