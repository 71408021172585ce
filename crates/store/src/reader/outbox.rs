//! What is to be sent.

use compact_str::CompactString;
use rusqlite::Row;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;

use super::{Reader, instant, json, limit, maybe_instant, maybe_text, text};
use crate::entry::Position;
use crate::error::StoreError;
use crate::outbox::{Planned, RouteHealth, RouteRecord, Send, SendKey, SendState};
use crate::sql;

/// How many things of a route are in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendCount {
    /// The route.
    pub route: CompactString,
    /// The state.
    pub state: SendState,
    /// How many.
    pub amount: i64,
}

impl Reader {
    /// What has this key.
    pub fn send(&self, key: &SendKey) -> Result<Option<Send>, StoreError> {
        self.one(sql::outbox::BY_KEY, [key.0.as_str()], send)
    }

    /// What waits on a route and may be tried by an instant, longest due first.
    pub fn due_sends(&self, route: &str, by: Timestamp, most: usize) -> Result<Vec<Send>, StoreError> {
        self.all(sql::outbox::DUE, (route, by.as_micros(), limit(most)), send)
    }

    /// When the first of what waits on a route and may not be tried by an instant may be.
    pub fn next_send(&self, route: &str, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.one(sql::outbox::NEXT_DUE, (route, after.as_micros()), |row| instant(row, 0))
    }

    /// What waits and is about the same thing, oldest first.
    pub fn waiting_of_thread(&self, thread: i64) -> Result<Vec<Send>, StoreError> {
        self.all(sql::outbox::PLANNED_OF_THREAD, [thread], send)
    }

    /// What waits and goes to a customer, oldest first.
    pub fn waiting_of_customer(&self, customer: CustomerId) -> Result<Vec<Send>, StoreError> {
        self.all(sql::outbox::PLANNED_OF_CUSTOMER, [customer.0], send)
    }

    /// What was planned for a customer, newest first, with numbers below `before`.
    pub fn sends_to(&self, customer: CustomerId, before: i64, most: usize) -> Result<Vec<Send>, StoreError> {
        self.all(sql::outbox::OF_CUSTOMER, (customer.0, before, limit(most)), send)
    }

    /// What is in a state, or all of it, newest first, with numbers below `before`.
    pub fn sends(&self, state: Option<SendState>, before: i64, most: usize) -> Result<Vec<Send>, StoreError> {
        match state {
            Some(state) => self.all(sql::outbox::BY_STATE, (state.name(), before, limit(most)), send),
            None => self.all(sql::outbox::ALL, (before, limit(most)), send),
        }
    }

    /// The same of one route.
    pub fn sends_by(
        &self,
        route: &str,
        state: Option<SendState>,
        before: i64,
        most: usize,
    ) -> Result<Vec<Send>, StoreError> {
        let most = limit(most);
        match state {
            Some(state) => {
                self.all(sql::outbox::BY_ROUTE_AND_STATE, (route, state.name(), before, most), send)
            }
            None => self.all(sql::outbox::BY_ROUTE, (route, before, most), send),
        }
    }

    /// How routes last did.
    pub fn route_health(&self) -> Result<Vec<RouteHealth>, StoreError> {
        self.all(sql::outbox::RESULTS, [], |row| {
            Ok(RouteHealth {
                route: text(row, 0)?.into(),
                success: maybe_instant(row, 1)?,
                failure: maybe_instant(row, 2)?,
                problem: row.get(3)?,
            })
        })
    }

    /// What is remembered of routes.
    pub fn routes(&self) -> Result<Vec<RouteRecord>, StoreError> {
        self.all(sql::outbox::ROUTES, [], |row| {
            Ok(RouteRecord {
                route: text(row, 0)?.into(),
                not_before: maybe_instant(row, 1)?,
                gone: row.get(2)?,
                changed: instant(row, 3)?,
            })
        })
    }

    /// How many there are in each state, by route.
    pub fn send_counts(&self) -> Result<Vec<SendCount>, StoreError> {
        self.all(sql::outbox::COUNTS, [], |row| {
            Ok(SendCount { route: text(row, 0)?.into(), state: state(row, 1)?, amount: row.get(2)? })
        })
    }
}

fn state(row: &Row<'_>, column: usize) -> Result<SendState, StoreError> {
    let name = text(row, column)?;
    SendState::from_name(name).ok_or_else(|| StoreError::Damaged(format!("`{name}` is no state")))
}

pub(super) fn send(row: &Row<'_>) -> Result<Send, StoreError> {
    let name = |column| -> Result<Option<CompactString>, StoreError> {
        Ok(maybe_text(row, column)?.map(CompactString::from))
    };
    let planned = Planned {
        key: SendKey(text(row, 1)?.into()),
        route: text(row, 11)?.into(),
        customer: row.get::<_, Option<u32>>(9)?.map(CustomerId),
        to: text(row, 12)?.into(),
        purpose: name(13)?,
        channel: name(14)?,
        thread: row.get(10)?,
        body: json(row, 18)?,
        cause: row.get::<_, Option<i64>>(8)?.map(Position),
        at: instant(row, 7)?,
        not_before: instant(row, 5)?,
        not_after: maybe_instant(row, 6)?,
        quiet: name(15)?,
    };
    Ok(Send {
        number: row.get(0)?,
        planned,
        state: state(row, 2)?,
        tries: row.get(3)?,
        changed: instant(row, 4)?,
        problem: row.get(16)?,
        reference: name(17)?,
    })
}
