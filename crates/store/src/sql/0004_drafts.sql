-- Strategies that are being written.
CREATE TABLE drafts (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    revision BIGINT NOT NULL,
    based_on BIGINT,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    files TEXT NOT NULL
);
