//! Customers' states, timers and what is learned of signals.

pub(crate) const UPSERT: &str = "INSERT INTO customer_states (customer, strategy, scheduled, state)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (customer) DO UPDATE
    SET strategy = excluded.strategy, scheduled = excluded.scheduled, state = excluded.state";

pub(crate) const ONE: &str =
    "SELECT customer, strategy, scheduled, state FROM customer_states WHERE customer = $1";

pub(crate) const SET_TIMER: &str =
    "INSERT INTO timers (due, customer) VALUES ($1, $2) ON CONFLICT (due, customer) DO NOTHING";

pub(crate) const UNSET_TIMER: &str = "DELETE FROM timers WHERE due = $1 AND customer = $2";

pub(crate) const DUE: &str =
    "SELECT due, customer FROM timers WHERE due <= $1 ORDER BY due, customer LIMIT $2";

pub(crate) const NEXT_TIMER: &str = "SELECT due, customer FROM timers ORDER BY due, customer LIMIT 1";

pub(crate) const LEARNED: &str = "SELECT signal, windows, hits FROM learned ORDER BY signal";

pub(crate) const SET_LEARNED: &str = "INSERT INTO learned (signal, windows, hits) VALUES ($1, $2, $3)
    ON CONFLICT (signal) DO UPDATE SET windows = excluded.windows, hits = excluded.hits";
