//! The guard: halts a decision that does harm. It looks as often as it is asked to; what it is told are numbers.
//!
//! ```text
//! learning ──enough of both arms──▶ watching ──harm above the margin──▶ halted
//!     └───────── rare harm · a confirmed incident · spam ─────────────────┘
//! ```
//!
//! What is halted stays halted: outcomes are still collected, and whoever resumes it begins a new experiment, with a new
//! guard.

use super::moments::Moments;
use super::rare_harm::Harmed;
use super::sequence::Sequence;

/// When it halts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Units that each arm needs before means say anything.
    pub units: u64,
    /// Events (contacts) that each arm needs before that.
    pub events: u64,
    /// How many more contacts per unit are taken for no harm.
    pub margin: f64,
    /// Above what the effect lies, at every look.
    pub sequence: Sequence,
    /// How often a decision without harm may be halted by rare harm.
    pub alpha: f64,
    /// The share of messages reported as spam from which it halts.
    pub spam: f64,
    /// How many reports that takes at least; 1 halts at the first one of a few messages.
    pub spam_reports: u64,
}

impl Limits {
    /// The usual limits, by which at most a share `alpha` of decisions without harm is ever halted: half of that by the
    /// effect, half by rare harm. `narrowest` is how many units it should take, as in [`Sequence::new`], which also says
    /// when there is none.
    pub fn new(alpha: f64, narrowest: u64) -> Option<Self> {
        let sequence = Sequence::new(alpha / 2.0, narrowest)?;
        let (units, events, margin) = (300, 25, 0.0);
        Some(Self { units, events, margin, sequence, alpha: alpha / 2.0, spam: 0.003, spam_reports: 1 })
    }
}

/// How much was seen of an arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arm {
    /// Units whose window has ended.
    pub units: u64,
    /// Their contacts.
    pub events: u64,
}

/// What there is to see.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// The treated.
    pub treated: Arm,
    /// The control group.
    pub control: Arm,
    /// Pseudo-outcomes of contacts: their mean is how many more there were per unit.
    pub effect: Moments,
    /// Complaints and opt-outs, by arm.
    pub harmed: Harmed,
    /// The share of units that the lot treats.
    pub share: f64,
    /// Messages delivered.
    pub delivered: u64,
    /// Those of them reported as spam.
    pub spam: u64,
    /// Whether an incident of safety was confirmed.
    pub incident: bool,
}

/// Why it halted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Halt {
    /// An incident of safety was confirmed.
    Incident,
    /// This share of messages was reported as spam.
    Spam(f64),
    /// Complaints and opt-outs go with the treatment, with this evidence.
    RareHarm(f64),
    /// At least so many more contacts per unit.
    Contacts(f64),
}

/// How it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Guard {
    /// Too little was seen for means.
    #[default]
    Learning,
    /// Nothing is wrong so far.
    Watching,
    /// Nothing may be sent.
    Halted(Halt),
}

impl Guard {
    /// How it stands after another look.
    #[must_use]
    pub fn look(self, seen: &Seen, limits: &Limits) -> Self {
        if let Self::Halted(_) = self {
            return self;
        }
        if let Some(halt) = seen.at_once(limits) {
            return Self::Halted(halt);
        }
        if !seen.is_enough(limits) {
            return Self::Learning;
        }
        match limits.sequence.lower(&seen.effect) {
            Some(least) if least > limits.margin => Self::Halted(Halt::Contacts(least)),
            _ => Self::Watching,
        }
    }

    /// Whether messages may go.
    pub fn lets_go(&self) -> bool {
        !matches!(self, Self::Halted(_))
    }
}

impl Seen {
    /// What halts without waiting for enough units.
    fn at_once(&self, limits: &Limits) -> Option<Halt> {
        if self.incident {
            return Some(Halt::Incident);
        }
        if self.spam >= limits.spam_reports.max(1) && self.delivered > 0 {
            let share = self.spam as f64 / self.delivered as f64;
            if share >= limits.spam {
                return Some(Halt::Spam(share));
            }
        }
        let drawn = self.share > 0.0 && self.share < 1.0;
        (drawn && self.harmed.is_alarming(self.share, limits.alpha))
            .then(|| Halt::RareHarm(self.harmed.evidence(self.share)))
    }

    fn is_enough(&self, limits: &Limits) -> bool {
        [self.treated, self.control]
            .iter()
            .all(|arm| arm.units >= limits.units && arm.events >= limits.events)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen when each unit has this many more contacts.
    fn seen(more: f64) -> Seen {
        Seen {
            treated: Arm { units: 9_000, events: 900 },
            control: Arm { units: 1_000, events: 100 },
            effect: (0..10_000).map(|n| more + if n % 2 == 0 { 0.5 } else { -0.5 }).collect(),
            share: 0.9,
            delivered: 9_000,
            ..Seen::default()
        }
    }

    fn limits() -> Limits {
        Limits::new(0.05, 10_000).expect("sound")
    }

    fn look(guard: Guard, seen: &Seen) -> Guard {
        guard.look(seen, &limits())
    }

    #[test]
    fn harm_above_the_margin_halts_and_stays_halted() {
        let watching = look(Guard::Learning, &seen(0.0));
        assert_eq!(watching, Guard::Watching);
        let halted = look(watching, &seen(0.1));
        let Guard::Halted(Halt::Contacts(least)) = halted else { panic!("{halted:?}") };
        assert!(least > 0.0 && least < 0.1 && !halted.lets_go());
        assert_eq!(look(halted, &seen(-0.5)), halted, "only a person resumes it");
        let patient = Limits { margin: 0.2, ..limits() };
        assert_eq!(Guard::Watching.look(&seen(0.1), &patient), Guard::Watching);
    }

    #[test]
    fn it_learns_until_both_arms_are_large_enough() {
        for few in [Arm { units: 299, events: 100 }, Arm { units: 1_000, events: 24 }] {
            assert_eq!(look(Guard::Learning, &Seen { control: few, ..seen(0.5) }), Guard::Learning);
            assert_eq!(look(Guard::Learning, &Seen { treated: few, ..seen(0.5) }), Guard::Learning);
        }
    }

    #[test]
    fn some_harm_halts_at_once() {
        let early = Seen { share: 0.5, delivered: 100, ..Seen::default() };
        assert_eq!(look(Guard::Learning, &early), Guard::Learning);
        let incident = Seen { incident: true, ..early };
        assert_eq!(look(Guard::Learning, &incident), Guard::Halted(Halt::Incident));
        let spam = |spam, delivered| look(Guard::Learning, &Seen { delivered, spam, ..early });
        assert_eq!(spam(3, 1_000), Guard::Halted(Halt::Spam(0.003)));
        assert_eq!(spam(2, 1_000), Guard::Learning);
        assert_eq!(spam(0, 0), Guard::Learning);
        let complaints = Seen { harmed: Harmed { treated: 18, control: 3 }, ..early };
        assert!(
            matches!(look(Guard::Learning, &complaints), Guard::Halted(Halt::RareHarm(evidence)) if evidence > 40.0)
        );
        let none_held_out = Seen { share: 1.0, ..complaints };
        assert_eq!(
            look(Guard::Learning, &none_held_out),
            Guard::Learning,
            "there is nothing to compare with"
        );
    }
}
