//! What a turn is going to write, while it is being made.

use voorzet_domain::customer::CustomerId;
use voorzet_domain::decide::outcome::Decision;
use voorzet_domain::strategy::model::{PurposeId, SignalId};
use voorzet_domain::time::Timestamp;
use voorzet_store::entry::{Mode, OwnEntry, Position};
use voorzet_store::turn::{Poison, RoundChange};

use super::desk::Fate;
use super::round::Round;
use crate::deliver::Plan;

/// What the step that is under way says. It counts when all of the step went well.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Our own entries.
    pub(super) entries: Vec<OwnEntry>,
    /// Whom an entry from outside reaches one by one.
    pub(super) whose: Vec<(CustomerId, Position)>,
    /// Windows that ended, of which we learn.
    pub(super) windows: Vec<(SignalId, bool)>,
    /// What is to be done, for whom.
    pub(super) deeds: Vec<Deed>,
    /// What customers no longer allow, and since when that is known.
    pub(super) objections: Vec<(CustomerId, PurposeId, Timestamp)>,
    /// A round that begins.
    pub(super) round: Option<Round>,
    /// What happens to rounds.
    pub(super) rounds: Vec<RoundChange>,
    /// What is set aside.
    pub(super) poison: Vec<Poison>,
    /// What channels tell of what went out.
    pub(super) fates: Vec<Fate>,
    /// What goes out without a decision: in answer to something, or to ask customers.
    pub(super) plans: Vec<Plan>,
}

/// Something to be done for a customer.
#[derive(Debug)]
pub(super) struct Deed {
    pub(super) customer: CustomerId,
    pub(super) decision: Box<Decision>,
    pub(super) cause: Option<Position>,
}

/// How much was said at some moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Much {
    entries: usize,
    windows: usize,
    deeds: usize,
}

impl Said {
    pub(super) fn much(&self) -> Much {
        Much { entries: self.entries.len(), windows: self.windows.len(), deeds: self.deeds.len() }
    }

    /// What was said since counts for nothing.
    pub(super) fn unsay(&mut self, much: Much) {
        self.entries.truncate(much.entries);
        self.windows.truncate(much.windows);
        self.deeds.truncate(much.deeds);
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.whose.clear();
        self.windows.clear();
        self.deeds.clear();
        self.objections.clear();
        self.round = None;
        self.rounds.clear();
        self.poison.clear();
        self.fates.clear();
        self.plans.clear();
    }
}

/// What led to something: the entry of the log, and whether it is news.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause {
    pub(super) position: Option<Position>,
    pub(super) mode: Mode,
}
