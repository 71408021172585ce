//! What is to be sent.

pub(crate) const INSERT: &str = "INSERT INTO outbox
    (key, state, tries, changed, not_before, not_after, at, cause, customer, thread,
    route, address, purpose, channel, quiet, body)
    VALUES ($1, 'planned', 0, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (key) DO NOTHING";

pub(crate) const PLACE: &str = "SELECT number, route, state FROM outbox WHERE key = $1";

pub(crate) const UPDATE: &str = "UPDATE outbox SET state = $1, tries = $2, changed = $3, not_before = $4,
    problem = $5, reference = COALESCE($6, reference) WHERE number = $7";

pub(crate) const COUNT: &str = "INSERT INTO outbox_counts (route, state, amount) VALUES ($1, $2, $3)
    ON CONFLICT (route, state) DO UPDATE SET amount = outbox_counts.amount + excluded.amount";

pub(crate) const COUNTS: &str =
    "SELECT route, state, amount FROM outbox_counts WHERE amount <> 0 ORDER BY route, state";

pub(crate) const BY_KEY: &str = "SELECT number, key, state, tries, changed, not_before, not_after, at, cause,
    customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE key = $1";

pub(crate) const DUE: &str = "SELECT number, key, state, tries, changed, not_before, not_after, at, cause,
    customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE state = 'planned' AND route = $1 AND not_before <= $2
    ORDER BY not_before, number LIMIT $3";

pub(crate) const NEXT_DUE: &str = "SELECT not_before FROM outbox WHERE state = 'planned' AND route = $1
    AND not_before > $2 ORDER BY not_before, number LIMIT 1";

pub(crate) const PLANNED_OF_THREAD: &str = "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE state = 'planned' AND thread = $1 ORDER BY number";

pub(crate) const PLANNED_OF_CUSTOMER: &str =
    "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE customer = $1 AND state = 'planned' ORDER BY number";

pub(crate) const OF_CUSTOMER: &str = "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE customer = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

pub(crate) const BY_STATE: &str = "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE state = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

pub(crate) const BY_REFERENCE: &str = "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE reference = $1 ORDER BY number DESC LIMIT 1";

pub(crate) const PLANNED_OF_ADDRESS: &str =
    "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE address = $1 AND state = 'planned' ORDER BY number";

pub(crate) const ALL: &str = "SELECT number, key, state, tries, changed, not_before, not_after,
    at, cause, customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE number < $1 ORDER BY number DESC LIMIT $2";

pub(crate) const BY_ROUTE: &str =
    "SELECT number, key, state, tries, changed, not_before, not_after, at, cause,
    customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE route = $1 AND number < $2 ORDER BY number DESC LIMIT $3";

pub(crate) const BY_ROUTE_AND_STATE: &str =
    "SELECT number, key, state, tries, changed, not_before, not_after, at, cause,
    customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE route = $1 AND state = $2 AND number < $3 ORDER BY number DESC LIMIT $4";

pub(crate) const RESULTS: &str = "SELECT route, success, failure, problem FROM route_results ORDER BY route";

pub(crate) const SET_SUCCESS: &str = "INSERT INTO route_results (route, success) VALUES ($1, $2)
    ON CONFLICT (route) DO UPDATE SET success = excluded.success";

pub(crate) const SET_FAILURE: &str = "INSERT INTO route_results (route, failure, problem) VALUES ($1, $2, $3)
    ON CONFLICT (route) DO UPDATE SET failure = excluded.failure, problem = excluded.problem";

pub(crate) const ROUTES: &str = "SELECT route, not_before, gone, changed FROM routes ORDER BY route";

pub(crate) const SET_ROUTE: &str = "INSERT INTO routes (route, not_before, gone, changed)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (route) DO UPDATE
    SET not_before = excluded.not_before, gone = excluded.gone, changed = excluded.changed";
