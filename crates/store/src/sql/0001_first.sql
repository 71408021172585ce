-- What there is one of: the key of the repeats' hash, how far imports are, and what else has a name.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- How far the engine is: one row.
CREATE TABLE progress (
    number INTEGER NOT NULL PRIMARY KEY,
    through BIGINT NOT NULL,
    clock BIGINT NOT NULL
);
INSERT INTO progress (number, through, clock) VALUES (1, 0, -2208988800000000);

-- The log. Source and id are left out of what is our own: its source is `voorzet` and its id its position.
CREATE TABLE log (
    position INTEGER NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    history INTEGER NOT NULL,
    source TEXT,
    id TEXT,
    kind TEXT NOT NULL,
    time BIGINT NOT NULL,
    claims TEXT,
    asset TEXT,
    cause BIGINT,
    customer BIGINT,
    data TEXT NOT NULL
);
CREATE INDEX log_cause ON log (cause) WHERE cause IS NOT NULL;
CREATE INDEX log_kind ON log (kind, time);

-- Whose an entry is: of our own ones the customer they are about, of others those whom they reached one by one.
CREATE TABLE whose (
    customer BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (customer, position)
) WITHOUT ROWID;

-- Repeats are known by these: one row a commit, folded into one a run when a run is full.
CREATE TABLE seen (
    position INTEGER NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    sealed INTEGER NOT NULL,
    digests BLOB NOT NULL
);

CREATE TABLE customer_states (
    customer INTEGER NOT NULL PRIMARY KEY,
    strategy BIGINT NOT NULL,
    scheduled BIGINT,
    state BLOB NOT NULL
);

CREATE TABLE timers (
    due BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    PRIMARY KEY (due, customer)
) WITHOUT ROWID;

-- A round's list is never written again, so it stands apart from what changes with every portion.
CREATE TABLE rounds (
    position INTEGER NOT NULL PRIMARY KEY,
    done BIGINT NOT NULL
);
CREATE TABLE round_lists (
    position INTEGER NOT NULL PRIMARY KEY,
    customers BLOB NOT NULL
);
CREATE TABLE round_ahead (
    position BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    PRIMARY KEY (position, customer)
) WITHOUT ROWID;

CREATE TABLE outbox (
    number INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    not_after BIGINT,
    at BIGINT NOT NULL,
    cause BIGINT,
    customer BIGINT,
    thread BIGINT NOT NULL,
    route TEXT NOT NULL,
    address TEXT NOT NULL,
    purpose TEXT,
    channel TEXT,
    quiet TEXT,
    problem TEXT,
    reference TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX outbox_key ON outbox (key);
CREATE INDEX outbox_due ON outbox (route, not_before, number) WHERE state = 'planned';
CREATE INDEX outbox_thread ON outbox (thread) WHERE state = 'planned';
CREATE INDEX outbox_customer ON outbox (customer, number) WHERE customer IS NOT NULL;
CREATE INDEX outbox_state ON outbox (state, number);

-- How many are in a state, so that nobody has to count them.
CREATE TABLE outbox_counts (
    route TEXT NOT NULL,
    state TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (route, state)
) WITHOUT ROWID;

-- What is remembered of a route: its receiver asked to be left alone, or is gone.
CREATE TABLE routes (
    route TEXT NOT NULL PRIMARY KEY,
    not_before BIGINT,
    gone TEXT,
    changed BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE quarantine (
    number INTEGER NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    door TEXT NOT NULL,
    at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    problem TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE poison (
    position INTEGER NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL,
    problem TEXT NOT NULL
);

CREATE TABLE learned (
    signal TEXT NOT NULL PRIMARY KEY,
    windows BIGINT NOT NULL,
    hits BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE strategies (
    number INTEGER NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    files TEXT NOT NULL
);

-- The read models: made of the log and of nothing else.
CREATE TABLE sums (
    day BIGINT NOT NULL,
    reason TEXT NOT NULL,
    figure TEXT NOT NULL,
    detail TEXT NOT NULL,
    segment TEXT NOT NULL,
    history INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (day, reason, figure, detail, segment, history)
) WITHOUT ROWID;

CREATE TABLE contacts (
    day BIGINT NOT NULL,
    reason TEXT NOT NULL,
    customer BIGINT NOT NULL,
    channel TEXT NOT NULL,
    segment TEXT NOT NULL,
    contacts BIGINT NOT NULL,
    PRIMARY KEY (day, reason, customer, channel, segment)
) WITHOUT ROWID;

-- Customers by what they are called: every order of the words of a name that it can begin with.
CREATE TABLE names (
    word TEXT NOT NULL,
    customer BIGINT NOT NULL,
    trait TEXT NOT NULL,
    PRIMARY KEY (word, customer, trait)
) WITHOUT ROWID;

CREATE TABLE traits (
    customer BIGINT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    position BIGINT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (customer, name)
) WITHOUT ROWID;
CREATE INDEX traits_segment ON traits (value) WHERE name = 'segment';
