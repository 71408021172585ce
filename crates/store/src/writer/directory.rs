//! Who is who.

use rusqlite::Connection;
use voorzet_domain::customer::record::Changes;
use voorzet_domain::time::Timestamp;

use crate::error::StoreError;
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, changes: &Changes) -> Result<(), StoreError> {
    for source in &changes.sources {
        sqlite::prepare(connection, sql::directory::SET_SOURCE)?
            .execute((source.number, source.name.as_str()))?;
    }
    if !changes.originals.is_empty() {
        let mut set = sqlite::prepare(connection, sql::directory::SET_ORIGINAL)?;
        for original in &changes.originals {
            set.execute((original.customer.0, original.key.cast_signed(), original.label))?;
        }
    }
    if !changes.identities.is_empty() {
        let mut set = sqlite::prepare(connection, sql::directory::SET_IDENTITY)?;
        for identity in &changes.identities {
            set.execute((
                identity.number,
                identity.customer.0,
                identity.kind.name(),
                identity.value.as_str(),
                identity.verified,
                identity.source,
                identity.event.as_str(),
                identity.time.as_micros(),
                identity.moved.map(u64::cast_signed),
            ))?;
        }
    }
    for link in &changes.links {
        sqlite::prepare(connection, sql::directory::SET_LINK)?.execute((
            link.number,
            link.keep.0,
            link.absorb.0,
            link.because.name(),
            link.identity,
            link.person.as_deref(),
            link.origin.source.as_str(),
            link.origin.id.as_str(),
            link.origin.time.as_micros(),
            link.undone.as_ref().map(|undone| undone.by.as_str()),
            link.undone.as_ref().map(|undone| undone.at).map(Timestamp::as_micros),
        ))?;
    }
    for suggestion in &changes.suggestions {
        sqlite::prepare(connection, sql::directory::SET_SUGGESTION)?.execute((
            suggestion.number,
            suggestion.customers.0.0,
            suggestion.customers.1.0,
            suggestion.identity,
            suggestion.why.name(),
            suggestion.origin.source.as_str(),
            suggestion.origin.id.as_str(),
            suggestion.origin.time.as_micros(),
        ))?;
    }
    Ok(())
}
