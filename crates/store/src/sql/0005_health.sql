-- What last came of sending by a route.
CREATE TABLE route_results (
    route TEXT NOT NULL PRIMARY KEY,
    success BIGINT,
    failure BIGINT,
    problem TEXT
) WITHOUT ROWID;
CREATE INDEX outbox_route ON outbox (route, number);

-- What came in, of what a person corrected and still cannot be read.
CREATE TABLE corrected (
    number INTEGER NOT NULL PRIMARY KEY,
    sent TEXT NOT NULL
);
CREATE INDEX quarantine_source ON quarantine (source);
