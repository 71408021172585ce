//! Every row of every table, in the order of its key.

pub(crate) const READ_MODELS: [&str; 25] = [
    "SELECT day, reason, figure, detail, segment, history, amount FROM sums
    ORDER BY day, reason, figure, detail, segment, history",
    "SELECT day, reason, customer, channel, segment, contacts FROM contacts
    ORDER BY day, reason, customer, channel, segment",
    "SELECT word, customer, trait FROM names ORDER BY word, customer, trait",
    "SELECT customer, name, at, position, value FROM traits ORDER BY customer, name",
    "SELECT number, customer, account, address, last_at, body FROM conversations ORDER BY number",
    "SELECT key, conversation FROM threads ORDER BY key",
    "SELECT number, customer, open, state, queue, agent, channel, due, waiting, last_at, occupies, body FROM cases
    ORDER BY number",
    "SELECT conversation, number FROM case_conversations ORDER BY conversation, number",
    "SELECT agent, number FROM mentions ORDER BY agent, number",
    "SELECT number, conversation, position, at, kind, author, name, about, unsaid, cases FROM messages
    ORDER BY number",
    "SELECT hash, message FROM attached ORDER BY hash, message",
    "SELECT day, channel, queue, agent, figure, step, amount FROM service_sums
    ORDER BY day, channel, queue, agent, figure, step",
    "SELECT number, conversation, about, day, channel, automatic, answer FROM received_messages ORDER BY number",
    "SELECT number, customer, reason, at, day, channel, queue, agent, at_once, repeated FROM resolved_cases
    ORDER BY number",
    "SELECT number, body FROM agents ORDER BY number",
    "SELECT channel, address, at, problem FROM suppressed ORDER BY channel, address",
    "SELECT channel, address, at FROM acknowledged ORDER BY channel, address",
    "SELECT feature, reason, amount FROM labels ORDER BY feature, reason",
    "SELECT customer, reason, quarter, at, ends, day, treated, level, acts_by, epoch, share, earlier, contacts, cost,
    spent, complaints, opt_outs, nps, csat, ces, solved, state, open FROM units ORDER BY customer, reason, quarter",
    "SELECT reason, level, acts_by, epoch, share, treated, day, figure, amount FROM effect_sums
    ORDER BY reason, level, acts_by, epoch, share, treated, day, figure",
    "SELECT reason, level, acts_by, epoch, halted_at, why, resumed_at, resumed_by, note FROM guards
    ORDER BY reason, level, acts_by, epoch",
    "SELECT number, customer, about, state, wakes, called_back, answered, said, review, body FROM invitations
    ORDER BY number",
    "SELECT number, status, customers, body FROM voices ORDER BY number",
    "SELECT day, channel, queue, agent, reason, segment, figure, score, amount FROM feedback_sums
    ORDER BY day, channel, queue, agent, reason, segment, figure, score",
    "SELECT channel, day, step, amount FROM silences ORDER BY channel, day, step",
];

pub(crate) const OTHERS: [&str; 37] = [
    "SELECT name, value FROM meta ORDER BY name",
    "SELECT number, through, clock FROM progress ORDER BY number",
    "SELECT position, at, history, source, id, kind, time, claims, asset, cause, customer, data FROM log
    ORDER BY position",
    "SELECT customer, position FROM whose ORDER BY customer, position",
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
    "SELECT route, success, failure, problem FROM route_results ORDER BY route",
    "SELECT number, source, door, at, tries, problem, body FROM quarantine ORDER BY number",
    "SELECT number, sent FROM corrected ORDER BY number",
    "SELECT position, tries, problem FROM poison ORDER BY position",
    "SELECT signal, windows, hits FROM learned ORDER BY signal",
    "SELECT number, version, at, author, note, files FROM strategies ORDER BY number",
    "SELECT id, name, revision, based_on, at, author, files FROM drafts ORDER BY id",
    "SELECT number, name FROM sources ORDER BY number",
    "SELECT customer, key, label FROM originals ORDER BY customer",
    "SELECT number, customer, kind, value, verified, source, event, time, moved FROM identities
    ORDER BY number",
    "SELECT number, keep, absorb, because, identity, person, source, event, time, undone_by, undone_at
    FROM links ORDER BY number",
    "SELECT number, earlier, later, identity, why, source, event, time FROM suggestions ORDER BY number",
    "SELECT number, name, ended, whole, part_since FROM assets ORDER BY number",
    "SELECT number, asset, customer, starts, ends, ended, last_end FROM ties ORDER BY number",
    "SELECT number, id, revision, opened, changed, closed, assets, message, said FROM incidents
    ORDER BY number",
    "SELECT incident, customer, revision FROM reached ORDER BY incident, customer",
    "SELECT number, email, name, language, roles, disabled, at FROM people ORDER BY number",
    "SELECT number, person, kind, name, value, at, used FROM credentials ORDER BY number",
    "SELECT hash, number, person, by_second, at, seen, expires, agent, address FROM sessions ORDER BY hash",
    "SELECT number, hash, person, name, scopes, at, expires, used FROM tokens ORDER BY number",
    "SELECT number, at, person, who, action, object, detail, address FROM audit ORDER BY number",
    "SELECT name, digest, at, status, kind, place, body FROM answers ORDER BY name",
    "SELECT hash, at, amount, bytes FROM blobs ORDER BY hash",
    "SELECT number, account, address, position, send FROM lines ORDER BY number",
];
