//! Mails that give back a mail of ours: delivery reports (RFC 3464), and the plainer ones of older servers.

use std::sync::LazyLock;

use mail_parser::{Message, PartType};
use regex::{Regex, RegexSet};

use super::address::Address;
use super::header::Headers;
use super::message_id::{ids, ours};

/// An address that a mail of ours did not reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bounce {
    pub address: String,
    /// Whether it never will.
    pub hard: bool,
    pub key: Option<String>,
    pub problem: String,
}

/// How many receivers of one mail are believed to have failed.
const MOST: usize = 100;

/// What servers say of an address that there is not, when they give no code that does.
static NOBODY: LazyLock<RegexSet> = LazyLock::new(|| {
    let phrases = [
        r"(?i)(user|mailbox|recipient|address|account)\b.{0,30}\b(unknown|does ?n.t exist|does not exist|not found|no longer|disabled|inactive)",
        r"(?i)(unknown|no such|invalid|nonexistent)\b.{0,20}\b(user|mailbox|recipient|address|account)",
    ];
    RegexSet::new(phrases).unwrap_or_default()
});

/// How servers of the kind of qmail name who was not reached.
static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^<([^\s<>@]+@[^\s<>@]+)>:\s*\r?\n(.{0,300})").ok());

/// What a mail gives back; nothing when it is no such mail, or says that something is only late.
pub(super) fn bounces(
    message: &Message<'_>,
    raw: &[u8],
    headers: &Headers<'_>,
    ours: &Address,
) -> Vec<Bounce> {
    let key = Returned::of(raw, ours);
    let reports: Vec<&str> = message.parts.iter().filter_map(report).collect();
    if !reports.is_empty() {
        return reports.iter().flat_map(|text| reported(text, &key)).take(MOST).collect();
    }
    if let Some(failed) = headers.get("x-failed-recipients") {
        let problem = first_line(message);
        let addresses = failed.split(',').filter_map(|address| Address::parse(address).ok());
        return addresses.take(MOST).map(|address| key.guess(address.to_string(), &problem)).collect();
    }
    let returns_nowhere = headers.get("return-path").is_some_and(|path| path == "<>");
    let text = message.text_bodies().next().and_then(|part| part.text_contents()).unwrap_or_default();
    if returns_nowhere
        && text.contains("qmail-send")
        && let Some(named) = NAMED.as_ref()
    {
        let found = named.captures_iter(text).take(MOST);
        return found.map(|found| key.guess(found[1].to_owned(), found[2].trim())).collect();
    }
    Vec::new()
}

/// The text of a delivery report.
fn report<'a>(part: &'a mail_parser::MessagePart<'_>) -> Option<&'a str> {
    use mail_parser::MimeHeaders;
    let media = part.content_type()?;
    let is_report = media.ctype().eq_ignore_ascii_case("message")
        && media.subtype().is_some_and(|subtype| {
            subtype.eq_ignore_ascii_case("delivery-status")
                || subtype.eq_ignore_ascii_case("global-delivery-status")
        });
    match &part.body {
        _ if !is_report => None,
        PartType::Text(text) => Some(text),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// What a report says of each receiver.
fn reported(text: &str, key: &Returned) -> Vec<Bounce> {
    let text = text.replace("\r\n", "\n");
    let mut bounces = Vec::new();
    for group in text.split("\n\n") {
        let fields = Headers::of(group.trim_start().as_bytes());
        let value = |name: &str| fields.get(name).map(|value| typed(&value).to_owned());
        let Some(address) = value("final-recipient").or_else(|| value("original-recipient")) else {
            continue;
        };
        let Ok(address) = Address::parse(address.trim_matches(['<', '>'])) else { continue };
        if !fields.get("action").is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
            continue;
        }
        let status = fields.get("status").unwrap_or_default();
        let status = status.split_whitespace().next().unwrap_or_default().to_owned();
        let said = value("diagnostic-code").unwrap_or_default();
        bounces.push(Bounce {
            address: address.to_string(),
            hard: key.0.is_some() && is_hard(&status, &said),
            key: key.0.clone(),
            problem: shown(&format!("{status} {said}")),
        });
    }
    bounces
}

/// Whether an address with this status never takes anything (RFC 3463). A full mailbox and a refused content are no
/// fault of the address.
pub(super) fn is_hard(status: &str, said: &str) -> bool {
    let mut numbers = status.split('.');
    let code = (numbers.next(), numbers.next(), numbers.next());
    match code {
        (Some("5"), Some("1"), Some("0")) => NOBODY.is_match(said),
        (Some("5"), Some("1"), Some(_))
        | (Some("5"), Some("2"), Some("1"))
        | (Some("5"), Some("4"), Some("4")) => true,
        (Some("5"), Some("2" | "3" | "6" | "7"), _) => false,
        (Some("5"), _, _) => NOBODY.is_match(said),
        _ => false,
    }
}

/// The send key of the mail of ours that is given back. Without one anybody could have an address shut off by saying
/// that it failed; with one it can be asked whether that mail went to this address.
struct Returned(Option<String>);

impl Returned {
    fn of(raw: &[u8], address: &Address) -> Self {
        let mut by_id = None;
        for line in raw.split(|byte| *byte == b'\n') {
            let Some(colon) = memchr::memchr(b':', line.get(..40).unwrap_or(line)) else { continue };
            let (name, value) = (line[..colon].trim_ascii().to_ascii_lowercase(), &line[colon + 1..]);
            let value = || String::from_utf8_lossy(value).trim().to_owned();
            match name.as_slice() {
                b"x-voorzet-key" => {
                    return Self(Some(value().chars().filter(char::is_ascii_graphic).take(100).collect()));
                }
                b"message-id" | b"references" | b"in-reply-to" if by_id.is_none() => {
                    let value = value();
                    let key = ids(&value).rev().find_map(|id| ours(id, address.domain())?.key);
                    by_id = key.map(str::to_owned);
                }
                _ => {}
            }
        }
        Self(by_id)
    }

    /// From words alone an address is not shut off.
    fn guess(&self, address: String, problem: &str) -> Bounce {
        Bounce { address, hard: false, key: self.0.clone(), problem: shown(problem) }
    }
}

/// A value without what says of which kind it is: `rfc822; a@b.example`.
fn typed(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, value)| value).trim()
}

fn first_line(message: &Message<'_>) -> String {
    let text = message.text_bodies().next().and_then(|part| part.text_contents()).unwrap_or_default();
    let telling = text.lines().map(str::trim).find(|line| line.starts_with('5') || line.contains("550"));
    telling.or_else(|| text.lines().find(|line| !line.trim().is_empty())).unwrap_or_default().to_owned()
}

/// As people read it.
fn shown(problem: &str) -> String {
    let words: Vec<&str> = problem
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(300).collect()
}
