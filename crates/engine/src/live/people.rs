//! Customers in memory: who is who, all of it, and the states of those who were needed last.
//!
//! A step works on copies. What it changed is *settled* when all of it went well, and taken back otherwise.

use hashbrown::HashMap;
use smallvec::SmallVec;
use voorzet_domain::customer::{Cause, CustomerId, Directory};
use voorzet_domain::identity::Claim;
use voorzet_domain::state::{CustomerState, Person};
use voorzet_domain::time::Timestamp;
use voorzet_store::reader::Reader;
use voorzet_store::turn::{CustomerRecord, Timer, Turn};

use super::publications::Publications;
use super::stop::Stop;

/// All customers.
pub(super) struct People {
    pub(super) directory: Directory,
    states: HashMap<CustomerId, Kept>,
    /// How many states are kept.
    room: usize,
    /// Counts what was used.
    used: u64,
    /// Those whose state is not on disk as it is here.
    changed: Vec<CustomerId>,
    /// As they were before the step that is under way.
    before: Vec<(CustomerId, Kept)>,
}

/// A state that is kept in memory.
#[derive(Clone, Debug)]
struct Kept {
    state: CustomerState,
    /// The publication whose numbers are in it; 0 while there are none.
    strategy: i64,
    /// The earliest timer that is set, and the one that is set on disk.
    scheduled: Option<Timestamp>,
    on_disk: Option<Timestamp>,
    /// Not on disk as it is here.
    changed: bool,
    /// Touched by the step that is under way.
    touched: bool,
    used: u64,
}

/// Copies that were worked on.
pub(super) struct Worked {
    originals: SmallVec<[CustomerId; 1]>,
    copies: SmallVec<[CustomerState; 1]>,
}

impl Kept {
    fn new(state: CustomerState) -> Self {
        Self { state, strategy: 0, scheduled: None, on_disk: None, changed: false, touched: false, used: 0 }
    }
}

impl People {
    pub(super) fn new(directory: Directory, room: usize) -> Self {
        let (states, changed, before) = (HashMap::new(), Vec::new(), Vec::new());
        Self { directory, states, room, used: 0, changed, before }
    }

    /// The originals of the person that an original is part of, itself first.
    pub(super) fn originals(&self, id: CustomerId) -> SmallVec<[CustomerId; 1]> {
        let mut all = SmallVec::new();
        all.push(id);
        if !self.directory.is_single(id) {
            all.extend(self.directory.group(id).iter().copied().filter(|other| *other != id));
        }
        all
    }

    /// How a customer is written.
    pub(super) fn label(&self, id: CustomerId) -> String {
        self.directory.label(self.directory.survivor(id)).to_string()
    }

    /// Whose event this is; a customer that was never seen is a new one.
    pub(super) fn recognise(
        &mut self,
        claims: &[Claim],
        cause: Cause<'_>,
        identifies: bool,
    ) -> Option<CustomerId> {
        let known = self.directory.len();
        let resolution = if identifies {
            self.directory.identify(claims, cause)
        } else {
            self.directory.resolve(claims, cause)
        };
        // One event can make more than one original: two accounts in it are two that are linked.
        for new in known..self.directory.len() {
            let id = CustomerId(new as u32);
            self.states.insert(id, Kept::new(CustomerState::new(self.directory.key(id))));
        }
        resolution.map(|resolution| resolution.customer)
    }

    /// Notes by which kinds of identity a customer, whose state is loaded, can be reached.
    pub(super) fn note_identities(&mut self, customer: CustomerId, claims: &[Claim]) {
        let Some(kept) = self.states.get(&customer) else { return };
        let mut kinds = kept.state.identities;
        for claim in claims {
            let bit = 1 << claim.identity.kind as u8;
            // An address that is somebody else's is stated here and only suggests a link.
            if kinds & bit == 0 && self.directory.find(&claim.identity) == Some(customer) {
                kinds |= bit;
            }
        }
        if kinds != kept.state.identities
            && let Some(kept) = self.touch(customer)
        {
            kept.state.identities = kinds;
        }
    }

    /// Has the states of a customer and of everybody linked to them in memory.
    pub(super) fn load(
        &mut self,
        customer: CustomerId,
        disk: &Reader,
        publications: &mut Publications,
    ) -> Result<(), Stop> {
        if self.directory.is_single(customer) {
            return self.load_one(customer, disk, publications);
        }
        for original in self.originals(customer) {
            self.load_one(original, disk, publications)?;
        }
        Ok(())
    }

    fn load_one(
        &mut self,
        customer: CustomerId,
        disk: &Reader,
        publications: &mut Publications,
    ) -> Result<(), Stop> {
        if let Some(kept) = self.states.get_mut(&customer) {
            // What was loaded before a publication speaks an earlier one.
            return publications.renumber(&mut kept.state, &mut kept.strategy, disk);
        }
        let kept = match disk.customers([customer])?.pop() {
            None => Kept::new(CustomerState::new(self.directory.key(customer))),
            Some(record) => {
                let mut state = Publications::read_state(&record)?;
                let mut strategy = record.strategy;
                publications.renumber(&mut state, &mut strategy, disk)?;
                let (scheduled, on_disk) = (record.scheduled, record.scheduled);
                Kept { strategy, scheduled, on_disk, ..Kept::new(state) }
            }
        };
        self.states.insert(customer, kept);
        Ok(())
    }

    /// When something is due for the person that an original is part of, whose states are loaded.
    pub(super) fn due(&self, id: CustomerId) -> Option<Timestamp> {
        let due = |id| self.states.get(&id).and_then(|kept| kept.state.due());
        if self.directory.is_single(id) {
            return due(id);
        }
        self.directory.group(id).iter().copied().filter_map(due).min()
    }

    /// Lets `act` work on copies of the person that an original is part of, whose states are loaded.
    pub(super) fn work(&self, id: CustomerId, act: impl FnOnce(&mut Person<'_>)) -> Result<Worked, Stop> {
        let originals = self.originals(id);
        let mut copies: SmallVec<[CustomerState; 1]> = SmallVec::new();
        for original in &originals {
            let kept = self
                .states
                .get(original)
                .ok_or_else(|| Stop::Fault(String::from("a state is not loaded")))?;
            copies.push(kept.state.clone());
        }
        let unit = originals.iter().min().map_or(0, |first| self.directory.key(*first));
        if let Some((own, linked)) = copies.split_first_mut() {
            act(&mut Person { own, linked, unit });
        }
        Ok(Worked { originals, copies })
    }

    /// What was done to the copies is done to the person.
    pub(super) fn accept(&mut self, worked: Worked) {
        for (original, state) in worked.originals.into_iter().zip(worked.copies) {
            if let Some(kept) = self.states.get(&original)
                && kept.state != state
                && let Some(kept) = self.touch(original)
            {
                kept.state = state;
            }
        }
    }

    /// A state that this step changes.
    fn touch(&mut self, id: CustomerId) -> Option<&mut Kept> {
        let kept = self.states.get_mut(&id)?;
        self.used += 1;
        kept.used = self.used;
        if !kept.touched {
            self.before.push((id, kept.clone()));
            kept.touched = true;
        }
        Some(kept)
    }

    /// A timer goes off: it is not set any more.
    pub(super) fn unschedule(&mut self, id: CustomerId) {
        if let Some(kept) = self.touch(id) {
            kept.scheduled = None;
        }
    }

    /// No timer is set for a customer, whatever is due, until something happens to them.
    pub(super) fn forgo(&mut self, id: CustomerId) {
        if let Some(kept) = self.states.get_mut(&id) {
            kept.scheduled = None;
            if !kept.changed {
                kept.changed = true;
                self.changed.push(id);
            }
        }
    }

    /// The step went well. Tells whose timer it moved, from when to when.
    pub(super) fn settle(&mut self, mut moved: impl FnMut(CustomerId, Option<Timestamp>, Option<Timestamp>)) {
        for (id, before) in self.before.drain(..) {
            let Some(kept) = self.states.get_mut(&id) else { continue };
            kept.touched = false;
            // An earlier timer takes the place of a later one; a later one waits until the earlier went off.
            if let Some(due) = kept.state.due()
                && kept.scheduled.is_none_or(|scheduled| due < scheduled)
            {
                kept.scheduled = Some(due);
            }
            if kept.scheduled != before.scheduled {
                moved(id, before.scheduled, kept.scheduled);
            }
            if !kept.changed {
                kept.changed = true;
                self.changed.push(id);
            }
        }
    }

    /// The step failed: everybody is as before it.
    pub(super) fn take_back(&mut self) {
        for (id, before) in self.before.drain(..) {
            self.states.insert(id, before);
        }
    }

    /// Puts what changed since the last time into a turn.
    pub(super) fn write(&mut self, turn: &mut Turn) {
        self.changed.sort_unstable();
        turn.customers.reserve(self.changed.len());
        for customer in self.changed.drain(..) {
            let Some(kept) = self.states.get_mut(&customer) else { continue };
            let (state, strategy, scheduled) =
                (Publications::write_state(&kept.state), kept.strategy, kept.scheduled);
            turn.customers.push(CustomerRecord { customer, state, strategy, scheduled });
            if kept.on_disk != scheduled {
                turn.unset.extend(kept.on_disk.map(|due| Timer { due, customer }));
                turn.set.extend(scheduled.map(|due| Timer { due, customer }));
                kept.on_disk = scheduled;
            }
            kept.changed = false;
        }
    }

    /// Forgets the states that were not used for longest, when there are too many. All are on disk.
    pub(super) fn shrink(&mut self) {
        if self.states.len() <= self.room {
            return;
        }
        // A tenth more at once, so that this is seldom.
        let surplus = self.states.len() - self.room + self.room / 10;
        let mut ages: Vec<u64> = self.states.values().map(|kept| kept.used).collect();
        let surplus = surplus.min(ages.len() - 1);
        let (_, oldest, _) = ages.select_nth_unstable(surplus);
        let oldest = *oldest;
        self.states.retain(|_, kept| kept.used > oldest || kept.changed);
    }
}
