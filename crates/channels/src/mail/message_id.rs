//! The `Message-ID` of what we send: made of its send key and its thread's token, so that an answer and a bounce
//! tell by it alone what they belong to, and a second try has the same.

use compact_str::{CompactString, format_compact};
use xxhash_rust::xxh3::xxh3_128;

/// What ours begin with, when the key stands in them and when only its hash does.
const KEY: &str = "vz-";
const HASH: &str = "vzh-";

/// The longest id that means anything.
const LONGEST: usize = 500;

/// The `Message-ID` of what is sent under this key, without its brackets.
pub fn message_id(key: &str, token: Option<&str>, domain: &str) -> String {
    let mut id =
        if is_word(key) { format!("{KEY}{key}") } else { format!("{HASH}{:032x}", xxh3_128(key.as_bytes())) };
    if let Some(token) = token.filter(|token| token.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        id.push('.');
        id.push_str(&token.to_ascii_lowercase());
    }
    format!("{id}@{domain}")
}

/// What one of ours says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ours<'a> {
    /// The send key, where it stands in it.
    pub key: Option<&'a str>,
    /// The token of its thread.
    pub token: Option<&'a str>,
}

/// What an id says, when it is one of those that are sent from this domain.
pub(super) fn ours<'a>(id: &'a str, domain: &str) -> Option<Ours<'a>> {
    let (left, right) = id.trim().trim_matches(['<', '>']).rsplit_once('@')?;
    if !right.eq_ignore_ascii_case(domain) {
        return None;
    }
    let (key, token) = left.split_once('.').map_or((left, None), |(key, token)| (key, Some(token)));
    let key = if let Some(key) = key.strip_prefix(KEY) {
        Some(key).filter(|key| is_word(key))?.into()
    } else {
        key.strip_prefix(HASH)?;
        None
    };
    Some(Ours { key, token: token.filter(|token| !token.is_empty()) })
}

/// What the event of a mail is called: what the mail calls itself, and a hash of what it says.
pub(super) fn event_id(id: &str, hash: u64) -> CompactString {
    format_compact!("{}|{hash:016x}", &id[..id.floor_char_boundary(200)])
}

/// What a mail calls itself of whose event this is the id; the text itself when it is no such id.
pub(super) fn of_event(event: &str) -> &str {
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    event.rsplit_once('|').filter(|(_, hash)| is_hash(hash)).map_or(event, |(id, _)| id)
}

/// The ids in a field, in order: what stands between angle brackets.
pub(super) fn ids(field: &str) -> impl DoubleEndedIterator<Item = &str> {
    let pieces: Vec<&str> = field.split('<').skip(1).collect();
    pieces.into_iter().filter_map(bracketed)
}

/// What stands before the closing bracket.
fn bracketed(piece: &str) -> Option<&str> {
    let (id, _) = piece.split_once('>')?;
    let id = id.trim();
    (!id.is_empty() && id.len() <= LONGEST).then_some(id)
}

/// Whether a text can stand in an id as it is.
fn is_word(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let id = message_id("vz_0a", Some("Tk9"), "shop.example");
        assert_eq!(id, "vz-vz_0a.tk9@shop.example");
        assert_eq!(
            ours(&format!("<{id}>"), "SHOP.example"),
            Some(Ours { key: Some("vz_0a"), token: Some("tk9") })
        );
        let id = message_id("said 7/é", None, "shop.example");
        assert_eq!(ours(&id, "shop.example"), Some(Ours { key: None, token: None }));
        for other in ["vz-a@x.example", "a@shop.example", "vz-@shop.example", "vz-a b@shop.example", ""] {
            assert_eq!(ours(other, "shop.example"), None, "{other}");
        }
    }

    #[test]
    fn an_event_tells_what_its_mail_calls_itself() {
        assert_eq!(of_event(&event_id("a|b@c", 7)), "a|b@c");
        for other in ["a@b", "a|b@c", "a@b|0123"] {
            assert_eq!(of_event(other), other);
        }
    }

    #[test]
    fn ids_stand_between_brackets() {
        assert_eq!(ids("<a@b> text <c@d>\t<e").collect::<Vec<_>>(), ["a@b", "c@d"]);
    }
}
