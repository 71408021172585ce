//! The names of what is counted: the `figure` of a `store::figure::Sum`, and what its `detail` says.

/// Contacts; the detail is the channel.
pub const CONTACTS: &str = "contacts";
/// Contacts that were expected in time; the detail is the channel.
pub const EXPECTED: &str = "expected";
/// The same, by how long before; the detail is a step of `lead`.
pub const LEAD: &str = "lead";
/// Expectations opened. These and how they ended are counted on the day of their opening.
pub const OPENED: &str = "opened";
/// Expectations by their end; the detail is `met`, `too_late`, `missed` or `lapsed`.
pub const SETTLED: &str = "settled";
/// Expectations that ended without a contact after something was done about them; the detail is its level.
pub const NOT_CAME: &str = "not_came";
/// Expectations by the arm they came into; the detail is `treated` or `held_out`.
pub const ASSIGNED: &str = "assigned";
/// Deliveries; the detail is `sent/mail`.
pub const DELIVERY: &str = "delivery";
/// Events from outside, about no reason; the detail is their type.
pub const EVENTS: &str = "events";
/// Those that came more than a day after they happened, when what they say can no longer be put in order.
pub const LATE: &str = "late";

/// The names under which decisions of one kind are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Decisions; the detail is `act`, `held_out`, `nothing` or `deferred`.
    pub verdict: &'static str,
    /// Refusals; the detail is the barrier.
    pub refused: &'static str,
    /// What is done; the detail is `proactive/mail`.
    pub action: &'static str,
    /// What is withheld from the control group; the detail is `proactive/mail`.
    pub withheld: &'static str,
    /// What it costs, in millionths; the detail is the level.
    pub cost: &'static str,
}

/// Decisions on expectations.
pub const DECIDED: Decided =
    Decided { verdict: "decided", refused: "refused", action: "action", withheld: "withheld", cost: "cost" };

/// Decisions after a repair, that hold only if it failed.
pub const IF_NOT_FIXED: Decided = Decided {
    verdict: "if_not_fixed.decided",
    refused: "if_not_fixed.refused",
    action: "if_not_fixed.action",
    withheld: "if_not_fixed.withheld",
    cost: "if_not_fixed.cost",
};

/// Offers at contacts.
pub const OFFERED: Decided = Decided {
    verdict: "offer.decided",
    refused: "offer.refused",
    action: "offer.action",
    withheld: "offer.withheld",
    cost: "offer.cost",
};
