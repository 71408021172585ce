//! What answers to us carry, so that their thread is found: nobody can make one up who does not know the store's key.

use compact_str::CompactString;
use voorzet_domain::conversation::ConversationId;
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Letters and digits that are not taken for each other.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How long a token is: 80 bits.
const LENGTH: usize = 16;

/// The token of a conversation.
pub(crate) fn token(key: u64, conversation: ConversationId) -> CompactString {
    let mut hash = xxh3_128_with_seed(&conversation.0.to_le_bytes(), key);
    let mut token = CompactString::default();
    for _ in 0..LENGTH {
        token.push(char::from(SIGNS[(hash % 32) as usize]));
        hash /= 32;
    }
    token
}
