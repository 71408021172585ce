//! Who is asked how they were helped, and what they say.

use rusqlite::Connection;
use serde::Serialize;
use voorzet_domain::feedback::{Invitation, Voice};
use voorzet_domain::time::Timestamp;

use crate::error::StoreError;
use crate::feedback::{FeedbackChanges, FeedbackPlace, FeedbackSum, SilenceSum};
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, changes: &FeedbackChanges) -> Result<(), StoreError> {
    changes.invitations.iter().try_for_each(|known| invitation(connection, known))?;
    changes.voices.iter().try_for_each(|known| voice(connection, known))
}

fn invitation(connection: &Connection, known: &Invitation) -> Result<(), StoreError> {
    let review = known.review.as_ref().map(|review| match review.published {
        None => 0,
        Some(true) => 1,
        Some(false) => 2,
    });
    sqlite::prepare(connection, sql::feedback::SET_INVITATION)?.execute((
        known.id.0,
        known.customer.map(|customer| customer.0),
        known.case.0,
        known.state.name(),
        known.wakes().map(Timestamp::as_micros),
        known.called_back.map(|case| case.0),
        known.answered.map(Timestamp::as_micros),
        !known.text.is_empty(),
        review,
        json(known)?,
    ))?;
    Ok(())
}

fn voice(connection: &Connection, known: &Voice) -> Result<(), StoreError> {
    let customers = i64::try_from(known.echoes.len()).unwrap_or(i64::MAX);
    let row = (known.id.0, known.status.name(), customers, json(known)?);
    sqlite::prepare(connection, sql::feedback::SET_VOICE)?.execute(row)?;
    Ok(())
}

pub(super) fn add(
    connection: &Connection,
    sums: &[FeedbackSum],
    silences: &[SilenceSum],
) -> Result<(), StoreError> {
    for FeedbackSum { place, figure, score, amount } in sums {
        let FeedbackPlace { day, channel, queue, agent, reason, segment } = place;
        sqlite::prepare(connection, sql::feedback::ADD_SUM)?.execute((
            day,
            channel.as_str(),
            queue.as_str(),
            agent.0,
            reason.as_str(),
            segment.as_str(),
            figure.as_str(),
            score,
            amount,
        ))?;
    }
    for SilenceSum { channel, day, step, amount } in silences {
        sqlite::prepare(connection, sql::feedback::ADD_SILENCE)?.execute((
            channel.as_str(),
            day,
            step,
            amount,
        ))?;
    }
    Ok(())
}

pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for sql in [
        sql::feedback::CLEAR_INVITATIONS,
        sql::feedback::CLEAR_VOICES,
        sql::feedback::CLEAR_SUMS,
        sql::feedback::CLEAR_SILENCES,
    ] {
        sqlite::prepare(connection, sql)?.execute([])?;
    }
    Ok(())
}

fn json(known: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(known).map_err(|error| StoreError::Bug(error.to_string()))
}
