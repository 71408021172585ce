//! What is part of what: `router:88-1` of `area:1011`.

use super::{Assets, NONE};
use crate::event::AssetId;
use crate::time::Timestamp;

/// How long a chain of parts may be: a region, its areas, their streets, and so on, eight assets in all.
pub const DEPTH_LIMIT: usize = 8;

/// Why an asset cannot be part of another. What was known before stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// The other is, by way of others perhaps, part of this one.
    #[error("an asset cannot be part of itself, directly or through its parts")]
    Circle,
    /// The chain would be longer than [`DEPTH_LIMIT`].
    #[error("more than {DEPTH_LIMIT} assets would be part of one another")]
    TooDeep,
}

impl Assets {
    /// An event at `at` says that `part` is part of `whole`. The latest such event in time holds, so a router
    /// that moves leaves its former area; of two at one instant, the one that arrives last.
    pub fn part_of(&mut self, part: &AssetId, whole: &AssetId, at: Timestamp) -> Result<(), PartError> {
        let (part, whole) = (self.place(part), self.place(whole));
        self.put_in(part, whole, at)?;
        if let Some(journal) = &mut self.journal {
            journal.assets.change(part);
        }
        Ok(())
    }

    /// The same, by their places.
    pub(super) fn put_in(&mut self, part: u32, whole: u32, at: Timestamp) -> Result<(), PartError> {
        let known = &mut self.all[part as usize];
        if known.whole != NONE && at < known.since {
            return Ok(());
        }
        if known.whole == whole {
            known.since = at;
            return Ok(());
        }
        let above = self.chain(whole).count();
        if self.chain(whole).any(|place| place == part) {
            return Err(PartError::Circle);
        }
        // An area may have a hundred thousand routers: they are looked at only when that may matter.
        if above + usize::from(self.all[part as usize].tallest) > DEPTH_LIMIT {
            let height = self.height(part);
            self.all[part as usize].tallest = height as u8;
            if above + height > DEPTH_LIMIT {
                return Err(PartError::TooDeep);
            }
        }
        self.detach(part);
        let mut below = self.all[part as usize].tallest;
        let mut place = whole;
        while place != NONE {
            let entry = &mut self.all[place as usize];
            entry.tallest = entry.tallest.max(below.saturating_add(1));
            (below, place) = (entry.tallest, entry.whole);
        }
        let first = std::mem::replace(&mut self.all[whole as usize].first_inside, part);
        let entry = &mut self.all[part as usize];
        (entry.whole, entry.since, entry.next_beside) = (whole, at, first);
        if first != NONE {
            self.all[first as usize].last_beside = part;
        }
        Ok(())
    }

    /// The asset and everything it is part of, from the inside out; the asset alone when nothing is known.
    pub fn wholes(&self, asset: &AssetId) -> impl Iterator<Item = AssetId> {
        let known = self.find(asset);
        let alone = known.is_none().then(|| asset.clone());
        let chain = known.into_iter().flat_map(|place| self.chain(place));
        alone.into_iter().chain(chain.filter_map(|place| self.id(place)))
    }

    fn chain(&self, place: u32) -> impl Iterator<Item = u32> {
        let step = |place: u32| (place != NONE).then_some(place);
        std::iter::successors(Some(place), move |place| step(self.all[*place as usize].whole))
    }

    fn parts(&self, place: u32) -> impl Iterator<Item = u32> {
        let step = |place: u32| (place != NONE).then_some(place);
        let first = step(self.all[place as usize].first_inside);
        std::iter::successors(first, move |place| step(self.all[*place as usize].next_beside))
    }

    /// How many assets the longest chain down from this one has, itself included.
    fn height(&self, place: u32) -> usize {
        1 + self.parts(place).map(|part| self.height(part)).max().unwrap_or(0)
    }

    /// The asset and its parts, and theirs; never deeper than `DEPTH_LIMIT`, as no chain is.
    pub(super) fn each_part(&self, place: u32, visit: &mut impl FnMut(u32)) {
        visit(place);
        for part in self.parts(place) {
            self.each_part(part, visit);
        }
    }

    fn detach(&mut self, part: u32) {
        let entry = &mut self.all[part as usize];
        let whole = std::mem::replace(&mut entry.whole, NONE);
        let before = std::mem::replace(&mut entry.last_beside, NONE);
        let next = std::mem::replace(&mut entry.next_beside, NONE);
        if next != NONE {
            self.all[next as usize].last_beside = before;
        }
        if before != NONE {
            self.all[before as usize].next_beside = next;
        } else if whole != NONE {
            self.all[whole as usize].first_inside = next;
        }
    }
}
