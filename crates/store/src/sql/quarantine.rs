//! What could not be read.

pub(crate) const INSERT: &str = "INSERT INTO quarantine (number, source, door, at, tries, problem, body)
    VALUES ($1, $2, $3, $4, 1, $5, $6)";

pub(crate) const BEFORE: &str = "SELECT quarantine.number, source, door, at, tries, problem, body, sent
    FROM quarantine LEFT JOIN corrected ON corrected.number = quarantine.number
    WHERE quarantine.number < $1 ORDER BY quarantine.number DESC LIMIT $2";

pub(crate) const ONE: &str = "SELECT quarantine.number, source, door, at, tries, problem, body, sent
    FROM quarantine LEFT JOIN corrected ON corrected.number = quarantine.number
    WHERE quarantine.number = $1";

pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM quarantine";

pub(crate) const SET_TRIED: &str = "UPDATE quarantine SET tries = tries + 1, problem = $1 WHERE number = $2";

pub(crate) const DELETE: &str = "DELETE FROM quarantine WHERE number = $1";

pub(crate) const BY_SOURCE: &str = "SELECT source, COUNT(*) FROM quarantine GROUP BY source ORDER BY source";

pub(crate) const KEEP_SENT: &str = "INSERT INTO corrected (number, sent)
    SELECT number, body FROM quarantine WHERE number = $1
    ON CONFLICT (number) DO NOTHING";

pub(crate) const CORRECT: &str = "UPDATE quarantine SET body = $1 WHERE number = $2";

pub(crate) const DELETE_SENT: &str = "DELETE FROM corrected WHERE number = $1";
