//! The log, how far the engine is in it, and what could not be decided on.

pub(crate) const INSERT: &str = "INSERT INTO log
    (position, at, history, source, id, kind, time, claims, asset, cause, customer, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

pub(crate) const LAST: &str = "SELECT position, at FROM log ORDER BY position DESC LIMIT 1";

pub(crate) const AFTER: &str =
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data
    FROM log WHERE position > $1 ORDER BY position";

pub(crate) const BEFORE: &str =
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data
    FROM log WHERE position < $1 ORDER BY position DESC";

pub(crate) const ONE: &str =
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data
    FROM log WHERE position = $1";

pub(crate) const CAUSED_BY: &str =
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data
    FROM log WHERE cause = $1 ORDER BY position LIMIT $2";

pub(crate) const SET_WHOSE: &str = "INSERT INTO whose (customer, position) VALUES ($1, $2)
    ON CONFLICT (customer, position) DO NOTHING";

pub(crate) const OF_CUSTOMER: &str =
    "SELECT log.position, at, history, source, id, kind, time, claims, asset, cause, log.customer, data
    FROM whose JOIN log ON log.position = whose.position
    WHERE whose.customer = $1 AND whose.position < $2 ORDER BY whose.position DESC";

pub(crate) const CONCERNING_AFTER: &str =
    "SELECT log.position, at, history, source, id, kind, time, claims, asset, cause, log.customer, data
    FROM whose JOIN log ON log.position = whose.position
    WHERE whose.customer = $1 AND whose.position > $2 ORDER BY whose.position";

pub(crate) const FIRST_OUTSIDE: &str =
    "SELECT position FROM log WHERE position > $1 AND source IS NOT NULL ORDER BY position LIMIT 1";

pub(crate) const KINDS: &str = "SELECT at, kind FROM log ORDER BY position DESC LIMIT $1";

pub(crate) const OF_KIND: &str =
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data
    FROM log WHERE kind = $1 AND (time, position) < ($2, $3) AND time >= $4 ORDER BY time DESC, position DESC";

pub(crate) const PROGRESS: &str = "SELECT through, clock FROM progress WHERE number = 1";

pub(crate) const SET_PROGRESS: &str = "UPDATE progress SET through = $1, clock = $2 WHERE number = 1";

pub(crate) const POISON: &str = "SELECT position, tries, problem FROM poison ORDER BY position";

pub(crate) const SET_POISON: &str = "INSERT INTO poison (position, tries, problem) VALUES ($1, $2, $3)
    ON CONFLICT (position) DO UPDATE SET tries = excluded.tries, problem = excluded.problem";

pub(crate) const DELETE_POISON: &str = "DELETE FROM poison WHERE position = $1";

pub(crate) const SAID: &str = "SELECT position, time, data FROM log WHERE kind = $1 ORDER BY position";

pub(crate) const WHOSE: &str = "SELECT customer, position FROM whose ORDER BY customer, position";

/// What `identify` stated, by the entry of ours that says of whom.
pub(crate) const IDENTIFIED: &str =
    "SELECT own.customer, said.position, said.time, said.data FROM log own JOIN log said ON said.position = own.cause
    WHERE own.kind = $1 AND own.customer IS NOT NULL ORDER BY said.time, said.position";
