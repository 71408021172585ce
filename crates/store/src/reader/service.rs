//! How customers were served.

use rusqlite::Row;
use rusqlite::types::Value;
use voorzet_domain::conversation::AgentId;

use super::{Reader, text};
use crate::error::StoreError;
use crate::service::{Became, ServicePlace, ServiceSum};
use crate::sql;

/// By what messages that came in are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServedBy {
    /// The channel.
    Channel,
    /// The channel and the day.
    Day,
    /// The queue that their case is in.
    Queue,
    /// The agent who has their case, by number.
    Agent,
}

impl Reader {
    /// How often everything happened, from one day to another.
    pub fn service_sums(&self, first: i32, last: i32) -> Result<Vec<ServiceSum>, StoreError> {
        self.all(sql::service::SUMS, (first, last), |row| {
            let place = ServicePlace {
                day: row.get(0)?,
                channel: text(row, 1)?.into(),
                queue: text(row, 2)?.into(),
                agent: AgentId(row.get(3)?),
            };
            let figure = text(row, 4)?.into();
            Ok(ServiceSum { place, figure, step: row.get(5)?, amount: row.get(6)? })
        })
    }

    /// What became of the messages that came in, from one day to another.
    pub fn became(&self, by: ServedBy, first: i32, last: i32) -> Result<Vec<Became>, StoreError> {
        let sql = match by {
            ServedBy::Channel => sql::service::BY_CHANNEL,
            ServedBy::Day => sql::service::BY_DAY,
            ServedBy::Queue => sql::service::BY_QUEUE,
            ServedBy::Agent => sql::service::BY_AGENT,
        };
        self.all(sql, (first, last), became)
    }
}

fn became(row: &Row<'_>) -> Result<Became, StoreError> {
    let name = match row.get(0)? {
        Value::Integer(number) => number.to_string(),
        Value::Text(name) => name,
        _ => String::new(),
    };
    Ok(Became { name, day: row.get(1)?, stored: row.get(2)?, answered: row.get(3)?, automatic: row.get(4)? })
}
