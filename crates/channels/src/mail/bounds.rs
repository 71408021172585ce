//! What a mail may ask of us, so that none holds up the others. Nothing is unpacked and no picture is decoded
//! here: a packed file or picture is kept as the bytes that it is, however much it would come to elsewhere.

use mail_parser::{Message, PartType};

use super::header::Headers;

/// The largest mail that is read, as it is sent: 25 MB of content, in base64.
pub const LARGEST: usize = 36_000_000;

/// The most that its parts may come to, decoded.
pub(super) const CONTENT: usize = 25_000_000;

/// How many servers a mail may have passed before it is going round (RFC 5321, section 6.3).
const HOPS: usize = 100;

/// How many fields a mail may have before its body, and what they may come to.
const FIELDS: usize = 1_000;
const FIELD_BYTES: usize = 512 * 1024;

/// How many parts, one within the other and in all.
const DEPTH: usize = 24;
const PARTS: usize = 500;

/// How often a boundary may be announced. Mails that quote mails as text do so too.
const BOUNDARIES: usize = 200;

/// How many lines may begin as those between parts do: each of them may become a part, whatever it comes to.
const DELIMITERS: usize = 20_000;

/// How often it may be said what something is. A mail within a mail is read within the reading of that one, and says
/// so: a million of them would end the whole process.
const TYPES: usize = 2_000;

/// Why a mail is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It has nothing that a mail begins with.
    #[error("it does not begin as a mail does")]
    NoMail,
    /// Nobody is named as its sender.
    #[error("it names no sender to whom an answer could go")]
    NoSender,
    /// It is too large.
    #[error("it has {0} bytes, and at most {LARGEST} are read")]
    Large(usize),
    /// Its parts come to too much.
    #[error("its parts come to {0} bytes, and at most {CONTENT} are kept")]
    Content(usize),
    /// It goes round and round.
    #[error("it passed {0} servers: it is going round in a loop")]
    Loop(usize),
    /// Its head is too large.
    #[error("its head has {0} fields or is longer than {FIELD_BYTES} bytes")]
    Head(usize),
    /// It has too many parts, or parts within parts.
    #[error("it has too many parts, or too many within each other")]
    Parts,
    /// A bug of ours.
    #[error("reading it broke off")]
    Broken,
}

/// Looks at a mail before it is taken apart.
pub(super) fn check(raw: &[u8], headers: &Headers) -> Result<(), Refused> {
    if raw.len() > LARGEST {
        return Err(Refused::Large(raw.len()));
    }
    if headers.is_empty() {
        return Err(Refused::NoMail);
    }
    if headers.len() > FIELDS || headers.bytes() > FIELD_BYTES {
        return Err(Refused::Head(headers.len()));
    }
    let hops = headers.all("received").count();
    if hops > HOPS {
        return Err(Refused::Loop(hops));
    }
    let is_said = |word, most| said(raw, word, most) > most;
    if is_said(b"boundary", BOUNDARIES) || is_said(b"content-type", TYPES) || delimiters(raw) > DELIMITERS {
        return Err(Refused::Parts);
    }
    Ok(())
}

/// How often a word is said, in whatever capitals, as far as that is more than `most`.
fn said(raw: &[u8], word: &[u8], most: usize) -> usize {
    let Some((first, rest)) = word.split_first() else { return 0 };
    let begins = memchr::memchr2_iter(*first, first.to_ascii_uppercase(), raw);
    let ends =
        |at: &usize| raw.get(at + 1..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(rest));
    begins.filter(ends).take(most + 1).count()
}

/// How many lines begin with two dashes.
fn delimiters(raw: &[u8]) -> usize {
    memchr::memmem::find_iter(raw, b"\n--").take(DELIMITERS + 1).count()
}

/// Looks at a mail after it was taken apart.
pub(super) fn check_parts(message: &Message<'_>) -> Result<(), Refused> {
    let (mut parts, mut bytes) = (0, 0);
    let mut waiting = vec![(message, 0)];
    while let Some((message, depth)) = waiting.pop() {
        parts += message.parts.len();
        if depth > DEPTH || parts > PARTS {
            return Err(Refused::Parts);
        }
        for part in &message.parts {
            match &part.body {
                PartType::Message(inner) => waiting.push((inner, depth + 1)),
                PartType::Multipart(_) => {}
                _ => bytes += part.contents().len(),
            }
        }
    }
    if bytes > CONTENT { Err(Refused::Content(bytes)) } else { Ok(()) }
}
