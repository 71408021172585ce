//! Who is who: all of it for the engine, found by a value for people.

use std::sync::mpsc::sync_channel;

use rusqlite::Row;
use voorzet_domain::customer::record::{
    Because, IdentityRecord, LinkRecord, OriginalRecord, Restore, Room, SourceRecord, SuggestionRecord,
};
use voorzet_domain::customer::{CustomerId, Directory, Origin, Undone, Why};
use voorzet_domain::identity::IdentityKind;
use voorzet_domain::record::Damaged;
use voorzet_domain::time::Timestamp;

use super::{Reader, instant, limit, maybe_instant, maybe_text, text};
use crate::error::StoreError;
use crate::{name, sql};

/// How many rows go from one thread to the other at once.
const A_BATCH: usize = 4_096;

impl Reader {
    /// All customers, as they were written; `seed` as in [`Directory::seeded`].
    pub fn directory(&self, seed: u64) -> Result<Directory, StoreError> {
        self.at_once(|reader| {
            let room = Room {
                originals: reader.amount(sql::directory::ORIGINAL_COUNT, [])?,
                identities: reader.amount(sql::directory::IDENTITY_COUNT, [])?,
            };
            let mut directory = Directory::restore(seed, room);
            reader.each(sql::directory::SOURCES, [], |row| {
                directory.source(SourceRecord { number: row.get(0)?, name: text(row, 1)?.into() })?;
                Ok(true)
            })?;
            reader.each(sql::directory::ORIGINALS, [], |row| {
                let key: i64 = row.get(1)?;
                let customer = CustomerId(row.get(0)?);
                directory.original(OriginalRecord {
                    customer,
                    key: key.cast_unsigned(),
                    label: row.get(2)?,
                })?;
                Ok(true)
            })?;
            reader.restore_identities(&mut directory)?;
            reader.each(sql::directory::LINKS, [], |row| {
                directory.link(link(row)?)?;
                Ok(true)
            })?;
            reader.each(sql::directory::SUGGESTIONS, [], |row| {
                directory.suggestion(suggestion(row)?)?;
                Ok(true)
            })?;
            Ok(directory.finish()?)
        })
    }

    /// How many customers there are, linked originals counted once.
    pub fn customer_count(&self) -> Result<u64, StoreError> {
        Ok(self.amount(sql::directory::PEOPLE, [])? as u64)
    }

    /// How many originals are in a segment, by what was said of them last.
    pub fn customers_in(&self, segment: &str) -> Result<u64, StoreError> {
        let value = serde_json::Value::from(segment).to_string();
        Ok(self.amount(sql::directory::IN_SEGMENT, [value])? as u64)
    }

    /// How many originals there are; their numbers are all below that.
    pub fn original_count(&self) -> Result<u32, StoreError> {
        Ok(self.amount(sql::directory::ORIGINAL_COUNT, [])? as u32)
    }

    /// Shows when each original was first known by something.
    pub fn each_first_seen(&self, mut show: impl FnMut(CustomerId, Timestamp)) -> Result<(), StoreError> {
        self.each(sql::directory::FIRST_SEEN, [], |row| {
            show(CustomerId(row.get(0)?), instant(row, 1)?);
            Ok(true)
        })
    }

    /// Shows which originals are linked, oldest link first: whom it keeps, and whom it takes in.
    pub fn each_link_in_force(&self, mut show: impl FnMut(CustomerId, CustomerId)) -> Result<(), StoreError> {
        self.each(sql::directory::LINKS_IN_FORCE, [], |row| {
            show(CustomerId(row.get(0)?), CustomerId(row.get(1)?));
            Ok(true)
        })
    }

    /// Most rows are identities: one thread reads them, another puts them in.
    fn restore_identities(&self, directory: &mut Restore) -> Result<(), StoreError> {
        let (give, take) = sync_channel::<Vec<IdentityRecord>>(4);
        std::thread::scope(|scope| {
            let put = scope
                .spawn(move || take.iter().flatten().try_for_each(|identity| directory.identity(&identity)));
            let mut some = Vec::with_capacity(A_BATCH);
            let read = self.each(sql::directory::IDENTITIES, [], |row| {
                some.push(identity(row)?);
                // When nobody takes them any more, one of them did not fit.
                let full = some.len() == A_BATCH;
                Ok(!full || give.send(std::mem::replace(&mut some, Vec::with_capacity(A_BATCH))).is_ok())
            });
            let _ = give.send(some);
            drop(give);
            let put = put.join().map_err(|_| StoreError::Bug("identities were not put in".to_owned()))?;
            read?;
            Ok(put?)
        })
    }

    /// Identities with exactly this value, of any kind.
    pub fn identities_named(&self, value: &str, most: usize) -> Result<Vec<IdentityRecord>, StoreError> {
        self.all(sql::directory::BY_VALUE, (value, limit(most)), identity)
    }

    /// Identities whose value begins so, in the order of their bytes.
    pub fn identities_beginning(
        &self,
        beginning: &str,
        most: usize,
    ) -> Result<Vec<IdentityRecord>, StoreError> {
        let end = format!("{beginning}{}", char::MAX);
        self.all(sql::directory::BY_BEGINNING, (beginning, end, limit(most)), identity)
    }

    /// An original customer.
    pub fn original(&self, customer: CustomerId) -> Result<Option<OriginalRecord>, StoreError> {
        self.one(sql::directory::ORIGINAL, [customer.0], |row| {
            let key: i64 = row.get(1)?;
            Ok(OriginalRecord { customer, key: key.cast_unsigned(), label: row.get(2)? })
        })
    }

    /// One identity.
    pub fn identity(&self, number: u32) -> Result<Option<IdentityRecord>, StoreError> {
        self.one(sql::directory::IDENTITY, [number], identity)
    }

    /// The name of a source of events that stated identities.
    pub fn identity_source(&self, number: u16) -> Result<Option<String>, StoreError> {
        self.one(sql::directory::SOURCE, [number], |row| Ok(row.get(0)?))
    }

    /// The links of one original, oldest first, those undone included.
    pub fn links_of(&self, customer: CustomerId) -> Result<Vec<LinkRecord>, StoreError> {
        self.all(sql::directory::LINKS_OF, [customer.0], link)
    }

    /// Whom an original may be the same as, oldest first.
    pub fn suggestions_of(
        &self,
        customer: CustomerId,
        most: usize,
    ) -> Result<Vec<SuggestionRecord>, StoreError> {
        self.all(sql::directory::SUGGESTIONS_OF, (customer.0, limit(most)), suggestion)
    }

    /// Originals whose name begins so, from any of its words on; each with the words that it was found by.
    pub fn named(&self, beginning: &str, most: usize) -> Result<Vec<(String, CustomerId)>, StoreError> {
        let beginning = name::folded(beginning);
        if beginning.is_empty() {
            return Ok(Vec::new());
        }
        let end = format!("{beginning}{}", char::MAX);
        self.all(sql::figures::NAMED, (beginning, end, limit(most)), |row| {
            Ok((row.get(0)?, CustomerId(row.get(1)?)))
        })
    }

    /// The identities of an original customer.
    pub fn identities_of(
        &self,
        customer: CustomerId,
        most: usize,
    ) -> Result<Vec<IdentityRecord>, StoreError> {
        self.all(sql::directory::OF_CUSTOMER, (customer.0, limit(most)), identity)
    }
}

fn identity(row: &Row<'_>) -> Result<IdentityRecord, StoreError> {
    let kind = text(row, 2)?;
    let moved: Option<i64> = row.get(8)?;
    Ok(IdentityRecord {
        number: row.get(0)?,
        customer: CustomerId(row.get(1)?),
        kind: IdentityKind::from_name(kind).ok_or_else(|| unknown("kind of identity", kind))?,
        value: text(row, 3)?.into(),
        verified: row.get(4)?,
        source: row.get(5)?,
        event: text(row, 6)?.into(),
        time: instant(row, 7)?,
        moved: moved.map(i64::cast_unsigned),
    })
}

fn link(row: &Row<'_>) -> Result<LinkRecord, StoreError> {
    let because = text(row, 3)?;
    let undone = match (maybe_text(row, 9)?, maybe_instant(row, 10)?) {
        (Some(by), Some(at)) => Some(Undone { by: by.into(), at }),
        _ => None,
    };
    Ok(LinkRecord {
        number: row.get(0)?,
        keep: CustomerId(row.get(1)?),
        absorb: CustomerId(row.get(2)?),
        because: Because::from_name(because).ok_or_else(|| unknown("reason to link", because))?,
        identity: row.get(4)?,
        person: maybe_text(row, 5)?.map(Into::into),
        origin: origin(row, 6)?,
        undone,
    })
}

fn suggestion(row: &Row<'_>) -> Result<SuggestionRecord, StoreError> {
    let why = text(row, 4)?;
    Ok(SuggestionRecord {
        number: row.get(0)?,
        customers: (CustomerId(row.get(1)?), CustomerId(row.get(2)?)),
        identity: row.get(3)?,
        why: Why::from_name(why).ok_or_else(|| unknown("reason to ask", why))?,
        origin: origin(row, 5)?,
    })
}

/// Three columns: source, event and time.
fn origin(row: &Row<'_>, first: usize) -> Result<Origin, StoreError> {
    Ok(Origin {
        source: text(row, first)?.into(),
        id: text(row, first + 1)?.into(),
        time: instant(row, first + 2)?,
    })
}

fn unknown(what: &str, name: &str) -> StoreError {
    StoreError::Damaged(format!("`{name}` is no {what}"))
}

impl From<Damaged> for StoreError {
    fn from(damaged: Damaged) -> Self {
        Self::Damaged(damaged.to_string())
    }
}
