//! Files and pictures in a mail, with names that can be written to any disk.

use compact_str::CompactString;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};
use ring::digest::{SHA256, digest};
use voorzet_domain::conversation::{Attachment, BlobHash};

/// The bytes of an attachment, under the hash that the message names it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Under which they are kept.
    pub hash: BlobHash,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The longest name, in characters.
const NAME: usize = 120;

/// What is beside a mail's text. `raw` is the mail as it came.
pub(super) fn attachments(message: &Message<'_>, raw: &[u8]) -> (Vec<Attachment>, Vec<File>) {
    let (mut attachments, mut files) = (Vec::new(), Vec::<File>::new());
    for part in message.attachments() {
        let bytes = bytes(part, raw);
        if bytes.is_empty() {
            continue;
        }
        let (attachment, file) = one(part, attachments.len() + 1, bytes);
        if !files.iter().any(|known| known.hash == file.hash) {
            files.push(file);
        }
        attachments.push(attachment);
    }
    (attachments, files)
}

/// Something of ours beside what came with the mail.
pub(super) fn added(name: &str, media: &str, bytes: Vec<u8>) -> (Attachment, File) {
    let hash = hash(&bytes);
    let length = bytes.len() as u64;
    let attachment = Attachment {
        hash: hash.clone(),
        name: name.to_owned(),
        media: media.into(),
        bytes: length,
        cid: None,
    };
    (attachment, File { hash, bytes })
}

fn one(part: &MessagePart<'_>, number: usize, bytes: Vec<u8>) -> (Attachment, File) {
    let media = media(part);
    let stated = match &part.body {
        PartType::Message(inner) => inner.subject().map(|subject| format!("{subject}.eml")),
        _ => None,
    };
    let stated = part.attachment_name().map(str::to_owned).or(stated).unwrap_or_default();
    let name = clean(&stated).unwrap_or_else(|| format!("attachment-{number}{}", ending(&media)));
    let (attachment, file) = added(&name, &media, bytes);
    let cid = part.content_id().map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
    (Attachment { cid: cid.filter(|cid| !cid.is_empty() && cid.len() <= 250), ..attachment }, file)
}

/// Its bytes as they were sent: texts too are kept in the script that they were written in.
fn bytes(part: &MessagePart<'_>, raw: &[u8]) -> Vec<u8> {
    let written = raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let decoded = match (&part.body, part.encoding) {
        (PartType::Multipart(_), _) => return Vec::new(),
        (PartType::Message(inner), Encoding::Base64 | Encoding::QuotedPrintable) => {
            return inner.raw_message.to_vec();
        }
        (PartType::Message(_), Encoding::None) => return written.to_vec(),
        (PartType::Binary(bytes) | PartType::InlineBinary(bytes), _) => return bytes.to_vec(),
        (_, Encoding::None) => Some(written.to_vec()),
        (_, Encoding::Base64) => base64_decode(written),
        (_, Encoding::QuotedPrintable) => quoted_printable_decode(written),
    };
    decoded.unwrap_or_else(|| part.contents().to_vec())
}

/// The SHA-256 of some bytes.
pub(super) fn hash(bytes: &[u8]) -> BlobHash {
    let digest = digest(&SHA256, bytes);
    let mut text = CompactString::with_capacity(64);
    for byte in digest.as_ref() {
        text.push_str(&format!("{byte:02x}"));
    }
    BlobHash(text)
}

/// Its media type, when it is written as one.
fn media(part: &MessagePart<'_>) -> CompactString {
    let stated = part
        .content_type()
        .map(|stated| format!("{}/{}", stated.ctype(), stated.subtype().unwrap_or("*")).to_ascii_lowercase());
    let is_plain = |text: &String| {
        text.len() <= 100 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/.+-_".contains(&b))
    };
    let otherwise = match part.body {
        PartType::Text(_) => "text/plain",
        PartType::Message(_) => "message/rfc822",
        _ => "application/octet-stream",
    };
    stated.filter(is_plain).map_or(otherwise.into(), CompactString::from)
}

/// A name without any path, without what no disk takes and without what turns its reading direction around.
/// Nothing when nothing is left of it.
pub(super) fn clean(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| !c.is_control() && !is_format(*c);
    let safe = |c: char| if "<>:\"|?*".contains(c) { '_' } else { c };
    let name: String = last.chars().filter(shown).map(safe).collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']).trim();
    if name.is_empty() {
        return None;
    }
    let (stem, ending) = name
        .rsplit_once('.')
        .filter(|(stem, ending)| !stem.is_empty() && ending.chars().count() <= 10)
        .unwrap_or((name, ""));
    let reserved = ["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];
    let mark = if reserved.contains(&stem.to_ascii_lowercase().as_str()) { "_" } else { "" };
    let stem: String = stem.chars().take(NAME).collect();
    Some(if ending.is_empty() { format!("{mark}{stem}") } else { format!("{mark}{stem}.{ending}") })
}

/// Characters that are not seen and change how others are.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// What the names of files of a media type end with.
fn ending(media: &str) -> &'static str {
    match media {
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "application/pdf" => ".pdf",
        "text/plain" => ".txt",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "message/rfc822" => ".eml",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_hide_nothing() {
        let check =
            |name: &str, expected: Option<&str>| assert_eq!(clean(name).as_deref(), expected, "{name:?}");
        check("factuur.pdf", Some("factuur.pdf"));
        check("../../etc/passwd", Some("passwd"));
        check("C:\\Users\\an\\foto 1.JPG", Some("foto 1.JPG"));
        check("invoice\u{202e}fdp.exe", Some("invoicefdp.exe"));
        check("a\r\nContent-Type: text/html.txt", Some("html.txt"));
        check("..", None);
        check(".htaccess", Some("htaccess"));
        check("con.txt", Some("_con.txt"));
        check("a<b>:c|d?.png", Some("a_b__c_d_.png"));
        check(&format!("{}.pdf", "x".repeat(500)), Some(&format!("{}.pdf", "x".repeat(NAME))));
    }
}
