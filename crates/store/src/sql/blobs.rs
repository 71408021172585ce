//! The bytes of attachments.

pub(crate) const INSERT: &str =
    "INSERT INTO blobs (hash, at, amount, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING";

pub(crate) const AMOUNT: &str = "SELECT amount FROM blobs WHERE hash = $1";

pub(crate) const GET: &str = "SELECT bytes FROM blobs WHERE hash = $1";
