-- The bytes of attachments, once each.
CREATE TABLE blobs (
    hash TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    bytes BLOB NOT NULL
);

-- What was said with an address that reads along, in the order in which it could be read: what came, by its place
-- in the log, and what was sent, by its number in the outbox.
CREATE TABLE lines (
    number INTEGER NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    position BIGINT,
    send BIGINT
);
CREATE INDEX lines_address ON lines (account, address, number);
