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

-- Threads with customers. What is known of one is in `body`; beside it stands what is asked for.
CREATE TABLE conversations (
    number INTEGER NOT NULL PRIMARY KEY,
    customer BIGINT,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX conversations_address ON conversations (account, address, number);

-- What tells which thread a message belongs to.
CREATE TABLE threads (
    key TEXT NOT NULL PRIMARY KEY,
    conversation BIGINT NOT NULL
) WITHOUT ROWID;

-- What must be resolved. Of what is not waited for, `due` and `waiting` are the last instant there is.
CREATE TABLE cases (
    number INTEGER NOT NULL PRIMARY KEY,
    customer BIGINT,
    open INTEGER NOT NULL,
    state TEXT NOT NULL,
    queue TEXT NOT NULL,
    agent BIGINT,
    channel TEXT NOT NULL,
    due BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- By which means it takes up one of the places that its agent has; empty when it takes none.
    occupies TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX cases_customer ON cases (customer, number);
CREATE INDEX cases_resolved ON cases (last_at, number) WHERE open = 0;
CREATE INDEX cases_counts ON cases (queue, state, agent, channel, occupies, due, waiting) WHERE open = 1;
CREATE INDEX cases_due ON cases (due, number) WHERE open = 1;
CREATE INDEX cases_newest ON cases (last_at, number) WHERE open = 1;
CREATE INDEX cases_state_due ON cases (state, due, number) WHERE open = 1;
CREATE INDEX cases_state_newest ON cases (state, last_at, number) WHERE open = 1;
CREATE INDEX cases_agent_due ON cases (agent, due, number) WHERE open = 1;
CREATE INDEX cases_agent_newest ON cases (agent, last_at, number) WHERE open = 1;
CREATE INDEX cases_queue_due ON cases (queue, due, number) WHERE open = 1;
CREATE INDEX cases_queue_newest ON cases (queue, last_at, number) WHERE open = 1;

-- In which conversations a case is talked about.
CREATE TABLE case_conversations (
    conversation BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (conversation, number)
) WITHOUT ROWID;

-- Agents who are asked to look at a case, and did not yet.
CREATE TABLE mentions (
    agent BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (agent, number)
) WITHOUT ROWID;
CREATE INDEX mentions_number ON mentions (number);

-- What was said, once each, in order. It stands in the log, at `position`.
CREATE TABLE messages (
    number INTEGER NOT NULL PRIMARY KEY,
    conversation BIGINT NOT NULL,
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    author BIGINT,
    name TEXT,
    about BIGINT,
    unsaid INTEGER NOT NULL,
    cases TEXT NOT NULL
);
CREATE INDEX messages_conversation ON messages (conversation, number);
CREATE INDEX messages_name ON messages (name) WHERE name IS NOT NULL;
CREATE INDEX messages_about ON messages (about) WHERE about IS NOT NULL;

-- Which messages name which files.
CREATE TABLE attached (
    hash TEXT NOT NULL,
    message BIGINT NOT NULL,
    PRIMARY KEY (hash, message)
) WITHOUT ROWID;

-- The words of what was said, for searching.
CREATE VIRTUAL TABLE message_words USING fts5(words, content = '', contentless_delete = 1, detail = 'none');

-- How customers were served, by day.
CREATE TABLE service_sums (
    day INTEGER NOT NULL,
    channel TEXT NOT NULL,
    queue TEXT NOT NULL,
    agent BIGINT NOT NULL,
    figure TEXT NOT NULL,
    step INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (day, channel, queue, agent, figure, step)
) WITHOUT ROWID;

-- What became of every message that came in: `answer` is the one that answered it, 0 when it needed none, nothing
-- while it is open.
CREATE TABLE received_messages (
    number INTEGER NOT NULL PRIMARY KEY,
    conversation BIGINT NOT NULL,
    about BIGINT,
    day INTEGER NOT NULL,
    channel TEXT NOT NULL,
    automatic INTEGER NOT NULL,
    answer BIGINT
);
CREATE INDEX received_messages_day ON received_messages (day, channel);
CREATE INDEX received_messages_open ON received_messages (conversation) WHERE answer IS NULL AND automatic = 0;
CREATE INDEX received_messages_about ON received_messages (about) WHERE answer IS NULL AND automatic = 0;
CREATE INDEX received_messages_answer ON received_messages (answer) WHERE answer > 0;

-- Cases that were resolved, where that counts, and whether the customer came again.
CREATE TABLE resolved_cases (
    number INTEGER NOT NULL PRIMARY KEY,
    customer BIGINT,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    day INTEGER NOT NULL,
    channel TEXT NOT NULL,
    queue TEXT NOT NULL,
    agent BIGINT NOT NULL,
    at_once INTEGER NOT NULL,
    repeated INTEGER NOT NULL
);
CREATE INDEX resolved_cases_customer ON resolved_cases (customer, reason, at);

CREATE TABLE agents (
    number INTEGER NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

-- Addresses that are sent nothing more.
CREATE TABLE suppressed (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (channel, address)
) WITHOUT ROWID;

-- Who was told by a machine that what they wrote arrived, and when.
CREATE TABLE acknowledged (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (channel, address)
) WITHOUT ROWID;

-- In how many texts that an agent said to be about a reason a feature stands; the empty one counts the texts.
CREATE TABLE labels (
    feature TEXT NOT NULL,
    reason TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (feature, reason)
) WITHOUT ROWID;

-- By what a channel tells later what came of a message.
CREATE INDEX outbox_reference ON outbox (reference) WHERE reference IS NOT NULL;
CREATE INDEX outbox_address ON outbox (address, number) WHERE state = 'planned';
