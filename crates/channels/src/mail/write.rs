//! What we say, as mail. The same under the same key is the same mail, its `Message-ID` and bounds included.
//!
//! Nothing that comes from elsewhere reaches a field with a line end in it: names and subjects are one line, ids and
//! addresses hold no spaces.

use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address as Written;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};
use voorzet_domain::conversation::{Attachment, Outgoing};
use voorzet_domain::time::Timestamp;
use xxhash_rust::xxh3::xxh3_128;

use super::address::Address;
use super::attachment;
use super::letter::{Letter, is_typed};
use super::message_id::{message_id, of_event};

/// How many ids of a thread are named.
const ANCESTORS: usize = 20;

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// Its send key.
    pub key: &'a str,
    /// From whom.
    pub from: &'a Address,
    /// What they are called.
    pub name: Option<&'a str>,
    /// Whether answers come back to an address with the thread's token.
    pub tagged: bool,
    /// To whom.
    pub to: &'a Address,
    /// What it says.
    pub outgoing: &'a Outgoing,
    /// What is beside it, with its bytes.
    pub files: &'a [(Attachment, Vec<u8>)],
    /// When it is sent.
    pub at: Timestamp,
}

/// Writes a mail: its id, without brackets, and its bytes.
pub fn write(draft: &Draft<'_>) -> (String, Vec<u8>) {
    let Draft { key, from, outgoing, .. } = draft;
    let token = outgoing.token.as_deref().filter(|token| is_token(token));
    let id = message_id(key, token, from.domain());
    let letter = Letter::of(outgoing);
    let name = outgoing.author.as_deref().or(draft.name).map(line).filter(|name| !name.is_empty());
    let to = outgoing.name.as_deref().map(line).filter(|name| !name.is_empty());
    let written = |name: Option<String>, address: &Address| {
        Written::new_address(name.map(std::borrow::Cow::Owned), address.to_string())
    };
    let mut mail = MessageBuilder::new()
        .from(written(name, from))
        .to(written(to, draft.to))
        .subject(line(outgoing.subject.as_deref().unwrap_or_default()))
        .header("Date", Raw::new(date(draft.at)))
        .message_id(id.clone());
    if let Some(token) = token.filter(|_| draft.tagged) {
        mail = mail.reply_to(written(None, &from.tagged(&token.to_ascii_lowercase())));
    }
    let mut ids = ids(&outgoing.thread);
    if let Some(answered) = outgoing.answers.as_deref().and_then(plain_id) {
        mail = mail.header("In-Reply-To", MessageId::new(answered.clone()));
        ids.retain(|id| *id != answered);
        ids.push(answered);
        mail = mail.header("References", MessageId::from(ids));
    } else if !ids.is_empty() {
        mail = mail.header("References", MessageId::from(ids));
    }
    for (name, value) in marks(draft) {
        mail = mail.header(name, value);
    }
    // Writing to memory does not fail.
    let bytes = mail.body(parts(draft, letter)).write_to_vec().unwrap_or_default();
    (id, bytes)
}

/// Fields for machines.
fn marks<'a>(draft: &Draft<'_>) -> Vec<(&'static str, HeaderType<'a>)> {
    let outgoing = draft.outgoing;
    let mut marks: Vec<(&'static str, HeaderType<'a>)> = Vec::new();
    let is_answer = outgoing.answers.is_some() || is_typed(outgoing);
    if outgoing.automatic || !is_answer {
        let how = if is_answer { "auto-replied" } else { "auto-generated" };
        marks.push(("Auto-Submitted", Raw::new(how).into()));
        marks.push(("X-Auto-Response-Suppress", Raw::new("OOF, AutoReply").into()));
    }
    if let Some(link) = outgoing.unsubscribe.as_deref().filter(|link| is_link(link)) {
        let by_mail = outgoing.unsubscribe_by_mail.as_ref().and_then(|(to, subject)| mailto(to, subject));
        // The one that a click calls comes first, the other on a line of its own.
        let by_mail = by_mail.map(|by_mail| format!(",\r\n\t<{by_mail}>")).unwrap_or_default();
        marks.push(("List-Unsubscribe", Raw::new(format!("<{link}>{by_mail}")).into()));
        marks.push(("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click").into()));
    }
    if draft.key.len() <= 100 && draft.key.bytes().all(|byte| byte.is_ascii_graphic()) {
        marks.push(("X-Voorzet-Key", Raw::new(draft.key.to_owned()).into()));
    }
    if let Some(language) = outgoing.language.as_deref().map(line).filter(|language| language.len() <= 12) {
        marks.push(("Content-Language", Text::new(language).into()));
    }
    marks
}

fn parts<'a>(draft: &'a Draft<'_>, letter: Letter) -> MimePart<'a> {
    let bound = |kind: &str, mark: &str| {
        let hash = xxh3_128(format!("{mark}{}", draft.key).as_bytes());
        ContentType::new(kind.to_owned()).attribute("boundary", format!("=_{mark}{hash:032x}"))
    };
    let texts = vec![MimePart::new("text/plain", letter.text), MimePart::new("text/html", letter.html)];
    let said = MimePart::new(bound("multipart/alternative", "a"), BodyPart::Multipart(texts));
    if draft.files.is_empty() {
        return said;
    }
    let mut parts = vec![said];
    for (attachment, bytes) in draft.files {
        let media =
            if is_media(&attachment.media) { attachment.media.as_str() } else { "application/octet-stream" };
        let name = attachment::clean(&attachment.name).unwrap_or_else(|| "attachment".to_owned());
        // In base64 whatever it is, so that nothing changes its line ends.
        let part = MimePart::new(media.to_owned(), BodyPart::Binary(base64(bytes).into_bytes().into()));
        parts.push(part.attachment(name).transfer_encoding("base64"));
    }
    MimePart::new(bound("multipart/mixed", "m"), BodyPart::Multipart(parts))
}

/// In lines of 76.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + bytes.len() / 28);
    for line in bytes.chunks(57) {
        base64::engine::general_purpose::STANDARD.encode_string(line, &mut out);
        out.push_str("\r\n");
    }
    out
}

/// On one line, without what would end a name or be taken for letters in another form.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ").replace(['"', '\\'], "'").replace("=?", "= ?");
    text.chars().take(500).collect()
}

fn ids(thread: &[String]) -> Vec<String> {
    let skipped = thread.len().saturating_sub(ANCESTORS);
    thread.iter().skip(skipped).filter_map(|id| plain_id(id)).collect()
}

/// An id without its brackets, when it can stand in a field. Of what a customer wrote the event's id is known.
fn plain_id(id: &str) -> Option<String> {
    let id = of_event(id.trim()).trim_start_matches('<').trim_end_matches('>');
    let is_plain = id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte));
    (is_plain && id.contains('@') && id.len() <= 250).then(|| id.to_owned())
}

fn is_token(token: &str) -> bool {
    (1..=64).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_link(link: &str) -> bool {
    link.starts_with("https://") && link.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
}

/// The address of a mail that is to be written (RFC 6068), where it can be said without escapes but for spaces.
fn mailto(to: &str, subject: &str) -> Option<String> {
    let plain = |text: &str, more: &[u8]| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte) || more.contains(&byte))
    };
    let fits = plain(to, b"@") && plain(subject, b" ") && subject.len() <= 450;
    fits.then(|| format!("mailto:{to}?subject={}", subject.replace(' ', "%20")))
}

fn is_media(media: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".+-".contains(&byte);
    media.split_once('/').is_some_and(|(kind, form)| {
        !kind.is_empty()
            && !form.is_empty()
            && kind.bytes().all(plain)
            && form.bytes().all(plain)
            && media.len() <= 100
    })
}

/// As RFC 5322 wants it.
fn date(at: Timestamp) -> String {
    at.to_jiff().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
