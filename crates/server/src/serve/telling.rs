//! The server's own log, on standard error: what happens, never what is in events or keys.

use std::io::IsTerminal;

use anyhow::Context;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

use super::traces::Collector;
use crate::configuration::{Log, LogFormat};

/// Begins to tell, and to trace when there is a collector.
pub(crate) fn start(log: &Log, collector: Option<&Collector>) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.level).with_context(|| format!("log.level: `{}`", log.level))?;
    let terminal = std::io::stderr().is_terminal();
    let json = match log.format {
        LogFormat::Auto => !terminal,
        LogFormat::Json => true,
        LogFormat::Text => false,
    };
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = if json {
        lines.json().flatten_event(true).with_span_list(false).boxed()
    } else {
        lines.with_ansi(terminal).with_target(false).boxed()
    };
    // Our own spans only: those of the collector's client would be traced for ever.
    let ours = Targets::new().with_target("voorzet", Level::INFO).with_default(LevelFilter::OFF);
    let traces =
        collector.map(|to| tracing_opentelemetry::layer().with_tracer(to.tracer()).with_filter(ours));
    tracing_subscriber::registry().with(lines.with_filter(filter)).with(traces).init();
    Ok(())
}
