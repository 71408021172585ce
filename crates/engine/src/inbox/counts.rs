//! How much waits, for whom, and how long: the views and queues of the inbox.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use utoipa::ToSchema;
use voorzet_domain::conversation::agent::Status;
use voorzet_domain::conversation::case::State;
use voorzet_domain::conversation::{Agent, AgentId};
use voorzet_domain::strategy::model::{Queue, Strategy};
use voorzet_domain::time::Timestamp;
use voorzet_store::desk::OpenCount;
use voorzet_store::{Reader, StoreError};

/// How much waits.
#[derive(Clone, Debug)]
pub struct Counts {
    counts: Vec<OpenCount>,
    agents: Vec<Agent>,
}

/// A view of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownView {
    /// `mine`, `waiting`, `late`, `mentions`, `snoozed`, `all` or `resolved`.
    pub id: &'static str,
    /// How many are in it; null for what is resolved, which is not counted.
    pub count: Option<i64>,
    /// How many of them should have been answered by now.
    pub late: i64,
}

/// A queue of the strategy, or one in which cases are left over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownQueue {
    /// Its name.
    pub name: String,
    /// What people call it, per language.
    pub title: BTreeMap<String, String>,
    /// How many wait for an agent.
    pub waiting: i64,
    /// How many of those that are open should have been answered by now.
    pub late: i64,
    /// How many are open.
    pub open: i64,
    /// How long the first customer has been waiting.
    pub longest_seconds: i64,
    /// How many agents take work of it now.
    pub agents_available: usize,
    /// Whether it is open now.
    pub is_open: bool,
}

/// How much an agent has, in all and by channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShownLoad {
    /// In all.
    pub total: i64,
    /// By channel.
    pub channels: BTreeMap<String, i64>,
}

impl Counts {
    /// Counts what is open.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(reader: &Reader, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { counts: reader.open_counts(now)?, agents: reader.agents()? })
    }

    /// Everybody who answers.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// The views, as an agent sees them who is asked to look at so many.
    pub fn views(&self, me: Option<AgentId>, mentions: usize) -> Vec<ShownView> {
        let view = |id, holds: &dyn Fn(&OpenCount) -> bool| {
            let (count, late) = self.sum(holds);
            ShownView { id, count: Some(count), late }
        };
        let (_, late) = self.sum(&|_| true);
        vec![
            view("mine", &|count| me.is_some() && count.agent == me),
            view("waiting", &|count| count.state == State::Waiting),
            ShownView { id: "late", count: Some(late), late },
            ShownView { id: "mentions", count: Some(i64::try_from(mentions).unwrap_or(i64::MAX)), late: 0 },
            view("snoozed", &|count| count.state == State::Snoozed),
            view("all", &|_| true),
            ShownView { id: "resolved", count: None, late: 0 },
        ]
    }

    /// The queues of a strategy, and those in which something is left over.
    pub fn queues(&self, strategy: &Strategy, now: Timestamp) -> Vec<ShownQueue> {
        let known = strategy.queues.iter().map(|queue| queue.name.as_str());
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let names = known.chain(self.counts.iter().map(|count| count.queue.as_str()));
        let names: Vec<&str> = names.filter(|name| seen.insert(name)).collect();
        names.into_iter().map(|name| self.queue(name, strategy, now)).collect()
    }

    fn queue(&self, name: &str, strategy: &Strategy, now: Timestamp) -> ShownQueue {
        let known = strategy.queues.iter().find(|queue| queue.name == name);
        let (open, late) = self.sum(&|count| count.queue == name);
        let (waiting, _) = self.sum(&|count| count.queue == name && count.state == State::Waiting);
        let waits = self.counts.iter().filter(|count| count.queue == name && count.state == State::Waiting);
        let since = waits.filter_map(|count| count.waiting_since).min();
        ShownQueue {
            name: name.to_owned(),
            title: known.map(|queue| queue.title.by_language()).unwrap_or_default(),
            waiting,
            late,
            open,
            longest_seconds: since.map_or(0, |since| (now.since(since).as_micros() / 1_000_000).max(0)),
            agents_available: self.agents.iter().filter(|agent| works(agent, known)).count(),
            is_open: known.is_none_or(|queue| queue.is_open(now)),
        }
    }

    /// How much an agent has: what takes up one of their places, as the routing counts.
    pub fn load(&self, agent: AgentId) -> ShownLoad {
        let mut load = ShownLoad::default();
        for count in self.counts.iter().filter(|count| count.agent == Some(agent)) {
            let Some(means) = &count.occupies else { continue };
            load.total += count.amount;
            *load.channels.entry(means.to_string()).or_default() += count.amount;
        }
        load
    }

    fn sum(&self, holds: &dyn Fn(&OpenCount) -> bool) -> (i64, i64) {
        let counted = self.counts.iter().filter(|count| holds(count));
        counted.fold((0, 0), |(amount, late), count| (amount + count.amount, late + count.late))
    }
}

/// Whether an agent is there and can do what a queue takes.
fn works(agent: &Agent, queue: Option<&Queue>) -> bool {
    let able = |queue: &Queue| queue.skills.iter().all(|skill| agent.skills.contains(skill));
    agent.status == Status::Available && queue.is_none_or(able)
}
