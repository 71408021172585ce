//! The ladder at a contact: what is offered to this customer, in order of prominence.

use smallvec::SmallVec;

use super::Turn;
use super::outcome::{Barrier, Candidate, Decision, Deed, Happening, Means, Verdict};
use crate::event::AssetId;
use crate::reading::{Contact, Reading};
use crate::strategy::model::{Reason, Target};
use crate::value::Fields;

impl Turn<'_, '_> {
    /// Chooses what to offer at a contact: every offer whose condition holds, the first most prominent.
    /// A reason without offers takes those of the nearest reason it is a kind of.
    ///
    /// Conditions see the fields of the contact and, where it has none, those of the event that had made it
    /// likely.
    pub(super) fn offer(
        &mut self,
        reading: &Reading,
        contact: &Contact,
        likely: Option<(Fields, Option<AssetId>)>,
    ) {
        let strategy = self.strategy;
        let line = &strategy.reasons[contact.reason.index()].line;
        let with_offers = |reason: &&Reason| !reason.offers.is_empty();
        let mut reasons = line.iter().map(|id| &strategy.reasons[id.index()]);
        let Some(reason) = reasons.find(with_offers) else { return };
        let (likely, about) = likely.unwrap_or_default();
        let fields = reading.fields.over(&likely);
        let asset = reading.asset.clone().or(about);
        let mut candidates: SmallVec<[Candidate; 2]> = SmallVec::new();
        let mut first = None;
        for (index, offer) in reason.offers.iter().enumerate() {
            let open = self.holds(offer.when.as_ref(), &fields, asset.as_ref());
            let means = match offer.target {
                Target::Answer(answer) => Means::Answer(answer),
                Target::Queue(queue) => Means::Queue(queue),
            };
            let step = index as u8;
            let out = if open { None } else { Some(Barrier::Condition) };
            candidates.push(Candidate { step, means, score: None, out });
            if open && first.is_none() {
                first = Some(Deed { level: offer.level, step, means, cost: 0.0, replaces: false });
            }
        }
        self.tell(Happening::Decision(Box::new(Decision {
            at: self.now,
            opened: None,
            deadline: None,
            reason: contact.reason,
            key: contact.key.clone(),
            asset,
            signal: None,
            chance: 1.0,
            verdict: first.map_or(Verdict::Nothing, Verdict::Act),
            probability: 1.0,
            if_not_fixed: false,
            urgent: false,
            closing: false,
            purpose: None,
            fields,
            candidates,
        })));
    }
}
