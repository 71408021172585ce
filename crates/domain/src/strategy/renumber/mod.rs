//! From the numbers of one strategy to those of another, by name.
//!
//! A customer's state holds numbers that are places in the tables of the strategy that it was decided by. When
//! another is published, what has the same name is the same thing: a reason, a signal of a reason, a field with
//! its type, a channel. What the new strategy does not know has no number any more.
//!
//! Two things have no name that people must keep. A signal under another name is the same when it listens to the
//! same events in the same way. And the steps of a reason are the same in two sequences as far as they can be laid
//! side by side: first those that do the same by the same name, then those that do the same kind of thing. So who
//! had the message of a step is not sent its new wording, and what comes after it still comes.

mod numbering;
mod successor;

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::model::{ChannelId, PurposeId, ReasonId, SignalId, Strategy, TraitId};
use crate::state::history::TrackId;
use crate::value::FieldId;
use numbering::NamedSignal;

pub use numbering::Numbering;
pub(crate) use numbering::Waits;
pub(crate) use successor::Successor;

/// What the numbers of one strategy are in another.
#[derive(Clone, Debug)]
pub struct Renumbering {
    identity: bool,
    fields: Vec<Option<u16>>,
    tracks: Vec<Option<u16>>,
    traits: Vec<Option<u16>>,
    channels: Vec<Option<u16>>,
    signals: Vec<Option<u16>>,
    reasons: Vec<Option<Successor>>,
    /// The names that have no number any more, or have one again.
    old: (Vec<CompactString>, Vec<CompactString>),
    new: (BTreeMap<CompactString, u16>, BTreeMap<CompactString, u16>),
    /// For what the new signals wait.
    waits: Vec<Waits>,
}

impl Renumbering {
    /// From the numbers of one strategy to those of another.
    pub fn between(old: &Strategy, new: &Strategy) -> Self {
        Self::from(&Numbering::of(old), &Numbering::of(new))
    }

    /// The same, from what was kept of the strategies.
    pub fn from(old: &Numbering, new: &Numbering) -> Self {
        let signals = signals(old, new);
        let ids = places(new.reasons.iter().map(|reason| &reason.id));
        let reasons = old.reasons.iter().map(|reason| {
            let id = *ids.get(&reason.id)?;
            Some(Successor::of(reason, ReasonId(id), &new.reasons[usize::from(id)], &signals))
        });
        let mut all = Self {
            identity: false,
            fields: by_name(old.fields.iter().map(Some), &new.fields),
            tracks: by_name(old.tracks.iter().map(Some), &new.tracks),
            traits: by_name(old.traits.iter().map(|known| known.as_ref().map(|_| known)), &new.traits),
            channels: by_name(old.channels.iter().map(Some), &new.channels),
            reasons: reasons.collect(),
            signals,
            old: (old.purposes.clone(), old.channels.clone()),
            new: (owned(&new.purposes), owned(&new.channels)),
            waits: new.signals.iter().map(|signal| signal.waits).collect(),
        };
        all.identity = all.keeps_every_number(old, new);
        all
    }

    /// Whether every number stays what it was, so that nothing has to be done.
    pub fn is_identity(&self) -> bool {
        self.identity
    }

    fn keeps_every_number(&self, old: &Numbering, new: &Numbering) -> bool {
        let same = |map: &[Option<u16>]| map.iter().enumerate().all(|(at, to)| *to == Some(at as u16));
        let reasons = self.reasons.iter().enumerate();
        let signals = old.signals.iter().zip(&new.signals);
        // Of a trait that was not read no state says anything.
        let traits = self.traits.iter().zip(&old.traits).enumerate();
        same(&self.fields)
            && same(&self.tracks)
            && same(&self.signals)
            && old.channels == new.channels
            && old.purposes == new.purposes
            && traits.into_iter().all(|(at, (to, known))| known.is_none() || *to == Some(at as u16))
            && signals.into_iter().all(|(old, new)| old.waits == new.waits)
            && reasons.into_iter().all(|(at, to)| to.as_ref().is_some_and(|to| to.is_identity(at)))
    }

    pub(crate) fn field(&self, id: FieldId) -> Option<FieldId> {
        find(&self.fields, id.0).map(FieldId)
    }

    pub(crate) fn track(&self, id: TrackId) -> Option<TrackId> {
        find(&self.tracks, id.0).map(TrackId)
    }

    pub(crate) fn trait_id(&self, id: TraitId) -> Option<TraitId> {
        find(&self.traits, id.0).map(TraitId)
    }

    pub(crate) fn channel(&self, id: ChannelId) -> Option<ChannelId> {
        find(&self.channels, id.0).map(ChannelId)
    }

    pub(crate) fn signal(&self, id: SignalId) -> Option<SignalId> {
        find(&self.signals, id.0).map(SignalId)
    }

    pub(crate) fn reason(&self, id: ReasonId) -> Option<&Successor> {
        self.reasons.get(id.index())?.as_ref()
    }

    /// What a new signal waits for.
    pub(crate) fn waits(&self, id: SignalId) -> Waits {
        self.waits.get(id.index()).copied().unwrap_or(Waits::Nothing)
    }

    /// The name that a purpose had.
    pub(crate) fn old_purpose(&self, id: PurposeId) -> Option<&CompactString> {
        self.old.0.get(id.index())
    }

    /// The name that a channel had.
    pub(crate) fn old_channel(&self, id: ChannelId) -> Option<&CompactString> {
        self.old.1.get(id.index())
    }

    /// The purpose that has a name now.
    pub(crate) fn new_purpose(&self, name: &str) -> Option<PurposeId> {
        self.new.0.get(name).copied().map(PurposeId)
    }

    /// The channel that has a name now.
    pub(crate) fn new_channel(&self, name: &str) -> Option<ChannelId> {
        self.new.1.get(name).copied().map(ChannelId)
    }
}

/// The signals' new numbers: by reason and name, else by what they listen to.
fn signals(old: &Numbering, new: &Numbering) -> Vec<Option<u16>> {
    let reason = |all: &Numbering, id: ReasonId| all.reasons.get(id.index()).map(|reason| reason.id.clone());
    let name = |all: &Numbering, signal: &NamedSignal| (reason(all, signal.reason), signal.id.clone());
    let before: Vec<_> = old.signals.iter().map(|signal| name(old, signal)).collect();
    let after: Vec<_> = new.signals.iter().map(|signal| name(new, signal)).collect();
    let mut map = by_name(before.iter().map(Some), &after);
    let mut free: Vec<bool> = vec![true; new.signals.len()];
    for known in map.iter().flatten() {
        free[usize::from(*known)] = false;
    }
    for (signal, to) in old.signals.iter().zip(&mut map).filter(|(_, to)| to.is_none()) {
        let of = reason(old, signal.reason);
        let same = |at: &usize| {
            let other = &new.signals[*at];
            free[*at]
                && other.on == signal.on
                && other.waits == signal.waits
                && reason(new, other.reason) == of
        };
        let found = (0..new.signals.len()).find(same);
        if let Some(found) = found {
            free[found] = false;
            *to = Some(found as u16);
        }
    }
    map
}

/// The new place of everything that has the same name in both; what has none is nowhere.
fn by_name<'a, N: Ord + 'a>(old: impl Iterator<Item = Option<&'a N>>, new: &'a [N]) -> Vec<Option<u16>> {
    let new = places(new.iter());
    old.map(|name| new.get(name?).copied()).collect()
}

fn places<'a, N: Ord>(names: impl Iterator<Item = &'a N>) -> BTreeMap<&'a N, u16> {
    names.zip(0..).collect()
}

fn owned(names: &[CompactString]) -> BTreeMap<CompactString, u16> {
    names.iter().cloned().zip(0..).collect()
}

fn find(map: &[Option<u16>], number: u16) -> Option<u16> {
    map.get(usize::from(number)).copied().flatten()
}
