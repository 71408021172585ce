//! The customers of a replay: who they are, what is remembered of them, and when something is due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use voorzet_domain::customer::{Cause, CustomerId, Directory};
use voorzet_domain::identity::Claim;
use voorzet_domain::state::{CustomerState, Person};
use voorzet_domain::time::Timestamp;

/// All customers.
#[derive(Default)]
pub(super) struct People {
    directory: Directory,
    states: Vec<CustomerState>,
    timers: Timers,
}

impl People {
    /// Whose event this is; a customer that was never seen is a new one.
    pub(super) fn recognise(
        &mut self,
        claims: &[Claim],
        cause: Cause<'_>,
        identifies: bool,
    ) -> Option<CustomerId> {
        let resolution = if identifies {
            self.directory.identify(claims, cause)
        } else {
            self.directory.resolve(claims, cause)
        };
        let customer = resolution?.customer;
        let index = customer.0 as usize;
        // One event can make more than one original: two accounts in it are two that are linked.
        while self.states.len() < self.directory.len() {
            let next = CustomerId(self.states.len() as u32);
            self.states.push(CustomerState::new(self.directory.key(next)));
            self.timers.scheduled.push(NEVER);
        }
        for claim in claims {
            // An address that is somebody else's is stated here and only suggests a link.
            let reaches = |people: &Self| people.directory.find(&claim.identity) == Some(customer);
            if !self.states[index].has_identity(claim.identity.kind) && reaches(self) {
                self.states[index].identities |= 1 << claim.identity.kind as u8;
            }
        }
        Some(customer)
    }

    /// Has the memory fetched that an event of these claims will need. Customers come in no order, so nearly
    /// every one is a wait for memory; asking for several before the first is needed lets the waits overlap.
    pub(super) fn fetch(&self, claims: &[Claim]) {
        let known = claims.first().and_then(|claim| self.directory.find(&claim.identity));
        let state = known.and_then(|customer| self.states.get(customer.index()));
        std::hint::black_box(state.map(CustomerState::fetch));
    }

    /// Lets `act` work on the person that this original is part of, and notes what is due then.
    pub(super) fn with<R>(&mut self, id: CustomerId, act: impl FnOnce(&mut Person<'_>) -> R) -> R {
        let index = id.0 as usize;
        if self.directory.is_single(id) {
            let own = &mut self.states[index];
            let unit = own.key;
            let result = act(&mut Person { own, linked: &mut [], unit });
            self.timers.note(index, self.states[index].due());
            return result;
        }
        let others: Vec<usize> = self
            .directory
            .group(id)
            .iter()
            .filter(|other| **other != id)
            .map(|other| other.0 as usize)
            .collect();
        let first = others.iter().copied().chain([index]).min().unwrap_or(index);
        let unit = self.directory.key(CustomerId(first as u32));
        let mut linked: Vec<CustomerState> =
            others.iter().map(|other| std::mem::take(&mut self.states[*other])).collect();
        let result = act(&mut Person { own: &mut self.states[index], linked: &mut linked, unit });
        self.timers.note(index, self.states[index].due());
        for (other, state) in others.into_iter().zip(linked) {
            self.timers.note(other, state.due());
            self.states[other] = state;
        }
        result
    }

    /// The next original for whom something is due before `until`, or at it when `inclusive`.
    pub(super) fn next_due(&mut self, until: Timestamp, inclusive: bool) -> Option<(Timestamp, CustomerId)> {
        self.timers.next(until, inclusive)
    }

    /// How the customer is written: an identity of theirs.
    pub(super) fn label(&self, id: CustomerId) -> String {
        self.directory.label(self.directory.survivor(id)).to_string()
    }

    /// The original that stands for all that are linked to this one.
    pub(super) fn survivor(&self, id: CustomerId) -> CustomerId {
        self.directory.survivor(id)
    }

    /// Unique customers.
    pub(super) fn unique(&self) -> u64 {
        (0..self.states.len() as u32).filter(|id| self.directory.survivor(CustomerId(*id)).0 == *id).count()
            as u64
    }
}

const NEVER: Timestamp = Timestamp::LAST;

/// When something is due for whom. Each original stands in the queue at most once per instant that was
/// ever its next, and what moved later in the meantime is looked at again when its turn comes.
#[derive(Default)]
struct Timers {
    queue: BinaryHeap<Reverse<(Timestamp, u32)>>,
    scheduled: Vec<Timestamp>,
}

impl Timers {
    fn note(&mut self, index: usize, due: Option<Timestamp>) {
        if let Some(due) = due
            && due < self.scheduled[index]
        {
            self.scheduled[index] = due;
            self.queue.push(Reverse((due, index as u32)));
        }
    }

    fn next(&mut self, until: Timestamp, inclusive: bool) -> Option<(Timestamp, CustomerId)> {
        while let Some(Reverse((due, index))) = self.queue.peek().copied() {
            if due > until || (due == until && !inclusive) {
                return None;
            }
            self.queue.pop();
            let scheduled = &mut self.scheduled[index as usize];
            if *scheduled == due {
                *scheduled = NEVER;
                return Some((due, CustomerId(index)));
            }
        }
        None
    }
}
