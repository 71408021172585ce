//! Conversations, cases, messages and agents.

pub(crate) const SET_CONVERSATION: &str =
    "INSERT INTO conversations (number, customer, account, address, last_at, body)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (number) DO UPDATE SET customer = excluded.customer, last_at = excluded.last_at,
    body = excluded.body";

pub(crate) const CONVERSATION: &str = "SELECT body FROM conversations WHERE number = $1";

pub(crate) const LAST_CONVERSATION: &str = "SELECT COALESCE(MAX(number), 0) FROM conversations";

pub(crate) const OF_ADDRESS: &str = "SELECT body FROM conversations WHERE account = $1 AND address = $2
    ORDER BY number DESC LIMIT $3";

pub(crate) const SET_THREAD: &str = "INSERT INTO threads (key, conversation) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET conversation = excluded.conversation";

pub(crate) const THREAD: &str = "SELECT conversation FROM threads WHERE key = $1";

pub(crate) const SET_CASE: &str =
    "INSERT INTO cases (number, customer, open, state, queue, agent, channel, due, waiting, last_at,
    occupies, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (number) DO UPDATE SET customer = excluded.customer, open = excluded.open,
    state = excluded.state, queue = excluded.queue, agent = excluded.agent, channel = excluded.channel,
    due = excluded.due, waiting = excluded.waiting, last_at = excluded.last_at,
    occupies = excluded.occupies, body = excluded.body";

pub(crate) const CASE: &str = "SELECT body FROM cases WHERE number = $1";

pub(crate) const LAST_CASE: &str = "SELECT COALESCE(MAX(number), 0) FROM cases";

pub(crate) const ALL_CASES: &str = "SELECT body FROM cases ORDER BY number";

pub(crate) const OPEN_CASES: &str = "SELECT body FROM cases WHERE open = 1 ORDER BY due, number";

pub(crate) const OF_CUSTOMER: &str = "SELECT body FROM cases WHERE customer = $1 AND number < $2
    ORDER BY number DESC LIMIT $3";

pub(crate) const JOIN_CASE: &str = "INSERT INTO case_conversations (conversation, number) VALUES ($1, $2)
    ON CONFLICT (conversation, number) DO NOTHING";

pub(crate) const CASES_OF_CONVERSATION: &str = "SELECT cases.body FROM case_conversations
    JOIN cases ON cases.number = case_conversations.number
    WHERE case_conversations.conversation = $1 ORDER BY case_conversations.number DESC LIMIT $2";

pub(crate) const FORGET_MENTIONS: &str = "DELETE FROM mentions WHERE number = $1";

pub(crate) const MENTION: &str = "INSERT INTO mentions (agent, number) VALUES ($1, $2)
    ON CONFLICT (agent, number) DO NOTHING";

pub(crate) const COUNT_MENTIONS: &str = "SELECT COUNT(*) FROM mentions WHERE agent = $1";

pub(crate) const COUNTS: &str = "SELECT queue, state, agent, channel, occupies, COUNT(*),
    SUM(CASE WHEN due < $1 THEN 1 ELSE 0 END), MIN(waiting)
    FROM cases WHERE open = 1 GROUP BY queue, state, agent, channel, occupies ORDER BY queue, state";

pub(crate) const MINE_DUE: &str = "SELECT body FROM cases WHERE open = 1 AND agent = $1
    AND (due, number) > ($2, $3) ORDER BY due, number LIMIT $4";

pub(crate) const MINE_NEWEST: &str = "SELECT body FROM cases WHERE open = 1 AND agent = $1
    AND (last_at, number) < ($2, $3) ORDER BY last_at DESC, number DESC LIMIT $4";

pub(crate) const STATE_DUE: &str = "SELECT body FROM cases WHERE open = 1 AND state = $1
    AND (due, number) > ($2, $3) ORDER BY due, number LIMIT $4";

pub(crate) const STATE_NEWEST: &str = "SELECT body FROM cases WHERE open = 1 AND state = $1
    AND (last_at, number) < ($2, $3) ORDER BY last_at DESC, number DESC LIMIT $4";

pub(crate) const QUEUE_DUE: &str = "SELECT body FROM cases WHERE open = 1 AND queue = $1
    AND (due, number) > ($2, $3) ORDER BY due, number LIMIT $4";

pub(crate) const QUEUE_NEWEST: &str = "SELECT body FROM cases WHERE open = 1 AND queue = $1
    AND (last_at, number) < ($2, $3) ORDER BY last_at DESC, number DESC LIMIT $4";

pub(crate) const LATE_DUE: &str = "SELECT body FROM cases WHERE open = 1 AND due < $1
    AND (due, number) > ($2, $3) ORDER BY due, number LIMIT $4";

pub(crate) const LATE_NEWEST: &str = "SELECT body FROM cases WHERE open = 1 AND due < $1
    AND (last_at, number) < ($2, $3) ORDER BY last_at DESC, number DESC LIMIT $4";

pub(crate) const MENTIONS_DUE: &str = "SELECT cases.body FROM mentions
    JOIN cases ON cases.number = mentions.number WHERE mentions.agent = $1
    AND (cases.due, cases.number) > ($2, $3) ORDER BY cases.due, cases.number LIMIT $4";

pub(crate) const MENTIONS_NEWEST: &str = "SELECT cases.body FROM mentions
    JOIN cases ON cases.number = mentions.number WHERE mentions.agent = $1
    AND (cases.last_at, cases.number) < ($2, $3) ORDER BY cases.last_at DESC, cases.number DESC LIMIT $4";

pub(crate) const ALL_DUE: &str = "SELECT body FROM cases WHERE open = 1
    AND (due, number) > ($1, $2) ORDER BY due, number LIMIT $3";

pub(crate) const ALL_NEWEST: &str = "SELECT body FROM cases WHERE open = 1
    AND (last_at, number) < ($1, $2) ORDER BY last_at DESC, number DESC LIMIT $3";

pub(crate) const RESOLVED_NEWEST: &str = "SELECT body FROM cases WHERE open = 0
    AND (last_at, number) < ($1, $2) ORDER BY last_at DESC, number DESC LIMIT $3";

pub(crate) const ATTACH: &str = "INSERT INTO attached (hash, message) VALUES ($1, $2)
    ON CONFLICT (hash, message) DO NOTHING";

pub(crate) const IS_ATTACHED: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM attached WHERE hash = $1 LIMIT 1)";

pub(crate) const CLEAR_ATTACHED: &str = "DELETE FROM attached";

pub(crate) const INSERT_MESSAGE: &str =
    "INSERT INTO messages (number, conversation, position, at, kind, author, name, about, unsaid, cases)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

pub(crate) const UNSAY: &str = "UPDATE messages SET unsaid = 1 WHERE number = $1";

pub(crate) const LAST_MESSAGE: &str = "SELECT COALESCE(MAX(number), 0) FROM messages";

pub(crate) const MESSAGE: &str =
    "SELECT messages.number, messages.conversation, messages.position, messages.at,
    messages.kind, messages.author, messages.name, messages.about, messages.unsaid, messages.cases,
    outbox.state, outbox.not_before, outbox.tries, outbox.problem
    FROM messages LEFT JOIN outbox ON outbox.key = messages.name WHERE messages.number = $1";

pub(crate) const MESSAGE_NAMED: &str = "SELECT number FROM messages WHERE name = $1 ORDER BY number LIMIT 1";

pub(crate) const OF_CONVERSATION: &str =
    "SELECT messages.number, messages.conversation, messages.position, messages.at,
    messages.kind, messages.author, messages.name, messages.about, messages.unsaid, messages.cases,
    outbox.state, outbox.not_before, outbox.tries, outbox.problem
    FROM messages LEFT JOIN outbox ON outbox.key = messages.name
    WHERE messages.conversation = $1 AND messages.number < $2 AND messages.kind <> 'reaction'
    ORDER BY messages.number DESC LIMIT $3";

pub(crate) const SINCE: &str =
    "SELECT messages.number, messages.conversation, messages.position, messages.at,
    messages.kind, messages.author, messages.name, messages.about, messages.unsaid, messages.cases,
    outbox.state, outbox.not_before, outbox.tries, outbox.problem
    FROM messages LEFT JOIN outbox ON outbox.key = messages.name
    WHERE messages.conversation = $1 AND messages.number > $2 AND messages.kind <> 'reaction'
    ORDER BY messages.number LIMIT $3";

pub(crate) const REACTIONS: &str =
    "SELECT messages.number, messages.conversation, messages.position, messages.at,
    messages.kind, messages.author, messages.name, messages.about, messages.unsaid, messages.cases,
    outbox.state, outbox.not_before, outbox.tries, outbox.problem
    FROM messages LEFT JOIN outbox ON outbox.key = messages.name
    WHERE messages.about = $1 ORDER BY messages.number";

pub(crate) const SET_AGENT: &str = "INSERT INTO agents (number, body) VALUES ($1, $2)
    ON CONFLICT (number) DO UPDATE SET body = excluded.body";

pub(crate) const AGENTS: &str = "SELECT body FROM agents ORDER BY number";

pub(crate) const SUPPRESS: &str = "INSERT INTO suppressed (channel, address, at, problem)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (channel, address) DO UPDATE SET at = excluded.at, problem = excluded.problem";

pub(crate) const SUPPRESSED: &str =
    "SELECT channel, address, at, problem FROM suppressed WHERE channel = $1 AND address = $2";

pub(crate) const ALL_SUPPRESSED: &str =
    "SELECT channel, address, at, problem FROM suppressed WHERE (channel, address) > ($1, $2)
    ORDER BY channel, address LIMIT $3";

pub(crate) const ACKNOWLEDGE: &str = "INSERT INTO acknowledged (channel, address, at) VALUES ($1, $2, $3)
    ON CONFLICT (channel, address) DO UPDATE SET at = excluded.at";

pub(crate) const ACKNOWLEDGED: &str = "SELECT at FROM acknowledged WHERE channel = $1 AND address = $2";

pub(crate) const CLEAR_ACKNOWLEDGED: &str = "DELETE FROM acknowledged";

pub(crate) const CLEAR_CONVERSATIONS: &str = "DELETE FROM conversations";

pub(crate) const CLEAR_THREADS: &str = "DELETE FROM threads";

pub(crate) const CLEAR_CASES: &str = "DELETE FROM cases";

pub(crate) const CLEAR_CASE_CONVERSATIONS: &str = "DELETE FROM case_conversations";

pub(crate) const CLEAR_MENTIONS: &str = "DELETE FROM mentions";

pub(crate) const CLEAR_MESSAGES: &str = "DELETE FROM messages";

pub(crate) const CLEAR_AGENTS: &str = "DELETE FROM agents";

pub(crate) const CLEAR_SUPPRESSED: &str = "DELETE FROM suppressed";

pub(crate) const ADD_LABEL: &str = "INSERT INTO labels (feature, reason, amount) VALUES ($1, $2, $3)
    ON CONFLICT (feature, reason) DO UPDATE SET amount = labels.amount + excluded.amount";

pub(crate) const DROP_LABEL: &str = "DELETE FROM labels WHERE feature = $1 AND reason = $2 AND amount = 0";

pub(crate) const LABELS: &str = "SELECT feature, reason, amount FROM labels ORDER BY feature, reason";

pub(crate) const CLEAR_LABELS: &str = "DELETE FROM labels";
