//! A webhook becomes events: messages of customers, and what became of ours. What cannot be read of it is told apart,
//! so that the rest goes on.
//!
//! | file | what |
//! |---|---|
//! | `wire` | the shapes |
//! | `content` | what a message says, whatever its type |
//! | `message` | a message becomes events |
//! | `status` | what became of one of ours becomes an event |
//! | `word` | words by which customers take their consent back |

mod content;
mod message;
mod status;
mod wire;
mod word;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use voorzet_domain::conversation::BlobHash;
use voorzet_domain::event::Event;
use voorzet_domain::time::Timestamp;

pub(super) use content::{hash, hash_of};
use wire::{Body, Change, Value};

/// How much is kept of what cannot be read.
const KEPT: usize = 64 * 1024;

/// A number of ours that webhooks may be about.
#[derive(Clone, Copy, Debug)]
pub struct Number<'a> {
    /// Its account: `whatsapp:shop`.
    pub account: &'a str,
    /// Meta's id of it.
    pub id: &'a str,
}

/// What a webhook holds.
#[derive(Debug, Default)]
pub struct Arrived {
    /// Events, each with the account it came by, which is its source as well.
    pub events: Vec<Event>,
    /// Files that belong to messages among them, and are to be fetched.
    pub files: Vec<(CompactString, File)>,
    /// What cannot be read of it.
    pub unreadable: Vec<Unread>,
    /// What Meta says is wrong with an account.
    pub troubles: Vec<(CompactString, String)>,
    /// Whether what Meta approved of templates has changed.
    pub templates: bool,
}

/// A file that a message came with, and that Meta keeps for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Meta's id of it.
    pub id: CompactString,
    /// What Meta says its bytes come to.
    pub hash: BlobHash,
    /// What kind of file it is.
    pub media: CompactString,
    /// The message it came with.
    pub message: CompactString,
    /// When that was.
    pub at: Timestamp,
}

/// A piece of a webhook that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The account it came by.
    pub account: CompactString,
    /// What it was.
    pub body: String,
    /// Why it cannot be read.
    pub problem: String,
}

/// What is known of a piece of a webhook from around it.
#[derive(Clone, Copy)]
struct About<'a> {
    /// The account.
    account: &'a str,
    /// The strategy's channel: the account's name up to its colon.
    channel: &'a str,
    /// When the webhook came.
    at: Timestamp,
}

/// Reads a webhook that came in for an account and is about these numbers; its signature was checked. `at` is when it
/// came.
pub fn read(body: &[u8], account: &str, numbers: &[Number<'_>], at: Timestamp) -> Arrived {
    let mut arrived = Arrived::default();
    match serde_json::from_slice::<Body<'_>>(body) {
        Ok(body) => {
            for change in body.entry.iter().flat_map(|entry| &entry.changes) {
                if let Err(problem) = arrived.change(change, account, numbers, at) {
                    arrived.unread(account, change.get(), problem);
                }
            }
        }
        Err(error) => arrived.unread(account, &String::from_utf8_lossy(body), error.to_string()),
    }
    arrived
}

/// Reads a piece of a webhook once more that could not be read, as it was kept: all of it, or what it held of a number.
pub fn read_again(piece: &str, number: Number<'_>, at: Timestamp) -> Result<Arrived, String> {
    if piece.len() >= KEPT {
        return Err("only its beginning is kept".to_owned());
    }
    let known: serde_json::Value = serde_json::from_str(piece).map_err(|error| error.to_string())?;
    let has = |name: &str| known.get(name).is_some();
    let change = |field: &str, list: &str| {
        let metadata = json!({"phone_number_id": number.id});
        json!({"field": field, "value": {"metadata": metadata, list: [known]}})
    };
    let whole = match () {
        () if has("entry") => known,
        () if has("field") => json!({"entry": [{"changes": [known]}]}),
        () => {
            let change = if has("status") {
                change("messages", "statuses")
            } else if has("category") && has("value") {
                change("user_preferences", "user_preferences")
            } else {
                change("messages", "messages")
            };
            json!({"entry": [{"changes": [change]}]})
        }
    };
    let mut arrived = read(whole.to_string().as_bytes(), number.account, &[number], at);
    match arrived.unreadable.pop() {
        None => Ok(arrived),
        Some(unread) => Err(unread.problem),
    }
}

impl Arrived {
    fn change(
        &mut self,
        raw: &RawValue,
        account: &str,
        numbers: &[Number<'_>],
        at: Timestamp,
    ) -> Result<(), String> {
        let change: Change<'_> = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
        match change.field.as_ref() {
            "messages" | "user_preferences" => {}
            "message_template_status_update" | "template_category_update" => {
                self.templates = true;
                return Ok(());
            }
            // Quality, reviews and the like say nothing of what is said.
            _ => return Ok(()),
        }
        let value: Value<'_> = serde_json::from_str(change.value.get()).map_err(|error| error.to_string())?;
        let id = value.metadata.as_ref().map(|number| number.phone_number_id.as_ref()).unwrap_or_default();
        let account = match numbers.iter().find(|number| number.id == id) {
            Some(number) => number.account,
            // What a customer prefers may be told without a number.
            None if id.is_empty() && value.messages.is_empty() && value.statuses.is_empty() => account,
            None => return Err(format!("it is about the number {id:?}, which no account has")),
        };
        let about = About { account, channel: account.split(':').next().unwrap_or(account), at };
        for message in &value.messages {
            if let Err(problem) = self.message(message, &value, about) {
                self.unread(account, message.get(), problem);
            }
        }
        for status in &value.statuses {
            if let Err(problem) = self.status(status, about) {
                self.unread(account, status.get(), problem);
            }
        }
        for preference in &value.user_preferences {
            if let Err(problem) = self.preference(preference, about) {
                self.unread(account, preference.get(), problem);
            }
        }
        self.troubles.extend(value.errors.iter().map(|error| (account.into(), error.said())));
        Ok(())
    }

    fn unread(&mut self, account: &str, body: &str, problem: String) {
        let body = body[..body.floor_char_boundary(KEPT)].to_owned();
        self.unreadable.push(Unread { account: account.into(), body, problem });
    }
}
