//! By what everything is sent, as it is configured.

use std::collections::BTreeMap;

use compact_str::CompactString;
use voorzet_channels::mail::Address;
use voorzet_channels::webhook::Secret;
use voorzet_domain::time::Duration;

/// What the names of webhooks' routes begin with: `webhook:carrier-reschedule`.
pub const WEBHOOK: &str = "webhook:";

/// What the names of subscribers' routes begin with: `subscriber:crm`.
pub const SUBSCRIBER: &str = "subscriber:";

/// Every route that is configured, by name: `mail` for the strategy's channel of that name,
/// `webhook:carrier-reschedule` for its webhook, `subscriber:crm` for who wants to be told what is decided.
/// What is planned for a route that is not here waits until it is.
#[derive(Clone, Debug, Default)]
pub struct Routes(pub BTreeMap<CompactString, Route>);

/// One way out.
#[derive(Clone, Debug)]
pub struct Route {
    /// Who takes what is sent.
    pub provider: Provider,
    /// Whether the provider knows our keys: whether what it was sent twice under one key counts once.
    pub knows_keys: bool,
    /// How much at once, how fast, and how often again.
    pub pace: Pace,
    /// Of a subscriber: the types of our own entries that it wants, `decision.made`. Empty for all others.
    pub types: Vec<CompactString>,
    /// Of an account that is written to by mail, its address: what comes from it is never answered by a machine.
    pub address: Option<Address>,
    /// In which words whoever writes to it is told at once that it arrived; none when they are not.
    pub acknowledges: Option<Acknowledges>,
}

/// In which words a customer is told that what they wrote arrived, and by when an answer comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acknowledges {
    /// In ours, Dutch or English.
    Plainly,
    /// In those of an answer of the strategy; in ours when it has none of that name.
    With(CompactString),
}

/// Who takes what is sent.
#[derive(Clone, Debug)]
pub enum Provider {
    /// Nobody: a line in the server's own log, for trying things out.
    Log,
    /// An account with a channel's provider, which whoever carries it knows by the route's name.
    Account,
    /// A system that takes Standard Webhooks.
    Webhook(Endpoint),
}

/// Where a webhook goes.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where it listens. Of the strategy's webhooks it takes the place of what the strategy says.
    pub url: Option<String>,
    /// What is signed with: the newest first, and older ones until the receiver knows the new one.
    pub secrets: Vec<Secret>,
    /// Whether it may be within our own network, and without TLS.
    pub allow_private: bool,
    /// How long a call may take.
    pub timeout: Duration,
}

/// How much at once, how fast, and how often again.
#[derive(Clone, Debug)]
pub struct Pace {
    /// How many may be under way at once.
    pub concurrency: u32,
    /// How many may begin in a span of time; none for as many as there are.
    pub rate: Option<Rate>,
    /// How long to wait after each try that failed, give or take a tenth. After the last there is no other.
    pub retries: Vec<Duration>,
}

/// So many in a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub sends: u32,
    /// In how long.
    pub per: Duration,
}

impl Routes {
    /// The route of this name.
    pub fn get(&self, name: &str) -> Option<&Route> {
        self.0.get(name)
    }

    /// What is missing before anything can go by this route; nothing when it is there.
    pub fn missing(&self, name: &str) -> Option<String> {
        if self.0.contains_key(name) {
            return None;
        }
        Some(if let Some(webhook) = name.strip_prefix(WEBHOOK) {
            format!(
                "waits: no secret is configured for the webhook `{webhook}`; add [webhooks.{webhook}] to the configuration"
            )
        } else if let Some(subscriber) = name.strip_prefix(SUBSCRIBER) {
            format!(
                "waits: the subscriber `{subscriber}` is not configured any more; add [subscribers.{subscriber}] to the configuration"
            )
        } else {
            format!(
                "waits: no provider is configured for the channel `{name}`; add [channels.{name}] to the configuration"
            )
        })
    }

    /// The addresses by which customers write to us by mail.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.0.values().filter_map(|route| route.address.as_ref())
    }

    /// Who wants to be told of our own entries of a type.
    pub fn subscribers<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a CompactString, &'a Route)> {
        self.0.iter().filter(move |(_, route)| route.types.iter().any(|wanted| wanted == kind))
    }
}

impl Route {
    /// A channel whose messages become lines in the server's own log.
    pub fn log() -> Self {
        Self::to(Provider::Log, false, Pace::messages())
    }

    /// An account with a channel's provider. `knows_keys` as in [`Route::knows_keys`].
    pub fn account(pace: Pace, knows_keys: bool) -> Self {
        Self::to(Provider::Account, knows_keys, pace)
    }

    /// A webhook. Its receiver knows keys: they are the webhook's id.
    pub fn webhook(endpoint: Endpoint) -> Self {
        Self::to(Provider::Webhook(endpoint), true, Pace::webhooks())
    }

    /// A webhook that is told of our own entries of these types.
    pub fn subscriber(endpoint: Endpoint, types: Vec<CompactString>) -> Self {
        Self { types, ..Self::webhook(endpoint) }
    }

    fn to(provider: Provider, knows_keys: bool, pace: Pace) -> Self {
        Self { provider, knows_keys, pace, types: Vec::new(), address: None, acknowledges: None }
    }
}

impl Pace {
    /// For messages to customers: again within hours, since what is late is of little use.
    pub fn messages() -> Self {
        let minutes = [1, 5, 15, 30, 60, 120, 240];
        Self { concurrency: 64, rate: None, retries: minutes.into_iter().map(Duration::from_mins).collect() }
    }

    /// For webhooks: again over four days, as Standard Webhooks advises.
    pub fn webhooks() -> Self {
        let minutes = [5, 30, 120, 300, 600, 840, 1200, 1440];
        let first = Duration::from_secs(5);
        Self {
            concurrency: 16,
            rate: None,
            retries: std::iter::once(first).chain(minutes.into_iter().map(Duration::from_mins)).collect(),
        }
    }
}
