//! Channels by which customers write and are written to. One folder a provider, which holds all of it: how an account
//! is set up, how something is sent by it, what it serves over HTTP and how it listens. To add one, add its folder
//! and its line in [`PROVIDERS`]. What the wire looks like is in the crate `voorzet-channels`.
//!
//! What comes in is put in the log by [`App::take_in`](crate::serve::app::App::take_in), as events of the types
//! `message.received`, `message.status` and `message.bounced`, each with its attachments' bytes beside it.
//!
//! | file | what |
//! |---|---|
//! | `accounts` | the accounts that are set up, by route |
//! | `chat` | the web chat |
//! | `mail` | mail: IMAP in, SMTP out |
//! | `whatsapp` | WhatsApp, by Meta's Cloud API |

pub(crate) mod accounts;
pub(crate) mod chat;
pub(crate) mod mail;
pub(crate) mod whatsapp;

use std::any::Any;
use std::sync::Arc;

use axum::http::Method;
use compact_str::CompactString;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{broadcast, watch};
use toml::Table;
use utoipa_axum::router::OpenApiRouter;
use voorzet_channels::Came;
use voorzet_channels::http::Client;
use voorzet_engine::deliver::{Dispatch, Route};
use voorzet_store::entry::Incoming;
use voorzet_store::quarantine::Quarantined;

pub(crate) use accounts::Accounts;

use crate::access::rule::Rule;
use crate::serve::app::App;
use crate::serve::readers::Readers;

/// Every provider there is.
pub(crate) static PROVIDERS: &[&Provider] = &[&chat::PROVIDER, &mail::PROVIDER, &whatsapp::PROVIDER];

/// A kind of channel account.
pub(crate) struct Provider {
    /// What `provider = "…"` says.
    pub(crate) name: &'static str,
    /// Reads `[channels.<account>]`, without `provider`, or says in a plain sentence what is wrong with it.
    pub(crate) set_up: SetUp,
    /// What it serves over HTTP, for all its accounts.
    pub(crate) routes: fn() -> OpenApiRouter<Arc<App>>,
    /// Who may call each of these routes.
    pub(crate) rules: &'static [(Method, &'static str, Rule)],
}

/// Reads the settings of an account of this name.
pub(crate) type SetUp = fn(account: &str, settings: Table) -> Result<Arc<dyn Account>, String>;

/// An account with a provider, as it is set up.
pub(crate) trait Account: Any + Send + Sync {
    /// How fast it is sent by, how often again, and whether it knows keys.
    fn route(&self) -> Route;

    /// Sends something, and says what came of it.
    fn carry(self: Arc<Self>, tools: Tools, dispatch: Dispatch) -> BoxFuture<'static, Came>;

    /// Shows the customer at an address something that leaves no trace, where the channel can.
    fn show(&self, _address: &str, _sign: Sign<'_>) {}

    /// Which customers type, where the channel tells.
    fn typing(&self) -> Option<broadcast::Receiver<Typing>> {
        None
    }

    /// What its provider approved to be written when it takes no free text.
    fn templates(&self) -> Vec<KnownTemplate> {
        Vec::new()
    }

    /// Reads something in quarantine once more that came by it: what it holds, or why it still cannot be read. What
    /// belongs to it and is not in the log yet is fetched from now on.
    fn read_again(
        self: Arc<Self>,
        app: Arc<App>,
        item: Quarantined,
    ) -> BoxFuture<'static, Result<Vec<Incoming>, String>> {
        drop((app, item));
        async { Err("what came by this account is not read again".to_owned()) }.boxed()
    }

    /// Takes in what comes, until it is asked to stop. What nobody can do anything about is tried again here.
    fn listen(self: Arc<Self>, app: Arc<App>, stop: watch::Receiver<bool>) -> Option<BoxFuture<'static, ()>>;
}

/// Something that a customer is shown and that leaves no trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign<'a> {
    /// Somebody writes an answer, or stopped.
    Typing {
        /// Who, by name.
        name: &'a str,
        /// Whether they do.
        on: bool,
    },
    /// Somebody has seen everything that the customer wrote.
    Read,
    /// Who answers them; and while nobody does, their place in the queue, from 1.
    Answered {
        /// Who, by name.
        by: Option<&'a str>,
        /// Their place.
        place: Option<u32>,
    },
}

/// A customer types, or stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typing {
    /// The account.
    pub(crate) account: CompactString,
    /// Where the customer is on it.
    pub(crate) address: CompactString,
    /// Whether they do.
    pub(crate) on: bool,
}

/// A template that an account's provider approved.
pub(crate) struct KnownTemplate {
    /// Its name at the provider.
    pub(crate) name: String,
    /// Its language at the provider.
    pub(crate) language: String,
    /// What it may be used for: `utility`, `marketing`.
    pub(crate) category: String,
    /// What it says, with `{{1}}`, `{{2}}` … where something is filled in.
    pub(crate) text: String,
    /// How many places there are to fill in.
    pub(crate) parameters: usize,
}

/// What an account sends with.
#[derive(Clone)]
pub(crate) struct Tools {
    /// Calls other systems.
    pub(crate) client: Client,
    /// Reads the store: attachments.
    pub(crate) readers: Readers,
}

/// What all providers serve.
pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    PROVIDERS.iter().fold(OpenApiRouter::new(), |router, provider| router.merge((provider.routes)()))
}
