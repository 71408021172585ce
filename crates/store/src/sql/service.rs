//! How customers were served.

pub(crate) const ADD: &str = "INSERT INTO service_sums (day, channel, queue, agent, figure, step, amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (day, channel, queue, agent, figure, step)
    DO UPDATE SET amount = service_sums.amount + excluded.amount";

pub(crate) const SUMS: &str = "SELECT day, channel, queue, agent, figure, step, amount FROM service_sums
    WHERE day >= $1 AND day <= $2 ORDER BY day, channel, queue, agent, figure, step";

pub(crate) const RECEIVE: &str =
    "INSERT INTO received_messages (number, conversation, about, day, channel, automatic, answer)
    VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (number) DO NOTHING";

pub(crate) const ANSWER: &str = "UPDATE received_messages SET answer = $1
    WHERE answer IS NULL AND automatic = 0 AND conversation = $2";

pub(crate) const CLOSE: &str = "UPDATE received_messages SET answer = 0
    WHERE answer IS NULL AND automatic = 0 AND about = $1";

pub(crate) const TAKE_BACK: &str = "UPDATE received_messages SET answer = NULL WHERE answer = $1";

pub(crate) const RESOLVE: &str =
    "INSERT INTO resolved_cases (number, customer, reason, at, day, channel, queue, agent, at_once, repeated)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) ON CONFLICT (number) DO NOTHING";

pub(crate) const RESOLVED: &str =
    "SELECT number, day, channel, queue, agent, at_once, repeated FROM resolved_cases WHERE number = $1";

pub(crate) const NEVER_RESOLVED: &str = "DELETE FROM resolved_cases WHERE number = $1";

pub(crate) const RESOLVED_SINCE: &str =
    "SELECT number, day, channel, queue, agent, at_once, repeated FROM resolved_cases
    WHERE customer = $1 AND reason = $2 AND at > $3 AND at <= $4 ORDER BY number";

pub(crate) const REPEAT: &str = "UPDATE resolved_cases SET repeated = 1 WHERE number = $1";

pub(crate) const BY_DAY: &str = "SELECT channel, day, COUNT(*),
    SUM(CASE WHEN answer IS NULL THEN 0 ELSE 1 END), SUM(automatic) FROM received_messages
    WHERE day >= $1 AND day <= $2 GROUP BY channel, day ORDER BY day, channel";

pub(crate) const BY_CHANNEL: &str = "SELECT channel, 0, COUNT(*),
    SUM(CASE WHEN answer IS NULL THEN 0 ELSE 1 END), SUM(automatic) FROM received_messages
    WHERE day >= $1 AND day <= $2 GROUP BY channel ORDER BY channel";

pub(crate) const BY_QUEUE: &str = "SELECT COALESCE(cases.queue, ''), 0, COUNT(*),
    SUM(CASE WHEN answer IS NULL THEN 0 ELSE 1 END), SUM(automatic) FROM received_messages
    LEFT JOIN cases ON cases.number = received_messages.about
    WHERE day >= $1 AND day <= $2 GROUP BY COALESCE(cases.queue, '') ORDER BY COALESCE(cases.queue, '')";

pub(crate) const BY_AGENT: &str = "SELECT COALESCE(cases.agent, 0), 0, COUNT(*),
    SUM(CASE WHEN answer IS NULL THEN 0 ELSE 1 END), SUM(automatic) FROM received_messages
    LEFT JOIN cases ON cases.number = received_messages.about
    WHERE day >= $1 AND day <= $2 GROUP BY COALESCE(cases.agent, 0) ORDER BY COALESCE(cases.agent, 0)";

pub(crate) const CLEAR_SUMS: &str = "DELETE FROM service_sums";

pub(crate) const CLEAR_RECEIVED: &str = "DELETE FROM received_messages";

pub(crate) const CLEAR_RESOLVED: &str = "DELETE FROM resolved_cases";
