//! The read models.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::figure::Figures;
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, figures: &Figures) -> Result<(), StoreError> {
    if !figures.sums.is_empty() {
        let mut add = sqlite::prepare(connection, sql::figures::ADD_SUM)?;
        for sum in &figures.sums {
            add.execute((
                sum.day,
                sum.reason.as_str(),
                sum.figure.as_str(),
                sum.detail.as_str(),
                sum.history,
                sum.amount,
            ))?;
        }
    }
    if !figures.contacts.is_empty() {
        let mut add = sqlite::prepare(connection, sql::figures::ADD_CONTACT)?;
        for contact in &figures.contacts {
            add.execute((contact.day, contact.reason.as_str(), contact.customer.0, contact.contacts))?;
        }
    }
    if !figures.traits.is_empty() {
        let mut set = sqlite::prepare(connection, sql::figures::SET_TRAIT)?;
        for said in &figures.traits {
            set.execute((
                said.customer.0,
                said.name.as_str(),
                said.at.as_micros(),
                said.position.0,
                &said.value,
            ))?;
        }
    }
    Ok(())
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [sql::figures::CLEAR_SUMS, sql::figures::CLEAR_CONTACTS, sql::figures::CLEAR_TRAITS] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    Ok(())
}
