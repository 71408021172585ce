-- The bytes of attachments, once each.
CREATE TABLE blobs (
    hash TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    bytes BLOB NOT NULL
);
