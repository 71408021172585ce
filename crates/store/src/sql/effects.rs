//! What is measured of what was done, and how its guards stand.

pub(crate) const SET_UNIT: &str =
    "INSERT INTO units (customer, reason, quarter, at, ends, day, treated, level, acts_by,
        epoch, share, earlier, contacts, cost, spent, complaints, opt_outs, state, open, nps, csat, ces, solved)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
    ON CONFLICT (customer, reason, quarter) DO UPDATE SET contacts = excluded.contacts, cost = excluded.cost,
        spent = excluded.spent, complaints = excluded.complaints, opt_outs = excluded.opt_outs,
        state = excluded.state, open = excluded.open, nps = excluded.nps, csat = excluded.csat,
        ces = excluded.ces, solved = excluded.solved";

pub(crate) const HAS_UNIT: &str =
    "SELECT COUNT(*) FROM units WHERE customer = $1 AND reason = $2 AND quarter = $3";

pub(crate) const OPEN_UNITS: &str =
    "SELECT customer, reason, quarter, at, ends, day, treated, level, acts_by, epoch,
        share, earlier, contacts, cost, spent, complaints, opt_outs, state, nps, csat, ces, solved
    FROM units WHERE open = 1 ORDER BY customer, reason, quarter";

pub(crate) const ADD_SUM: &str =
    "INSERT INTO effect_sums (reason, level, acts_by, epoch, share, treated, day, figure, amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (reason, level, acts_by, epoch, share, treated, day, figure)
    DO UPDATE SET amount = effect_sums.amount + excluded.amount";

pub(crate) const DROP_NOUGHT: &str =
    "DELETE FROM effect_sums WHERE reason = $1 AND level = $2 AND acts_by = $3 AND epoch = $4 AND share = $5
        AND treated = $6 AND day = $7 AND figure = $8 AND amount = 0";

pub(crate) const SUMS: &str = "SELECT reason, level, acts_by, epoch, share, treated, day, figure, amount
    FROM effect_sums ORDER BY reason, level, acts_by, epoch, share, treated, day, figure";

pub(crate) const SET_GUARD: &str =
    "INSERT INTO guards (reason, level, acts_by, epoch, halted_at, why, resumed_at, resumed_by, note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (reason, level, acts_by, epoch) DO UPDATE SET resumed_at = excluded.resumed_at,
        resumed_by = excluded.resumed_by, note = excluded.note";

pub(crate) const GUARDS: &str =
    "SELECT reason, level, acts_by, epoch, halted_at, why, resumed_at, resumed_by, note
    FROM guards ORDER BY reason, level, acts_by, epoch";

pub(crate) const CLEAR_UNITS: &str = "DELETE FROM units";

pub(crate) const CLEAR_SUMS: &str = "DELETE FROM effect_sums";

pub(crate) const CLEAR_GUARDS: &str = "DELETE FROM guards";
