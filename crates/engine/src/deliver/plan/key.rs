//! Names that are made of what they name: the same thing to the same person for the same reason has the same.

use compact_str::{CompactString, format_compact};
use voorzet_store::outbox::SendKey;
use xxhash_rust::xxh3::Xxh3;

/// What the key of a send begins with.
const PREFIX: &str = "vz_";

/// The key of what these parts say.
pub(super) fn key(parts: &[&[u8]]) -> SendKey {
    SendKey(format_compact!("{PREFIX}{:032x}", hash(parts).digest128()))
}

/// The thread of a person, a reason and a key: what newer messages about the same take the place of.
pub(super) fn thread(person: u64, reason: &CompactString, key: &str) -> i64 {
    hash(&[b"thread", &person.to_le_bytes(), reason.as_bytes(), key.as_bytes()]).digest() as i64
}

/// Parts do not run together: each is preceded by its length.
fn hash(parts: &[&[u8]]) -> Xxh3 {
    let mut hash = Xxh3::new();
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together_and_keys_stay_what_they_are() {
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
        assert_eq!(key(&[b"mail", b"1"]).0.len(), 35);
        // A key that changed between two versions would send again what was sent.
        assert_eq!(key(&[b"mail", b"1"]).0, "vz_866ab436c5392292d036bce5751e4a6f");
        assert_ne!(thread(1, &"a".into(), "b"), thread(2, &"a".into(), "b"));
    }
}
