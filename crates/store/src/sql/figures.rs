//! The read models.

pub(crate) const ADD_SUM: &str = "INSERT INTO sums (day, reason, figure, detail, segment, history, amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (day, reason, figure, detail, segment, history) DO UPDATE SET amount = sums.amount + excluded.amount";

pub(crate) const ADD_CONTACT: &str = "INSERT INTO contacts (day, reason, customer, channel, segment, contacts)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (day, reason, customer, channel, segment) DO UPDATE SET contacts = contacts.contacts + excluded.contacts";

pub(crate) const SET_TRAIT: &str = "INSERT INTO traits (customer, name, at, position, value)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (customer, name) DO UPDATE
    SET at = excluded.at, position = excluded.position, value = excluded.value
    WHERE (excluded.at, excluded.position) > (traits.at, traits.position)";

pub(crate) const TRAIT: &str = "SELECT value FROM traits WHERE customer = $1 AND name = $2";

pub(crate) const ADD_NAME: &str = "INSERT INTO names (word, customer, trait) VALUES ($1, $2, $3)
    ON CONFLICT (word, customer, trait) DO NOTHING";

pub(crate) const DELETE_NAME: &str = "DELETE FROM names WHERE word = $1 AND customer = $2 AND trait = $3";

pub(crate) const NAMED: &str =
    "SELECT word, customer FROM names WHERE word >= $1 AND word < $2 ORDER BY word, customer LIMIT $3";

pub(crate) const SUMS: &str = "SELECT day, reason, figure, detail, segment, history, amount FROM sums
    WHERE day >= $1 AND day <= $2 ORDER BY day, reason, figure, detail, segment, history";

pub(crate) const ON_DAY: &str = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM sums
    WHERE day = $1 AND reason = '' AND figure = $2 AND detail = $3";

pub(crate) const TOTALS: &str =
    "SELECT MAX(day), reason, figure, detail, segment, history, CAST(SUM(amount) AS BIGINT) FROM sums
    WHERE day >= $1 AND day <= $2 GROUP BY reason, figure, detail, segment, history
    ORDER BY reason, figure, detail, segment, history";

pub(crate) const UNIQUE_CONTACTS: &str =
    "SELECT reason, COUNT(DISTINCT customer), CAST(SUM(contacts) AS BIGINT) FROM contacts
    WHERE day >= $1 AND day <= $2 GROUP BY reason ORDER BY reason";

pub(crate) const CONTACTS: &str = "SELECT day, reason, customer, channel, segment, contacts FROM contacts
    WHERE day >= $1 AND day <= $2 ORDER BY day, reason, customer, channel, segment";

pub(crate) const TRAITS: &str =
    "SELECT customer, name, at, position, value FROM traits WHERE customer = $1 ORDER BY name";

pub(crate) const CLEAR_SUMS: &str = "DELETE FROM sums";

pub(crate) const CLEAR_CONTACTS: &str = "DELETE FROM contacts";

pub(crate) const CLEAR_NAMES: &str = "DELETE FROM names";

pub(crate) const CLEAR_TRAITS: &str = "DELETE FROM traits";
