-- Who is asked how they were helped, and what they say. `about` is the case, `review` 0 while nobody judged it, 1 when it
-- is shown, 2 when not.
CREATE TABLE invitations (
    number INTEGER NOT NULL PRIMARY KEY,
    customer BIGINT,
    about BIGINT NOT NULL,
    state TEXT NOT NULL,
    wakes BIGINT,
    called_back BIGINT,
    answered BIGINT,
    said INTEGER NOT NULL,
    review INTEGER,
    body TEXT NOT NULL
);
CREATE INDEX invitations_wakes ON invitations (wakes) WHERE wakes IS NOT NULL;
CREATE INDEX invitations_customer ON invitations (customer, number);
CREATE INDEX invitations_about ON invitations (about);
CREATE INDEX invitations_called_back ON invitations (called_back) WHERE called_back IS NOT NULL;
CREATE INDEX invitations_answered ON invitations (answered, number) WHERE answered IS NOT NULL;
CREATE INDEX invitations_review ON invitations (review, number) WHERE review IS NOT NULL;

-- What customers complain of and suggest.
CREATE TABLE voices (
    number INTEGER NOT NULL PRIMARY KEY,
    status TEXT NOT NULL,
    customers BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- How often what was asked and said, by the day on which it was asked. `score` is -1 where there is none.
CREATE TABLE feedback_sums (
    day INTEGER NOT NULL,
    channel TEXT NOT NULL,
    queue TEXT NOT NULL,
    agent BIGINT NOT NULL,
    reason TEXT NOT NULL,
    segment TEXT NOT NULL,
    figure TEXT NOT NULL,
    score INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (day, channel, queue, agent, reason, segment, figure, score)
) WITHOUT ROWID;

-- For how long customers were silent after our last answer, by the day of that answer: the step of the silence, or -1 for
-- how many answers there were.
CREATE TABLE silences (
    channel TEXT NOT NULL,
    day INTEGER NOT NULL,
    step INTEGER NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (channel, day, step)
) WITHOUT ROWID;
