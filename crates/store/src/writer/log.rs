//! What came in, into the log or into quarantine.

use rusqlite::Connection;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::event::{AssetId, Event};
use voorzet_domain::time::Timestamp;

use super::{Head, accounts, drafts, outbox};
use crate::entry::{Committed, Incoming, Mode, OwnEntry, Placed, Position};
use crate::error::StoreError;
use crate::seen::{Digest, KEPT, Sealing, Seen};
use crate::{sql, sqlite};

/// The name under which the next number in quarantine is remembered.
pub(crate) const NEXT_QUARANTINED: &str = "quarantine.next";

/// The hashes of those that are events, in order.
pub(super) fn digests(seen: &mut Seen, incoming: &[Incoming]) -> Vec<Digest> {
    let events = incoming.iter().filter_map(|incoming| match incoming {
        Incoming::Event { event, .. } => Some(event),
        _ => None,
    });
    events.map(|event| seen.digest(&event.source, &event.id)).collect()
}

/// The instant at which something is put in the log.
fn instant(head: &Head, now: Timestamp, mode: Mode, time: Timestamp) -> Timestamp {
    match mode {
        Mode::Live => now.max(head.at),
        Mode::History => time.min(now).max(head.at),
    }
}

/// Writes what came in. `repeated` tells of each event whether it was here before.
pub(super) fn write(
    connection: &Connection,
    now: Timestamp,
    incoming: &[Incoming],
    repeated: &[bool],
    head: &mut Head,
    committed: &mut Committed,
) -> Result<(), StoreError> {
    let mut insert = sqlite::prepare(connection, sql::log::INSERT)?;
    let mut repeated = repeated.iter();
    let first_quarantined = head.quarantine;
    for incoming in incoming {
        let mut at = now.max(head.at);
        let placed = match incoming {
            Incoming::Event { .. } if repeated.next() == Some(&true) => Placed::Repeated,
            Incoming::Event { event, mode } => {
                at = instant(head, now, *mode, event.time);
                head.last.0 += 1;
                head.at = at;
                insert_event(&mut insert, head.last, at, *mode, event)?;
                Placed::New(head.last)
            }
            Incoming::Unreadable { source, door, body, problem } => {
                let number = head.quarantine;
                head.quarantine += 1;
                sqlite::prepare(connection, sql::quarantine::INSERT)?.execute((
                    number,
                    source.as_str(),
                    door.as_str(),
                    now.as_micros(),
                    problem,
                    body,
                ))?;
                Placed::Quarantined(number)
            }
            Incoming::Retried { number, problem: Some(problem) } => {
                sqlite::prepare(connection, sql::quarantine::SET_TRIED)?.execute((problem, number))?;
                Placed::Quarantined(*number)
            }
            Incoming::Retried { number, problem: None } => {
                for sql in [sql::quarantine::DELETE, sql::quarantine::DELETE_SENT] {
                    sqlite::prepare(connection, sql)?.execute([number])?;
                }
                Placed::Released(*number)
            }
            Incoming::Corrected { number, body, problem } => {
                sqlite::prepare(connection, sql::quarantine::KEEP_SENT)?.execute([number])?;
                sqlite::prepare(connection, sql::quarantine::CORRECT)?.execute((body, number))?;
                sqlite::prepare(connection, sql::quarantine::SET_TRIED)?.execute((problem, number))?;
                Placed::Quarantined(*number)
            }
            Incoming::Account(change) => {
                accounts::write(connection, change)?;
                Placed::Marked
            }
            Incoming::Mark { name, value } => {
                sqlite::prepare(connection, sql::meta::SET)?.execute((name.as_str(), value))?;
                Placed::Marked
            }
            Incoming::Draft(change) if drafts::write(connection, change)? => Placed::Marked,
            Incoming::Draft(_) => Placed::Overtaken,
            Incoming::Blob { hash, bytes } => {
                let amount = bytes.len() as i64;
                sqlite::prepare(connection, sql::blobs::INSERT)?.execute((
                    hash.0.as_str(),
                    now.as_micros(),
                    amount,
                    bytes,
                ))?;
                Placed::Marked
            }
            Incoming::Line { account, address } => {
                if let Some(Placed::New(position)) = committed.placed.last() {
                    sqlite::prepare(connection, sql::lines::CAME)?.execute((
                        account.as_str(),
                        address.as_str(),
                        position.0,
                    ))?;
                }
                Placed::Marked
            }
            Incoming::Health(result) => {
                outbox::results(connection, std::slice::from_ref(result))?;
                Placed::Marked
            }
        };
        committed.placed.push(placed);
        committed.at.push(at);
    }
    if head.quarantine != first_quarantined {
        let next = head.quarantine.to_string();
        sqlite::prepare(connection, sql::meta::SET)?.execute((NEXT_QUARANTINED, next))?;
    }
    Ok(())
}

fn insert_event(
    insert: &mut rusqlite::Statement<'_>,
    position: Position,
    at: Timestamp,
    mode: Mode,
    event: &Event,
) -> Result<(), StoreError> {
    let claims = if event.customer.is_empty() {
        None
    } else {
        Some(serde_json::to_string(&event.customer).map_err(|error| StoreError::Bug(error.to_string()))?)
    };
    insert.execute((
        position.0,
        at.as_micros(),
        mode == Mode::History,
        event.source.as_str(),
        event.id.as_str(),
        event.kind.as_str(),
        event.time.as_micros(),
        claims,
        event.asset.as_ref().map(AssetId::as_str),
        None::<i64>,
        None::<i64>,
        event.data.get(),
    ))?;
    Ok(())
}

/// Writes entries of our own.
pub(super) fn write_own(
    connection: &Connection,
    now: Timestamp,
    entries: &[OwnEntry],
    head: &mut Head,
    committed: &mut Committed,
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut insert = sqlite::prepare(connection, sql::log::INSERT)?;
    for entry in entries {
        head.at = instant(head, now, entry.mode, entry.time);
        head.last.0 += 1;
        committed.own_at.push(head.at);
        insert.execute((
            head.last.0,
            head.at.as_micros(),
            entry.mode == Mode::History,
            None::<&str>,
            None::<&str>,
            entry.kind,
            entry.time.as_micros(),
            None::<&str>,
            None::<&str>,
            entry.cause.map(|cause| cause.0),
            entry.customer.map(|CustomerId(customer)| customer),
            entry.data.get(),
        ))?;
    }
    Ok(())
}

/// Writes what the new events will be known by when they come again.
pub(super) fn write_seen(
    connection: &Connection,
    at: Timestamp,
    committed: &Committed,
    fresh: &[Digest],
) -> Result<(), StoreError> {
    let first = committed.placed.iter().find_map(|placed| match placed {
        Placed::New(position) => Some(*position),
        _ => None,
    });
    let Some(first) = first else { return Ok(()) };
    let bytes: Vec<u8> = fresh.iter().flat_map(|digest| digest.0.to_le_bytes()).collect();
    sqlite::prepare(connection, sql::seen::INSERT)?.execute((first.0, at.as_micros(), false, bytes))?;
    Ok(())
}

/// Writes the open digests as one run.
pub(super) fn seal(connection: &Connection, last: Position, sealing: &Sealing) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::seen::DELETE_OPEN)?.execute([])?;
    sqlite::prepare(connection, sql::seen::INSERT)?.execute((
        last.0,
        sealing.at.as_micros(),
        true,
        &sealing.bytes,
    ))?;
    Ok(())
}

/// Deletes the runs that are too old.
pub(super) fn forget(connection: &Connection, at: Timestamp) -> Result<(), StoreError> {
    sqlite::prepare(connection, sql::seen::DELETE_OLD)?.execute([at.minus(KEPT).as_micros()])?;
    Ok(())
}
