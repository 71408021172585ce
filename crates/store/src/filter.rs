//! A filter before a great many hashes: it says at the price of one look into memory that one is not among them,
//! and is wrong about one in a hundred that it lets through.
//!
//! A Bloom filter in blocks of one line of the processor's cache (Putze, Sanders and Singler 2007). The first bits
//! of a hash choose the block, so that hashes in order go through it in order.

/// How many bits are set for a hash, out of the 512 of its block.
const BITS: u32 = 5;

/// How many hashes share a block: about twelve bits each.
const A_BLOCK: usize = 42;

/// The filter.
#[derive(Default)]
pub(crate) struct Filter {
    blocks: Vec<[u64; 8]>,
    room: usize,
    count: usize,
}

impl Filter {
    /// An empty one that so many hashes fit in.
    pub(crate) fn with_room(room: usize) -> Self {
        let room = room.max(1_024);
        Self { blocks: vec![[0; 8]; room.div_ceil(A_BLOCK)], room, count: 0 }
    }

    /// Adds hashes, unless that would be more than fit.
    pub(crate) fn add(&mut self, hashes: &[u64]) -> bool {
        if self.count + hashes.len() > self.room {
            return false;
        }
        self.count += hashes.len();
        for hash in hashes {
            let place = self.place(*hash);
            for (word, bit) in bits(*hash) {
                self.blocks[place][word] |= bit;
            }
        }
        true
    }

    /// Whether a hash may have been added; of one that was this is always said.
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        let Some(block) = self.blocks.get(self.place(hash)) else { return false };
        // All of them, whatever the first says: to guess wrong costs more than to look.
        bits(hash).fold(0, |missing, (word, bit)| missing | (!block[word] & bit)) == 0
    }

    fn place(&self, hash: u64) -> usize {
        (((hash >> 32) * self.blocks.len() as u64) >> 32) as usize
    }
}

/// Words and bits of a hash in its block, from its last 45 bits.
fn bits(hash: u64) -> impl Iterator<Item = (usize, u64)> {
    (0..BITS).map(move |number| {
        let bit = (hash >> (9 * number)) & 511;
        ((bit >> 6) as usize, 1 << (bit & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use xxhash_rust::xxh3::xxh3_64;

    fn hash(number: u64) -> u64 {
        xxh3_64(&number.to_le_bytes())
    }

    #[test]
    fn what_was_added_is_let_through_and_little_else() {
        let mut filter = Filter::with_room(100_000);
        assert!(!filter.may_have(hash(1)));
        let some: Vec<u64> = (0..100_000).map(hash).collect();
        assert!(filter.add(&some[..60_000]) && filter.add(&some[60_000..]));
        assert!(!filter.add(&[hash(100_000)]), "it is full");
        assert!(some.iter().all(|hash| filter.may_have(*hash)));
        let wrong = (200_000..300_000).map(hash).filter(|hash| filter.may_have(*hash)).count();
        assert!(wrong < 3_000, "{wrong} of 100,000");
    }
}
