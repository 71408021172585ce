//! Who can take what, and who is least busy.

use std::cmp::Ordering;

use compact_str::CompactString;

use super::Item;
use crate::conversation::AgentId;
use crate::strategy::model::Queue;
use crate::time::Timestamp;

/// Who works, as routing sees them.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// Their number.
    pub id: AgentId,
    /// Whether they take work now: neither away nor gone.
    pub available: bool,
    /// What they are able to.
    pub skills: Vec<CompactString>,
    /// The languages that they speak; all when empty.
    pub languages: Vec<CompactString>,
    /// How much they take at once.
    pub most: Most,
    /// How much they have.
    pub load: Load,
    /// Since when they got nothing.
    pub idle_since: Timestamp,
}

/// How much somebody takes at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Most {
    /// In all.
    pub total: u32,
    /// By one channel; as much as in all by those that are not here.
    pub channels: Vec<(CompactString, u32)>,
}

/// How much somebody has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// In all.
    pub total: u32,
    /// By each channel by which there is something.
    pub channels: Vec<(CompactString, u32)>,
}

impl Most {
    /// By one channel.
    pub fn by(&self, channel: &str) -> u32 {
        let known = self.channels.iter().find(|(name, _)| name == channel);
        known.map_or(self.total, |(_, most)| *most)
    }
}

impl Load {
    /// By one channel.
    pub fn by(&self, channel: &str) -> u32 {
        self.channels.iter().find(|(name, _)| name == channel).map_or(0, |(_, load)| *load)
    }

    /// One more.
    pub fn add(&mut self, channel: &str) {
        self.total += 1;
        match self.channels.iter_mut().find(|(name, _)| name == channel) {
            Some((_, load)) => *load += 1,
            None => self.channels.push((channel.into(), 1)),
        }
    }
}

impl Agent {
    /// Whether there is anything at all that they can take.
    pub(super) fn has_room(&self) -> bool {
        self.available && self.load.total < self.most.total
    }

    /// Whether they can take an item as work of a queue.
    pub fn can_take(&self, item: &Item<'_>, queue: &Queue) -> bool {
        self.has_room()
            && self.load.by(item.channel) < self.most.by(item.channel)
            && self.is_able(item, queue)
    }

    /// Whether they have what an item takes as work of a queue, busy or not.
    pub fn is_able(&self, item: &Item<'_>, queue: &Queue) -> bool {
        let able = |skill: &str| self.skills.iter().any(|known| known == skill);
        queue.skills.iter().map(CompactString::as_str).chain(item.skills.iter().copied()).all(able)
            && self.speaks(item.language, queue)
    }

    /// Whether they speak a customer's language. Of one in which the queue is not worked, nobody needs to.
    fn speaks(&self, language: Option<&str>, queue: &Queue) -> bool {
        let has = |languages: &[CompactString], language| languages.iter().any(|known| known == language);
        let Some(language) = language else { return true };
        let wanted = queue.languages.is_empty() || has(&queue.languages, language);
        !wanted || self.languages.is_empty() || has(&self.languages, language)
    }

    /// One more item is theirs.
    pub(super) fn take(&mut self, channel: &str, now: Timestamp) {
        self.load.add(channel);
        self.idle_since = now;
    }

    /// Who of two gets the next: the one with less of what they take at once, then who got nothing for longer.
    pub(super) fn compare_busy(&self, other: &Self) -> Ordering {
        let share = |load: &Self, of: &Self| u64::from(load.load.total) * u64::from(of.most.total);
        share(self, other)
            .cmp(&share(other, self))
            .then(self.idle_since.cmp(&other.idle_since))
            .then(self.id.cmp(&other.id))
    }
}
