//! `voorzet serve`: the system, running.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore, watch};
use voorzet_engine::live::Core;
use voorzet_store::{Opened, Store};

use super::publish::{publication, told};
use super::{DATA, options};
use crate::access::Access;
use crate::access::known::Known;
use crate::api;
use crate::api::strategy::Published;
use crate::channel::mail::unsubscribe;
use crate::configuration::Configuration;
use crate::delivery::{self, Delivery};
use crate::desk::{self, Desk};
use crate::feedback::Links;
use crate::intake::queue::Queue;
use crate::intake::source::{self, SourceRecord, Sources};
use crate::intake::volume::{self, Volumes};
use crate::replays::Replays;
use crate::serve::app::App;
use crate::serve::crowds::Crowds;
use crate::serve::figures::Figures;
use crate::serve::hub::Hub;
use crate::serve::note::Note;
use crate::serve::readers::Readers;
use crate::serve::standing::Standing;
use crate::serve::traces::Collector;
use crate::serve::turns::Turns;
use crate::serve::{clock, core, listen, telling, turns};
use crate::uploads::Uploads;

/// How long sends that are under way may take after that.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long requests may take to end after the server was asked to stop.
const GRACE: Duration = Duration::from_secs(8);

/// Runs the system: takes events in over HTTP, decides on them and delivers what was decided
#[derive(Args)]
pub(crate) struct Serve {
    /// The folder with everything that is kept
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Where to listen instead of 127.0.0.1:8600; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Publish this strategy folder first, when it differs from what is published
    #[arg(long, value_name = "DIR")]
    strategy: Option<PathBuf>,
    /// Settings, instead of voorzet.toml in the data folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting: intake.strict=true
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Print every setting with its meaning, and stop
    #[arg(long)]
    print_config: bool,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        if self.print_config {
            write!(std::io::stdout(), "{}", crate::configuration::DEFAULT)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut set = self.set.clone();
        set.extend(self.listen.iter().map(|listen| format!("listen={listen}")));
        let configuration = Configuration::load(&self.data, self.config.as_deref(), &set)?;
        let collector = Collector::of(&configuration.traces)?;
        telling::start(&configuration.log, collector.as_ref())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("http")
            .enable_all()
            .build()
            .context("no threads")?;
        runtime.block_on(self.serve(configuration))?;
        if let Some(collector) = collector {
            collector.shutdown();
        }
        // What still reads for somebody who has gone is not waited for.
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(ExitCode::SUCCESS)
    }

    async fn serve(&self, configuration: Configuration) -> anyhow::Result<()> {
        let listener = TcpListener::bind(configuration.listen).await.with_context(|| {
            format!("{} cannot be listened on; choose another address with --listen", configuration.listen)
        })?;
        let address = listener.local_addr()?;
        let Opened { store, mut writer, upgrade } = Store::open(&self.data, &options()?)?;
        if let Some(upgrade) = upgrade.filter(|upgrade| upgrade.from > 0) {
            tracing::info!(from = upgrade.from, to = upgrade.to, copy = ?upgrade.copy, "the store was brought up to date");
        }
        let mut records = source::read(writer.read().meta(source::KEPT_AS)?.as_deref())?;
        let key = if records.is_empty() {
            let (record, key) = SourceRecord::new(source::FIRST, None)?;
            records.push(record);
            writer.set_meta(source::KEPT_AS, &serde_json::to_string(&records)?)?;
            Some(key)
        } else {
            None
        };
        unsubscribe::prepare(&mut writer)?;
        let token = Note::token()?;
        let last = writer.read().last()?.0;
        let known = Known::load(writer.read(), clock::now())?;
        let queue = Arc::new(Queue::new(configuration.intake.queue_events, configuration.intake.queue_bytes));
        let hub = Arc::new(Hub::new(last, configuration.stream.recent_bytes));
        let figures = Arc::new(Figures::new());
        let volumes = Arc::new(Volumes::load(writer.read())?);
        let standing = Arc::new(Standing::new(writer.read().latest_strategy()?.is_some()));
        let crowds = Arc::new(Crowds::default());
        let desk = Arc::new(Desk::open(writer.read())?);
        let (routes, accounts) = delivery::routes(&configuration)
            .map_err(|problems| anyhow::anyhow!("the settings are wrong: {}", problems.join("; ")))?;
        let settings = core::settings(&configuration.engine, routes.clone())?;
        let readers = Readers::new(store.clone());
        let setup = Note::token()?;
        let access = Access::new(known, token.clone(), setup.clone(), &configuration.access);
        let links = Links::open(&mut writer, Arc::clone(&access))?;
        let delivery =
            Delivery::new((routes, accounts), readers.clone(), Arc::clone(&queue), Arc::clone(&links))?;
        let mut core = Core::open(writer, settings, clock::now())?;
        let turns = Turns {
            loaded: turns::load(&mut core, store.clone(), Arc::clone(&queue))?,
            delivery: Arc::clone(&delivery),
            trouble: None,
            core,
            queue: Arc::clone(&queue),
            hub: Arc::clone(&hub),
            figures: Arc::clone(&figures),
            standing: Arc::clone(&standing),
            crowds: Arc::clone(&crowds),
            desk: Arc::clone(&desk),
            volumes: Arc::clone(&volumes),
            commit_events: configuration.intake.commit_events,
        };
        let core = turns.start()?;
        let setup = access.is_empty().then_some(setup);
        let replays = Replays::open(&self.data)?;
        let replaying = replays.start(readers.clone())?;
        let app = Arc::new(App {
            sources: Sources::new(&configuration.intake, records)?,
            queue: Arc::clone(&queue),
            volumes: Arc::clone(&volumes),
            readers: readers.clone(),
            hub: Arc::clone(&hub),
            figures,
            standing,
            crowds,
            contacts: Arc::default(),
            standings: Arc::default(),
            delivery: Arc::clone(&delivery),
            replays: Arc::clone(&replays),
            uploads: Uploads::open(&self.data)?,
            desk,
            reading: Arc::new(Semaphore::new(configuration.intake.queue_bytes.div_ceil(1_024))),
            listeners: Arc::new(Semaphore::new(configuration.stream.listeners)),
            links,
            access,
            changing: Mutex::default(),
            strategy: std::sync::Mutex::default(),
            configuration,
        });
        // Who asks for figures first would wait until every contact is read.
        tokio::spawn(ahead(Arc::clone(&app)));
        let desk = tokio::spawn(desk::keep::keep(Arc::clone(&app)));
        tokio::spawn(desk::customers::keep(Arc::clone(&app)));
        let strategy = self.publish(&app).await?;
        let note = Note { address: format!("http://{address}"), token, setup, process: std::process::id() };
        let posted = note.post(&self.data)?;
        self.greet(&note, &strategy, key.as_ref().map(|key| key.0.as_str()))?;

        let stop = stopping()?;
        let mut stopped = stop.clone();
        let head = Duration::from_secs(app.configuration.access.head_seconds.max(1));
        let listening = delivery.accounts().listen(&app, &stop);
        let server = listen::serve(listener, api::router(app), head, stop.clone());
        tokio::spawn(async move {
            let _ = stopped.wait_for(|stop| *stop).await;
            // Streams would never end by themselves.
            hub.end();
        });
        let keeping = tokio::spawn(volume::keep(Arc::clone(&volumes), Arc::clone(&queue)));
        let mut late = stop.clone();
        let late = async move {
            let _ = late.wait_for(|stop| *stop).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            () = server => {}
            () = late => tracing::warn!("some requests did not end in time"),
        }
        tracing::info!("stopping");
        desk.abort();
        let _ = tokio::time::timeout(PATIENCE, futures_util::future::join_all(listening)).await;
        delivery.stop(PATIENCE).await;
        let ended = tokio::task::spawn_blocking(move || {
            replays.close();
            if replaying.join().is_err() {
                tracing::error!("a replay broke off");
            }
            // Before the writer: of two that close at once neither is the last, and nobody folds everything in.
            readers.close(PATIENCE);
            keeping.abort();
            volume::keep_now(&volumes, &queue);
            queue.close();
            core.join()
        });
        let ended = ended.await?;
        drop(posted);
        ended.map_err(|_| anyhow::anyhow!("the core broke off"))
    }

    /// Publishes the strategy that was named, and says which is in force.
    async fn publish(&self, app: &App) -> anyhow::Result<String> {
        if let Some(dir) = &self.strategy {
            let command = publication(dir, "at the start of the server")?.command();
            let refused = |_| anyhow::anyhow!("the disk refuses, so the strategy cannot be published");
            let answer = app.ask(command).await.map_err(refused)??;
            return Ok(format!("{}: {}", dir.display(), told(&Published::of(answer))));
        }
        let refused = |_| anyhow::anyhow!("the store cannot be read");
        let latest = app.readers.read(voorzet_store::Reader::latest_strategy).await.map_err(refused)?;
        Ok(match latest {
            Some(latest) => format!("publication {}, version {}", latest.number, latest.version),
            None => "none yet: voorzet publish DIR".to_owned(),
        })
    }

    /// The first lines: where it is, and how to send an event. The only place where a key is shown.
    fn greet(&self, note: &Note, strategy: &str, key: Option<&str>) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "Voorzet {} listens on {}", env!("CARGO_PKG_VERSION"), note.address)?;
        writeln!(out, "  data       {}", self.data.display())?;
        writeln!(out, "  strategy   {strategy}")?;
        if let Some(key) = key {
            writeln!(out, "  write key  {key}  (source `default`; shown this once)")?;
            writeln!(
                out,
                "  try        curl {}/v1/track -u {key}: -d '{{\"userId\":\"u1\",\"event\":\"order.shipped\"}}'",
                note.address
            )?;
        }
        if let Some(setup) = &note.setup {
            writeln!(
                out,
                "  sign in    nobody can yet: {}/?set-up={setup}  (set-up code {setup})",
                note.address
            )?;
        }
        writeln!(out, "  ready      stop with Ctrl-C")?;
        Ok(out.flush()?)
    }
}

/// Has every contact in memory before somebody asks.
async fn ahead(app: Arc<App>) {
    let crowds = Arc::clone(&app.crowds);
    if let Err(problem) = app.readers.read(move |reader| crowds.ask(reader, |_| Ok(()))).await {
        tracing::warn!(?problem, "contacts are not read yet");
    }
}

/// True once the server is asked to stop; the second time it stops at once.
fn stopping() -> anyhow::Result<watch::Receiver<bool>> {
    let (told, stop) = watch::channel(false);
    let mut asked = Asked::listen()?;
    tokio::spawn(async move {
        asked.next().await;
        told.send_replace(true);
        asked.next().await;
        std::process::exit(130);
    });
    Ok(stop)
}

/// How the system asks a server to stop.
#[cfg(unix)]
struct Asked {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Asked {
    fn listen() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// How the system asks a server to stop.
#[cfg(not(unix))]
struct Asked;

#[cfg(not(unix))]
impl Asked {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
