//! What there is one of, by name.

pub(crate) const GET: &str = "SELECT value FROM meta WHERE name = $1";

pub(crate) const SET: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
