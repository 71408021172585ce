-- Who may sign in, by what, and what they did.
CREATE TABLE people (
    number INTEGER NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT,
    roles TEXT NOT NULL,
    disabled BIGINT,
    at BIGINT NOT NULL
);
-- Passwords, second factors, passkeys, invitations: hashes, or what only we can use.
CREATE TABLE credentials (
    number INTEGER NOT NULL PRIMARY KEY,
    person BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    at BIGINT NOT NULL,
    used BIGINT
);
-- By the hash of what the browser holds.
CREATE TABLE sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    person BIGINT NOT NULL,
    by_second INTEGER NOT NULL,
    at BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    agent TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE TABLE tokens (
    number INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    person BIGINT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires BIGINT,
    used BIGINT
);
CREATE TABLE audit (
    number INTEGER NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    person BIGINT,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX audit_person ON audit (person, number);
CREATE INDEX audit_action ON audit (action, number);
-- What was answered to a request with a key, for who sends it again.
CREATE TABLE answers (
    name TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    status INTEGER NOT NULL,
    kind TEXT,
    place TEXT,
    body TEXT
);
CREATE INDEX answers_at ON answers (at);
