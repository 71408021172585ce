-- Who is who, by numbers that stay.
CREATE TABLE sources (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE originals (
    customer INTEGER NOT NULL PRIMARY KEY,
    key BIGINT NOT NULL,
    label BIGINT NOT NULL
);
CREATE TABLE identities (
    number INTEGER NOT NULL PRIMARY KEY,
    customer BIGINT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    verified INTEGER NOT NULL,
    source BIGINT NOT NULL,
    event TEXT NOT NULL,
    time BIGINT NOT NULL,
    moved BIGINT
);
CREATE INDEX identities_customer ON identities (customer);
CREATE INDEX identities_value ON identities (value);
CREATE TABLE links (
    number INTEGER NOT NULL PRIMARY KEY,
    keep BIGINT NOT NULL,
    absorb BIGINT NOT NULL,
    because TEXT NOT NULL,
    identity BIGINT,
    person TEXT,
    source TEXT NOT NULL,
    event TEXT NOT NULL,
    time BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT
);
CREATE INDEX links_keep ON links (keep);
CREATE INDEX links_absorb ON links (absorb);
CREATE TABLE suggestions (
    number INTEGER NOT NULL PRIMARY KEY,
    earlier BIGINT NOT NULL,
    later BIGINT NOT NULL,
    identity BIGINT NOT NULL,
    why TEXT NOT NULL,
    source TEXT NOT NULL,
    event TEXT NOT NULL,
    time BIGINT NOT NULL
);
CREATE INDEX suggestions_earlier ON suggestions (earlier);
CREATE INDEX suggestions_later ON suggestions (later);

-- Assets, what is part of what, and who is tied to them.
CREATE TABLE assets (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    ended BIGINT,
    whole BIGINT,
    part_since BIGINT
);
CREATE TABLE ties (
    number INTEGER NOT NULL PRIMARY KEY,
    asset BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT,
    ended INTEGER NOT NULL,
    last_end BIGINT
);

-- Incidents, and whom they reached.
CREATE TABLE incidents (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    closed BIGINT,
    assets TEXT NOT NULL,
    message TEXT NOT NULL,
    said BIGINT
);
CREATE TABLE reached (
    incident BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (incident, customer)
) WITHOUT ROWID;
