//! Customers' states, timers, rounds and what is learned.

use rusqlite::Row;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::time::Timestamp;

use super::{Reader, bytes, instant, limit, maybe_instant, text};
use crate::entry::Position;
use crate::error::StoreError;
use crate::sql;
use crate::turn::{CustomerRecord, Learned, Round, StrategyRecord, Timer};

impl Reader {
    /// The states of some customers, those who have one.
    pub fn customers(
        &self,
        customers: impl IntoIterator<Item = CustomerId>,
    ) -> Result<Vec<CustomerRecord>, StoreError> {
        let mut statement = self.prepare(sql::customers::ONE)?;
        let mut found = Vec::new();
        for customer in customers {
            let mut rows = statement.query([customer.0])?;
            if let Some(row) = rows.next()? {
                found.push(record(row)?);
            }
        }
        Ok(found)
    }

    /// What is due by an instant, earliest first.
    pub fn due(&self, by: Timestamp, most: usize) -> Result<Vec<Timer>, StoreError> {
        self.all(sql::customers::DUE, (by.as_micros(), limit(most)), timer)
    }

    /// What is due next.
    pub fn next_timer(&self) -> Result<Option<Timer>, StoreError> {
        self.one(sql::customers::NEXT_TIMER, [], timer)
    }

    /// The rounds that have not reached everybody.
    pub fn rounds(&self) -> Result<Vec<Round>, StoreError> {
        let mut rounds = self.all(sql::rounds::OPEN, [], |row| {
            Ok(Round {
                position: Position(row.get(0)?),
                customers: bytes(row, 2)?.to_vec(),
                done: row.get(1)?,
                ahead: Vec::new(),
            })
        })?;
        for round in &mut rounds {
            round.ahead =
                self.all(sql::rounds::AHEAD, [round.position.0], |row| Ok(CustomerId(row.get(0)?)))?;
        }
        Ok(rounds)
    }

    /// How often signals were followed by a contact.
    pub fn learned(&self) -> Result<Vec<Learned>, StoreError> {
        self.all(sql::customers::LEARNED, [], |row| {
            Ok(Learned { signal: text(row, 0)?.into(), windows: row.get(1)?, hits: row.get(2)? })
        })
    }

    /// The strategy in force.
    pub fn latest_strategy(&self) -> Result<Option<StrategyRecord>, StoreError> {
        self.one(sql::strategies::LATEST, [], strategy)
    }

    /// The number of the publication in force.
    pub fn latest_publication(&self) -> Result<Option<i64>, StoreError> {
        self.one(sql::strategies::LATEST_NUMBER, [], |row| Ok(row.get(0)?))
    }

    /// The strategy of a publication.
    pub fn strategy(&self, number: i64) -> Result<Option<StrategyRecord>, StoreError> {
        self.one(sql::strategies::ONE, [number], strategy)
    }

    /// Every publication, newest first, without its files.
    pub fn strategies(&self) -> Result<Vec<StrategyRecord>, StoreError> {
        self.all(sql::strategies::ALL, [], strategy)
    }
}

fn record(row: &Row<'_>) -> Result<CustomerRecord, StoreError> {
    Ok(CustomerRecord {
        customer: CustomerId(row.get(0)?),
        strategy: row.get(1)?,
        scheduled: maybe_instant(row, 2)?,
        state: bytes(row, 3)?.to_vec(),
    })
}

fn timer(row: &Row<'_>) -> Result<Timer, StoreError> {
    Ok(Timer { due: instant(row, 0)?, customer: CustomerId(row.get(1)?) })
}

fn strategy(row: &Row<'_>) -> Result<StrategyRecord, StoreError> {
    Ok(StrategyRecord {
        number: row.get(0)?,
        version: row.get(1)?,
        at: instant(row, 2)?,
        by: row.get(3)?,
        note: row.get(4)?,
        files: row.get(5)?,
    })
}
