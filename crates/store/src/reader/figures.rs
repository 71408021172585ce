//! The read models.

use compact_str::CompactString;
use rusqlite::Row;
use voorzet_domain::customer::CustomerId;

use super::{Reader, instant, text};
use crate::entry::Position;
use crate::error::StoreError;
use crate::figure::{Contact, Sum, Trait};
use crate::sql;

/// Contacts on a reason, and by how many customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueContacts {
    /// The reason's name.
    pub reason: CompactString,
    /// Original customers.
    pub customers: i64,
    /// Their contacts.
    pub contacts: i64,
}

impl Reader {
    /// The sums of some days, first and last included, in order of their columns.
    pub fn sums(&self, first: i32, last: i32) -> Result<Vec<Sum>, StoreError> {
        self.all(sql::figures::SUMS, (first, last), sum)
    }

    /// A figure that is about no reason, on one day.
    pub fn events_on(&self, day: i32, figure: &str, detail: &str) -> Result<u64, StoreError> {
        Ok(self.amount(sql::figures::ON_DAY, (day, figure, detail))? as u64)
    }

    /// The sums of some days added up, first and last included: each with the last day that it is about.
    pub fn totals(&self, first: i32, last: i32) -> Result<Vec<Sum>, StoreError> {
        self.all(sql::figures::TOTALS, (first, last), sum)
    }

    /// How many customers contacted us on each reason in some days, first and last included.
    pub fn unique_contacts(&self, first: i32, last: i32) -> Result<Vec<UniqueContacts>, StoreError> {
        self.all(sql::figures::UNIQUE_CONTACTS, (first, last), |row| {
            Ok(UniqueContacts { reason: text(row, 0)?.into(), customers: row.get(1)?, contacts: row.get(2)? })
        })
    }

    /// Shows the contacts of some days, one by one, in order of day, reason and customer.
    pub fn each_contact(
        &self,
        first: i32,
        last: i32,
        mut show: impl FnMut(Contact),
    ) -> Result<(), StoreError> {
        self.each(sql::figures::CONTACTS, (first, last), |row| {
            show(Contact {
                day: row.get(0)?,
                reason: text(row, 1)?.into(),
                customer: CustomerId(row.get(2)?),
                channel: text(row, 3)?.into(),
                segment: text(row, 4)?.into(),
                contacts: row.get(5)?,
            });
            Ok(true)
        })
    }

    /// What is said of a customer, in order of names.
    pub fn traits(&self, customer: CustomerId) -> Result<Vec<Trait>, StoreError> {
        self.all(sql::figures::TRAITS, [customer.0], |row| {
            Ok(Trait {
                customer: CustomerId(row.get(0)?),
                name: text(row, 1)?.into(),
                at: instant(row, 2)?,
                position: Position(row.get(3)?),
                value: row.get(4)?,
            })
        })
    }
}

fn sum(row: &Row<'_>) -> Result<Sum, StoreError> {
    Ok(Sum {
        day: row.get(0)?,
        reason: text(row, 1)?.into(),
        figure: text(row, 2)?.into(),
        detail: text(row, 3)?.into(),
        segment: text(row, 4)?.into(),
        history: row.get(5)?,
        amount: row.get(6)?,
    })
}
