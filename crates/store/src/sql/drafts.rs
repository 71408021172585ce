//! Strategies that are being written.

pub(crate) const INSERT: &str = "INSERT INTO drafts (id, name, revision, based_on, at, author, files)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(crate) const UPDATE: &str = "UPDATE drafts SET name = $1, revision = $2, at = $3, author = $4, files = $5
    WHERE id = $6 AND revision = $7";

pub(crate) const SET_BASIS: &str = "UPDATE drafts SET based_on = $1 WHERE id = $2";

pub(crate) const DELETE: &str = "DELETE FROM drafts WHERE id = $1";

pub(crate) const ONE: &str = "SELECT id, name, revision, based_on, at, author, files
    FROM drafts WHERE id = $1";

pub(crate) const ALL: &str = "SELECT id, name, revision, based_on, at, author, ''
    FROM drafts ORDER BY at DESC, id";
