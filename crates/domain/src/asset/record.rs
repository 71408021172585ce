//! Assets and ties as rows: what changed, and building them again from all rows.
//!
//! Assets and ties have numbers that stay and only grow; forgetting deletes rows.

use std::collections::BTreeSet;

use compact_str::CompactString;

use super::{Asset, Assets, NONE};
use crate::customer::CustomerId;
use crate::event::AssetId;
use crate::record::Damaged;
use crate::time::Timestamp;

/// Rows that are new, changed or gone since they were last asked for. They are written by their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Assets.
    pub assets: Vec<AssetRecord>,
    /// Ties.
    pub ties: Vec<TieRecord>,
    /// The numbers of assets that are forgotten.
    pub gone_assets: Vec<u64>,
    /// The numbers of ties that are forgotten.
    pub gone_ties: Vec<u64>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.assets.is_empty()
            && self.ties.is_empty()
            && self.gone_assets.is_empty()
            && self.gone_ties.is_empty()
    }
}

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetRecord {
    /// Its number.
    pub number: u64,
    /// Its name: `parcel:3SX`. Never changes.
    pub name: CompactString,
    /// When its ties last ended for everybody.
    pub ended: Option<Timestamp>,
    /// The number of the asset that it is part of, which may be higher than its own, and since when.
    pub part_of: Option<(u64, Timestamp)>,
}

/// A tie between a customer and an asset. Times are whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TieRecord {
    /// Its number; a customer's later ties have higher ones.
    pub number: u64,
    /// The number of the asset. Never changes.
    pub asset: u64,
    /// The customer. Never changes.
    pub customer: CustomerId,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when; none when that is not known.
    pub until: Option<Timestamp>,
    /// Whether an event ended it at `until`.
    pub ended: bool,
    /// When an event last ended it, if `until` does not say.
    pub last_end: Option<Timestamp>,
}

/// How many rows there are, to make room for them at once. Guesses do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Room {
    /// Assets.
    pub assets: usize,
    /// Ties.
    pub ties: usize,
}

/// What stays of a thing when places move: its number. And what changed since it was last asked.
#[derive(Default)]
pub(super) struct Numbers {
    /// By place, ascending.
    all: Vec<u64>,
    next: u64,
    /// The first number that was not written.
    written: u64,
    /// Written ones that changed.
    changed: BTreeSet<u64>,
    /// Written ones that are gone.
    gone: Vec<u64>,
}

impl Numbers {
    /// The next place is a new thing's.
    pub(super) fn add(&mut self) {
        self.all.push(self.next);
        self.next += 1;
    }

    /// What is at this place changed.
    pub(super) fn change(&mut self, place: u32) {
        let number = self.all[place as usize];
        if number < self.written {
            self.changed.insert(number);
        }
    }

    /// Only some places are kept, in order.
    pub(super) fn keep(&mut self, kept: impl Fn(usize) -> bool) {
        let mut place = 0;
        let (written, gone, changed) = (self.written, &mut self.gone, &mut self.changed);
        self.all.retain(|number| {
            let keeps = kept(place);
            place += 1;
            if !keeps && *number < written {
                gone.push(*number);
                changed.remove(number);
            }
            keeps
        });
    }

    fn of(&self, place: u32) -> u64 {
        self.all.get(place as usize).copied().unwrap_or(u64::MAX)
    }

    fn place(&self, number: u64) -> Option<u32> {
        self.all.binary_search(&number).ok().map(|place| place as u32)
    }

    /// Adds a row's number, which is higher than those before.
    fn restore(&mut self, number: u64) -> bool {
        let fits = number >= self.next && number < u64::MAX;
        self.all.push(number);
        self.next = number.saturating_add(1);
        fits
    }

    /// Everything is written.
    fn write(&mut self) {
        self.written = self.next;
        self.changed.clear();
    }

    /// The places to write, ascending, and the numbers to delete.
    fn take(&mut self) -> (Vec<u32>, Vec<u64>) {
        let changed = std::mem::take(&mut self.changed);
        let new = self.all.partition_point(|number| *number < self.written) as u32..self.all.len() as u32;
        let places = changed.into_iter().filter_map(|number| self.place(number)).chain(new).collect();
        self.written = self.next;
        (places, std::mem::take(&mut self.gone))
    }
}

/// Of assets and of ties.
#[derive(Default)]
pub(super) struct Journal {
    pub(super) assets: Numbers,
    pub(super) ties: Numbers,
}

impl Assets {
    /// No assets, and a journal.
    pub fn journaled(seed: u64) -> Self {
        Self { journal: Some(Box::default()), ..Self::seeded(seed) }
    }

    /// What is new, changed or gone since this was last asked. Nothing when no journal is kept.
    pub fn take_changes(&mut self) -> Changes {
        let Some(journal) = &mut self.journal else { return Changes::default() };
        let (assets, gone_assets) = journal.assets.take();
        let (ties, gone_ties) = journal.ties.take();
        let numbers = &journal.assets;
        let asset = |place: u32| {
            let asset = &self.all[place as usize];
            AssetRecord {
                number: numbers.of(place),
                name: asset.name.clone(),
                ended: asset.ended,
                part_of: (asset.whole != NONE).then(|| (numbers.of(asset.whole), asset.since)),
            }
        };
        let tie = |place: u32| {
            let (row, asset) = self.ties.row(place);
            TieRecord { number: journal.ties.of(place), asset: numbers.of(asset), ..row }
        };
        Changes {
            assets: assets.into_iter().map(asset).collect(),
            ties: ties.into_iter().map(tie).collect(),
            gone_assets,
            gone_ties,
        }
    }

    /// Begins to build assets from rows; `seed` as in [`Self::seeded`].
    pub fn restore(seed: u64, room: Room) -> Restore {
        let mut assets = Self::journaled(seed);
        assets.all.reserve_exact(room.assets);
        assets.table.reserve(room.assets, |_| 0);
        assets.ties.reserve(room.ties);
        if let Some(journal) = &mut assets.journal {
            journal.assets.all.reserve_exact(room.assets);
            journal.ties.all.reserve_exact(room.ties);
        }
        Restore { assets, journal: Journal::default(), parts: Vec::new() }
    }
}

/// Assets that are being built from rows: all assets, then all ties, each by number.
pub struct Restore {
    assets: Assets,
    journal: Journal,
    parts: Vec<(u32, u64, Timestamp)>,
}

impl Restore {
    /// The next asset.
    ///
    /// # Errors
    /// When it does not fit, as of every row.
    pub fn asset(&mut self, record: &AssetRecord) -> Result<(), Damaged> {
        let damaged = Damaged { what: "asset", number: record.number };
        let id = AssetId::parse(&record.name).ok_or(damaged)?;
        let place = self.assets.all.len() as u32;
        let new = self.assets.place(&id) == place;
        if !new || !self.journal.assets.restore(record.number) {
            return Err(damaged);
        }
        self.assets.all[place as usize].ended = record.ended;
        if let Some((whole, since)) = record.part_of {
            self.parts.push((place, whole, since));
        }
        Ok(())
    }

    /// The next tie.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn tie(&mut self, record: &TieRecord) -> Result<(), Damaged> {
        let damaged = Damaged { what: "tie", number: record.number };
        let asset = self.journal.assets.place(record.asset).ok_or(damaged)?;
        let head = &mut self.assets.all[asset as usize].ties;
        let new = self.assets.ties.restore(asset, head, record);
        if new && self.journal.ties.restore(record.number) { Ok(()) } else { Err(damaged) }
    }

    /// The assets, which keep a journal from now on.
    ///
    /// # Errors
    /// When an asset is part of one that is not there, or of itself.
    pub fn finish(mut self) -> Result<Assets, Damaged> {
        self.journal.assets.write();
        self.journal.ties.write();
        for (part, whole, since) in self.parts {
            let damaged = Damaged { what: "asset", number: self.journal.assets.of(part) };
            let whole = self.journal.assets.place(whole).ok_or(damaged)?;
            self.assets.put_in(part, whole, since).map_err(|_| damaged)?;
        }
        self.assets.journal = Some(Box::new(self.journal));
        Ok(self.assets)
    }
}

impl Asset {
    pub(super) fn named(name: CompactString) -> Self {
        Self {
            name,
            ended: None,
            ties: NONE,
            whole: NONE,
            since: Timestamp::MIN,
            tallest: 1,
            first_inside: NONE,
            next_beside: NONE,
            last_beside: NONE,
        }
    }
}
