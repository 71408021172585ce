//! What every request can reach.

use std::sync::Arc;

use axum::http::StatusCode;
use tokio::sync::{Mutex, Semaphore, oneshot};
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::customers::Standings;
use voorzet_engine::live::{Answer, Command, CommandError};
use voorzet_engine::report::contacts::Contacts;
use voorzet_store::account::AccountChange;
use voorzet_store::entry::{Incoming, Placed};

use super::crowds::Crowds;
use super::figures::Figures;
use super::hub::Hub;
use super::kept::Kept;
use super::readers::Readers;
use super::standing::Standing;
use crate::access::Access;
use crate::access::settings::{self, Settings};
use crate::api::problem::Problem;
use crate::configuration::Configuration;
use crate::delivery::Delivery;
use crate::desk::Desk;
use crate::feedback::Links;
use crate::intake::queue::{Asked, Full, NotDone, Queue, Waiting};
use crate::intake::source::{self, SourceRecord, Sources};
use crate::intake::volume::Volumes;
use crate::replays::Replays;
use crate::uploads::Uploads;

/// What every request can reach.
pub(crate) struct App {
    pub(crate) configuration: Configuration,
    pub(crate) queue: Arc<Queue>,
    pub(crate) sources: Sources,
    pub(crate) volumes: Arc<Volumes>,
    pub(crate) readers: Readers,
    pub(crate) hub: Arc<Hub>,
    pub(crate) figures: Arc<Figures>,
    pub(crate) standing: Arc<Standing>,
    pub(crate) crowds: Arc<Crowds>,
    /// Every contact with its instants.
    pub(crate) contacts: Arc<Kept<Contacts>>,
    /// Where customers stand, and stood.
    pub(crate) standings: Arc<Kept<Standings>>,
    pub(crate) delivery: Arc<Delivery>,
    pub(crate) replays: Arc<Replays>,
    pub(crate) uploads: Uploads,
    /// What is remembered of the desk where agents work.
    pub(crate) desk: Arc<Desk>,
    /// How much of requests' bodies may be in memory at once, in kilobytes.
    pub(crate) reading: Arc<Semaphore>,
    /// How many more may listen.
    pub(crate) listeners: Arc<Semaphore>,
    /// The addresses of invitations.
    pub(crate) links: Arc<Links>,
    /// Who may do what.
    pub(crate) access: Arc<Access>,
    /// The strategy in force, compiled, by its publication.
    pub(crate) strategy: std::sync::Mutex<Option<(i64, Arc<Strategy>)>>,
    /// Held by who changes the sources.
    pub(crate) changing: Mutex<()>,
}

impl App {
    /// Whether events are taken now.
    pub(crate) fn may_take(&self) -> Result<(), Problem> {
        let behind = self.standing.waiting();
        if behind <= self.configuration.intake.most_behind {
            return Ok(());
        }
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "behind")
            .detail(format!("{behind} events wait to be decided on"))
            .retry_after(2))
    }

    /// Has the core do something.
    pub(crate) async fn ask(&self, command: Command) -> Result<Result<Answer, CommandError>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.queue.ask(Asked { command, answer }).map_err(full)?;
        answered.await.unwrap_or(Err(NotDone::Stopping)).map_err(not_done)
    }

    /// Puts things in the log, or whatever they ask for, in the name of a lane.
    pub(crate) async fn place(
        &self,
        lane: usize,
        incoming: Vec<Incoming>,
        bytes: usize,
    ) -> Result<Vec<Placed>, Problem> {
        let (answer, answered) = oneshot::channel();
        self.queue.offer(lane, Waiting { incoming, bytes, answer }).map_err(full)?;
        answered.await.unwrap_or(Err(NotDone::Stopping)).map_err(not_done)
    }

    /// Puts what came by a channel in the log, in the lane of its account: when this is done it is on disk, and the
    /// provider may be told so. What was here before changes nothing.
    pub(crate) async fn take_in(
        &self,
        account: &str,
        incoming: Vec<Incoming>,
        bytes: usize,
    ) -> Result<Vec<Placed>, Problem> {
        self.may_take()?;
        self.queue.somebody_waits();
        self.place(self.lane(account), incoming, bytes).await
    }

    /// As [`take_in`](Self::take_in), for what can wait where it is. Who offers it waits until it is in the log before it
    /// offers more.
    pub(crate) async fn take_in_calmly(
        &self,
        incoming: Vec<Incoming>,
        bytes: usize,
    ) -> Result<Vec<Placed>, Problem> {
        self.may_take()?;
        let (answer, answered) = oneshot::channel();
        self.queue.offer_calmly(Waiting { incoming, bytes, answer }).map_err(full)?;
        answered.await.unwrap_or(Err(NotDone::Stopping)).map_err(not_done)
    }

    /// The lane of an account: beyond those of sources, and the same as long as it is set up.
    fn lane(&self, account: &str) -> usize {
        HOUSE - 1 - self.delivery.accounts().number(account).unwrap_or_default()
    }

    /// Has other sources from now on. They are on disk when this is done.
    pub(crate) async fn keep_sources(&self, records: Vec<SourceRecord>) -> Result<(), Problem> {
        let value = serde_json::to_string(&records).map_err(|error| Problem::internal(&error))?;
        let mark = Incoming::Mark { name: source::KEPT_AS.into(), value };
        self.place(HOUSE, vec![mark], 0).await?;
        let names: Vec<String> = records.iter().map(|record| record.name.clone()).collect();
        self.volumes.retain(|source| names.iter().any(|name| name == source));
        self.sources.replace(records).map_err(|error| Problem::internal(&error))
    }
}

impl App {
    /// Has accounts be different from now on. It is on disk when this is done. Who calls it must go on to its end
    /// when the client has gone, as all requests do that change something.
    pub(crate) async fn keep_accounts(&self, changes: Vec<AccountChange>) -> Result<(), Problem> {
        let incoming = changes.iter().cloned().map(Incoming::from).collect();
        self.place(HOUSE, incoming, 0).await?;
        self.access.apply(changes);
        Ok(())
    }

    /// Keeps something when there is time for it: when somebody was last seen.
    pub(crate) fn keep_later(&self, change: AccountChange) {
        let (answer, _nobody_waits) = oneshot::channel();
        let waiting = Waiting { incoming: vec![change.into()], bytes: 0, answer };
        if let Err(full) = self.queue.offer(HOUSE, waiting) {
            tracing::debug!(?full, "when somebody was last seen is not kept");
        }
    }

    /// Has other settings from now on. They are on disk when this is done.
    pub(crate) async fn keep_settings(&self, settings: Settings) -> Result<(), Problem> {
        let value = serde_json::to_string(&settings).map_err(|error| Problem::internal(&error))?;
        let mark = Incoming::Mark { name: settings::KEPT_AS.into(), value };
        self.place(HOUSE, vec![mark], 0).await?;
        self.access.set(settings);
        Ok(())
    }
}

/// The lane of what is no source's.
pub(crate) const HOUSE: usize = usize::MAX;

/// Why something is not done, as it is told.
pub(crate) fn not_done(not_done: NotDone) -> Problem {
    match not_done {
        NotDone::Disk => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "disk")
            .detail("the disk refuses; nothing was done, try again")
            .retry_after(1),
        NotDone::Stopping => full(Full::Closed),
    }
}

/// Why something is not let in, as it is told.
pub(crate) fn full(full: Full) -> Problem {
    match full {
        Full::Lane => Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-fast")
            .detail("this source has as much waiting as one may")
            .retry_after(1),
        Full::Queue => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too-much")
            .detail("more is waiting than can be taken now")
            .retry_after(1),
        Full::Closed => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "stopping")
            .detail("the server is stopping")
            .retry_after(5),
    }
}
