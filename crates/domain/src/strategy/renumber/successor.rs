//! A reason in the next strategy: its signals and its steps.

use super::find;
use super::numbering::{Does, NamedReason, NamedStep};
use crate::strategy::model::{ReasonId, SignalId};

/// A reason in the new strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Successor {
    pub(crate) id: ReasonId,
    /// The places of the old signals among the new ones.
    places: Vec<Option<u8>>,
    /// The new signals.
    signals: Vec<SignalId>,
    /// The old steps' places among the new ones.
    steps: Vec<Option<u8>>,
    /// Of the new steps, which alert an agent.
    alerts: Vec<bool>,
}

impl Successor {
    pub(super) fn of(old: &NamedReason, id: ReasonId, new: &NamedReason, signals: &[Option<u16>]) -> Self {
        let place = |signal: &SignalId| {
            let signal = SignalId(find(signals, signal.0)?);
            new.signals.iter().position(|other| *other == signal).map(|place| place as u8)
        };
        Self {
            id,
            places: old.signals.iter().map(place).collect(),
            signals: new.signals.clone(),
            steps: beside(&old.steps, &new.steps),
            alerts: new.steps.iter().map(|step| step.does == Does::Alert).collect(),
        }
    }

    pub(super) fn is_identity(&self, at: usize) -> bool {
        let same = |map: &[Option<u8>]| map.iter().enumerate().all(|(at, to)| *to == Some(at as u8));
        self.id.index() == at && same(&self.places) && same(&self.steps)
    }

    /// The bits of signals by their new places.
    pub(crate) fn bits(&self, bits: u32) -> u32 {
        let places = self.places.iter().enumerate().take(32);
        let there = places.filter(|(old, _)| bits & (1 << old) != 0);
        there.filter_map(|(_, new)| *new).fold(0, |bits, new| bits | 1 << new.min(31))
    }

    /// A signal of the reason for an expectation whose own is gone: one that went off too, else the first.
    pub(crate) fn stand_in(&self, bits: u32) -> Option<SignalId> {
        self.signals.get(bits.trailing_zeros() as usize).or(self.signals.first()).copied()
    }

    /// A step that was taken, or withheld: itself, else the last before it that is still there.
    pub(crate) fn taken(&self, step: u8) -> Option<u8> {
        let upto = self.steps.get(..=step as usize).unwrap_or(&self.steps);
        upto.iter().rev().find_map(|step| *step)
    }

    /// The first step to try where this one was: itself, else what comes after the last before it that is still
    /// there. None when nothing does.
    pub(crate) fn next(&self, step: u8) -> Option<u8> {
        let own = self.steps.get(step as usize).copied().flatten();
        let next = own.unwrap_or_else(|| self.taken(step).map_or(0, |before| before + 1));
        (usize::from(next) < self.alerts.len()).then_some(next)
    }

    /// The step that still makes the call that this one announced.
    pub(crate) fn alert(&self, step: u8) -> Option<u8> {
        let own = self.steps.get(step as usize).copied().flatten();
        own.filter(|step| self.alerts[usize::from(*step)])
    }
}

/// Lays the old steps beside the new ones.
fn beside(old: &[NamedStep], new: &[NamedStep]) -> Vec<Option<u8>> {
    let mut map = vec![None; old.len()];
    let mut free = vec![true; new.len()];
    let same: [fn(&NamedStep, &NamedStep) -> bool; 2] =
        [|old, new| old == new, |old, new| (old.level, old.does) == (new.level, new.does)];
    for same in same {
        // Steps that changed places are beside one another only when those between them are out of the way.
        loop {
            let left: Vec<usize> = (0..old.len()).filter(|at| map[*at].is_none()).collect();
            let right: Vec<usize> = (0..new.len()).filter(|at| free[*at]).collect();
            let pairs = longest(left.len(), right.len(), |a, b| same(&old[left[a]], &new[right[b]]));
            if pairs.is_empty() {
                break;
            }
            for (a, b) in pairs {
                map[left[a]] = Some(right[b] as u8);
                free[right[b]] = false;
            }
        }
    }
    map
}

/// The longest common subsequence of two sequences, as pairs of places.
fn longest(left: usize, right: usize, same: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0_u16; right + 1]; left + 1];
    for a in (0..left).rev() {
        for b in (0..right).rev() {
            lengths[a][b] =
                if same(a, b) { lengths[a + 1][b + 1] + 1 } else { lengths[a + 1][b].max(lengths[a][b + 1]) };
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while a < left && b < right {
        if same(a, b) {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if lengths[a + 1][b] >= lengths[a][b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}
