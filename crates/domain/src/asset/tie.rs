//! Who is tied to what, from when until when.

use std::collections::BTreeMap;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::NONE;
use super::record::{Numbers, TieRecord};
use crate::customer::CustomerId;
use crate::time::{Duration, Timestamp};

/// What tying did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tied {
    /// The two were not tied before.
    New,
    /// The tie changed: it was extended, or begins anew after it was over.
    Renewed,
    /// Everything was known.
    Unchanged,
}

/// Milliseconds since [`Timestamp::MIN`]: 44 bits. Ties keep time to the millisecond, everything rounded down
/// alike, so that no two comparisons disagree.
type Millis = u64;

const fn millis(at: Timestamp) -> Millis {
    at.since(Timestamp::MIN).as_micros() as u64 / 1_000
}

fn instant(millis: Millis) -> Timestamp {
    Timestamp::MIN.plus(Duration::from_micros(millis as i64 * 1_000))
}

/// From when until when a tie holds: `from <= at < until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: Millis,
    until: Millis,
    /// Whether `until` is the latest end that an event made.
    ended: bool,
}

impl Span {
    fn holds(self, at: Millis) -> bool {
        self.from <= at && at < self.until
    }

    /// This span and another in which no end fell: one when they touch, else the later.
    fn with(self, other: Self) -> Self {
        let (early, late) = if other.from < self.from { (other, self) } else { (self, other) };
        if late.from > early.until {
            return late;
        }
        Self { from: early.from, until: early.until.max(late.until), ended: false }
    }
}

/// A tie in 28 bytes: an asset tied to everybody is millions of these.
struct Tie {
    asset: u32,
    customer: CustomerId,
    next_of_asset: u32,
    next_of_customer: u32,
    /// `from` in the lower 44 bits, `until` in the next 44, `ended` in the next; as words of 32 bits, so that
    /// a tie aligns to four bytes.
    span: [u32; 3],
}

const BITS: u32 = 44;
const MASK: u128 = (1 << BITS) - 1;

impl Tie {
    fn span(&self) -> Span {
        let bits = self.span.iter().rev().fold(0_u128, |bits, word| bits << 32 | u128::from(*word));
        Span {
            from: (bits & MASK) as Millis,
            until: (bits >> BITS & MASK) as Millis,
            ended: bits >> (2 * BITS) & 1 == 1,
        }
    }

    fn set(&mut self, span: Span) {
        let bits =
            u128::from(span.ended) << (2 * BITS) | u128::from(span.until) << BITS | u128::from(span.from);
        self.span = [bits as u32, (bits >> 32) as u32, (bits >> 64) as u32];
    }
}

/// Every tie, chained by asset and by customer.
#[derive(Default)]
pub(super) struct Ties {
    table: HashTable<u32>,
    seed: u64,
    all: Vec<Tie>,
    /// The head of each customer's chain.
    of: Vec<u32>,
    /// The latest end of a tie, where its span does not say: it was over before, or began anew since.
    ends: BTreeMap<u32, Millis>,
}

impl Ties {
    pub(super) fn seeded(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Adds a start to what is known of a pair. `head` is the asset's chain, `ended` when its ties last ended
    /// for everybody.
    pub(super) fn start(
        &mut self,
        asset: u32,
        head: &mut u32,
        customer: CustomerId,
        (from, until): (Timestamp, Timestamp),
        ended: Option<Timestamp>,
        journal: Option<&mut Numbers>,
    ) -> Tied {
        let (from, until) = (millis(from), millis(until).max(millis(from)));
        let found = self.find(asset, customer);
        let end = ended.map(millis).max(found.and_then(|at| self.end_of(at)));
        // A start that an end has overtaken: it holds until then.
        let over = end.filter(|end| from < *end);
        let span = match over {
            Some(end) => Span { from, until: until.min(end), ended: until >= end },
            None => Span { from, until, ended: false },
        };
        let Some(at) = found else {
            self.push(asset, head, customer, span);
            if let Some(journal) = journal {
                journal.add();
            }
            return Tied::New;
        };
        let known = self.all[at as usize].span();
        let now = if over.is_some() {
            let longer = known.ended && from < known.from && until >= known.from;
            if longer { Span { from, ..known } } else { known }
        } else if known.ended {
            self.ends.insert(at, known.until);
            span
        } else {
            known.with(span)
        };
        if now == known {
            return Tied::Unchanged;
        }
        self.all[at as usize].set(now);
        if let Some(journal) = journal {
            journal.change(at);
        }
        Tied::Renewed
    }

    /// Ends one tie, also one whose start has yet to arrive.
    pub(super) fn end(
        &mut self,
        asset: u32,
        head: &mut u32,
        customer: CustomerId,
        at: Timestamp,
        journal: Option<&mut Numbers>,
    ) {
        let end = millis(at);
        let Some(tie) = self.find(asset, customer) else {
            self.push(asset, head, customer, Span { from: end, until: end, ended: true });
            if let Some(journal) = journal {
                journal.add();
            }
            return;
        };
        if self.end_of(tie) < Some(end) {
            if !self.cut(tie, end) {
                self.ends.insert(tie, end);
            }
            if let Some(journal) = journal {
                journal.change(tie);
            }
        }
    }

    /// Ends every tie of an asset. The asset remembers the end, for starts that have yet to arrive.
    pub(super) fn end_all(&mut self, head: u32, at: Timestamp, mut journal: Option<&mut Numbers>) {
        let mut next = head;
        while next != NONE {
            if self.cut(next, millis(at))
                && let Some(journal) = &mut journal
            {
                journal.change(next);
            }
            next = self.all[next as usize].next_of_asset;
        }
    }

    /// Ends a tie that holds at an instant, or says that none does.
    fn cut(&mut self, tie: u32, end: Millis) -> bool {
        let tie = &mut self.all[tie as usize];
        let span = tie.span();
        let holds = span.from < end && end <= span.until;
        if holds {
            tie.set(Span { until: end, ended: true, ..span });
        }
        holds
    }

    /// When an event last ended a tie.
    fn end_of(&self, tie: u32) -> Option<Millis> {
        let span = self.all[tie as usize].span();
        let own = span.ended.then_some(span.until);
        if self.ends.is_empty() { own } else { own.max(self.ends.get(&tie).copied()) }
    }

    pub(super) fn holds(&self, asset: u32, customer: CustomerId, at: Timestamp) -> bool {
        self.find(asset, customer).is_some_and(|tie| self.all[tie as usize].span().holds(millis(at)))
    }

    /// The customers of an asset's chain at an instant, latest tied first.
    pub(super) fn of_asset(&self, head: u32, at: Timestamp) -> impl Iterator<Item = CustomerId> {
        let chain = self.chain(head, |tie| tie.next_of_asset);
        chain.filter(move |tie| tie.span().holds(millis(at))).map(|tie| tie.customer)
    }

    /// The assets of a customer at an instant, latest tied first.
    pub(super) fn of_customer(&self, customer: CustomerId, at: Timestamp) -> impl Iterator<Item = u32> {
        let head = self.of.get(customer.index()).copied().unwrap_or(NONE);
        let chain = self.chain(head, |tie| tie.next_of_customer);
        chain.filter(move |tie| tie.span().holds(millis(at))).map(|tie| tie.asset)
    }

    /// The ties that were not over by an instant, oldest first, by their place here.
    pub(super) fn since(&self, before: Timestamp) -> impl Iterator<Item = (u32, u32)> {
        let places = 0..self.all.len() as u32;
        places.filter(move |at| self.lasts(*at as usize, before)).map(|at| (at, self.all[at as usize].asset))
    }

    /// Whether a tie was not over by an instant.
    pub(super) fn lasts(&self, at: usize, before: Timestamp) -> bool {
        self.all[at].span().until >= millis(before)
    }

    /// A tie as a row, in which the numbers are still to be filled in, and its asset's place.
    pub(super) fn row(&self, at: u32) -> (TieRecord, u32) {
        let tie = &self.all[at as usize];
        let span = tie.span();
        let row = TieRecord {
            number: 0,
            asset: 0,
            customer: tie.customer,
            from: instant(span.from),
            until: (span.until < millis(Timestamp::MAX)).then(|| instant(span.until)),
            ended: span.ended,
            last_end: self.ends.get(&at).copied().map(instant),
        };
        (row, tie.asset)
    }

    /// Adds a tie from a row, under its asset's place and chain here; false when the pair is tied already.
    pub(super) fn restore(&mut self, asset: u32, head: &mut u32, row: &TieRecord) -> bool {
        let (from, until) = (millis(row.from), millis(row.until.unwrap_or(Timestamp::MAX)));
        if let Some(end) = row.last_end {
            self.ends.insert(self.all.len() as u32, millis(end));
        }
        let new = self.find(asset, row.customer).is_none();
        self.push(asset, head, row.customer, Span { from, until, ended: row.ended });
        new
    }

    /// Makes room for rows.
    pub(super) fn reserve(&mut self, ties: usize) {
        self.all.reserve_exact(ties);
        // Nothing is in it yet, so nothing needs hashing.
        self.table.reserve(ties, |_| 0);
    }

    /// Takes over one tie of another collection, under its asset's place and chain here.
    pub(super) fn adopt(&mut self, other: &Self, at: u32, asset: u32, head: &mut u32) {
        let tie = &other.all[at as usize];
        if let Some(end) = other.ends.get(&at) {
            self.ends.insert(self.all.len() as u32, *end);
        }
        self.push(asset, head, tie.customer, tie.span());
    }

    fn chain(&self, head: u32, next: fn(&Tie) -> u32) -> impl Iterator<Item = &Tie> {
        let step = |at: u32| self.all.get(at as usize);
        std::iter::successors(step(head), move |tie| step(next(tie)))
    }

    fn find(&self, asset: u32, customer: CustomerId) -> Option<u32> {
        let same = |at: &u32| {
            let tie = &self.all[*at as usize];
            tie.asset == asset && tie.customer == customer
        };
        self.table.find(hash(self.seed, asset, customer), same).copied()
    }

    fn push(&mut self, asset: u32, head: &mut u32, customer: CustomerId, span: Span) {
        let at = self.all.len() as u32;
        if self.of.len() <= customer.index() {
            self.of.resize(customer.index() + 1, NONE);
        }
        let next_of_asset = std::mem::replace(head, at);
        let next_of_customer = std::mem::replace(&mut self.of[customer.index()], at);
        let mut tie = Tie { asset, customer, next_of_asset, next_of_customer, span: [0; 3] };
        tie.set(span);
        self.all.push(tie);
        let (all, seed) = (&self.all, self.seed);
        self.table.insert_unique(hash(seed, asset, customer), at, |at| {
            let tie = &all[*at as usize];
            hash(seed, tie.asset, tie.customer)
        });
    }
}

fn hash(seed: u64, asset: u32, customer: CustomerId) -> u64 {
    let pair = u64::from(asset) << 32 | u64::from(customer.0);
    xxh3_64_with_seed(&pair.to_le_bytes(), seed)
}
