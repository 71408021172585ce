//! Who calls, and what they may do.

use std::sync::Arc;

use axum::http::StatusCode;
use compact_str::CompactString;
use tokio::sync::watch;
use voorzet_domain::time::{Duration, Timestamp};

use super::person::Person;
use super::role::Permissions;
use super::session::{Session, Token};
use crate::api::problem::Problem;

/// Who calls. Every request under `/api` carries one, as an extension.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) kind: Kind,
    pub(crate) permissions: Permissions,
    /// From where.
    pub(crate) address: String,
    /// The language that their program asks for first, as two letters.
    pub(crate) language: Option<CompactString>,
}

/// By what a caller is known.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// By nothing.
    Nobody,
    /// By the token in `server.json`: whoever administers this machine.
    Machine,
    /// By a cookie.
    Session(Arc<Person>, Arc<Session>),
    /// By a token for programs.
    Token(Arc<Person>, Arc<Token>),
}

impl Caller {
    /// Nobody who is known, from there.
    pub(crate) fn nobody(address: &str) -> Self {
        Self {
            kind: Kind::Nobody,
            permissions: Permissions::NONE,
            address: address.to_owned(),
            language: None,
        }
    }

    /// The person, if it is one.
    pub(crate) fn person(&self) -> Option<&Arc<Person>> {
        match &self.kind {
            Kind::Session(person, _) | Kind::Token(person, _) => Some(person),
            Kind::Nobody | Kind::Machine => None,
        }
    }

    /// The session, if there is one.
    pub(crate) fn session(&self) -> Option<&Arc<Session>> {
        match &self.kind {
            Kind::Session(_, session) => Some(session),
            _ => None,
        }
    }

    /// Who is signed in, and by which session.
    pub(crate) fn me(&self) -> Result<(&Arc<Person>, &Arc<Session>), Problem> {
        match &self.kind {
            Kind::Session(person, session) => Ok((person, session)),
            _ => Err(Problem::new(StatusCode::UNAUTHORIZED, "sign-in").detail("nobody is signed in")),
        }
    }

    /// A name for the audit log.
    pub(crate) fn name(&self) -> String {
        match &self.kind {
            Kind::Nobody => "nobody".to_owned(),
            Kind::Machine => "this machine".to_owned(),
            Kind::Session(person, _) => person.name.clone(),
            Kind::Token(person, token) => format!("{} (token {})", person.name, token.record.name),
        }
    }

    /// By whom something is done, in the words of the log. The command line, which is this machine, may say it.
    pub(crate) fn signs(&self, said: String) -> String {
        match self.kind {
            Kind::Machine if !said.trim().is_empty() => said,
            _ => self.name(),
        }
    }

    /// What tells this caller from all others.
    pub(crate) fn key(&self) -> String {
        match &self.kind {
            Kind::Nobody => format!("address {}", self.address),
            Kind::Machine => "machine".to_owned(),
            Kind::Session(person, _) => format!("person {}", person.number),
            Kind::Token(_, token) => format!("token {}", token.record.number),
        }
    }

    /// What ends what this caller listens to.
    pub(crate) fn life(&self, idle: Duration) -> Life {
        match &self.kind {
            Kind::Session(_, session) => {
                let (over, session) = (Some(session.over.subscribe()), Some(Arc::clone(session)));
                Life { over, session, until: None, idle }
            }
            Kind::Token(_, token) => {
                Life { over: Some(token.over.subscribe()), session: None, until: token.record.expires, idle }
            }
            Kind::Nobody | Kind::Machine => Life { over: None, session: None, until: None, idle },
        }
    }
}

/// How long a caller may go on listening.
pub(crate) struct Life {
    over: Option<watch::Receiver<()>>,
    session: Option<Arc<Session>>,
    until: Option<Timestamp>,
    idle: Duration,
}

impl Life {
    /// Ends when the caller is no longer who they were.
    pub(crate) async fn ended(&mut self) {
        match &mut self.over {
            Some(over) => {
                let _ = over.changed().await;
            }
            None => std::future::pending().await,
        }
    }

    /// Whether time alone has ended it, or something else already did.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.over.as_ref().is_some_and(|over| over.has_changed().unwrap_or(true))
            || self.until.is_some_and(|until| until <= now)
            || self.session.as_ref().is_some_and(|session| session.until(self.idle) <= now)
    }
}
