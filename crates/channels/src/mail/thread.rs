//! Which thread a mail belongs to, the most telling first.

use super::address::Address;
use super::header::Headers;
use super::message_id::{ids, ours};
use super::subject;

/// How many of a mail's ancestors are looked at.
const ANCESTORS: usize = 50;

/// Fields with addresses to which a mail went, by those who wrote it and those who brought it.
const TO: [&str; 6] = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to"];

/// The keys of the thread of a mail: the token of the address it went to; what it answers, by token and by id; what
/// that answered, the newest first; itself.
pub(super) fn threads(account: &str, address: &Address, headers: &Headers<'_>) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut add = |key: String| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    for field in TO.iter().flat_map(|name| headers.all(name)) {
        for word in field.split([' ', ',', ';', '<', '>', '"', '\t']) {
            if let Some(token) = address.token_of(word) {
                add(token_key(account, &token));
            }
        }
    }
    let answers: Vec<String> = headers.all("in-reply-to").collect();
    let ancestors: Vec<String> = headers.all("references").collect();
    let answers = answers.iter().flat_map(|field| ids(field));
    let ancestors = ancestors.iter().flat_map(|field| ids(field).rev());
    for id in answers.chain(ancestors).take(ANCESTORS) {
        if let Some(token) = ours(id, address.domain()).and_then(|ours| ours.token) {
            add(token_key(account, &token.to_ascii_lowercase()));
        }
        add(id_key(account, id));
    }
    if let Some(id) = own_id(headers) {
        add(id_key(account, &id));
    }
    keys
}

/// The key that only says which thread it may be: the same sender and the same subject.
pub(super) fn hint(account: &str, from: &str, subject: &str) -> Option<String> {
    let plain = subject::plain(subject);
    (!plain.is_empty()).then(|| format!("{account}|s:{}|{plain}", from.to_lowercase()))
}

/// A mail's own id.
pub(super) fn own_id(headers: &Headers<'_>) -> Option<String> {
    let field = headers.get("message-id")?;
    let id = ids(&field).next().map(str::to_owned);
    // Some write it without brackets.
    id.or_else(|| Some(field).filter(|id| id.contains('@') && !id.contains(' ') && id.len() <= 500))
}

fn token_key(account: &str, token: &str) -> String {
    format!("{account}|t:{token}")
}

fn id_key(account: &str, id: &str) -> String {
    format!("{account}|<{id}>")
}
