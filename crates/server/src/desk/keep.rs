//! The one task that keeps the desk: names what changed, counts what waits while somebody looks, forgets who went away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::MissedTickBehavior;
use voorzet_domain::conversation::agent::Status;
use voorzet_domain::conversation::{AgentId, Case};
use voorzet_domain::strategy::model::Strategy;
use voorzet_engine::desk::{DeskCommand, Wish};
use voorzet_engine::inbox::{CaseRow, Counts, Naming};
use voorzet_engine::live::Command;
use voorzet_store::{Reader, StoreError};

use super::attendance::Absent;
use super::feed::{News, Told};
use crate::api::period;
use crate::api::problem::Problem;
use crate::serve::app::App;
use crate::serve::clock;

/// How often it looks who went away.
const ROUND: Duration = Duration::from_secs(2);

/// How long counts hold when nothing changes: what is late becomes so by time alone.
const COUNTED: Duration = Duration::from_secs(15);

/// How soon after a change it is counted again.
const SOON: Duration = Duration::from_secs(1);

/// Keeps the desk until the server stops.
pub(crate) async fn keep(app: Arc<App>) {
    let Some(news) = app.desk.feed.take() else { return };
    if let Err(problem) = expect(&app).await {
        tracing::warn!(?problem, "nobody knows who was at the desk");
    }
    Keeper { app, news, counted: None, changed: false }.run().await;
}

/// Whoever was there when the server stopped is expected back.
async fn expect(app: &App) -> Result<(), Problem> {
    let (agents, now) = (app.readers.read(Reader::agents).await?, Instant::now());
    for agent in agents.iter().filter(|agent| agent.status != Status::Offline) {
        app.desk.attendance.expect(agent.id.0, now);
    }
    Ok(())
}

struct Keeper {
    app: Arc<App>,
    news: UnboundedReceiver<News>,
    /// When it was last counted.
    counted: Option<Instant>,
    /// Whether something changed since.
    changed: bool,
}

impl Keeper {
    async fn run(mut self) {
        let mut round = tokio::time::interval(ROUND / 4);
        round.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut rounds = 0_u32;
        loop {
            tokio::select! {
                news = self.news.recv() => {
                    let Some(mut news) = news else { return };
                    while let Ok(later) = self.news.try_recv() {
                        news.and(later);
                    }
                    self.changed = true;
                    self.tell(news).await;
                }
                _ = round.tick() => {
                    rounds = rounds.wrapping_add(1);
                    if rounds.is_multiple_of(4) {
                        self.look().await;
                    }
                }
            }
            self.count().await;
        }
    }

    async fn tell(&mut self, news: News) {
        let last = news.last;
        let named = named(&self.app, news).await;
        let nothing = Told { last, rows: Vec::new(), gone: Vec::new(), messages: Vec::new() };
        let told = named.unwrap_or_else(|problem| {
            tracing::error!(?problem, "what changed at the desk cannot be told");
            nothing
        });
        self.app.desk.feed.tell(told);
    }

    /// Counts what waits, when somebody looks and it may be different.
    async fn count(&mut self) {
        let due = match self.counted {
            None => true,
            Some(at) => at.elapsed() >= if self.changed { SOON } else { COUNTED },
        };
        if !due || !self.app.desk.feed.is_heard() {
            return;
        }
        let now = clock::now();
        match self.app.readers.read(move |reader| Counts::read(reader, now)).await {
            Ok(counts) => {
                self.app.desk.feed.counts.send_replace(Some(Arc::new(counts)));
                (self.counted, self.changed) = (Some(Instant::now()), false);
            }
            Err(problem) => tracing::warn!(?problem, "what waits cannot be counted"),
        }
    }

    /// Forgets who went away.
    async fn look(&mut self) {
        let (desk, now) = (&self.app.desk, Instant::now());
        for case in desk.presence.fade(now) {
            let _nobody_listens = desk.feed.present.send(case);
        }
        for (agent, why) in desk.attendance.gone(now) {
            for case in desk.presence.leave_all(agent) {
                let _nobody_listens = desk.feed.present.send(case);
            }
            if let Err(problem) = leave(&self.app, agent, why).await {
                tracing::warn!(?problem, agent, "an agent who went away is not offline yet");
                desk.attendance.expect(agent, now);
            }
        }
    }
}

/// An agent who is gone takes no work.
async fn leave(app: &App, agent: i64, why: Absent) -> Result<(), Problem> {
    let agents = app.readers.read(Reader::agents).await?;
    let is_there =
        |known: &voorzet_domain::conversation::Agent| known.id.0 == agent && known.status != Status::Offline;
    if !agents.iter().any(is_there) {
        return Ok(());
    }
    let agent = AgentId(agent);
    let wish = Wish::SetStatus { agent, name: None, status: Status::Offline, because: why.name().into() };
    // What the core says against it will not change by asking again.
    app.ask(Command::Desk(DeskCommand { by: agent, wish })).await.map(drop)
}

/// What changed, with everybody's names.
async fn named(app: &App, news: News) -> Result<Told, Problem> {
    let strategy = period::strategy(app).await?;
    let people = app.access.known().names();
    app.readers.read(move |reader| reader.at_once(|reader| name(reader, &strategy, &people, news))).await
}

fn name(
    reader: &Reader,
    strategy: &Strategy,
    people: &BTreeMap<i64, String>,
    news: News,
) -> Result<Told, StoreError> {
    let naming = Naming::new(reader, strategy, people, "");
    let (gone, cases): (Vec<Case>, Vec<Case>) =
        news.cases.into_values().partition(|case| case.merged_into.is_some());
    let rows = cases.into_iter().map(|case| CaseRow::of(case, &naming, None)).collect::<Result<_, _>>()?;
    let mut messages: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut further = news.messages;
    for key in news.sends {
        if let Some(number) = reader.message_named(&key.0)? {
            further.entry(number).or_default();
        }
    }
    for (number, cases) in further {
        let cases = if cases.is_empty() {
            reader.message(number)?.map(|shown| shown.row.cases).unwrap_or_default()
        } else {
            cases
        };
        messages.insert(number.0, cases.into_iter().map(|case| case.0).collect());
    }
    Ok(Told {
        last: news.last,
        rows,
        gone: gone.into_iter().map(|case| case.id.0).collect(),
        messages: messages.into_iter().collect(),
    })
}
