//! Who is asked how they were helped, and what they say.

pub(crate) const SET_INVITATION: &str =
    "INSERT INTO invitations (number, customer, about, state, wakes, called_back, answered, said, review, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (number) DO UPDATE SET customer = excluded.customer, state = excluded.state,
    wakes = excluded.wakes, called_back = excluded.called_back, answered = excluded.answered,
    said = excluded.said, review = excluded.review, body = excluded.body";

pub(crate) const INVITATION: &str = "SELECT body FROM invitations WHERE number = $1";

pub(crate) const LAST_INVITATION: &str = "SELECT COALESCE(MAX(number), 0) FROM invitations";

pub(crate) const WAITING: &str =
    "SELECT body FROM invitations WHERE wakes IS NOT NULL ORDER BY wakes, number";

pub(crate) const OF_CUSTOMER: &str =
    "SELECT body FROM invitations WHERE customer = $1 ORDER BY number DESC LIMIT $2";

pub(crate) const OF_CASE: &str = "SELECT body FROM invitations WHERE about = $1 ORDER BY number";

pub(crate) const OF_CALL_BACK: &str = "SELECT body FROM invitations WHERE called_back = $1 ORDER BY number";

pub(crate) const ANSWERED: &str = "SELECT body FROM invitations
    WHERE answered IS NOT NULL AND (answered, number) < ($1, $2) ORDER BY answered DESC, number DESC LIMIT $3";

pub(crate) const SAID: &str = "SELECT body FROM invitations
    WHERE answered IS NOT NULL AND said = 1 AND (answered, number) < ($1, $2)
    ORDER BY answered DESC, number DESC LIMIT $3";

pub(crate) const REVIEWS: &str = "SELECT body FROM invitations WHERE review = $1 AND number < $2
    ORDER BY number DESC LIMIT $3";

pub(crate) const SET_VOICE: &str =
    "INSERT INTO voices (number, status, customers, body) VALUES ($1, $2, $3, $4)
    ON CONFLICT (number) DO UPDATE SET status = excluded.status, customers = excluded.customers,
    body = excluded.body";

pub(crate) const VOICE: &str = "SELECT body FROM voices WHERE number = $1";

pub(crate) const LAST_VOICE: &str = "SELECT COALESCE(MAX(number), 0) FROM voices";

pub(crate) const VOICES: &str = "SELECT body FROM voices ORDER BY customers DESC, number DESC LIMIT $1";

pub(crate) const ADD_SUM: &str =
    "INSERT INTO feedback_sums (day, channel, queue, agent, reason, segment, figure, score, amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (day, channel, queue, agent, reason, segment, figure, score)
    DO UPDATE SET amount = feedback_sums.amount + excluded.amount";

pub(crate) const SUMS: &str =
    "SELECT day, channel, queue, agent, reason, segment, figure, score, amount FROM feedback_sums
    WHERE day >= $1 AND day <= $2 AND amount <> 0
    ORDER BY day, channel, queue, agent, reason, segment, figure, score";

pub(crate) const ADD_SILENCE: &str =
    "INSERT INTO silences (channel, day, step, amount) VALUES ($1, $2, $3, $4)
    ON CONFLICT (channel, day, step) DO UPDATE SET amount = silences.amount + excluded.amount";

pub(crate) const SILENCES: &str = "SELECT channel, day, step, amount FROM silences
    WHERE day >= $1 ORDER BY channel, day, step";

pub(crate) const CLEAR_INVITATIONS: &str = "DELETE FROM invitations";

pub(crate) const CLEAR_VOICES: &str = "DELETE FROM voices";

pub(crate) const CLEAR_SUMS: &str = "DELETE FROM feedback_sums";

pub(crate) const CLEAR_SILENCES: &str = "DELETE FROM silences";
