//! Files and pictures beside a message. Their bytes are kept apart, once each, under their hash.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// The SHA-256 of some bytes, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobHash(pub CompactString);

impl BlobHash {
    /// The hash whose bytes these are.
    pub fn of(digest: &[u8]) -> Self {
        use std::fmt::Write as _;
        let mut text = CompactString::with_capacity(2 * digest.len());
        for byte in digest {
            // Writing to text that is in memory succeeds.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The hash that a text is; none when it is no hash.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(digits)).then(|| Self(text.into()))
    }
}

/// A file or picture beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Under which its bytes are kept.
    pub hash: BlobHash,
    /// Its name, without any path; what the sender called it.
    pub name: String,
    /// Its media type as the sender states it: `image/jpeg`. Never trusted when it is shown.
    pub media: CompactString,
    /// How long it is.
    pub bytes: u64,
    /// The `Content-ID` by which the message's HTML refers to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<String>,
}

/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 120;

/// A file's name as it can be shown and offered for keeping: without any path, without what controls a terminal or
/// turns text around, not hidden, and not endless. `file` when nothing is left.
pub fn plain_name(stated: &str) -> String {
    let last = stated.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let kept = last
        .chars()
        .filter(|letter| !letter.is_control() && !turns(*letter) && !"<>:\"|?*".contains(*letter));
    let name: String = kept.collect();
    let name = name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let length = name.chars().count();
    if name.is_empty() {
        return "file".to_owned();
    }
    if length <= LONGEST_NAME {
        return name.to_owned();
    }
    // What it ends in says what it is.
    let ending =
        name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.chars().count() <= 10);
    let room = LONGEST_NAME - ending.map_or(0, |ending| ending.chars().count() + 1);
    let start: String = name.chars().take(room).collect();
    ending.map_or(start.clone(), |ending| format!("{start}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path_or_trick() {
        let check = |stated: &str, name: &str| assert_eq!(plain_name(stated), name, "{stated:?}");
        check("box.jpg", "box.jpg");
        check("../../etc/passwd", "passwd");
        check("C:\\temp\\photo.png", "photo.png");
        check("invoice\u{202e}fdp.exe", "invoicefdp.exe");
        check("a\r\nb\".txt", "ab.txt");
        check(".htaccess", "htaccess");
        check("  ", "file");
        check("..", "file");
        let long = plain_name(&format!("{}.pdf", "é".repeat(500)));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with("é.pdf"));
    }

    #[test]
    fn a_hash_is_64_small_digits() {
        let hash = BlobHash::of(&[0xab; 32]);
        assert_eq!(BlobHash::parse(&hash.0), Some(hash));
        assert_eq!(BlobHash::parse(&"AB".repeat(32)), None);
        assert_eq!(BlobHash::parse("ab"), None);
    }
}
