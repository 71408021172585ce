//! What acting would change: the causal model of the sample world, as pure functions.
//!
//! An **occasion** is a moment at which one cause could make one customer contact. What the customer does
//! then is fixed beforehand as a [`Fate`]: whether they would contact when nobody does anything, and how
//! they would answer to each [`Treatment`]. A treatment works both ways:
//!
//! * it **avoids** the contact of a customer who would have made one, with probability
//!   `avoids × h(temper)`;
//! * it **induces** a contact of a customer who would not have made one, with probability
//!   `induces × g(temper)`.
//!
//! [`effect`] gives `avoids` and `induces` per reason and treatment. `h` and `g` differ between the
//! [`Temper`]s of customers and average 1 over all of them; tempers are drawn apart from everything else,
//! so that the table holds exactly on average: of those who would contact a share `avoids` does not, of the
//! others a share `induces` does. The average effect of telling everybody is
//! `−avoids × P + induces × (1 − P)`, with `P` the share that would contact untold.
//!
//! All of it supposes that the customer is told in time: before the moment at which they would contact.

use super::reason::Reason;
use super::reason::Reason as R;

/// What can be done about an occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    /// The cause is repaired before the customer notices.
    Prevent,
    /// A message by mail.
    Mail,
    /// A message by WhatsApp.
    Whatsapp,
    /// A message by SMS.
    Sms,
    /// A message in the app.
    Push,
    /// An agent calls, announced by a message.
    Call,
}

/// How a customer takes a message. A fixed property of the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// Reads it and is content.
    Reassured,
    /// Reads it, and believes half.
    Sceptic,
    /// Takes fright from any message.
    Alarmed,
}

/// The average effect of a treatment for a reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Share of those who would contact that does not.
    pub avoids: f64,
    /// Share of those who would not contact that does.
    pub induces: f64,
}

impl Treatment {
    /// Every treatment.
    pub const ALL: [Self; 6] = [Self::Prevent, Self::Mail, Self::Whatsapp, Self::Sms, Self::Push, Self::Call];

    /// Level and channel: `prevent`, `proactive:mail`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Prevent => "prevent",
            Self::Mail => "proactive:mail",
            Self::Whatsapp => "proactive:whatsapp",
            Self::Sms => "proactive:sms",
            Self::Push => "proactive:push",
            Self::Call => "proactive:call",
        }
    }

    /// What an action of a strategy does to a customer: its level, and its channel, webhook or queue by name.
    pub fn of(level: &str, by: &str) -> Option<Self> {
        match (level, by) {
            ("prevent", _) => Some(Self::Prevent),
            ("proactive", "mail") => Some(Self::Mail),
            ("proactive", "whatsapp") => Some(Self::Whatsapp),
            ("proactive", "sms") => Some(Self::Sms),
            ("proactive", "push") => Some(Self::Push),
            // An agent of this queue calls.
            ("proactive", _) => Some(Self::Call),
            _ => None,
        }
    }

    /// The share of customers who notice a message on this channel in time. Who does not is neither helped
    /// nor alarmed by it.
    const fn reach(self) -> f64 {
        match self {
            Self::Prevent | Self::Call => 1.0,
            Self::Mail => 0.62,
            Self::Whatsapp => 0.9,
            Self::Sms => 0.84,
            Self::Push => 0.76,
        }
    }
}

impl Temper {
    /// Every temper, with its share of the customers.
    pub const ALL: [(Self, f64); 3] = [(Self::Reassured, 0.5), (Self::Sceptic, 0.35), (Self::Alarmed, 0.15)];

    /// The word in the truth file.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Reassured => "reassured",
            Self::Sceptic => "sceptic",
            Self::Alarmed => "alarmed",
        }
    }

    /// The temper at `place` in [0, 1) of a population in which each has its share.
    pub fn at(place: f64) -> Self {
        if place < 0.5 {
            Self::Reassured
        } else if place < 0.85 {
            Self::Sceptic
        } else {
            Self::Alarmed
        }
    }

    /// How much more than average a message avoids with this temper: 1.4, 0.6, 0.6, averaging 1.
    pub const fn heeds(self) -> f64 {
        match self {
            Self::Reassured => 1.4,
            Self::Sceptic | Self::Alarmed => 0.6,
        }
    }

    /// How much more than average a message induces with this temper: 0.5, 1 and 8/3, averaging 1.
    pub const fn startles(self) -> f64 {
        match self {
            Self::Reassured => 0.5,
            Self::Sceptic => 1.0,
            Self::Alarmed => 8.0 / 3.0,
        }
    }
}

/// The average effect of a treatment for a reason; none when nothing of the kind can be done.
///
/// Messages scale with the reach of their channel. A repair and a call do not depend on the temper.
pub fn effect(reason: Reason, treatment: Treatment) -> Option<Effect> {
    let (message, repair, call) = effects(reason)?;
    let (avoids, induces) = match treatment {
        Treatment::Prevent => repair.map(|avoids| (avoids, 0.0))?,
        Treatment::Call => call?,
        _ => message,
    };
    let reach = treatment.reach();
    Some(Effect { avoids: avoids * reach, induces: induces * reach })
}

type Pair = (f64, f64);

/// Per reason: a message that is noticed (avoids, induces), a repair (avoids), a call (avoids, induces).
fn effects(reason: Reason) -> Option<(Pair, Option<f64>, Option<Pair>)> {
    Some(match reason {
        R::LateDelivery => ((0.58, 0.012), Some(0.85), Some((0.75, 0.01))),
        R::DamagedItem => ((0.45, 0.03), None, Some((0.80, 0.02))),
        R::RefundLate => ((0.60, 0.02), Some(0.92), None),
        R::SlowInternet => ((0.30, 0.06), Some(0.75), Some((0.55, 0.04))),
        R::RouterFailing => ((0.42, 0.03), Some(0.70), Some((0.62, 0.02))),
        R::Outage => ((0.68, 0.015), None, None),
        // An explanation helps who saw the amount, and makes others look at it.
        R::HighBill => ((0.40, 0.07), None, Some((0.60, 0.05))),
        R::UnpaidBill => ((0.50, 0.04), None, Some((0.58, 0.06))),
        R::PaymentFailed => ((0.55, 0.02), Some(0.80), None),
        R::CheckoutProblem => ((0.35, 0.03), Some(0.60), Some((0.50, 0.10))),
        // Reads like an offer: it wakes more sleepers than it helps.
        R::ContractEnding => ((0.18, 0.11), None, Some((0.45, 0.14))),
        R::Appointment => ((0.55, 0.025), None, None),
        R::AccountLocked => ((0.62, 0.02), Some(0.88), None),
        R::GettingStarted => ((0.48, 0.03), None, Some((0.66, 0.03))),
        R::ProductQuestion => ((0.20, 0.05), None, Some((0.40, 0.12))),
        R::MovingHouse | R::Other => return None,
    })
}

/// What one customer does at one occasion, whatever is done: fixed when the occasion arises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fate {
    /// Why they would contact.
    pub reason: Reason,
    /// Whether they contact when nothing is done.
    pub would: bool,
    /// How they take a message.
    pub temper: Temper,
    /// Uniform in [0, 1): which treatments are enough to avoid the contact.
    pub resistance: f64,
    /// Uniform in [0, 1): which treatments are enough to induce one.
    pub calm: f64,
    /// How long after a message an induced contact comes, in milliseconds.
    pub reaction: i64,
}

impl Fate {
    /// Whether this customer contacts when treated so in time, or untreated (`None`).
    pub fn contacts(&self, treatment: Option<Treatment>) -> bool {
        let Some((treatment, effect)) =
            treatment.and_then(|treatment| Some((treatment, effect(self.reason, treatment)?)))
        else {
            return self.would;
        };
        let personal = matches!(treatment, Treatment::Prevent | Treatment::Call);
        let (heeds, startles) =
            if personal { (1.0, 1.0) } else { (self.temper.heeds(), self.temper.startles()) };
        if self.would {
            self.resistance >= effect.avoids * heeds
        } else {
            self.calm < effect.induces * startles
        }
    }

    /// When this customer contacts if treated at `told`, on whatever clock both instants are given.
    /// `untold` is when they would contact otherwise. Who contacted before is not changed by it any more.
    pub fn when(&self, untold: Option<i64>, treatment: Treatment, told: i64) -> Option<i64> {
        match untold {
            Some(at) if at <= told => Some(at),
            Some(at) => self.contacts(Some(treatment)).then_some(at),
            None => self.contacts(Some(treatment)).then_some(told + self.reaction),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tempers_average_to_one() {
        let mean =
            |of: fn(Temper) -> f64| -> f64 { Temper::ALL.iter().map(|(t, share)| of(*t) * share).sum() };
        assert!((mean(Temper::heeds) - 1.0).abs() < 1e-12);
        assert!((mean(Temper::startles) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_effect_leaves_the_range_of_a_probability() {
        for reason in Reason::ALL {
            for treatment in Treatment::ALL {
                let Some(effect) = effect(reason, treatment) else { continue };
                assert!(
                    effect.avoids * 1.4 <= 1.0 || matches!(treatment, Treatment::Prevent | Treatment::Call)
                );
                assert!(
                    effect.induces * 8.0 / 3.0 <= 1.0 && effect.avoids <= 1.0,
                    "{reason:?} {treatment:?}"
                );
            }
        }
    }

    #[test]
    fn a_treatment_avoids_and_induces() {
        let fate = Fate {
            reason: Reason::LateDelivery,
            would: true,
            temper: Temper::Reassured,
            resistance: 0.3,
            calm: 0.001,
            reaction: 0,
        };
        assert!(fate.contacts(None) && !fate.contacts(Some(Treatment::Whatsapp)));
        let calm = Fate { would: false, ..fate };
        assert!(!calm.contacts(None) && calm.contacts(Some(Treatment::Whatsapp)));
        assert!(!calm.contacts(Some(Treatment::Prevent)), "a repair goes unnoticed");
        assert_eq!(fate.when(Some(10), Treatment::Whatsapp, 9), None);
        assert_eq!(fate.when(Some(10), Treatment::Whatsapp, 11), Some(10), "told too late");
        assert_eq!(calm.when(None, Treatment::Whatsapp, 9), Some(9 + calm.reaction));
    }
}
