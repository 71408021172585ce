//! The read models.

use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;
use crate::figure::{Figures, Trait};
use crate::{name, sql, sqlite};

use super::{effects, feedback, service};

pub(super) fn write(connection: &Connection, figures: &Figures) -> Result<(), StoreError> {
    if !figures.sums.is_empty() {
        let mut add = sqlite::prepare(connection, sql::figures::ADD_SUM)?;
        for sum in &figures.sums {
            add.execute((
                sum.day,
                sum.reason.as_str(),
                sum.figure.as_str(),
                sum.detail.as_str(),
                sum.segment.as_str(),
                sum.history,
                sum.amount,
            ))?;
        }
    }
    if !figures.contacts.is_empty() {
        let mut add = sqlite::prepare(connection, sql::figures::ADD_CONTACT)?;
        for contact in &figures.contacts {
            add.execute((
                contact.day,
                contact.reason.as_str(),
                contact.customer.0,
                contact.channel.as_str(),
                contact.segment.as_str(),
                contact.contacts,
            ))?;
        }
    }
    figures.traits.iter().try_for_each(|said| set_trait(connection, said))?;
    effects::write(connection, &figures.effects)?;
    feedback::add(connection, &figures.feedback, &figures.silences)?;
    service::write(connection, &figures.service)
}

/// What somebody is called can be searched: the words of the name that holds, and of no other.
fn set_trait(connection: &Connection, said: &Trait) -> Result<(), StoreError> {
    let (customer, name) = (said.customer.0, said.name.as_str());
    let before = if name::is_name(name) { value(connection, customer, name)? } else { None };
    let set = sqlite::prepare(connection, sql::figures::SET_TRAIT)?.execute((
        customer,
        name,
        said.at.as_micros(),
        said.position.0,
        &said.value,
    ))?;
    if set == 0 || !name::is_name(name) || before.as_ref() == Some(&said.value) {
        return Ok(());
    }
    let mut delete = sqlite::prepare(connection, sql::figures::DELETE_NAME)?;
    for word in before.iter().flat_map(|value| words(value)) {
        delete.execute((word, customer, name))?;
    }
    let mut add = sqlite::prepare(connection, sql::figures::ADD_NAME)?;
    for word in words(&said.value) {
        add.execute((word, customer, name))?;
    }
    Ok(())
}

fn value(connection: &Connection, customer: u32, name: &str) -> Result<Option<String>, StoreError> {
    let mut statement = sqlite::prepare(connection, sql::figures::TRAIT)?;
    Ok(statement.query_row((customer, name), |row| row.get(0)).optional()?)
}

/// What a name can be found by; nothing when it is no text.
fn words(value: &str) -> Vec<String> {
    serde_json::from_str::<String>(value).map(|name| name::beginnings(&name)).unwrap_or_default()
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [
        sql::figures::CLEAR_SUMS,
        sql::figures::CLEAR_CONTACTS,
        sql::figures::CLEAR_NAMES,
        sql::figures::CLEAR_TRAITS,
    ] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    effects::clear(connection)?;
    service::clear(connection)
}
