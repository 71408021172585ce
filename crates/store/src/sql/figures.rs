//! The read models.

pub(crate) const ADD_SUM: &str = "INSERT INTO sums (day, reason, figure, detail, history, amount)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (day, reason, figure, detail, history) DO UPDATE SET amount = sums.amount + excluded.amount";

pub(crate) const ADD_CONTACT: &str = "INSERT INTO contacts (day, reason, customer, contacts)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (day, reason, customer) DO UPDATE SET contacts = contacts.contacts + excluded.contacts";

pub(crate) const SET_PROFILE: &str = "INSERT INTO profiles (customer, position, traits) VALUES ($1, $2, $3)
    ON CONFLICT (customer) DO UPDATE SET position = excluded.position, traits = excluded.traits";

pub(crate) const SUMS: &str = "SELECT day, reason, figure, detail, history, amount FROM sums
    WHERE day >= $1 AND day <= $2 ORDER BY day, reason, figure, detail, history";

pub(crate) const UNIQUE_CONTACTS: &str =
    "SELECT reason, COUNT(DISTINCT customer), CAST(SUM(contacts) AS BIGINT) FROM contacts
    WHERE day >= $1 AND day <= $2 GROUP BY reason ORDER BY reason";

pub(crate) const CONTACTS: &str = "SELECT day, reason, customer, contacts FROM contacts
    WHERE day >= $1 AND day <= $2 ORDER BY day, reason, customer";

pub(crate) const PROFILE: &str = "SELECT customer, position, traits FROM profiles WHERE customer = $1";

pub(crate) const CLEAR_SUMS: &str = "DELETE FROM sums";

pub(crate) const CLEAR_CONTACTS: &str = "DELETE FROM contacts";

pub(crate) const CLEAR_PROFILES: &str = "DELETE FROM profiles";
