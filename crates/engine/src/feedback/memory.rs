//! Who is still to be asked or called back is in memory, of the rest what a turn touches.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use smallvec::SmallVec;
use voorzet_domain::customer::CustomerId;
use voorzet_domain::feedback::{Happening, Invitation, InvitationId, Voice, VoiceId};
use voorzet_domain::time::Timestamp;
use voorzet_store::error::StoreError;
use voorzet_store::feedback::FeedbackChanges;
use voorzet_store::reader::Reader;

use super::count::{self, Counted};

/// Invitations and voices.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    known: HashMap<InvitationId, Invitation>,
    /// Those in memory of each original customer.
    of_customer: HashMap<CustomerId, SmallVec<[InvitationId; 1]>>,
    wakes: BTreeSet<(Timestamp, InvitationId)>,
    voices: BTreeMap<VoiceId, Voice>,
    last: InvitationId,
    last_voice: VoiceId,
    touched: BTreeSet<InvitationId>,
    touched_voices: BTreeSet<VoiceId>,
    /// Read for this turn, not changed.
    read: BTreeSet<InvitationId>,
    counted: Vec<Counted>,
    undo: Vec<Undo>,
}

/// How something was.
#[derive(Debug)]
enum Undo {
    Invitation(InvitationId, Option<Box<Invitation>>),
    Voice(VoiceId, Option<Box<Voice>>),
    Last(InvitationId, VoiceId),
    Counted(usize),
}

/// A moment in a step, to go back to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark(usize);

impl Memory {
    /// Who is still to be asked or called back, from the store.
    pub(crate) fn load(disk: &Reader) -> Result<Self, StoreError> {
        let mut memory =
            Self { last: disk.last_invitation()?, last_voice: disk.last_voice()?, ..Self::default() };
        for known in disk.waiting_invitations()? {
            memory.put(known);
        }
        Ok(memory)
    }

    /// All that was changed is on disk.
    pub(crate) fn begin(&mut self) {
        self.undo.clear();
        let touched = std::mem::take(&mut self.touched).into_iter().chain(std::mem::take(&mut self.read));
        for id in touched {
            if self.known.get(&id).is_some_and(|known| known.wakes().is_none()) {
                self.drop(id);
            }
        }
        self.voices.clear();
        self.touched_voices.clear();
    }

    /// What changed since the last commit, to be committed.
    pub(crate) fn changes(&self) -> FeedbackChanges {
        FeedbackChanges {
            invitations: self.touched.iter().filter_map(|id| self.known.get(id)).cloned().collect(),
            voices: self.touched_voices.iter().filter_map(|id| self.voices.get(id)).cloned().collect(),
        }
    }

    /// What counts of what happened since it was last asked.
    pub(crate) fn take_counted(&mut self) -> Vec<Counted> {
        std::mem::take(&mut self.counted)
    }

    /// The step went well.
    pub(crate) fn settle(&mut self) {
        self.undo.clear();
    }

    /// Where a step is.
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.undo.len())
    }

    /// Everything is as it was then.
    pub(crate) fn take_back_to(&mut self, mark: Mark) {
        while self.undo.len() > mark.0 {
            let Some(undo) = self.undo.pop() else { break };
            match undo {
                Undo::Invitation(_, Some(known)) => self.put(*known),
                Undo::Invitation(id, None) => self.drop(id),
                Undo::Voice(id, Some(known)) => drop(self.voices.insert(id, *known)),
                Undo::Voice(id, None) => drop(self.voices.remove(&id)),
                Undo::Last(last, voice) => (self.last, self.last_voice) = (last, voice),
                Undo::Counted(length) => self.counted.truncate(length),
            }
        }
    }

    /// An invitation.
    pub(crate) fn invitation(
        &mut self,
        id: InvitationId,
        disk: &Reader,
    ) -> Result<Option<&Invitation>, StoreError> {
        if !self.known.contains_key(&id)
            && let Some(known) = disk.invitation(id)?
        {
            self.read.insert(id);
            self.put(known);
        }
        Ok(self.known.get(&id))
    }

    /// A voice.
    pub(crate) fn voice(&mut self, id: VoiceId, disk: &Reader) -> Result<Option<&Voice>, StoreError> {
        if !self.voices.contains_key(&id)
            && let Some(known) = disk.voice(id)?
        {
            self.voices.insert(id, known);
        }
        Ok(self.voices.get(&id))
    }

    /// Those of an original customer that are in memory: all that are still to be asked, and what this turn touched.
    pub(crate) fn known_of(&self, customer: CustomerId) -> Vec<InvitationId> {
        self.of_customer.get(&customer).into_iter().flatten().copied().collect()
    }

    /// What happens next by itself, and when.
    pub(crate) fn next(&self) -> Option<(Timestamp, InvitationId)> {
        self.wakes.first().copied()
    }

    /// Nothing happens to one by itself until something else did.
    pub(crate) fn forgo(&mut self, id: InvitationId) {
        self.wakes.retain(|(_, other)| *other != id);
    }

    /// A number for an invitation.
    pub(crate) fn next_invitation(&mut self) -> InvitationId {
        self.undo.push(Undo::Last(self.last, self.last_voice));
        self.last.0 += 1;
        self.last
    }

    /// A number for a voice.
    pub(crate) fn next_voice(&mut self) -> VoiceId {
        self.undo.push(Undo::Last(self.last, self.last_voice));
        self.last_voice.0 += 1;
        self.last_voice
    }

    /// Takes in what happened.
    pub(crate) fn apply(
        &mut self,
        happening: &Happening,
        at: Timestamp,
        customer: Option<CustomerId>,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        let id = match happening {
            Happening::Planned(said) => {
                self.set(Invitation::plan(said, at, customer));
                return Ok(());
            }
            Happening::Raised(said) => {
                self.set_voice(Voice::raise(said, at));
                return Ok(());
            }
            Happening::Echoed(said) => return self.change_voice(said.voice, happening, at, disk),
            Happening::Changed(said) => return self.change_voice(said.voice, happening, at, disk),
            Happening::Told(said) => return self.change_voice(said.voice, happening, at, disk),
            Happening::Postponed(said) => said.invitation,
            Happening::Asked(said) => said.invitation,
            Happening::Dropped(said) => said.invitation,
            Happening::Answered(said) => said.invitation,
            Happening::Withdrawn(said) => said.invitation,
            Happening::Said(said) => said.invitation,
            Happening::CalledBack(said) => said.invitation,
            Happening::Reviewed(said) => said.invitation,
            Happening::Moderated(said) => said.invitation,
        };
        if let Some(before) = self.invitation(id, disk)?.cloned() {
            let mut after = before.clone();
            after.apply(happening, at);
            self.undo.push(Undo::Counted(self.counted.len()));
            count::count(&before, &after, at, &mut self.counted);
            self.set(after);
        }
        Ok(())
    }

    fn change_voice(
        &mut self,
        id: VoiceId,
        happening: &Happening,
        at: Timestamp,
        disk: &Reader,
    ) -> Result<(), StoreError> {
        if let Some(mut known) = self.voice(id, disk)?.cloned() {
            known.apply(happening, at);
            self.set_voice(known);
        }
        Ok(())
    }

    fn set(&mut self, known: Invitation) {
        let id = known.id;
        let before = self.known.get(&id).cloned().map(Box::new);
        self.undo.push(Undo::Invitation(id, before));
        // In a rebuild it is the log that gives out numbers.
        self.last = self.last.max(id);
        self.put(known);
        self.touched.insert(id);
    }

    fn set_voice(&mut self, known: Voice) {
        let id = known.id;
        self.last_voice = self.last_voice.max(id);
        let before = self.voices.insert(id, known).map(Box::new);
        self.undo.push(Undo::Voice(id, before));
        self.touched_voices.insert(id);
    }

    fn put(&mut self, known: Invitation) {
        let id = known.id;
        self.drop(id);
        if let Some(customer) = known.customer {
            self.of_customer.entry(customer).or_default().push(id);
        }
        self.wakes.extend(known.wakes().map(|at| (at, id)));
        self.known.insert(id, known);
    }

    fn drop(&mut self, id: InvitationId) {
        let Some(known) = self.known.remove(&id) else { return };
        if let Some(at) = known.wakes() {
            self.wakes.remove(&(at, id));
        }
        if let Some(customer) = known.customer
            && let Some(of) = self.of_customer.get_mut(&customer)
        {
            of.retain(|other| *other != id);
            if of.is_empty() {
                self.of_customer.remove(&customer);
            }
        }
    }
}
