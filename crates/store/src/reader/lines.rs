//! What was said with addresses that read along.

use compact_str::CompactString;
use rusqlite::{Params, Row};

use super::{Reader, limit, outbox, text};
use crate::entry::Position;
use crate::error::StoreError;
use crate::line::{Line, Said};
use crate::sql;

/// A row: its number, account and address, and where what was said stands.
type Place = (i64, CompactString, CompactString, Option<i64>, Option<i64>);

impl Reader {
    /// The number of the last line there is; 0 when there is none.
    pub fn last_line(&self) -> Result<i64, StoreError> {
        Ok(self.one(sql::lines::LAST, [], |row| Ok(row.get(0)?))?.unwrap_or_default())
    }

    /// Lines of all addresses after a number, in their order.
    pub fn lines(&self, after: i64, most: usize) -> Result<Vec<Line>, StoreError> {
        self.some_lines(sql::lines::AFTER, (after, limit(most)))
    }

    /// Lines of an address on an account after a number, in their order.
    pub fn lines_of(
        &self,
        account: &str,
        address: &str,
        after: i64,
        most: usize,
    ) -> Result<Vec<Line>, StoreError> {
        self.some_lines(sql::lines::OF_ADDRESS, (account, address, after, limit(most)))
    }

    /// The last line of an address on an account.
    pub fn last_line_of(&self, account: &str, address: &str) -> Result<Option<Line>, StoreError> {
        Ok(self.some_lines(sql::lines::LAST_OF_ADDRESS, (account, address))?.pop())
    }

    fn some_lines(&self, sql: &'static str, asked: impl Params) -> Result<Vec<Line>, StoreError> {
        let places = self.all(sql, asked, place)?;
        let mut lines = Vec::with_capacity(places.len());
        for (number, account, address, position, send) in places {
            let said = match (position, send) {
                (Some(position), _) => self.entry(Position(position))?.map(|came| Said::Came(Box::new(came))),
                (None, Some(send)) => {
                    let went = self.one(sql::lines::SEND, [send], outbox::send)?;
                    went.map(|went| Said::Went(Box::new(went)))
                }
                (None, None) => None,
            };
            let missing = || StoreError::Damaged(format!("line {number} says nothing"));
            lines.push(Line { number, account, address, said: said.ok_or_else(missing)? });
        }
        Ok(lines)
    }
}

fn place(row: &Row<'_>) -> Result<Place, StoreError> {
    Ok((row.get(0)?, text(row, 1)?.into(), text(row, 2)?.into(), row.get(3)?, row.get(4)?))
}
