//! What was said with addresses that read along.

pub(crate) const CAME: &str = "INSERT INTO lines (account, address, position) VALUES ($1, $2, $3)";

/// What was sent to an address is a line when that address reads along: when there is a line of it.
pub(crate) const WENT: &str = "INSERT INTO lines (account, address, send)
    SELECT route, address, number FROM outbox WHERE number = $1
    AND EXISTS (SELECT 1 FROM lines WHERE account = outbox.route AND address = outbox.address)";

pub(crate) const AFTER: &str = "SELECT number, account, address, position, send FROM lines
    WHERE number > $1 ORDER BY number LIMIT $2";

pub(crate) const OF_ADDRESS: &str = "SELECT number, account, address, position, send FROM lines
    WHERE account = $1 AND address = $2 AND number > $3 ORDER BY number LIMIT $4";

pub(crate) const LAST: &str = "SELECT number FROM lines ORDER BY number DESC LIMIT 1";

pub(crate) const LAST_OF_ADDRESS: &str = "SELECT number, account, address, position, send FROM lines
    WHERE account = $1 AND address = $2 ORDER BY number DESC LIMIT 1";

pub(crate) const SEND: &str = "SELECT number, key, state, tries, changed, not_before, not_after, at, cause,
    customer, thread, route, address, purpose, channel, quiet, problem, reference, body
    FROM outbox WHERE number = $1";
