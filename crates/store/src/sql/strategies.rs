//! Published strategies.

pub(crate) const INSERT: &str = "INSERT INTO strategies (number, version, at, author, note, files)
    VALUES ($1, $2, $3, $4, $5, $6)";

pub(crate) const LATEST: &str = "SELECT number, version, at, author, note, files
    FROM strategies ORDER BY number DESC LIMIT 1";

pub(crate) const LATEST_NUMBER: &str = "SELECT number FROM strategies ORDER BY number DESC LIMIT 1";

pub(crate) const ONE: &str = "SELECT number, version, at, author, note, files
    FROM strategies WHERE number = $1";

pub(crate) const ALL: &str = "SELECT number, version, at, author, note, ''
    FROM strategies ORDER BY number DESC";
