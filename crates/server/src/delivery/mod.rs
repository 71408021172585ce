//! Delivery, the side that waits: what the core lets go is handed to its route, and what came of it is told.
//!
//! Each send is a task of its own, so that a slow receiver holds up nobody; how many a route has at once is the
//! core's business ([`voorzet_engine::deliver`]).
//!
//! | file | what |
//! |---|---|
//! | `configured` | the settings `[channels]`, `[webhooks]` and `[subscribers]`, as routes |
//! | `carry` | one send, by its route |

mod carry;
mod configured;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::FutureExt;
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use voorzet_channels::http::Client;
use voorzet_engine::deliver::{Came, Dispatch, Report, Routes};

use crate::channel::{Accounts, Tools};
use crate::feedback::Links;
use crate::feedback::links::is_incomplete;
use crate::intake::queue::Queue;
use crate::serve::clock;
use crate::serve::readers::Readers;

pub(crate) use configured::routes;

/// What did not begin so long after it was let go is given back: it may have been called off since.
const STALE: Duration = Duration::from_millis(400);

/// What lacks an address to be answered under is tried again after this.
const AGAIN: voorzet_domain::time::Duration = voorzet_domain::time::Duration::from_mins(10);

/// Hands to routes what the core lets go.
pub(crate) struct Delivery {
    tools: Tools,
    links: Arc<Links>,
    accounts: Accounts,
    routes: Arc<Routes>,
    queue: Arc<Queue>,
    tasks: Handle,
    stopping: AtomicBool,
    under_way: watch::Sender<usize>,
}

impl Delivery {
    /// Delivery by these routes, that tells the queue. To be made where tasks can run.
    pub(crate) fn new(
        (routes, accounts): (Routes, Accounts),
        readers: Readers,
        queue: Arc<Queue>,
        links: Arc<Links>,
    ) -> anyhow::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            tools: Tools { client: client()?, readers },
            links,
            accounts,
            routes: Arc::new(routes),
            queue,
            tasks: Handle::current(),
            stopping: AtomicBool::new(false),
            under_way: watch::Sender::new(0),
        }))
    }

    /// Takes what is on disk as being sent. Waits for nothing.
    pub(crate) fn hand_over(self: &Arc<Self>, dispatches: Vec<Dispatch>) {
        let let_go = Instant::now();
        for dispatch in dispatches {
            self.under_way.send_modify(|amount| *amount += 1);
            let delivery = Arc::clone(self);
            self.tasks.spawn(async move {
                let key = dispatch.key.clone();
                let outcome = if delivery.is_stopping() || let_go.elapsed() > STALE {
                    Came::NotBegun
                } else {
                    delivery.carry(dispatch).await
                };
                delivery.queue.report(Report { key, outcome, at: clock::now() });
                delivery.under_way.send_modify(|amount| *amount -= 1);
            });
        }
    }

    /// Sends something. A bug in a route is no more than a send of which nobody knows whether it went.
    async fn carry(&self, mut dispatch: Dispatch) -> Came {
        if let Some(came) = self.complete(&mut dispatch) {
            return came;
        }
        let carried = carry::carry(&self.tools, &self.routes, &self.accounts, dispatch);
        AssertUnwindSafe(carried).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!("a route broke off");
            Came::Unsure { problem: "sending broke off in the middle".to_owned() }
        })
    }

    /// Completes the addresses in a message; what comes of it when that cannot be done.
    fn complete(&self, dispatch: &mut Dispatch) -> Option<Came> {
        if !is_incomplete(dispatch.body.get()) {
            return None;
        }
        let complete =
            self.links.complete(dispatch.body.get()).and_then(|body| RawValue::from_string(body).ok());
        let Some(body) = complete else {
            let problem =
                "it holds a link, and the settings name no address under which customers reach this server";
            return Some(Came::Later { after: AGAIN, problem: problem.to_owned() });
        };
        dispatch.body = body;
        None
    }

    /// What calls other systems.
    pub(crate) fn client(&self) -> &Client {
        &self.tools.client
    }

    /// The accounts with channels' providers.
    pub(crate) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The routes.
    pub(crate) fn routes(&self) -> &Routes {
        &self.routes
    }

    /// Whether nothing more begins.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Lets nothing more begin, and waits for what is under way, up to a time. What takes longer is sent again
    /// after the next start where that is safe.
    pub(crate) async fn stop(&self, patience: Duration) {
        self.stopping.store(true, Ordering::Relaxed);
        self.queue.nudge();
        let mut under_way = self.under_way.subscribe();
        if tokio::time::timeout(patience, under_way.wait_for(|amount| *amount == 0)).await.is_err() {
            tracing::warn!(amount = *under_way.borrow(), "some sends did not end in time");
        }
    }
}

/// What calls other systems, and trusts what this machine does.
pub(crate) fn client() -> anyhow::Result<Client> {
    Ok(Client::new(trusted()?))
}

/// The certificates that this machine trusts.
fn trusted() -> anyhow::Result<ClientConfig> {
    trusted_with(Vec::new())
}

/// The same, and these.
pub(crate) fn trusted_with(more: Vec<CertificateDer<'static>>) -> anyhow::Result<ClientConfig> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs.into_iter().chain(more));
    if added == 0 {
        tracing::warn!("this machine trusts no certificates, so nothing can be sent over TLS");
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
