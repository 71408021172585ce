//! Assets, who is tied to them, and incidents.

use voorzet_domain::asset::Assets;
use voorzet_domain::asset::record::{AssetRecord, Room, TieRecord};
use voorzet_domain::customer::CustomerId;
use voorzet_domain::incident::Incidents;
use voorzet_domain::incident::record::{IncidentRecord, ReachedRecord};

use super::{Reader, instant, maybe_instant, text};
use crate::error::StoreError;
use crate::sql;

impl Reader {
    /// All assets and ties, as they were written; `seed` as in [`Assets::seeded`].
    pub fn assets(&self, seed: u64) -> Result<Assets, StoreError> {
        self.at_once(|reader| {
            let room = Room {
                assets: reader.amount(sql::assets::ASSET_COUNT, [])?,
                ties: reader.amount(sql::assets::TIE_COUNT, [])?,
            };
            let mut assets = Assets::restore(seed, room);
            reader.each(sql::assets::ASSETS, [], |row| {
                let part_of = match (row.get::<_, Option<i64>>(3)?, maybe_instant(row, 4)?) {
                    (Some(whole), Some(since)) => Some((whole.cast_unsigned(), since)),
                    _ => None,
                };
                assets.asset(&AssetRecord {
                    number: row.get::<_, i64>(0)?.cast_unsigned(),
                    name: text(row, 1)?.into(),
                    ended: maybe_instant(row, 2)?,
                    part_of,
                })?;
                Ok(true)
            })?;
            reader.each(sql::assets::TIES, [], |row| {
                assets.tie(&TieRecord {
                    number: row.get::<_, i64>(0)?.cast_unsigned(),
                    asset: row.get::<_, i64>(1)?.cast_unsigned(),
                    customer: CustomerId(row.get(2)?),
                    from: instant(row, 3)?,
                    until: maybe_instant(row, 4)?,
                    ended: row.get(5)?,
                    last_end: maybe_instant(row, 6)?,
                })?;
                Ok(true)
            })?;
            Ok(assets.finish()?)
        })
    }

    /// All incidents and whom they reached, as they were written.
    pub fn incidents(&self) -> Result<Incidents, StoreError> {
        self.at_once(|reader| {
            let mut incidents = Incidents::restore();
            reader.each(sql::assets::INCIDENTS, [], |row| {
                let assets = serde_json::from_str(text(row, 6)?)
                    .map_err(|error| StoreError::Damaged(error.to_string()))?;
                incidents.incident(IncidentRecord {
                    number: row.get::<_, i64>(0)?.cast_unsigned(),
                    id: text(row, 1)?.into(),
                    revision: row.get(2)?,
                    opened: instant(row, 3)?,
                    changed: instant(row, 4)?,
                    closed: maybe_instant(row, 5)?,
                    assets,
                    text: text(row, 7)?.into(),
                    said: row.get(8)?,
                })?;
                Ok(true)
            })?;
            reader.each(sql::assets::REACHED, [], |row| {
                incidents.reached(ReachedRecord {
                    incident: row.get::<_, i64>(0)?.cast_unsigned(),
                    customer: CustomerId(row.get(1)?),
                    revision: row.get(2)?,
                })?;
                Ok(true)
            })?;
            Ok(incidents.finish())
        })
    }
}
