//! The log, and how far the engine is in it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use compact_str::{CompactString, format_compact};
use rusqlite::Row;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::time::Timestamp;

use super::{Reader, bytes, instant, json, limit, maybe_text, text};
use crate::entry::{Entry, Mode, OWN_SOURCE, Own, Position};
use crate::error::StoreError;
use crate::sql;
use crate::turn::Poison;

/// How far the engine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Everything up to here has been decided on.
    pub through: Position,
    /// Time has passed up to here for everybody.
    pub clock: Timestamp,
}

/// Which entries are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Whose.
    pub whose: Whose,
    /// Of which types; of all of them when there is none here.
    pub kinds: &'a [&'a str],
    /// Only what concerns one of these original customers, as far as it has been decided on.
    pub concerning: Option<&'a [CustomerId]>,
}

/// Whose entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// What came from outside.
    Outside,
    /// What we decided, sent and published ourselves.
    Own,
}

impl Filter<'_> {
    fn takes(&self, row: &Row<'_>) -> Result<bool, StoreError> {
        let own = maybe_text(row, SOURCE)?.is_none();
        let whose = match self.whose {
            Whose::All => true,
            Whose::Outside => !own,
            Whose::Own => own,
        };
        Ok(whose && (self.kinds.is_empty() || self.kinds.contains(&text(row, KIND)?)))
    }
}

const SOURCE: usize = 3;
const KIND: usize = 5;

impl Reader {
    /// How far the engine is.
    pub fn progress(&self) -> Result<Progress, StoreError> {
        let read = |row: &Row<'_>| Ok(Progress { through: Position(row.get(0)?), clock: instant(row, 1)? });
        let progress = self.one(sql::log::PROGRESS, [], read)?;
        progress.ok_or_else(|| StoreError::Damaged("it does not say how far the engine is".to_owned()))
    }

    /// The last position in the log and its instant; 0 when it is empty.
    pub fn last(&self) -> Result<(Position, Timestamp), StoreError> {
        let last = self.one(sql::log::LAST, [], |row| Ok((Position(row.get(0)?), instant(row, 1)?)))?;
        Ok(last.unwrap_or((Position(0), Timestamp::MIN)))
    }

    /// Entries after a position, oldest first.
    pub fn entries(
        &self,
        after: Position,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Entry>, StoreError> {
        match filter.concerning {
            Some(customers) => {
                let mut found =
                    self.some_concerning(sql::log::CONCERNING_AFTER, customers, after, limit, filter)?;
                found.sort_unstable_by_key(|entry| entry.position);
                found.dedup_by_key(|entry| entry.position);
                found.truncate(limit);
                Ok(found)
            }
            None => self.some_entries(sql::log::AFTER, after, limit, filter),
        }
    }

    /// Entries before a position, newest first.
    pub fn entries_before(
        &self,
        before: Position,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Entry>, StoreError> {
        match filter.concerning {
            Some(customers) => {
                let mut found =
                    self.some_concerning(sql::log::OF_CUSTOMER, customers, before, limit, filter)?;
                found.sort_unstable_by_key(|entry| Reverse(entry.position));
                found.dedup_by_key(|entry| entry.position);
                found.truncate(limit);
                Ok(found)
            }
            None => self.some_entries(sql::log::BEFORE, before, limit, filter),
        }
    }

    /// Of each customer as many as are asked for of all of them.
    fn some_concerning(
        &self,
        sql: &'static str,
        customers: &[CustomerId],
        from: Position,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        for customer in customers {
            let full = found.len() + limit;
            self.each(sql, (customer.0, from.0), |row| {
                if found.len() < full && filter.takes(row)? {
                    found.push(entry(row)?);
                }
                Ok(found.len() < full)
            })?;
        }
        Ok(found)
    }

    /// How many entries of each type were put in the log after an instant, of the last so many.
    pub fn kinds_since(&self, after: Timestamp, most: usize) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut counts = BTreeMap::new();
        self.each(sql::log::KINDS, [limit(most)], |row| {
            let is_since = instant(row, 0)? > after;
            if is_since {
                *counts.entry(text(row, 1)?.to_owned()).or_default() += 1;
            }
            Ok(is_since)
        })?;
        Ok(counts)
    }

    /// The first entry from outside after a position.
    pub fn first_outside(&self, after: Position) -> Result<Option<Position>, StoreError> {
        self.one(sql::log::FIRST_OUTSIDE, [after.0], |row| Ok(Position(row.get(0)?)))
    }

    fn some_entries(
        &self,
        sql: &'static str,
        from: Position,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        if limit > 0 {
            self.each(sql, [from.0], |row| {
                if filter.takes(row)? {
                    found.push(entry(row)?);
                }
                Ok(found.len() < limit)
            })?;
        }
        Ok(found)
    }

    /// Shows every entry after a position, oldest first, until one is answered with false.
    pub fn each_entry(
        &self,
        after: Position,
        filter: Filter<'_>,
        mut show: impl FnMut(Entry) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        self.each(
            sql::log::AFTER,
            [after.0],
            |row| if filter.takes(row)? { show(entry(row)?) } else { Ok(true) },
        )
    }

    /// Shows what concerns an original customer before a position, newest first, until one is answered with false.
    pub fn each_of_customer(
        &self,
        customer: CustomerId,
        before: Position,
        mut show: impl FnMut(Entry) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        self.each(sql::log::OF_CUSTOMER, (customer.0, before.0), |row| show(entry(row)?))
    }

    /// Shows entries of a type that happened from an instant on and before a place in the order of time, newest
    /// first, until one is answered with false: each with its place, and itself when `may` wants it by what it says.
    pub fn each_of_kind(
        &self,
        kind: &str,
        before: (Timestamp, Position),
        from: Timestamp,
        may: impl Fn(&str) -> bool,
        mut show: impl FnMut((Timestamp, Position), Option<Entry>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let (time, position) = before;
        let asked = (kind, time.as_micros(), position.0, from.as_micros());
        self.each(sql::log::OF_KIND, asked, |row| {
            let place = (instant(row, 6)?, Position(row.get(0)?));
            let entry = if may(text(row, 11)?) { Some(entry(row)?) } else { None };
            show(place, entry)
        })
    }

    /// Shows what entries of a type say, in order of the log: the position, the instant and the data.
    pub fn each_said(
        &self,
        kind: &str,
        mut show: impl FnMut(Position, Timestamp, &str),
    ) -> Result<(), StoreError> {
        self.each(sql::log::SAID, [kind], |row| {
            show(Position(row.get(0)?), instant(row, 1)?, text(row, 2)?);
            Ok(true)
        })
    }

    /// Shows whose entries are, one customer after the other.
    pub fn each_whose(&self, mut show: impl FnMut(CustomerId, Position)) -> Result<(), StoreError> {
        self.each(sql::log::WHOSE, [], |row| {
            show(CustomerId(row.get(0)?), Position(row.get(1)?));
            Ok(true)
        })
    }

    /// Shows what was stated of customers in entries that led to one of our own of this type, in order of time.
    pub fn each_identified(
        &self,
        kind: &str,
        mut show: impl FnMut(CustomerId, Position, Timestamp, &str),
    ) -> Result<(), StoreError> {
        self.each(sql::log::IDENTIFIED, [kind], |row| {
            show(CustomerId(row.get(0)?), Position(row.get(1)?), instant(row, 2)?, text(row, 3)?);
            Ok(true)
        })
    }

    /// One entry.
    pub fn entry(&self, position: Position) -> Result<Option<Entry>, StoreError> {
        self.one(sql::log::ONE, [position.0], entry)
    }

    /// What an entry led to, in order.
    pub fn caused_by(&self, cause: Position, most: usize) -> Result<Vec<Entry>, StoreError> {
        self.all(sql::log::CAUSED_BY, (cause.0, limit(most)), entry)
    }

    /// Shows what repeats are known by, from an instant on: its last instant, whether it is a run, the digests.
    pub(crate) fn each_seen(
        &self,
        from: Timestamp,
        mut show: impl FnMut(Timestamp, bool, &[u8]),
    ) -> Result<(), StoreError> {
        self.each(sql::seen::LOAD, [from.as_micros()], |row| {
            show(instant(row, 0)?, row.get(1)?, bytes(row, 2)?);
            Ok(true)
        })
    }

    /// The entries that could not be decided on, or not at once.
    pub fn poison(&self) -> Result<Vec<Poison>, StoreError> {
        self.all(sql::log::POISON, [], |row| {
            Ok(Poison { position: Position(row.get(0)?), tries: row.get(1)?, problem: row.get(2)? })
        })
    }
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let position = Position(row.get(0)?);
    let mode = if row.get(2)? { Mode::History } else { Mode::Live };
    let source = maybe_text(row, SOURCE)?;
    let own = if source.is_none() {
        let customer: Option<u32> = row.get(10)?;
        Some(Own { cause: row.get::<_, Option<i64>>(9)?.map(Position), customer: customer.map(CustomerId) })
    } else {
        None
    };
    let customer = match maybe_text(row, 7)? {
        Some(claims) => {
            serde_json::from_str(claims).map_err(|error| StoreError::Damaged(error.to_string()))?
        }
        None => smallvec::SmallVec::new(),
    };
    let id = match maybe_text(row, 4)? {
        Some(id) => CompactString::from(id),
        None => format_compact!("{}", position.0),
    };
    let event = Event {
        id,
        source: CompactString::from(source.unwrap_or(OWN_SOURCE)),
        kind: CompactString::from(text(row, KIND)?),
        time: instant(row, 6)?,
        customer,
        asset: maybe_text(row, 8)?.and_then(AssetId::parse),
        data: json(row, 11)?,
    };
    Ok(Entry { position, at: instant(row, 1)?, mode, own, event })
}
