//! Events on their way to many customers.

pub(crate) const OPEN: &str = "SELECT rounds.position, rounds.done, round_lists.customers
    FROM rounds INNER JOIN round_lists ON round_lists.position = rounds.position
    ORDER BY rounds.position";

pub(crate) const AHEAD: &str = "SELECT customer FROM round_ahead WHERE position = $1 ORDER BY customer";

pub(crate) const BEGIN: &str = "INSERT INTO rounds (position, done) VALUES ($1, 0)";

pub(crate) const BEGIN_LIST: &str = "INSERT INTO round_lists (position, customers) VALUES ($1, $2)";

pub(crate) const SET_DONE: &str = "UPDATE rounds SET done = $1 WHERE position = $2";

pub(crate) const INSERT_AHEAD: &str = "INSERT INTO round_ahead (position, customer) VALUES ($1, $2)
    ON CONFLICT (position, customer) DO NOTHING";

pub(crate) const END: &str = "DELETE FROM rounds WHERE position = $1";

pub(crate) const END_LIST: &str = "DELETE FROM round_lists WHERE position = $1";

pub(crate) const END_AHEAD: &str = "DELETE FROM round_ahead WHERE position = $1";
