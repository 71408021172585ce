//! Assets, who is tied to them, and incidents.

use rusqlite::Connection;
use voorzet_domain::time::Timestamp;
use voorzet_domain::{asset, incident};

use crate::error::StoreError;
use crate::{sql, sqlite};

pub(super) fn write(connection: &Connection, changes: &asset::record::Changes) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut set = sqlite::prepare(connection, sql::assets::SET_ASSET)?;
    for asset in &changes.assets {
        set.execute((
            asset.number.cast_signed(),
            asset.name.as_str(),
            asset.ended.map(Timestamp::as_micros),
            asset.part_of.map(|(whole, _)| whole.cast_signed()),
            asset.part_of.map(|(_, since)| since.as_micros()),
        ))?;
    }
    let mut set = sqlite::prepare(connection, sql::assets::SET_TIE)?;
    for tie in &changes.ties {
        set.execute((
            tie.number.cast_signed(),
            tie.asset.cast_signed(),
            tie.customer.0,
            tie.from.as_micros(),
            tie.until.map(Timestamp::as_micros),
            tie.ended,
            tie.last_end.map(Timestamp::as_micros),
        ))?;
    }
    for (sql, gone) in
        [(sql::assets::DELETE_ASSET, &changes.gone_assets), (sql::assets::DELETE_TIE, &changes.gone_ties)]
    {
        let mut delete = sqlite::prepare(connection, sql)?;
        for number in gone {
            delete.execute([number.cast_signed()])?;
        }
    }
    Ok(())
}

pub(super) fn write_incidents(
    connection: &Connection,
    changes: &incident::record::Changes,
) -> Result<(), StoreError> {
    for incident in &changes.incidents {
        let assets =
            serde_json::to_string(&incident.assets).map_err(|error| StoreError::Bug(error.to_string()))?;
        sqlite::prepare(connection, sql::assets::SET_INCIDENT)?.execute((
            incident.number.cast_signed(),
            incident.id.as_str(),
            incident.revision,
            incident.opened.as_micros(),
            incident.changed.as_micros(),
            incident.closed.map(Timestamp::as_micros),
            assets,
            incident.text.as_str(),
            incident.said,
        ))?;
    }
    if !changes.reached.is_empty() {
        let mut set = sqlite::prepare(connection, sql::assets::SET_REACHED)?;
        for reached in &changes.reached {
            set.execute((reached.incident.cast_signed(), reached.customer.0, reached.revision))?;
        }
    }
    for number in &changes.gone {
        for sql in [sql::assets::DELETE_INCIDENT, sql::assets::DELETE_REACHED] {
            sqlite::prepare(connection, sql)?.execute([number.cast_signed()])?;
        }
    }
    Ok(())
}
