//! Assets, who is tied to them, and incidents.

pub(crate) const SET_ASSET: &str = "INSERT INTO assets (number, name, ended, whole, part_since)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (number) DO UPDATE
    SET ended = excluded.ended, whole = excluded.whole, part_since = excluded.part_since";

pub(crate) const SET_TIE: &str = "INSERT INTO ties (number, asset, customer, starts, ends, ended, last_end)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (number) DO UPDATE SET starts = excluded.starts, ends = excluded.ends,
    ended = excluded.ended, last_end = excluded.last_end";

pub(crate) const DELETE_ASSET: &str = "DELETE FROM assets WHERE number = $1";

pub(crate) const DELETE_TIE: &str = "DELETE FROM ties WHERE number = $1";

pub(crate) const ASSET_COUNT: &str = "SELECT COUNT(*) FROM assets";

pub(crate) const TIE_COUNT: &str = "SELECT COUNT(*) FROM ties";

pub(crate) const ASSETS: &str = "SELECT number, name, ended, whole, part_since FROM assets ORDER BY number";

pub(crate) const TIES: &str =
    "SELECT number, asset, customer, starts, ends, ended, last_end FROM ties ORDER BY number";

pub(crate) const SET_INCIDENT: &str = "INSERT INTO incidents
    (number, id, revision, opened, changed, closed, assets, message, said)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (number) DO UPDATE SET revision = excluded.revision, opened = excluded.opened,
    changed = excluded.changed, closed = excluded.closed, assets = excluded.assets,
    message = excluded.message, said = excluded.said";

pub(crate) const SET_REACHED: &str = "INSERT INTO reached (incident, customer, revision) VALUES ($1, $2, $3)
    ON CONFLICT (incident, customer) DO UPDATE SET revision = excluded.revision";

pub(crate) const DELETE_INCIDENT: &str = "DELETE FROM incidents WHERE number = $1";

pub(crate) const DELETE_REACHED: &str = "DELETE FROM reached WHERE incident = $1";

pub(crate) const INCIDENTS: &str =
    "SELECT number, id, revision, opened, changed, closed, assets, message, said FROM incidents
    ORDER BY number";

pub(crate) const REACHED: &str =
    "SELECT incident, customer, revision FROM reached ORDER BY incident, customer";
