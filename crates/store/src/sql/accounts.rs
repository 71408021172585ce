//! Who may sign in, by what, and what they did.

pub(crate) const PEOPLE: &str =
    "SELECT number, email, name, language, roles, disabled, at FROM people ORDER BY number";

pub(crate) const SET_PERSON: &str = "INSERT INTO people (number, email, name, language, roles, disabled, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (number) DO UPDATE SET email = excluded.email, name = excluded.name,
    language = excluded.language, roles = excluded.roles, disabled = excluded.disabled";

pub(crate) const CREDENTIALS: &str =
    "SELECT number, person, kind, name, value, at, used FROM credentials ORDER BY number";

pub(crate) const SET_CREDENTIAL: &str =
    "INSERT INTO credentials (number, person, kind, name, value, at, used)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (number) DO UPDATE SET name = excluded.name, value = excluded.value, used = excluded.used";

pub(crate) const DELETE_CREDENTIAL: &str = "DELETE FROM credentials WHERE number = $1";

pub(crate) const SESSIONS: &str =
    "SELECT hash, number, person, by_second, at, seen, expires, agent, address FROM sessions ORDER BY number";

pub(crate) const SET_SESSION: &str =
    "INSERT INTO sessions (hash, number, person, by_second, at, seen, expires, agent, address)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (hash) DO UPDATE SET seen = excluded.seen";

pub(crate) const DELETE_SESSION: &str = "DELETE FROM sessions WHERE hash = $1";

pub(crate) const DELETE_OLD_SESSIONS: &str = "DELETE FROM sessions WHERE expires < $1";

pub(crate) const TOKENS: &str =
    "SELECT number, hash, person, name, scopes, at, expires, used FROM tokens ORDER BY number";

pub(crate) const SET_TOKEN: &str =
    "INSERT INTO tokens (number, hash, person, name, scopes, at, expires, used)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (number) DO UPDATE SET used = excluded.used";

pub(crate) const DELETE_TOKEN: &str = "DELETE FROM tokens WHERE number = $1";

pub(crate) const ADD_AUDIT: &str =
    "INSERT INTO audit (number, at, person, who, action, object, detail, address)
    SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7 FROM audit";

pub(crate) const AUDIT: &str = "SELECT number, at, person, who, action, object, detail, address FROM audit
    WHERE number < $1 ORDER BY number DESC LIMIT $2";

pub(crate) const AUDIT_OF_PERSON: &str =
    "SELECT number, at, person, who, action, object, detail, address FROM audit
    WHERE person = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

pub(crate) const AUDIT_OF_ACTION: &str =
    "SELECT number, at, person, who, action, object, detail, address FROM audit
    WHERE action = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

pub(crate) const AUDIT_OF_BOTH: &str =
    "SELECT number, at, person, who, action, object, detail, address FROM audit
    WHERE person = $1 AND action = $2 AND number < $3 ORDER BY number DESC LIMIT $4";

pub(crate) const ANSWER: &str =
    "SELECT name, digest, at, status, kind, place, body FROM answers WHERE name = $1 AND at > $2";

pub(crate) const SET_ANSWER: &str =
    "INSERT INTO answers (name, digest, at, status, kind, place, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, at = excluded.at, status = excluded.status,
    kind = excluded.kind, place = excluded.place, body = excluded.body";

pub(crate) const DELETE_OLD_ANSWERS: &str = "DELETE FROM answers WHERE at <= $1";
