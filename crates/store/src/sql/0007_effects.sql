-- What is measured: a customer, a reason and a quarter, in one arm of a comparison; without a reason over all of them.
CREATE TABLE units (
    customer BIGINT NOT NULL,
    reason TEXT NOT NULL,
    quarter INTEGER NOT NULL,
    at BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    day INTEGER NOT NULL,
    treated INTEGER NOT NULL,
    level TEXT NOT NULL,
    acts_by TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    share BIGINT NOT NULL,
    earlier BIGINT NOT NULL,
    contacts BIGINT NOT NULL,
    cost BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    complaints BIGINT NOT NULL,
    opt_outs BIGINT NOT NULL,
    nps INTEGER,
    csat INTEGER,
    ces INTEGER,
    solved INTEGER,
    state TEXT NOT NULL,
    open INTEGER NOT NULL,
    PRIMARY KEY (customer, reason, quarter)
) WITHOUT ROWID;
CREATE INDEX units_open ON units (ends) WHERE open = 1;

-- Units added up, by the day on which their window ends.
CREATE TABLE effect_sums (
    reason TEXT NOT NULL,
    level TEXT NOT NULL,
    acts_by TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    share BIGINT NOT NULL,
    treated INTEGER NOT NULL,
    day INTEGER NOT NULL,
    figure TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (reason, level, acts_by, epoch, share, treated, day, figure)
) WITHOUT ROWID;

-- How guards stand: one row for each experiment that one halted or a person resumed.
CREATE TABLE guards (
    reason TEXT NOT NULL,
    level TEXT NOT NULL,
    acts_by TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    halted_at BIGINT NOT NULL,
    why TEXT NOT NULL,
    resumed_at BIGINT,
    resumed_by TEXT,
    note TEXT,
    PRIMARY KEY (reason, level, acts_by, epoch)
) WITHOUT ROWID;
