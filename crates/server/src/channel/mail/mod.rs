//! Accounts of mail: read over IMAP, sent by SMTP. How mail looks is in [`voorzet_channels::mail`].
//!
//! | file | what |
//! |---|---|
//! | `settings` | `[channels.mail]`, read |
//! | `login` | what proves who we are; tokens are fetched anew |
//! | `position` | how far a mailbox was read |
//! | `incoming` | what comes, into the log |
//! | `outgoing` | something to send, with its copy and its doubts |
//! | `unsubscribe` | the link by which a purpose is no longer allowed |

mod incoming;
mod login;
mod outgoing;
mod position;
mod settings;
pub(crate) mod unsubscribe;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use compact_str::CompactString;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio_rustls::rustls::ClientConfig;
use toml::Table;
use voorzet_channels::Came;
use voorzet_channels::mail::Mailbox;
use voorzet_engine::deliver::{Dispatch, Pace, Route};
use voorzet_store::entry::Incoming;
use voorzet_store::outbox::SendKey;
use voorzet_store::quarantine::Quarantined;

use super::{Account, Provider, Tools};
use crate::delivery;
use crate::serve::app::App;
use login::Logins;
use settings::Settings;

/// Mail.
pub(crate) static PROVIDER: Provider =
    Provider { name: "mail", set_up, routes: unsubscribe::routes, rules: unsubscribe::RULES };

/// How many are handed to the mail server at once: more than this, and many refuse the connection.
const AT_ONCE: u32 = 8;

/// An account of mail.
struct Mail {
    /// Its route, and the source of its events.
    name: CompactString,
    settings: Settings,
    mailbox: Mailbox,
    tls: Arc<ClientConfig>,
    logins: Logins,
    /// What a server said that it did not take: it can be sent again without asking whether it went.
    refused: Mutex<BTreeSet<SendKey>>,
    /// The whole server, once it runs.
    app: OnceLock<Weak<App>>,
}

fn set_up(name: &str, table: Table) -> Result<Arc<dyn Account>, String> {
    let settings = Settings::read(table)?;
    let tls = delivery::trusted_with(settings.certificates()?).map_err(|error| error.to_string())?;
    let mailbox = Mailbox {
        account: name.into(),
        address: settings.address.clone(),
        authserv: settings.authserv.clone(),
        lists: settings.lists.clone(),
    };
    let logins = Logins::of(&settings)?;
    let (refused, app) = (Mutex::default(), OnceLock::new());
    Ok(Arc::new(Mail { name: name.into(), settings, mailbox, tls: Arc::new(tls), logins, refused, app }))
}

impl Account for Mail {
    fn route(&self) -> Route {
        // A mail server knows no keys, but copies of what was sent can be looked at.
        let looked_up = self.settings.sent.is_some();
        Route {
            address: Some(self.settings.address.clone()),
            acknowledges: self.settings.acknowledges.clone(),
            ..Route::account(Pace { concurrency: AT_ONCE, ..Pace::messages() }, looked_up)
        }
    }

    fn carry(self: Arc<Self>, tools: Tools, dispatch: Dispatch) -> BoxFuture<'static, Came> {
        async move { outgoing::carry(&self, &tools, &dispatch).await }.boxed()
    }

    fn read_again(
        self: Arc<Self>,
        app: Arc<App>,
        item: Quarantined,
    ) -> BoxFuture<'static, Result<Vec<Incoming>, String>> {
        let read = async move {
            let key = app.readers.read(|reader| reader.meta(unsubscribe::KEPT_AS)).await;
            let key = key.map_err(|_| "the store cannot be read".to_owned())?;
            incoming::again(&item, &self.mailbox, key.as_deref())
        };
        read.boxed()
    }

    fn listen(self: Arc<Self>, app: Arc<App>, stop: watch::Receiver<bool>) -> Option<BoxFuture<'static, ()>> {
        // Told once, before anything else is done with it.
        let _ = self.app.set(Arc::downgrade(&app));
        Some(async move { incoming::listen(&self, &app, stop).await }.boxed())
    }
}

impl Mail {
    /// The whole server, while it runs.
    fn app(&self) -> Option<Arc<App>> {
        self.app.get().and_then(Weak::upgrade)
    }

    fn refused(&self) -> MutexGuard<'_, BTreeSet<SendKey>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
