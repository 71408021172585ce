//! What is counted, for Prometheus.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use voorzet_store::entry::Placed;

/// What is counted.
pub(crate) struct Figures {
    registry: Registry,
    accepted: Family<BySource, Counter>,
    repeated: Family<BySource, Counter>,
    quarantined: Family<BySource, Counter>,
    refused: Family<BySource, Counter>,
    turn: Histogram,
    commit: Histogram,
    refusals: Counter,
    behind: Gauge,
    reaching: Gauge,
    decisions: Family<ByVerdict, Counter>,
    outbox: Family<ByState, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct BySource {
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByVerdict {
    verdict: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByState {
    route: String,
    state: String,
}

impl Figures {
    /// Nothing counted yet.
    pub(crate) fn new() -> Self {
        let seconds = || Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5]);
        let mut figures = Self {
            registry: Registry::with_prefix("voorzet"),
            accepted: Family::default(),
            repeated: Family::default(),
            quarantined: Family::default(),
            refused: Family::default(),
            turn: seconds(),
            commit: seconds(),
            refusals: Counter::default(),
            behind: Gauge::default(),
            reaching: Gauge::default(),
            decisions: Family::default(),
            outbox: Family::default(),
        };
        let registry = &mut figures.registry;
        registry.register("events_accepted", "Events that are new, by source", figures.accepted.clone());
        registry.register(
            "events_repeated",
            "Events that were here before, by source",
            figures.repeated.clone(),
        );
        registry.register("events_quarantined", "Items that cannot be read", figures.quarantined.clone());
        registry.register("requests_refused", "Requests above a source's quota", figures.refused.clone());
        let unit = || Unit::Seconds;
        registry.register_with_unit("turn", "How long a turn takes", unit(), figures.turn.clone());
        registry.register_with_unit(
            "acknowledge",
            "From arrival to acknowledgement",
            unit(),
            figures.commit.clone(),
        );
        registry.register("disk_refusals", "Commits that the disk refused", figures.refusals.clone());
        registry.register("behind", "Events that were not decided on yet", figures.behind.clone());
        let help = "Customers still to be reached by events that go to many";
        registry.register("reaching", help, figures.reaching.clone());
        registry.register("decisions", "Decisions, by verdict", figures.decisions.clone());
        registry.register("outbox", "What is in the outbox, by route and state", figures.outbox.clone());
        figures
    }

    /// What became of a request's events.
    pub(crate) fn taken(&self, source: &str, placed: &[Placed]) {
        let count =
            |wanted: fn(&Placed) -> bool| placed.iter().filter(|placed| wanted(placed)).count() as u64;
        let label = BySource { source: source.to_owned() };
        for (family, amount) in [
            (&self.accepted, count(|placed| matches!(placed, Placed::New(_)))),
            (&self.repeated, count(|placed| matches!(placed, Placed::Repeated))),
            (&self.quarantined, count(|placed| matches!(placed, Placed::Quarantined(_)))),
        ] {
            if amount > 0 {
                family.get_or_create(&label).inc_by(amount);
            }
        }
    }

    /// A request that came too fast.
    pub(crate) fn refused(&self, source: &str) {
        self.refused.get_or_create(&BySource { source: source.to_owned() }).inc();
    }

    /// A turn that was committed.
    pub(crate) fn turned(&self, took: Duration, behind: u64, reaching: u64) {
        self.turn.observe(took.as_secs_f64());
        self.behind.set(behind.cast_signed());
        self.reaching.set(reaching.cast_signed());
    }

    /// How long somebody waited for the acknowledgement.
    pub(crate) fn acknowledged(&self, took: Duration) {
        self.commit.observe(took.as_secs_f64());
    }

    /// A turn that the disk refused.
    pub(crate) fn disk_refused(&self) {
        self.refusals.inc();
    }

    /// A decision.
    pub(crate) fn decided(&self, verdict: &str) {
        self.decisions.get_or_create(&ByVerdict { verdict: verdict.to_owned() }).inc();
    }

    /// What is in the outbox now.
    pub(crate) fn outbox<'a>(&self, counts: impl IntoIterator<Item = (&'a str, &'a str, i64)>) {
        self.outbox.clear();
        for (route, state, amount) in counts {
            self.outbox
                .get_or_create(&ByState { route: route.to_owned(), state: state.to_owned() })
                .set(amount);
        }
    }

    /// All of it as Prometheus reads it.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "the figures cannot be written");
        }
        text
    }
}
