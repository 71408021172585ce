//! A stand-in for Meta, for tests and for trying things out: it holds to the rules that Meta publishes, has customers
//! who write and read, and fails when it is told to. It opens no connection and reads no clock; whoever serves it
//! does that, and delivers the webhooks that it has to deliver.
//!
//! | file | what |
//! |---|---|
//! | `rules` | what a message must keep to |
//! | `pace` | how much may be sent, in all and to one customer |
//! | `customer` | who writes and reads |
//! | `file` | files, handed over and fetched |
//! | `hook` | webhooks: what they say, in which order, how often |
//! | `fault` | what goes wrong, and how often |
//! | `reply` | what it answers |

mod customer;
mod fault;
mod file;
mod hook;
mod pace;
mod reply;
mod rules;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use voorzet_domain::time::{Duration, Timestamp};

use super::limit::WINDOW_HOURS;
use super::secret::Secret;
use super::template::Approved;

pub use customer::{Customer, Held, Written};
pub use fault::{Fault, Faults};
pub use file::Stored;
pub use hook::{Hook, Hooks};
pub use reply::Reply;

use pace::Bucket;
use reply::{refusal, taken};

/// How it is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The token that it accepts.
    pub token: Secret,
    /// What it signs webhooks with.
    pub app_secret: Secret,
    /// The number of ours, by Meta's id.
    pub number: String,
    /// The business account that templates are of.
    pub business: String,
    /// The templates that are approved.
    pub templates: Vec<Approved>,
    /// How much may be sent in a second.
    pub per_second: u32,
    /// How much may be sent to one customer at once, and then one every six seconds.
    pub pair: u32,
}

/// The stand-in.
pub struct Standin {
    settings: Settings,
    /// How far its clock is ahead.
    ahead: Duration,
    revoked: bool,
    customers: BTreeMap<String, Customer>,
    files: BTreeMap<String, Stored>,
    /// What it took, by its ids.
    sent: Vec<Sent>,
    pace: Bucket,
    pairs: BTreeMap<String, Bucket>,
    /// Until when it wants to be left alone.
    left_alone: Option<Timestamp>,
    faults: Faults,
    hooks: Hooks,
    to_deliver: VecDeque<Hook>,
    /// What went out of it as a webhook, the newest last.
    delivered: VecDeque<Hook>,
    calls: Calls,
    next: u64,
}

/// A message of ours that it took.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// Its id.
    pub id: String,
    /// What we called it.
    pub key: Option<String>,
    /// To whom it went.
    pub to: String,
    /// When, by its clock.
    pub at: Timestamp,
    /// What it says.
    pub said: Value,
}

/// How often it was called to send something, and what for.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Calls {
    /// Altogether.
    pub all: u64,
    /// While it wanted to be left alone.
    pub early: u64,
}

/// What it may be told to do otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Orders {
    /// Its clock goes on by so many seconds.
    #[serde(default)]
    pub forward_seconds: i64,
    /// Whether the token is still worth anything.
    #[serde(default)]
    pub revoked: Option<bool>,
    /// It answers 429 for so many seconds.
    #[serde(default)]
    pub leave_alone_seconds: Option<i64>,
    /// What goes wrong.
    #[serde(default)]
    pub faults: Option<Faults>,
    /// How webhooks come.
    #[serde(default)]
    pub hooks: Option<Hooks>,
    /// The last so many webhooks come once more.
    #[serde(default)]
    pub again: usize,
    /// So many webhooks come that somebody else signed.
    #[serde(default)]
    pub forged: usize,
    /// A webhook with just this body comes, signed.
    #[serde(default)]
    pub raw: Option<Value>,
}

impl Standin {
    /// One that nobody wrote to yet.
    pub fn new(settings: Settings) -> Self {
        let pace = Bucket::per_second(settings.per_second);
        Self {
            settings,
            pace,
            ahead: Duration::ZERO,
            revoked: false,
            customers: BTreeMap::new(),
            files: BTreeMap::new(),
            sent: Vec::new(),
            pairs: BTreeMap::new(),
            left_alone: None,
            faults: Faults::default(),
            hooks: Hooks::default(),
            to_deliver: VecDeque::new(),
            delivered: VecDeque::new(),
            calls: Calls::default(),
            next: 1,
        }
    }

    /// Does as it is told.
    pub fn obey(&mut self, orders: Orders, now: Timestamp) {
        self.ahead = Duration::from_micros(self.ahead.as_micros() + orders.forward_seconds * 1_000_000);
        let now = self.clock(now);
        self.revoked = orders.revoked.unwrap_or(self.revoked);
        if let Some(seconds) = orders.leave_alone_seconds {
            self.left_alone = Some(now.plus(Duration::from_secs(seconds)));
        }
        self.faults = orders.faults.unwrap_or_else(|| std::mem::take(&mut self.faults));
        self.hooks = orders.hooks.unwrap_or_else(|| std::mem::take(&mut self.hooks));
        let skipped = self.delivered.len().saturating_sub(orders.again);
        let again: Vec<Hook> = self.delivered.iter().skip(skipped).cloned().collect();
        self.to_deliver.extend(again);
        for number in 0..orders.forged {
            self.to_deliver.push_back(self.forged(number));
        }
        if let Some(raw) = orders.raw {
            self.deliver(&raw);
        }
    }

    /// Takes a call to send something.
    pub fn say(&mut self, authorization: &str, number: &str, body: &[u8], now: Timestamp) -> Reply {
        let now = self.clock(now);
        self.calls.all += 1;
        if let Some(until) = self.left_alone.filter(|until| now < *until) {
            self.calls.early += 1;
            let left = (until.since(now).as_micros() + 999_999) / 1_000_000;
            return refusal(429, 130_429, "Too many messages were sent").retry_after(left);
        }
        if let Some(refused) = self.stranger(authorization, number) {
            return refused;
        }
        if !self.pace.take(now) {
            return refusal(429, 130_429, "Too many messages were sent in a second").retry_after(1);
        }
        let Ok(said) = serde_json::from_slice::<Value>(body) else {
            return refusal(400, 100, "The body is no JSON");
        };
        if let Err(refused) = self.check(&said, now) {
            return *refused;
        }
        let to = customer::address(&said);
        let pair = self.pairs.entry(to.clone()).or_insert_with(|| Bucket::pair(self.settings.pair));
        if !pair.take(now) {
            return refusal(400, 131_056, "Too many messages from this number to this number");
        }
        let id = self.id("wamid.standin-");
        let key = said["biz_opaque_callback_data"].as_str().map(ToOwned::to_owned);
        self.sent.push(Sent {
            id: id.clone(),
            key: key.clone(),
            to: to.clone(),
            at: now,
            said: said.clone(),
        });
        let known = self.customers.contains_key(&to);
        if let Some(customer) = self.customers.get_mut(&to) {
            customer.held.push(Held::from_us(&id, &said, now));
        }
        self.tell_of(&id, &to, key.as_deref(), known.then_some(()).ok_or(131_026), now);
        taken(&to, &id)
    }

    /// What goes wrong with the next call, if anything does.
    pub fn fault(&mut self) -> Option<Fault> {
        self.faults.next()
    }

    /// The webhooks that are to be delivered now. Each comes until it is answered with 200.
    pub fn hooks(&mut self) -> Vec<Hook> {
        let hooks: Vec<Hook> = self.to_deliver.drain(..).collect();
        for hook in &hooks {
            self.delivered.push_back(hook.clone());
        }
        while self.delivered.len() > 10_000 {
            self.delivered.pop_front();
        }
        hooks
    }

    /// What it took, in order.
    pub fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// How often it was called.
    pub fn calls(&self) -> Calls {
        self.calls
    }

    /// The templates that are approved.
    pub fn templates(&self, authorization: &str, business: &str) -> Reply {
        if let Some(refused) = self.unknown(authorization) {
            return refused;
        }
        if business != self.settings.business {
            return refusal(400, 100, "There is no such business account");
        }
        let listed = self.settings.templates.iter().map(|template| {
            let category = template.category.name().to_ascii_uppercase();
            json!({
                "name": template.name, "language": template.language, "status": "APPROVED", "category": category,
                "components": [{"type": "BODY", "text": template.text}],
            })
        });
        Reply::json(200, &json!({"data": listed.collect::<Vec<_>>()}))
    }

    /// A number of ours, for who asks whether they are accepted.
    pub fn number(&self, authorization: &str, number: &str) -> Reply {
        self.stranger(authorization, number).unwrap_or_else(|| Reply::json(200, &json!({"id": number})))
    }

    /// Why a caller is not let in.
    fn unknown(&self, authorization: &str) -> Option<Reply> {
        let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
        let accepted = !self.revoked && self.settings.token.is(token);
        (!accepted).then(|| refusal(401, 190, "The access token could not be validated"))
    }

    /// Why a caller is not let in, or has no such number.
    fn stranger(&self, authorization: &str, number: &str) -> Option<Reply> {
        let other = || (number != self.settings.number).then(|| refusal(400, 100, "There is no such number"));
        self.unknown(authorization).or_else(other)
    }

    /// Whether free text may be sent to somebody.
    fn is_open(&self, to: &str, now: Timestamp) -> bool {
        let wrote = self.customers.get(to).and_then(|customer| customer.wrote);
        wrote.is_some_and(|wrote| now < wrote.plus(Duration::from_hours(WINDOW_HOURS)))
    }

    /// Its own clock.
    fn clock(&self, now: Timestamp) -> Timestamp {
        now.plus(self.ahead)
    }

    fn id(&mut self, prefix: &str) -> String {
        self.next += 1;
        format!("{prefix}{}", self.next - 1)
    }
}
