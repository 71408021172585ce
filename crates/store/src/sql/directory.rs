//! Who is who.

pub(crate) const SET_SOURCE: &str = "INSERT INTO sources (number, name) VALUES ($1, $2)
    ON CONFLICT (number) DO UPDATE SET name = excluded.name";

pub(crate) const SET_ORIGINAL: &str = "INSERT INTO originals (customer, key, label) VALUES ($1, $2, $3)
    ON CONFLICT (customer) DO UPDATE SET key = excluded.key, label = excluded.label";

pub(crate) const SET_IDENTITY: &str = "INSERT INTO identities
    (number, customer, kind, value, verified, source, event, time, moved)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (number) DO UPDATE SET customer = excluded.customer, verified = excluded.verified,
    source = excluded.source, event = excluded.event, time = excluded.time, moved = excluded.moved";

pub(crate) const SET_LINK: &str = "INSERT INTO links
    (number, keep, absorb, because, identity, person, source, event, time, undone_by, undone_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (number) DO UPDATE SET undone_by = excluded.undone_by, undone_at = excluded.undone_at";

pub(crate) const SET_SUGGESTION: &str = "INSERT INTO suggestions
    (number, earlier, later, identity, why, source, event, time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (number) DO NOTHING";

pub(crate) const ORIGINAL_COUNT: &str = "SELECT customer + 1 FROM originals ORDER BY customer DESC LIMIT 1";

pub(crate) const IDENTITY_COUNT: &str = "SELECT number + 1 FROM identities ORDER BY number DESC LIMIT 1";

pub(crate) const SOURCES: &str = "SELECT number, name FROM sources ORDER BY number";

pub(crate) const ORIGINALS: &str = "SELECT customer, key, label FROM originals ORDER BY customer";

pub(crate) const IDENTITIES: &str =
    "SELECT number, customer, kind, value, verified, source, event, time, moved FROM identities
    ORDER BY number";

pub(crate) const LINKS: &str =
    "SELECT number, keep, absorb, because, identity, person, source, event, time, undone_by, undone_at
    FROM links ORDER BY number";

pub(crate) const LINKS_IN_FORCE: &str =
    "SELECT keep, absorb FROM links WHERE undone_at IS NULL ORDER BY number";

/// Originals, less those that a link takes in: a link in force makes one of two that were not one before.
pub(crate) const PEOPLE: &str = "SELECT (SELECT COALESCE(MAX(customer) + 1, 0) FROM originals) - (SELECT COUNT(DISTINCT absorb) FROM links WHERE undone_at IS NULL)";

pub(crate) const FIRST_SEEN: &str =
    "SELECT customer, MIN(time) FROM identities GROUP BY customer ORDER BY customer";

pub(crate) const SUGGESTIONS: &str =
    "SELECT number, earlier, later, identity, why, source, event, time FROM suggestions ORDER BY number";

pub(crate) const IN_SEGMENT: &str = "SELECT COUNT(*) FROM traits WHERE name = 'segment' AND value = $1";

pub(crate) const LINKS_OF: &str =
    "SELECT number, keep, absorb, because, identity, person, source, event, time, undone_by, undone_at
    FROM links WHERE keep = $1 OR absorb = $1 ORDER BY number";

pub(crate) const SUGGESTIONS_OF: &str =
    "SELECT number, earlier, later, identity, why, source, event, time FROM suggestions
    WHERE earlier = $1 OR later = $1 ORDER BY number LIMIT $2";

pub(crate) const ORIGINAL: &str = "SELECT customer, key, label FROM originals WHERE customer = $1";

pub(crate) const IDENTITY: &str =
    "SELECT number, customer, kind, value, verified, source, event, time, moved FROM identities
    WHERE number = $1";

pub(crate) const SOURCE: &str = "SELECT name FROM sources WHERE number = $1";

pub(crate) const BY_VALUE: &str =
    "SELECT number, customer, kind, value, verified, source, event, time, moved FROM identities
    WHERE value = $1 ORDER BY number LIMIT $2";

pub(crate) const BY_BEGINNING: &str =
    "SELECT number, customer, kind, value, verified, source, event, time, moved FROM identities
    WHERE value >= $1 AND value < $2 ORDER BY value LIMIT $3";

pub(crate) const OF_CUSTOMER: &str =
    "SELECT number, customer, kind, value, verified, source, event, time, moved FROM identities
    WHERE customer = $1 ORDER BY number LIMIT $2";
