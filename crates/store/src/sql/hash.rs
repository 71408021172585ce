//! Every row of every table, in the order of its key.

pub(crate) const READ_MODELS: [&str; 3] = [
    "SELECT day, reason, figure, detail, history, amount FROM sums
    ORDER BY day, reason, figure, detail, history",
    "SELECT day, reason, customer, contacts FROM contacts ORDER BY day, reason, customer",
    "SELECT customer, name, at, position, value FROM traits ORDER BY customer, name",
];

pub(crate) const OTHERS: [&str; 16] = [
    "SELECT name, value FROM meta ORDER BY name",
    "SELECT number, through, clock FROM progress ORDER BY number",
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data FROM log
    ORDER BY position",
    "SELECT position, at, sealed, digests FROM seen ORDER BY position",
    "SELECT customer, strategy, scheduled, state FROM customer_states ORDER BY customer",
    "SELECT due, customer FROM timers ORDER BY due, customer",
    "SELECT position, done FROM rounds ORDER BY position",
    "SELECT position, customers FROM round_lists ORDER BY position",
    "SELECT position, customer FROM round_ahead ORDER BY position, customer",
    "SELECT number, key, state, tries, changed, not_before, not_after, at, cause, customer, thread, route,
    address, purpose, channel, quiet, problem, reference, body FROM outbox ORDER BY number",
    "SELECT route, state, amount FROM outbox_counts ORDER BY route, state",
    "SELECT route, not_before, gone, changed FROM routes ORDER BY route",
    "SELECT number, source, door, at, tries, problem, body FROM quarantine ORDER BY number",
    "SELECT position, tries, problem FROM poison ORDER BY position",
    "SELECT signal, windows, hits FROM learned ORDER BY signal",
    "SELECT number, version, at, author, note, files FROM strategies ORDER BY number",
];
