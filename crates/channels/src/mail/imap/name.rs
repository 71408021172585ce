//! Names of mailboxes, texts and sets of numbers as they go on the wire.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;

use crate::mail::connection::Failure;

const UTF7: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// A text in quotes. What could end the line is in none.
pub(super) fn quoted(text: &str) -> Result<String, Failure> {
    if text.chars().any(|c| c.is_control() || !c.is_ascii()) {
        return Err(Failure::Nonsense(
            "a name or password with characters that IMAP cannot be told so".to_owned(),
        ));
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A mailbox's name in the form that IMAP has for other scripts (RFC 3501, section 5.1.3).
pub(super) fn utf7(name: &str) -> String {
    let (mut out, mut other) = (String::new(), Vec::<u16>::new());
    let flush = |other: &mut Vec<u16>, out: &mut String| {
        if !other.is_empty() {
            let bytes: Vec<u8> = other.drain(..).flat_map(u16::to_be_bytes).collect();
            out.push('&');
            UTF7.encode_string(bytes, out);
            out.push('-');
        }
    };
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            flush(&mut other, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            other.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
    flush(&mut other, &mut out);
    out
}

/// Numbers in order, as few ranges.
pub(super) fn set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(*uid) => *end = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let range =
        |(start, end): (u32, u32)| if start == end { start.to_string() } else { format!("{start}:{end}") };
    ranges.into_iter().map(range).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_go_as_imap_has_them() {
        assert_eq!(utf7("Éléments & co"), "&AMk-l&AOk-ments &- co");
        assert_eq!(utf7("INBOX"), "INBOX");
        assert_eq!(quoted("a\"b\\c").expect("plain"), "\"a\\\"b\\\\c\"");
        assert!(quoted("a\r\nv2 DELETE INBOX").is_err());
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
    }
}
