//! A mail becomes a message of a conversation, or tells of one of ours that did not arrive.

use std::panic::catch_unwind;

use compact_str::{CompactString, format_compact};
use mail_parser::{Message, MessageParser};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use smallvec::SmallVec;
use voorzet_domain::conversation::received::Verdict;
use voorzet_domain::conversation::{Author, Bounced, Received};
use voorzet_domain::event::{Event, builtin};
use voorzet_domain::identity::{Claim, IdentityKind};
use voorzet_domain::time::Timestamp;
use xxhash_rust::xxh3::Xxh3;

use super::address::Address;
use super::attachment::{self, File};
use super::automatic::is_automatic;
use super::body::Body;
use super::bounce::{Bounce, bounces};
use super::bounds::{self, Refused};
use super::header::Headers;
use super::message_id::{self, ours};
use super::quotation;
use super::thread;
use super::trust::trust;
use crate::claim::claim;

/// Whose mail is read.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The account's route, which is the source of its events: `mail`, `mail:returns`.
    pub account: CompactString,
    /// Its address.
    pub address: Address,
    /// The mail server whose `Authentication-Results` are believed.
    pub authserv: Option<String>,
    /// Parts of the `List-Id` of lists by which people reach it: a group's address that many work from.
    pub lists: Vec<String>,
}

/// What a mail is.
#[derive(Clone, Debug)]
pub enum Read {
    /// A message: `message.received`, with the bytes of what is beside it.
    Message(Box<Event>, Vec<File>),
    /// Mails of ours that did not arrive: `message.bounced`, one for each receiver.
    Bounced(Vec<Event>),
    /// One of ours that came back as it went: it is known already.
    Ours,
}

/// Reads a mail. `arrived` is when its server took it in; what the sender says of the time is not believed.
pub fn read(raw: &[u8], mailbox: &Mailbox, arrived: Timestamp) -> Result<Read, Refused> {
    let headers = Headers::of(raw);
    bounds::check(raw, &headers)?;
    let own_id = thread::own_id(&headers);
    if own_id.as_deref().and_then(|id| ours(id, mailbox.address.domain())).is_some() {
        return Ok(Read::Ours);
    }
    // In a debug build it breaks off at parts whose ends do not fit their beginnings.
    let parsed = catch_unwind(|| MessageParser::default().parse(raw)).map_err(|_| Refused::Broken)?;
    let message = parsed.ok_or(Refused::NoMail)?;
    bounds::check_parts(&message)?;
    let id = event_id(raw, &headers, own_id.as_deref());
    let found = bounces(&message, raw, &headers, &mailbox.address);
    if !found.is_empty() {
        let event = |(index, bounce)| bounced(mailbox, format_compact!("{id}#{index}"), bounce, arrived);
        return Ok(Read::Bounced(found.into_iter().enumerate().map(event).collect()));
    }
    let (received, files) = received(&message, raw, &headers, mailbox)?;
    let proved = received.trust.verdict == Some(Verdict::Pass) && is_from(&message, &received.from.address);
    let customer = claim(IdentityKind::Mail, &received.from.address, proved, None);
    let event = Event {
        id,
        source: mailbox.account.clone(),
        kind: CompactString::const_new(builtin::MESSAGE),
        time: arrived,
        customer: customer.into_iter().collect::<SmallVec<[Claim; 1]>>(),
        asset: None,
        data: data(&received),
    };
    Ok(Read::Message(Box::new(event), files))
}

fn received(
    message: &Message<'_>,
    raw: &[u8],
    headers: &Headers<'_>,
    mailbox: &Mailbox,
) -> Result<(Received, Vec<File>), Refused> {
    let from = message.from().or(message.sender()).and_then(|from| from.first());
    let answer_to = message.reply_to().and_then(|to| to.first());
    let address = |from: &mail_parser::Addr<'_>| from.address().and_then(|text| Address::parse(text).ok());
    let sender = from.and_then(address);
    let answer = answer_to.and_then(address).filter(|to| !mailbox.address.is(&to.to_string()));
    let author = answer.clone().or_else(|| sender.clone()).ok_or(Refused::NoSender)?.to_string();
    let named =
        answer_to.filter(|_| answer.is_some()).and_then(|to| to.name()).or(from.and_then(|from| from.name()));
    let subject = message.subject().map(|subject| line(subject, 500)).filter(|subject| !subject.is_empty());
    let shown = subject.as_deref().unwrap_or_default();
    let body = Body::of(message);
    let (mut attachments, mut files) = attachment::attachments(message, raw);
    for (name, media, bytes) in body.aside {
        let (attachment, file) = attachment::added(name, media, bytes);
        attachments.push(attachment);
        files.push(file);
    }
    let sender = sender.map_or_else(|| author.clone(), |sender| sender.to_string());
    let answer = answer.map(|answer| answer.to_string());
    let received = Received {
        channel: CompactString::const_new("mail"),
        account: mailbox.account.clone(),
        threads: thread::threads(&mailbox.account, &mailbox.address, headers),
        hints: thread::hint(&mailbox.account, &author, shown).into_iter().collect(),
        automatic: is_automatic(headers, &sender, answer.as_deref(), shown, &mailbox.lists),
        from: Author {
            address: author,
            name: named.map(|name| line(name, 200)).filter(|name| !name.is_empty()),
        },
        own: quotation::own(&body.text),
        text: body.text,
        html: body.html,
        remote: body.remote,
        subject,
        attachments,
        trust: trust(headers, mailbox.authserv.as_deref()),
        ..Received::default()
    };
    Ok((received, files))
}

/// Whether an address is the one that the verdict on the sender is about.
fn is_from(message: &Message<'_>, address: &str) -> bool {
    // With more than one sender nobody knows which of them was proved.
    let mut from = message.from().into_iter().flat_map(|from| from.iter());
    let first = from.next().and_then(|from| from.address()).and_then(|text| Address::parse(text).ok());
    first.is_some_and(|first| first.to_string() == address) && from.next().is_none()
}

fn bounced(mailbox: &Mailbox, id: CompactString, bounce: Bounce, arrived: Timestamp) -> Event {
    let bounced = Bounced {
        account: mailbox.account.clone(),
        address: bounce.address,
        hard: bounce.hard,
        key: bounce.key.map(Into::into),
        problem: bounce.problem,
    };
    bounce_event(mailbox.account.clone(), id, &bounced, arrived)
}

/// The event that an address takes no messages. Whose it is, is found by the address: nobody is claimed.
pub(super) fn bounce_event(
    source: CompactString,
    id: CompactString,
    bounced: &Bounced,
    at: Timestamp,
) -> Event {
    let kind = CompactString::const_new(builtin::MESSAGE_BOUNCED);
    Event { id, source, kind, time: at, customer: SmallVec::new(), asset: None, data: data(bounced) }
}

/// The id of a mail's event: what it calls itself, and a hash of what it says. The same mail by two ways is one, and
/// two mails that call themselves the same are two.
fn event_id(raw: &[u8], headers: &Headers<'_>, id: Option<&str>) -> CompactString {
    let mut hash = Xxh3::new();
    for name in ["from", "date", "subject"] {
        let value = headers.get(name).unwrap_or_default();
        hash.update(&(value.len() as u64).to_le_bytes());
        hash.update(value.as_bytes());
    }
    hash.update(raw.get(headers.bytes()..).unwrap_or_default().trim_ascii());
    let hash = hash.digest128();
    match id {
        Some(id) => message_id::event_id(id, hash as u64),
        None => format_compact!("{hash:032x}"),
    }
}

/// On one line, and no longer than it is read.
fn line(text: &str, longest: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(longest).collect()
}

fn data(value: &impl Serialize) -> Box<RawValue> {
    // Texts, numbers and lists of them always are JSON.
    to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}
