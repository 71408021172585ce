//! What repeats are known by.

pub(crate) const INSERT: &str = "INSERT INTO seen (position, at, sealed, digests) VALUES ($1, $2, $3, $4)";

pub(crate) const LOAD: &str = "SELECT at, sealed, digests FROM seen WHERE at >= $1 ORDER BY position";

pub(crate) const DELETE_OPEN: &str = "DELETE FROM seen WHERE sealed = 0";

pub(crate) const DELETE_OLD: &str = "DELETE FROM seen WHERE at < $1";
