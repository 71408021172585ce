//! What is measured of what was done: units, what they add up to, and how guards stand.

use compact_str::CompactString;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::Question;
use voorzet_domain::time::Timestamp;

/// What a stretch of the log changes of it.
#[derive(Clone, Debug, Default)]
pub struct EffectChanges {
    /// Units, as they are now.
    pub units: Vec<Unit>,
    /// What is added to sums.
    pub sums: Vec<EffectSum>,
    /// Guards, as they stand now.
    pub guards: Vec<GuardRow>,
}

impl EffectChanges {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.sums.is_empty() && self.guards.is_empty()
    }
}

/// What is done on a reason at a level by a channel, webhook or queue. Without names: what is done at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionType {
    /// The reason.
    pub reason: CompactString,
    /// The level.
    pub level: CompactString,
    /// The channel, webhook or queue.
    pub by: CompactString,
}

/// A decision type, from one resumption of its guard to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Experiment {
    /// What is done, or withheld.
    pub of: DecisionType,
    /// Counts the resumptions, from 0.
    pub epoch: u32,
}

/// Whether a unit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnitState {
    /// It does.
    #[default]
    Counts,
    /// Its customer turned out to be in both arms: it is left out, and counted beside.
    Crossed,
    /// Its customer turned out to be one who is counted already, in the same arm.
    Joined,
}

impl UnitState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Counts, Self::Crossed, Self::Joined];

    /// The word in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Crossed => "crossed",
            Self::Joined => "joined",
        }
    }
}

/// The scores of a customer, of every question one at most, in the order of [`Question::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores(pub [Option<u8>; Question::ALL.len()]);

impl Scores {
    /// The score of a question.
    pub fn get(&self, question: Question) -> Option<u8> {
        self.0[question as usize]
    }

    /// Another score takes the place of the one that was there.
    pub fn set(&mut self, question: Question, score: Option<u8>) {
        self.0[question as usize] = score;
    }
}

/// A customer, a reason and a quarter, in one arm: what is measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The original customer for whom the lot was drawn.
    pub customer: CustomerId,
    /// The reason; empty over all reasons.
    pub reason: CompactString,
    /// The quarter, counted from the year 0.
    pub quarter: i32,
    /// When the lot was drawn.
    pub at: Timestamp,
    /// Until when contacts count.
    pub ends: Timestamp,
    /// The day of that.
    pub day: i32,
    /// Whether it is in the arm for which it is done.
    pub treated: bool,
    /// What was first done, or withheld.
    pub experiment: Experiment,
    /// The probability with which it was treated, in millionths.
    pub share: u32,
    /// Contacts in the ninety days before the day of the lot.
    pub earlier: i64,
    /// Contacts since.
    pub contacts: i64,
    /// What handling them costs, in millionths.
    pub cost: i64,
    /// What was spent on doing it, in millionths.
    pub spent: i64,
    /// Complaints among the contacts.
    pub complaints: i64,
    /// Consents withdrawn.
    pub opt_outs: i64,
    /// What the customer said last when asked how they were helped.
    pub scores: Scores,
    /// Whether it counts.
    pub state: UnitState,
    /// Whether something may still be added.
    pub open: bool,
}

/// Units of an arm added up, by the day on which their window ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectSum {
    /// The experiment.
    pub experiment: Experiment,
    /// The probability with which they were treated, in millionths.
    pub share: u32,
    /// The arm.
    pub treated: bool,
    /// The day.
    pub day: i32,
    /// What is added up.
    pub figure: CompactString,
    /// How much.
    pub amount: i64,
}

/// An experiment that a guard halted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRow {
    /// Which.
    pub experiment: Experiment,
    /// When.
    pub halted: Timestamp,
    /// Why: JSON.
    pub why: String,
    /// Who resumed it, when, and why.
    pub resumed: Option<Resumed>,
}

/// The end of a halt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// When.
    pub at: Timestamp,
    /// Who did.
    pub by: String,
    /// Why.
    pub note: String,
}
