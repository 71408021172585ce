//! What could not be read.

pub(crate) const INSERT: &str = "INSERT INTO quarantine (number, source, door, at, tries, problem, body)
    VALUES ($1, $2, $3, $4, 1, $5, $6)";

pub(crate) const BEFORE: &str = "SELECT number, source, door, at, tries, problem, body
    FROM quarantine WHERE number < $1 ORDER BY number DESC LIMIT $2";

pub(crate) const ONE: &str = "SELECT number, source, door, at, tries, problem, body
    FROM quarantine WHERE number = $1";

pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM quarantine";

pub(crate) const SET_TRIED: &str = "UPDATE quarantine SET tries = tries + 1, problem = $1 WHERE number = $2";

pub(crate) const DELETE: &str = "DELETE FROM quarantine WHERE number = $1";
