//! A number of ours.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use compact_str::{CompactString, format_compact};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::{Notify, watch};
use voorzet_channels::Came;
use voorzet_channels::whatsapp::Approved;
use voorzet_engine::deliver::{Dispatch, Pace, Rate, Route};
use voorzet_store::entry::Incoming;
use voorzet_store::outbox::RouteResult;
use voorzet_store::quarantine::Quarantined;

use super::files::Files;
use super::settings::Settings;
use super::{again, carry, files, watch as watching};
use crate::channel::{Account, KnownTemplate, Tools};
use crate::serve::app::App;
use crate::serve::clock;

/// How many messages a number may send in a second when Meta has not allowed it more.
const PER_SECOND: u32 = 80;

/// How often at most it is told that receiving goes well, and that it does not.
const TELL: (Duration, Duration) = (Duration::from_secs(30), Duration::from_mins(1));

/// A number of ours.
pub(super) struct Whatsapp {
    /// The name of its route: `whatsapp`, `whatsapp:shop`.
    pub(super) name: CompactString,
    pub(super) settings: Settings,
    /// Files that are to be fetched.
    pub(super) files: Files,
    /// The templates that are approved, as they are known now.
    templates: RwLock<Arc<Vec<Approved>>>,
    /// What is approved has changed.
    pub(super) approval: Notify,
    told: Mutex<Told>,
}

/// What was last told of how receiving goes.
#[derive(Default)]
struct Told {
    well: Option<Instant>,
    badly: Option<Instant>,
}

impl Whatsapp {
    pub(super) fn new(name: &str, settings: Settings) -> Self {
        Self {
            name: name.into(),
            files: Files::default(),
            templates: RwLock::new(Arc::new(settings.templates.clone())),
            approval: Notify::new(),
            told: Mutex::default(),
            settings,
        }
    }

    /// The templates that are approved.
    pub(super) fn approved(&self) -> Arc<Vec<Approved>> {
        Arc::clone(&self.templates.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// These are approved now.
    pub(super) fn approve(&self, templates: Vec<Approved>) {
        *self.templates.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(templates);
    }

    /// How receiving goes, when that is worth telling: it changed, or was not told for a while.
    pub(super) fn health(&self, problem: Option<String>) -> Option<Incoming> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |at: Option<Instant>, span| at.is_some_and(|at| at.elapsed() < span);
        if problem.is_none() {
            if recent(told.well, TELL.0) && told.badly.is_none() {
                return None;
            }
            *told = Told { well: Some(Instant::now()), badly: None };
        } else {
            if recent(told.badly, TELL.1) {
                return None;
            }
            told.badly = Some(Instant::now());
        }
        let route = format_compact!("{}/in", self.name);
        Some(Incoming::Health(RouteResult { route, at: clock::now(), problem }))
    }

    /// Tells how receiving goes, when that is worth telling.
    pub(super) async fn tell(&self, app: &App, problem: Option<String>) {
        if let Some(problem) = &problem {
            tracing::warn!(account = %self.name, %problem, "receiving does not go well");
        }
        if let Some(health) = self.health(problem)
            && let Err(problem) = app.take_in_calmly(vec![health], 0).await
        {
            tracing::warn!(account = %self.name, %problem, "how receiving goes is not kept");
        }
    }
}

impl Account for Whatsapp {
    fn route(&self) -> Route {
        let rate = Rate { sends: PER_SECOND, per: voorzet_domain::time::Duration::from_secs(1) };
        // Meta takes whatever it is sent twice for two messages.
        Route::account(Pace { rate: Some(rate), ..Pace::messages() }, false)
    }

    fn carry(self: Arc<Self>, tools: Tools, dispatch: Dispatch) -> BoxFuture<'static, Came> {
        async move { carry::carry(&self, &tools, &dispatch).await }.boxed()
    }

    fn templates(&self) -> Vec<KnownTemplate> {
        let known = |approved: &Approved| KnownTemplate {
            name: approved.name.clone(),
            language: approved.language.clone(),
            category: approved.category.name().into(),
            text: approved.text.clone(),
            parameters: approved.parameters,
        };
        self.approved().iter().map(known).collect()
    }

    fn read_again(
        self: Arc<Self>,
        app: Arc<App>,
        item: Quarantined,
    ) -> BoxFuture<'static, Result<Vec<Incoming>, String>> {
        async move { again::read(&self, &app, &item).await }.boxed()
    }

    fn listen(self: Arc<Self>, app: Arc<App>, stop: watch::Receiver<bool>) -> Option<BoxFuture<'static, ()>> {
        let listen = async move {
            let fetching = files::fetch(&self, &app, stop.clone());
            let watching = watching::watch(&self, &app, stop.clone());
            tokio::join!(fetching, watching);
        };
        Some(listen.boxed())
    }
}
