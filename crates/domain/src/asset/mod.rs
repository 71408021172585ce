//! Assets: what an event can be about and a customer can be tied to, and what assets are part of.
//!
//! `parcel:3SX…` is one customer's for thirty days; `line:M52` is everybody's; `router:88-1` is a household's
//! and part of `area:1011`. An event about an asset reaches the customers who are tied to it, or to any part
//! of it, at that instant.
//!
//! | file | what |
//! |---|---|
//! | `tie` | who is tied to what, from when until when |
//! | `part` | what is part of what |
//! | `record` | all of it as rows |

mod part;
pub mod record;
mod tie;

use compact_str::CompactString;
use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::customer::CustomerId;
use crate::event::AssetId;
use crate::time::Timestamp;

use record::{Journal, Numbers};
use tie::Ties;

pub use part::{DEPTH_LIMIT, PartError};
pub use tie::Tied;

/// No place: the end of a chain.
const NONE: u32 = u32::MAX;

/// Every asset that somebody is tied to or that is part of another.
///
/// # Limits
///
/// 2³² assets and ties. A customer and an asset have one tie, the latest: what came before an ended tie was
/// renewed is forgotten. An asset is part of one other at most, the latest stated, and chains are
/// [`DEPTH_LIMIT`] long at most. A tie takes 28 bytes and its share of a table, under 40 together.
///
/// Whether a tie holds now converges by event time whatever the order of arrival, but for one case: an end
/// that arrives after a start which happened later than it, and which was taken for a renewal, ends both.
#[derive(Default)]
pub struct Assets {
    /// Hashed with the caller's seed, for the reason given at the customers' register.
    table: HashTable<u32>,
    seed: u64,
    all: Vec<Asset>,
    ties: Ties,
    /// Nothing in a replay.
    journal: Option<Box<Journal>>,
}

struct Asset {
    name: CompactString,
    /// When its ties last ended for everybody; earlier starts that arrive later end then.
    ended: Option<Timestamp>,
    /// The head of its ties.
    ties: u32,
    /// What it is part of, and since when.
    whole: u32,
    since: Timestamp,
    /// How many assets the longest chain down from it has at most, itself included. Parts that left it may
    /// have made it shorter.
    tallest: u8,
    /// Its parts, as a chain through the parts.
    first_inside: u32,
    next_beside: u32,
    last_beside: u32,
}

impl Assets {
    /// No assets; `seed` as in [`Directory::seeded`](crate::customer::Directory::seeded).
    pub fn seeded(seed: u64) -> Self {
        Self { seed, ties: Ties::seeded(seed), ..Self::default() }
    }

    /// How many assets are known.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many ties there are, those ended and not yet pruned included.
    pub fn tie_count(&self) -> usize {
        self.ties.len()
    }

    /// Ties a customer to an asset from an instant until another, or until an event ends it. Tying again
    /// extends: two ties that overlap or touch are one. Of two that leave a gap the later remains.
    pub fn tie(
        &mut self,
        asset: &AssetId,
        customer: CustomerId,
        from: Timestamp,
        until: Option<Timestamp>,
    ) -> Tied {
        let place = self.place(asset);
        let asset = &mut self.all[place as usize];
        let span = (from, until.unwrap_or(Timestamp::MAX));
        let (journal, ended) = (ties_of(&mut self.journal), asset.ended);
        self.ties.start(place, &mut asset.ties, customer, span, ended, journal)
    }

    /// An event ends the ties to an asset: one customer's when it names one, else everybody's.
    pub fn end(&mut self, asset: &AssetId, customer: Option<CustomerId>, at: Timestamp) {
        let place = self.place(asset);
        let entry = &mut self.all[place as usize];
        if let Some(customer) = customer {
            self.ties.end(place, &mut entry.ties, customer, at, ties_of(&mut self.journal));
        } else {
            entry.ended = entry.ended.max(Some(at));
            if let Some(journal) = &mut self.journal {
                journal.assets.change(place);
            }
            self.ties.end_all(entry.ties, at, ties_of(&mut self.journal));
        }
    }

    /// The customers tied at an instant to the asset or to any part of it: by number, each once. No
    /// allocation when there are none.
    pub fn tied(&self, asset: &AssetId, at: Timestamp) -> Vec<CustomerId> {
        let mut customers = Vec::new();
        if let Some(place) = self.find(asset) {
            self.each_part(place, &mut |part| {
                customers.extend(self.ties.of_asset(self.all[part as usize].ties, at));
            });
        }
        customers.sort_unstable();
        customers.dedup();
        customers
    }

    /// The assets that a customer is tied to at an instant, latest tied first; not what they are part of.
    pub fn assets_of(&self, customer: CustomerId, at: Timestamp) -> impl Iterator<Item = AssetId> {
        self.ties.of_customer(customer, at).filter_map(|place| self.id(place))
    }

    /// Whether a customer is tied to the asset itself at an instant.
    pub fn is_tied(&self, asset: &AssetId, customer: CustomerId, at: Timestamp) -> bool {
        self.find(asset).is_some_and(|place| self.ties.holds(place, customer, at))
    }

    /// Forgets the ties that were over by `before`, and the assets about which nothing else is known. Call it
    /// once a day, with an instant at least as long ago as facts may come late. Takes time in proportion to
    /// everything there is.
    pub fn prune(&mut self, before: Timestamp) {
        let fresh = |asset: &Asset| asset.ended.filter(|ended| *ended >= before);
        let mut keeps: Vec<bool> =
            self.all.iter().map(|asset| fresh(asset).is_some() || asset.whole != NONE).collect();
        for asset in self.all.iter().filter(|asset| asset.whole != NONE) {
            keeps[asset.whole as usize] = true;
        }
        for (_, asset) in self.ties.since(before) {
            keeps[asset as usize] = true;
        }
        if let Some(journal) = &mut self.journal {
            for (place, asset) in self.all.iter().enumerate() {
                if asset.ended.is_some() && fresh(asset).is_none() {
                    journal.assets.change(place as u32);
                }
            }
            journal.assets.keep(|place| keeps[place]);
            journal.ties.keep(|tie| self.ties.lasts(tie, before));
        }
        let mut kept = Self::seeded(self.seed);
        let mut places = vec![NONE; self.all.len()];
        for (from, asset) in self.all.iter().enumerate().filter(|(from, _)| keeps[*from]) {
            places[from] = kept.add(asset.name.clone());
            kept.all[places[from] as usize].ended = fresh(asset);
        }
        for (from, asset) in self.all.iter().enumerate().filter(|(_, asset)| asset.whole != NONE) {
            // It was no circle before, so it is none now.
            let _ = kept.put_in(places[from], places[asset.whole as usize], asset.since);
        }
        for (at, asset) in self.ties.since(before) {
            let place = places[asset as usize];
            kept.ties.adopt(&self.ties, at, place, &mut kept.all[place as usize].ties);
        }
        kept.journal = self.journal.take();
        *self = kept;
    }

    fn find(&self, asset: &AssetId) -> Option<u32> {
        let hash = hash(self.seed, asset.as_str());
        self.table.find(hash, |at| self.all[*at as usize].name == asset.as_str()).copied()
    }

    fn id(&self, place: u32) -> Option<AssetId> {
        AssetId::parse(&self.all[place as usize].name)
    }

    fn place(&mut self, asset: &AssetId) -> u32 {
        if let Some(place) = self.find(asset) {
            return place;
        }
        if let Some(journal) = &mut self.journal {
            journal.assets.add();
        }
        self.add(asset.as_str().into())
    }

    /// Adds an asset that is not known.
    fn add(&mut self, name: CompactString) -> u32 {
        let place = self.all.len() as u32;
        let own = hash(self.seed, &name);
        self.all.push(Asset::named(name));
        let (assets, seed) = (&self.all, self.seed);
        self.table.insert_unique(own, place, |at| hash(seed, &assets[*at as usize].name));
        place
    }
}

/// What is noted of ties, when anything is.
fn ties_of(journal: &mut Option<Box<Journal>>) -> Option<&mut Numbers> {
    journal.as_mut().map(|journal| &mut journal.ties)
}

fn hash(seed: u64, name: &str) -> u64 {
    xxh3_64_with_seed(name.as_bytes(), seed)
}
